/**
 * The database that everything happens on: always one of its own, so that nobody's data is touched. Embedded in a temporary
 * folder, a new database on the server of DATABASE_URL, or a whole PostgreSQL of our own.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '@fabula/store';
import { UsageError } from '../cli/streams.ts';
import { startOwnPostgres } from './own-postgres.ts';

export interface Ground {
  readonly kind: 'embedded' | 'postgres';
  /** For people: `the embedded database`, `PostgreSQL 15.3`. */
  readonly label: string;
  readonly folder: string;
  /** What `--keep` leaves behind: folders, the address of a database. */
  readonly kept: readonly string[];
  /** null: embedded. */
  readonly url: string | null;
  /** Crashes the PostgreSQL and starts it again; null: it is not ours. */
  readonly crash: (() => Promise<void>) | null;
  /** The database itself; for the embedded one, while no process has it. */
  open(): Promise<Database>;
}

/** What was made and must be removed, whatever happens: the last one first. */
export type CleanUps = (() => Promise<unknown>)[];

export async function prepareGround(
  choice: { readonly databaseUrl: string | null; readonly ownPostgres: { readonly binaries: string | null } | null },
  cleanUps: CleanUps,
  keeps: boolean,
): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'fabula-torture-'));
  if (!keeps) cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  if (choice.ownPostgres !== null) {
    const own = await startOwnPostgres(choice.ownPostgres.binaries, cleanUps, keeps);
    const ground = await onServer(own.url, folder, cleanUps, keeps);
    return { ...ground, kept: [folder, own.folder], crash: own.crash };
  }
  if (choice.databaseUrl !== null) return onServer(choice.databaseUrl, folder, cleanUps, keeps);
  return {
    kind: 'embedded',
    label: 'the embedded database',
    folder,
    kept: [folder],
    url: null,
    crash: null,
    open: () => openDatabase({ dataDir: folder, onError: ignore }),
  };
}

async function onServer(serverUrl: string, folder: string, cleanUps: CleanUps, keeps: boolean): Promise<Ground> {
  const name = `fabula_torture_${randomBytes(6).toString('hex')}`;
  const version = await onDatabase(serverUrl, async ({ pool }) => {
    await pool.query(`create database ${name}`).catch(explainRefusal);
    const { rows } = await pool.query<{ server_version: string }>('show server_version');
    return rows[0]?.server_version.split(' ')[0] ?? '';
  });
  if (!keeps) {
    cleanUps.push(() =>
      onDatabase(serverUrl, ({ pool }) => pool.query(`drop database if exists ${name} with (force)`)),
    );
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    kind: 'postgres',
    label: `PostgreSQL ${version}`,
    folder,
    kept: [folder, url.href],
    url: url.href,
    crash: null,
    open: () => openDatabase({ url: url.href, dataDir: folder, maxConnections: 2, onError: ignore }),
  };
}

async function onDatabase<Result>(url: string, work: (database: Database) => Promise<Result>): Promise<Result> {
  const database = await openDatabase({ url, dataDir: '', maxConnections: 1, onError: ignore });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

function explainRefusal(thrown: unknown): never {
  if (thrown instanceof Error && 'code' in thrown && thrown.code === '42501') {
    throw new UsageError(
      'The role of DATABASE_URL may not create databases, and torture needs one of its own: ' +
        'ALTER ROLE … CREATEDB, or use another role, or leave DATABASE_URL out.',
    );
  }
  throw thrown;
}

/** Its connections are cut on purpose, and whoever asks something learns of it by the answer. */
function ignore(): void {}
