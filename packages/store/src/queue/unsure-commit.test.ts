/** A connection that is lost while its commit still waits at the server, which executes it later. */
import type { UnitCommit } from '@fabula/engine';
import { asId, type DeliveryId } from '@fabula/model';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../database/database.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { aCommit, aDelivery, anEvent, aRun } from './commits.test-kit.ts';
import { createEngineStore } from './engine-store.ts';

const late: UnitCommit = aCommit({
  runs: [aRun(1, { addedEvents: 1 })],
  events: [anEvent(1)],
  deliveries: [aDelivery(1)],
});

describe.each(testDatabases)('a commit of which nobody knows whether it was written, on $kind', ({ open }) => {
  let test: TestDatabase;
  /** What happens to each statement of a commit before it is sent. */
  let happens: (send: () => Promise<unknown>) => Promise<unknown>;

  let commit: (id: number, unit: UnitCommit) => Promise<unknown>;

  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    await test.empty();
    happens = (send) => send();
    const store = createEngineStore(behindTheFault());
    const me = await store.register();
    commit = (id, unit) => store.commit(me, id, [unit]);
    return () => store.unregister(me);
  });

  function behindTheFault(): Database {
    const { pool } = test.database;
    const query = (statement: string | pg.QueryConfig, values?: unknown[]): Promise<unknown> => {
      const send = () =>
        pool.query(typeof statement === 'string' ? { text: statement, values: values ?? [] } : statement);
      const isCommit = typeof statement !== 'string' && statement.name?.startsWith('commit ') === true;
      return isCommit ? happens(send) : send();
    };
    const faulty = new Proxy(pool, {
      get: (target, name) => (name === 'query' ? query : Reflect.get(target, name, target)),
    });
    return { ...test.database, pool: faulty };
  }

  /** The first attempt reaches the server just before the second one does, after that has looked. */
  function loseAndSendLate(): void {
    let lost: (() => Promise<unknown>) | null = null;
    happens = async (send) => {
      if (lost === null) {
        lost = send;
        throw new Error('Connection terminated unexpectedly');
      }
      await lost();
      happens = (next) => next();
      return send();
    };
  }

  const unavailable = { ok: false, error: { kind: 'unavailable' } };
  const events = async (): Promise<unknown> =>
    (await test.database.pool.query('select event_count, (select count(*)::int from event) as events from run')).rows;

  it('is looked for again when its own rows stood in the way, and was written once', async () => {
    loseAndSendLate();
    expect(await commit(7, late)).toMatchObject(unavailable);
    expect(await commit(7, late)).toMatchObject(unavailable);
    expect(await commit(7, late)).toEqual({ ok: true });
    expect(await events()).toEqual([{ event_count: 1, events: 1 }]);
    expect(await commit(8, aCommit({ runs: [aRun(2)] }))).toEqual({ ok: true });
  });

  it('is looked for again when what it finishes is gone', async () => {
    await commit(1, late);
    const finish = aCommit({ finished: [asId<DeliveryId>(1)] });
    loseAndSendLate();
    expect(await commit(2, finish)).toMatchObject(unavailable);
    expect(await commit(2, finish)).toMatchObject(unavailable);
    expect(await commit(2, finish)).toEqual({ ok: true });
  });

  it('is refused in the end when the rows in its way are not its own', async () => {
    await commit(1, late);
    happens = () => Promise.reject(new Error('Connection terminated unexpectedly'));
    expect(await commit(2, late)).toMatchObject(unavailable);
    happens = (send) => send();
    expect(await commit(2, late)).toMatchObject(unavailable);
    expect(await commit(2, late)).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(await commit(2, late), 'and without a doubt from then on').toMatchObject({ error: { kind: 'refused' } });
  });
});
