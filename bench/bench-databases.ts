/** Databases of the bench's own: one per target, made at the start and dropped at the end. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@fabula/store';
import pg from 'pg';
import type { CleanUps } from './clean-ups.ts';

export type Kind = 'embedded' | 'postgres';

export interface BenchDatabase {
  readonly kind: Kind;
  /** What a target is started with. */
  readonly settings: Readonly<Record<string, string>>;
}

/** What a database holds, when nobody uses it. */
export interface Contents {
  readonly bytes: number;
  /** Of the journal, written since the database was made (a server's: of all its databases). */
  readonly journalBytes: number;
  readonly transactions: number;
  readonly runs: number;
}

/** Makes databases of one kind. */
export interface Databases {
  readonly kind: Kind;
  make(): Promise<BenchDatabase>;
}

export function embeddedDatabases(cleanUps: CleanUps): Databases {
  return { kind: 'embedded', make: async () => ({ kind: 'embedded', settings: makeFolder(cleanUps) }) };
}

function makeFolder(cleanUps: CleanUps): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'fabula-bench-'));
  cleanUps.add(() => rm(folder, { recursive: true, force: true }));
  return { FABULA_DATA_DIR: folder };
}

export class PostgresServer implements Databases {
  readonly kind = 'postgres';
  readonly #url: string;
  readonly #admin: pg.Client;
  readonly #cleanUps: CleanUps;
  #count = 0;

  private constructor(url: string, admin: pg.Client, cleanUps: CleanUps) {
    this.#url = url;
    this.#admin = admin;
    this.#cleanUps = cleanUps;
  }

  static async connect(url: string, cleanUps: CleanUps): Promise<PostgresServer> {
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    cleanUps.add(() => admin.end());
    return new PostgresServer(url, admin, cleanUps);
  }

  async make(): Promise<BenchDatabase> {
    const name = `fabula_bench_${process.pid}_${++this.#count}`;
    // One connection works off its statements in order: a drop during the creation comes after it.
    this.#cleanUps.add(async () => {
      await this.#admin.query(`drop database if exists ${name} with (force)`);
    });
    await this.#admin.query(`create database ${name}`);
    const own = new URL(this.#url);
    own.pathname = `/${name}`;
    return { kind: 'postgres', settings: { ...makeFolder(this.#cleanUps), DATABASE_URL: own.href } };
  }

  /**
   * Writing transactions of the whole server so far. Taken from the counter of transaction ids, which is exact at once;
   * the statistics view lags by seconds and counts reads too.
   */
  async countTransactions(): Promise<number> {
    const { rows } = await this.#admin.query<{ next: string }>(
      'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
    );
    return Number(rows[0]?.next);
  }

  async version(): Promise<string> {
    const { rows } = await this.#admin.query<{ server_version: string }>('show server_version');
    return rows[0]?.server_version.split(' ')[0] ?? '';
  }
}

/** After a checkpoint. No target may be using the database: the embedded one is opened here. */
export async function contentsOf({ settings }: BenchDatabase, runTable: string): Promise<Contents> {
  const database = await openDatabase({
    url: settings['DATABASE_URL'],
    dataDir: settings['FABULA_DATA_DIR'] ?? '',
    onError: (error) => console.error(error),
  });
  try {
    await database.pool.query('checkpoint');
    const { rows } = await database.pool.query<Record<keyof Contents, string>>(
      `select pg_database_size(current_database())::text as bytes,
      pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::text as "journalBytes",
      pg_snapshot_xmax(pg_current_snapshot())::text as transactions,
      (select count(*) from ${runTable})::text as runs`,
    );
    const number = (name: keyof Contents) => Number(rows[0]?.[name]);
    return {
      bytes: number('bytes'),
      journalBytes: number('journalBytes'),
      transactions: number('transactions'),
      runs: number('runs'),
    };
  } finally {
    await database.close();
  }
}
