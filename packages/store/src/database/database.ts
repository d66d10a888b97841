/**
 * Opens the database: a PostgreSQL server when there is an address, the embedded one otherwise. Both are reached through
 * the same `pg` pool and the same Kysely dialect, so nothing above this file knows which one it is.
 */
import { join } from 'node:path';
import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { lockDirectory } from './directory-lock.ts';
import { startEmbedded } from './embedded.ts';
import { EmbeddedUpkeep } from './embedded-upkeep.ts';
import { Notices } from './notices.ts';
import { Sockets } from './sockets.ts';
import type { Tables } from './tables.ts';
import { templateIn } from './template-name.ts';
import { valueTypes } from './value-types.ts';

export interface Database {
  readonly kind: 'embedded' | 'postgres';
  readonly kysely: Kysely<Tables>;
  /**
   * For statements that must not pay for a query builder. On the embedded database it holds one connection: whoever has
   * a client must not wait for a second one.
   */
  readonly pool: pg.Pool;
  readonly notices: Notices;
  close(): Promise<void>;
}

/** What repositories take first: the database as such, or the transaction that the caller owns. */
export type Executor = Kysely<Tables> | Transaction<Tables>;

export interface DatabaseOptions {
  /** A PostgreSQL address; absent or empty: embedded. */
  readonly url?: string | undefined;
  /** Holds the embedded database; not touched with `url`. */
  readonly dataDir: string;
  /** A folder that `prepareTemplate` has filled: makes the first start quick. */
  readonly templateDirectory?: string | undefined;
  /** Most connections to the server at a time. */
  readonly maxConnections?: number | undefined;
  /** A connection that nobody was using broke, or the embedded database died. */
  readonly onError: (error: Error) => void;
}

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.url ? openPostgres(options.url, options) : openEmbedded(options);
}

/**
 * Prepared statements are planned once. PostgreSQL would otherwise plan the engine's commit anew every time, because the
 * arrays of a small commit look cheaper to it than those of an average one (a lone commit: 1.7 ms with, 0.7 ms without).
 * Compiling plans pays for reports over whole tables, which Fabula has none of: it took a tenth of a second to find one event.
 */
const sessionSettings = ['plan_cache_mode=force_generic_plan', 'jit=off'];

/**
 * The server must notice soon that a process behind a cut network is gone: its claims hang on its session, and so do the rows
 * that a transaction of its has locked. Asked after three quiet seconds, given up nine seconds after the last sign of it,
 * whether the server was waiting or sending.
 */
const signsOfLife = [
  'tcp_keepalives_idle=3',
  'tcp_keepalives_interval=2',
  'tcp_keepalives_count=3',
  'tcp_user_timeout=8000',
  // a process that stands still must not hold up the others with what it has locked
  'idle_in_transaction_session_timeout=60000',
];

function clientConfigFor(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    types: valueTypes,
    application_name: 'fabula',
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    connectionTimeoutMillis: 10_000,
    options: [...signsOfLife, 'timezone=UTC', ...sessionSettings].map((setting) => `-c ${setting}`).join(' '),
  };
}

function openPostgres(url: string, options: DatabaseOptions): Database {
  const sockets = new Sockets();
  const pool = new pg.Pool({
    ...clientConfigFor(url),
    stream: sockets.make,
    pipeline: true,
    max: options.maxConnections ?? 10,
    idleTimeoutMillis: 60_000,
  });
  watchErrors(pool, options.onError);
  const notices = new Notices(pool, { onSilence: () => sockets.cut() });
  return {
    kind: 'postgres',
    kysely: queryBuilder(pool),
    pool,
    notices,
    close: () => {
      notices.close();
      return pool.end();
    },
  };
}

async function openEmbedded(options: DatabaseOptions): Promise<Database> {
  const lock = await lockDirectory(options.dataDir);
  try {
    const embedded = await startEmbedded({
      directory: join(options.dataDir, 'database'),
      templateDirectory: options.templateDirectory && templateIn(options.templateDirectory),
      onError: options.onError,
    });
    const pool = new pg.Pool({
      stream: () => embedded.connect(),
      user: 'postgres',
      database: 'postgres',
      ssl: false,
      types: valueTypes,
      pipeline: true,
      max: 1,
      idleTimeoutMillis: 0,
    });
    watchErrors(pool, options.onError);
    const upkeep = new EmbeddedUpkeep(pool);
    upkeep.start();
    return {
      kind: 'embedded',
      kysely: queryBuilder(pool),
      pool,
      notices: new Notices(pool, null),
      close: async () => {
        await upkeep.stop();
        await pool.end();
        await embedded.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * The pool listens to connections that nobody uses. One that breaks in somebody's hands fails the statements that are under
 * way on it, and says so once more as an event, which would end the process if nobody listened.
 */
function watchErrors(pool: pg.Pool, onError: (error: Error) => void): void {
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', () => undefined));
}

function queryBuilder(pool: pg.Pool): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
