/** The database as a server: what it is, what it allows, whether it keeps its promises. Read-only. */
import type { Database } from '../database/database.ts';
import { migrations } from '../migrations/index.ts';

export interface ServerState {
  /** As PostgreSQL says it, such as `15.14`. */
  readonly version: string;
  readonly major: number;
  readonly maxConnections: number;
  /** Kept for superusers: not for us. */
  readonly reservedConnections: number;
  /** Of everybody, now. */
  readonly connections: number;
  readonly fsync: boolean;
  readonly fullPageWrites: boolean;
  /** As the setting has it: `on`, `off`, `local`, `remote_write`, `remote_apply`. */
  readonly synchronousCommit: string;
  /** A replica, or switched to read-only. */
  readonly isReadOnly: boolean;
  /** Of the database's host. */
  readonly now: Date;
}

export async function readServerState({ pool }: Database): Promise<ServerState> {
  const { rows } = await pool.query<{ [K in keyof ServerState]: ServerState[K] }>(`
    select current_setting('server_version') as version,
      current_setting('server_version_num')::int / 10000 as major,
      current_setting('max_connections')::int as "maxConnections",
      current_setting('superuser_reserved_connections')::int as "reservedConnections",
      (select count(*) from pg_stat_activity where backend_type = 'client backend')::int as connections,
      current_setting('fsync')::bool as fsync,
      current_setting('full_page_writes')::bool as "fullPageWrites",
      current_setting('synchronous_commit') as "synchronousCommit",
      -- not the session's own setting, which is ours
      pg_is_in_recovery() or coalesce((
        select bool_or(setting = 'default_transaction_read_only=on')
        from pg_db_role_setting r cross join unnest(r.setconfig) as setting
        where r.setdatabase in (0, (select oid from pg_database where datname = current_database()))
          and r.setrole in (0, (select oid from pg_roles where rolname = current_user))
      ), false) as "isReadOnly",
      clock_timestamp() as now
  `);
  const [state] = rows;
  if (state === undefined) throw new Error('the database answered nothing');
  return state;
}

export interface SchemaState {
  /** Number of the newest migration applied; null: the database is empty. */
  readonly applied: number | null;
  /** Number of the newest migration of this program. */
  readonly known: number;
  /** A newer program has upgraded it, and says that this one may go on working. */
  readonly isNewerButSuits: boolean;
}

export async function readSchemaState({ pool }: Database): Promise<SchemaState> {
  const known = Math.max(0, ...migrations.map((migration) => migration.number));
  const { rows: tables } = await pool.query("select from pg_tables where tablename = 'migration'");
  if (tables.length === 0) return { applied: null, known, isNewerButSuits: false };
  // By way of json: a database that no recent program has started on lacks the column.
  const { rows } = await pool.query<{ newest: number | null; oldest: number | null }>(
    `select max(number) as newest,
  max(coalesce((to_jsonb(m) ->> 'compatible_from')::integer, number)) filter (where number > $1::integer) as oldest
from migration m`,
    [known],
  );
  const { newest = null, oldest = null } = rows[0] ?? {};
  return { applied: newest, known, isNewerButSuits: oldest !== null && oldest <= known };
}

export interface TableSize {
  readonly name: string;
  /** With indexes and what is kept beside the table. */
  readonly bytes: number;
}

/** The largest tables. */
export async function readTableSizes({ pool }: Database, limit: number): Promise<readonly TableSize[]> {
  const { rows } = await pool.query<{ name: string; bytes: number }>(
    `select c.relname as name, pg_total_relation_size(c.oid) as bytes from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by bytes desc limit $1`,
    [limit],
  );
  return rows;
}
