/** Programs of two versions on one database, as during a rolling upgrade. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Migration, migrations } from '../migrations/index.ts';
import { aCommit, aDelivery, anEvent, aRun, noon } from '../queue/commits.test-kit.ts';
import { createEngineStore } from '../queue/engine-store.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { migrate, NewerSchema } from './migrate.ts';

const newest = Math.max(...migrations.map(({ number }) => number));

/** Only adds, to tables that every commit touches. */
const additive: Migration = {
  number: newest + 1,
  name: 'more-columns',
  sql: `alter table run add column later text; alter table delivery add column later integer not null default 0;
alter table process add column later text; create table later (id bigint primary key)`,
  compatibleFrom: newest,
};
const undo =
  'alter table run drop column later; alter table delivery drop column later; alter table process drop column later; drop table later';

describe.each(testDatabases)('two versions on the $kind database', ({ kind, open }) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    await test.empty();
    return () => test.database.pool.query('delete from migration where number > $1', [newest]);
  });

  it('the older program works on while the newer one adds to the schema, and may start again afterwards', async () => {
    const { database } = test;
    const store = createEngineStore(database);
    const me = await store.register();
    let commits = 0;
    const work = async (): Promise<void> => {
      const id = ++commits;
      const parts = { runs: [aRun(id)], events: [anEvent(id)], deliveries: [aDelivery(id)] };
      expect(await store.commit(me, id, [aCommit(parts)])).toEqual({ ok: true });
      const [claimed] = await store.claim(me, id, noon, 1, 1);
      expect(claimed?.delivery.id).toBe(id);
      const finished = claimed === undefined ? [] : [claimed.delivery.id];
      expect(await store.commit(me, -id, [aCommit({ finished })])).toEqual({ ok: true });
    };
    await work();

    let isMigrated = false;
    const migration = migrate(database, [...migrations, additive]).finally(() => {
      isMigrated = true;
    });
    while (!isMigrated) await work();
    expect(await migration).toEqual([additive]);
    await work();

    expect(await migrate(database)).toEqual([]);
    await store.unregister(me);
    await database.pool.query(undo);
  });

  it('an upgrade that does not suit the older program fences it, frees what it had claimed, and tells it', async () => {
    const { database } = test;
    const store = createEngineStore(database);
    const me = await store.register();
    let isBuried = false;
    const ignore = (): void => undefined;
    const buried = (): void => {
      isBuried = true;
    };
    const stop = store.listen({ work: ignore, answered: ignore, missed: ignore, buried });
    await store.commit(me, 1, [aCommit({ runs: [aRun(1)], deliveries: [aDelivery(1), aDelivery(2)] })]);
    expect(await store.claim(me, 1, noon, 1, 1)).toHaveLength(1);
    await store.reclaimFromDead(me);
    expect(isBuried).toBe(false);

    const breaking: Migration = { number: newest + 1, name: 'breaking', sql: 'select 1' };
    await migrate(database, [...migrations, breaking]);

    expect(await store.commit(me, 2, [aCommit({ runs: [aRun(2)] })])).toEqual({ ok: false, error: { kind: 'fenced' } });
    expect(await store.claim(me, 2, noon, 10, 10)).toEqual([]);
    await store.reclaimFromDead(me);
    // The embedded database is upgraded by the only process that it serves.
    expect(isBuried).toBe(kind === 'postgres');
    const newer = createEngineStore(database);
    const newerId = await newer.register();
    expect(await newer.claim(newerId, 1, noon, 10, 10)).toHaveLength(2);
    await newer.unregister(newerId);
    stop();
    await store.unregister(me);
  });

  it('an upgrade that fails buries nobody', async () => {
    const store = createEngineStore(test.database);
    const me = await store.register();
    const broken: Migration = { number: newest + 1, name: 'broken', sql: 'select 1 / 0' };
    await expect(migrate(test.database, [...migrations, broken])).rejects.toThrow('broken');
    expect(await store.commit(me, 1, [aCommit({ runs: [aRun(1)] })])).toEqual({ ok: true });
    await store.unregister(me);
  });

  it('the older program refuses a schema that does not suit it, however many that do came after it', async () => {
    const breaking: Migration = { number: newest + 1, name: 'breaking', sql: 'select 1' };
    const gentle: Migration = { number: newest + 2, name: 'gentle', sql: 'select 1', compatibleFrom: newest + 1 };
    await migrate(test.database, [...migrations, breaking, gentle]);
    await expect(migrate(test.database)).rejects.toThrow(NewerSchema);
    expect(await migrate(test.database, [...migrations, breaking])).toEqual([]);
  });

  it.runIf(kind === 'postgres')('a migration that has to wait for a table lets the others pass meanwhile', async () => {
    const { pool } = test.database;
    const reader = await pool.connect();
    await reader.query('begin');
    await reader.query('select count(*) from run');
    const migration = migrate(test.database, [...migrations, additive]);
    const isWaiting = async (): Promise<boolean> => {
      const { rowCount } = await pool.query("select from pg_locks where relation = 'run'::regclass and not granted");
      return rowCount !== 0;
    };
    while (!(await isWaiting())) await new Promise((resolve) => setTimeout(resolve, 10));
    // Stands behind the migration, which waits for the reader: so this ends only when the migration gives way.
    expect((await pool.query('select count(*) from run')).rowCount).toBe(1);
    await reader.query('commit');
    reader.release();
    expect(await migration).toEqual([additive]);
    await pool.query(undo);
  });
});
