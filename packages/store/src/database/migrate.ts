/**
 * Brings the schema up to this program's. Forward only: each migration in a transaction of its own, all of them under
 * one lock, so that any number of starters may call this at once.
 *
 * During a rolling upgrade programs of two versions work on one database. The older ones go on where the migration says that
 * they can (`compatibleFrom`), also when they are started again; where it does not, they do not start, and those that run are buried
 * with that migration: they could not read what newer ones write, so they write and claim nothing more, and end. A migration that has
 * to wait for a table gives way after a moment and tries again: everybody else would wait behind it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { type Migration, migrations } from '../migrations/index.ts';
import { bury } from '../queue/bury.ts';
import type { Database } from './database.ts';

/** Any number that nothing else locks. */
const LOCK = 7_241_986;

export class NewerSchema extends Error {
  constructor(found: number, known: number) {
    super(
      `the database has schema ${found} and this program knows schemas up to ${known}: ` +
        'start the newer version of Fabula that upgraded it, or restore a backup from before the upgrade',
    );
    this.name = 'NewerSchema';
  }
}

const OLDEST_POSTGRES = 15;

/**
 * How long a migration, and all who come after it, wait for a table that somebody is using. Less than the second after which
 * PostgreSQL looks for deadlocks: one that wants several tables may be in one, and is to give way before a commit has to.
 */
const LOCK_TIMEOUT_MS = 800;
const PAUSE_MS = 400;
/** About two minutes. */
const MOST_ATTEMPTS = 100;

/** Gives the migrations that were missing, in the order in which they were applied. Throws {@link NewerSchema}. */
export async function migrate(
  database: Database,
  known: readonly Migration[] = migrations,
): Promise<readonly Migration[]> {
  const client = await database.pool.connect();
  let failure: Error | undefined;
  try {
    await requireVersion(client);
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const missing = await findMissing(client, known);
    for (const migration of missing) await apply(client, migration);
    await client.query('select pg_advisory_unlock($1)', [LOCK]);
    return missing;
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw failure;
  } finally {
    // After a failure the session may still hold the lock: it is closed, not given back.
    client.release(failure);
  }
}

async function requireVersion(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ major: number }>(
    "select current_setting('server_version_num')::int / 10000 as major",
  );
  const major = rows[0]?.major ?? 0;
  if (major < OLDEST_POSTGRES) {
    throw new Error(`the database is PostgreSQL ${major}, and Fabula needs ${OLDEST_POSTGRES} or newer`);
  }
}

async function findMissing(client: pg.ClientBase, known: readonly Migration[]): Promise<readonly Migration[]> {
  await client.query(
    'create table if not exists migration (number integer primary key, name text not null, applied_at timestamptz not null default now())',
  );
  // the oldest schema whose programs suit this one; null: only its own
  await client.query('alter table migration add column if not exists compatible_from integer');
  const { rows } = await client.query<{ number: number; oldest: number }>(
    'select number, coalesce(compatible_from, number) as oldest from migration',
  );
  const newestKnown = Math.max(0, ...known.map((migration) => migration.number));
  const unknown = rows.filter((row) => row.number > newestKnown);
  if (unknown.some((row) => row.oldest > newestKnown)) {
    throw new NewerSchema(Math.max(...unknown.map((row) => row.number)), newestKnown);
  }
  const applied = new Set(rows.map((row) => row.number));
  return known.filter((migration) => !applied.has(migration.number));
}

async function apply(client: pg.ClientBase, migration: Migration): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await applyOnce(client, migration);
    } catch (cause) {
      if (attempt < MOST_ATTEMPTS && isInTheWay(cause)) await pause(PAUSE_MS);
      else throw new Error(`migration ${migration.number} (${migration.name}) failed`, { cause });
    }
  }
}

async function applyOnce(client: pg.ClientBase, { number, name, sql, compatibleFrom }: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
    // First of all: a commit that is on its way may need the tables that the migration locks.
    if (compatibleFrom === undefined) await buryAll(client);
    await client.query(sql);
    await client.query('insert into migration (number, name, compatible_from) values ($1, $2, $3)', [
      number,
      name,
      compatibleFrom ?? null,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function buryAll(client: pg.ClientBase): Promise<void> {
  const { rows: tables } = await client.query<{ are_there: boolean }>(
    "select to_regclass('process') is not null and to_regclass('delivery') is not null as are_there",
  );
  if (tables[0]?.are_there !== true) return;
  const { rows } = await client.query<{ id: number }>('select id from process order by id');
  await bury(
    client,
    rows.map(({ id }) => id),
  );
}

/** Waited too long for a lock, or was in a deadlock. */
function isInTheWay(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '55P03' || error.code === '40P01');
}
