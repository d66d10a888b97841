import type { ProcessId } from '@fabula/model';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../database/database.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { SignOfLife } from './sign-of-life.ts';

const postgres = testDatabases.find(({ kind }) => kind === 'postgres');

/** A process, as far as others can tell. */
interface Living {
  readonly id: ProcessId;
  readonly sign: SignOfLife;
  readonly database: Database;
  readonly buried: () => boolean;
  /** Its own clock. */
  pass(ms: number): void;
  end(): Promise<void>;
}

describe.runIf(postgres)('the sign of life on PostgreSQL', () => {
  let test: TestDatabase;
  let pool: pg.Pool;
  const living: Living[] = [];

  beforeAll(async () => {
    if (postgres !== undefined) test = await postgres.open();
    pool = test.database.pool;
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    await test.empty();
    return async () => {
      for (const one of living.splice(0)) await one.end();
    };
  });

  async function aProcess(): Promise<Living> {
    // Sessions are broken on purpose here.
    const database = await openDatabase({ url: test.url, dataDir: '', onError: () => undefined });
    let now = 1_000_000;
    let isBuried = false;
    const sign = new SignOfLife(
      database,
      () => {
        isBuried = true;
      },
      () => now,
    );
    const one: Living = {
      id: await sign.register(),
      sign,
      database,
      buried: () => isBuried,
      pass: (ms) => {
        now += ms;
      },
      end: async () => {
        await sign.unregister(one.id);
        await database.close();
      },
    };
    living.push(one);
    return one;
  }

  /** As a process of another host that has died would leave it, with one delivery claimed. */
  async function aDeadProcess(): Promise<number> {
    const { rows } = await pool.query("insert into process (host, pid) values ('elsewhere', 1) returning id");
    await pool.query(
      `insert into delivery (id, run_id, story_id, action_id, attempt, is_priority, state, claimed_by, started_at)
values ($1, 1, 1, 1, 0, false, 'null', $1, now())`,
      [rows[0].id],
    );
    return rows[0].id;
  }

  const holdersOf = async (id: number): Promise<number[]> => {
    const { rows } = await pool.query<{ pid: number }>(
      `select pid from pg_locks where locktype = 'advisory' and objid = $1::bigint::oid and granted
and database = (select oid from pg_database where datname = current_database())`,
      [id],
    );
    return rows.map(({ pid }) => pid);
  };

  /** Ends the session that holds the lock, and waits until it is gone. */
  async function breakSession(id: number): Promise<void> {
    const [pid] = await holdersOf(id);
    await pool.query('select pg_terminate_backend($1, 5000)', [pid]);
  }

  async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
    const giveUpAt = Date.now() + 5_000;
    while (!(await holds())) {
      if (Date.now() > giveUpAt) throw new Error('waited five seconds for nothing');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  it('a process of another host whose lock stays free is dead within a second; an effect of it has an unknown outcome', async () => {
    const me = await aProcess();
    await aDeadProcess();
    expect(await me.sign.reclaimFromDead(me.id)).toEqual({ freed: 0, neighbours: 1 });
    me.pass(200);
    expect(await me.sign.reclaimFromDead(me.id)).toEqual({ freed: 0, neighbours: 1 });
    me.pass(300);
    expect(await me.sign.reclaimFromDead(me.id)).toEqual({ freed: 1, neighbours: 0 });
    const { rows } = await pool.query('select claimed_by, is_outcome_unknown from delivery');
    expect(rows).toEqual([{ claimed_by: null, is_outcome_unknown: true }]);
  });

  it('a lock that was free once and is held again is no sign of death', async () => {
    const me = await aProcess();
    const id = await aDeadProcess();
    const session = await pool.connect();
    for (const wait of [0, 1_000, 1_000]) {
      me.pass(wait);
      expect(await me.sign.reclaimFromDead(me.id)).toEqual({ freed: 0, neighbours: 1 });
      await session.query('select pg_advisory_lock(4711001, $1::int)', [id]);
      expect(await me.sign.reclaimFromDead(me.id)).toEqual({ freed: 0, neighbours: 1 });
      await session.query('select pg_advisory_unlock(4711001, $1::int)', [id]);
    }
    session.release();
  });

  it('a session that breaks is replaced, and its process lives on', async () => {
    const [me, other] = [await aProcess(), await aProcess()];
    await breakSession(other.id);
    await until(async () => (await holdersOf(other.id)).length === 1);
    me.pass(10_000);
    expect(await me.sign.reclaimFromDead(me.id)).toEqual({ freed: 0, neighbours: 1 });
    expect(other.buried()).toBe(false);
  });

  it('a process that comes back after its burial is told', async () => {
    const other = await aProcess();
    await pool.query('delete from process where id = $1', [other.id]);
    expect(other.buried()).toBe(false);
    await breakSession(other.id);
    await until(other.buried);
  });

  it('whoever has lost its own lock buries nobody for a while: the others have probably lost theirs', async () => {
    const me = await aProcess();
    await aDeadProcess();
    await breakSession(me.id);
    await until(async () => (await holdersOf(me.id)).length === 1);
    for (const wait of [0, 1_000, 1_000]) {
      me.pass(wait);
      expect(await me.sign.reclaimFromDead(me.id)).toEqual({ freed: 0, neighbours: 1 });
    }
    me.pass(1_000);
    expect(await me.sign.reclaimFromDead(me.id)).toEqual({ freed: 1, neighbours: 0 });
  });

  it('whoever ends while its session is being replaced leaves nothing behind', async () => {
    const other = await aProcess();
    const blocker = await pool.connect();
    // The new session has to wait for its lock.
    const locked = blocker.query('select pg_advisory_lock(4711001, $1::int)', [other.id]);
    await breakSession(other.id);
    await locked;
    await living.splice(living.indexOf(other), 1)[0]?.end();
    blocker.release(true);
    expect((await pool.query('select from process')).rowCount).toBe(0);
  });

  it('whoever cannot be registered holds no session', async () => {
    const database = await openDatabase({ url: test.url, dataDir: '', onError: () => undefined });
    await pool.query('alter table process rename to process_elsewhere');
    try {
      await expect(new SignOfLife(database, () => undefined).register()).rejects.toThrow();
      // Waits for every session to be given back.
      await database.close();
    } finally {
      await pool.query('alter table process_elsewhere rename to process');
    }
  });
});
