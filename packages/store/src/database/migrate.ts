/**
 * Brings the schema up to this program's. Forward only: each migration in a transaction of its own, all of them under
 * one lock, so that any number of starters may call this at once.
 */
import type pg from 'pg';
import { type Migration, migrations } from '../migrations/index.ts';
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
  const { rows } = await client.query<{ number: number }>('select number from migration');
  const applied = new Set(rows.map((row) => row.number));
  const newest = Math.max(0, ...applied);
  const newestKnown = Math.max(0, ...known.map((migration) => migration.number));
  if (newest > newestKnown) throw new NewerSchema(newest, newestKnown);
  return known.filter((migration) => !applied.has(migration.number));
}

async function apply(client: pg.ClientBase, migration: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(migration.sql);
    await client.query('insert into migration (number, name) values ($1, $2)', [migration.number, migration.name]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw new Error(`migration ${migration.number} (${migration.name}) failed`, { cause });
  }
}
