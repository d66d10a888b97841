/** Databases of the bench's own: one per target, made at the start and dropped at the end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

export interface BenchDatabase {
  readonly settings: Readonly<Record<string, string>>;
  drop(): Promise<void>;
}

export async function makeEmbedded(): Promise<BenchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'fabula-bench-'));
  return { settings: { FABULA_DATA_DIR: folder }, drop: () => rm(folder, { recursive: true, force: true }) };
}

export class PostgresServer {
  readonly #url: string;
  readonly #admin: pg.Client;

  private constructor(url: string, admin: pg.Client) {
    this.#url = url;
    this.#admin = admin;
  }

  static async connect(url: string): Promise<PostgresServer> {
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    return new PostgresServer(url, admin);
  }

  async makeDatabase(purpose: string): Promise<BenchDatabase> {
    const name = `fabula_bench_${purpose}_${process.pid}`;
    await this.#admin.query(`create database ${name}`);
    const own = new URL(this.#url);
    own.pathname = `/${name}`;
    const folder = await makeEmbedded();
    return {
      settings: { ...folder.settings, DATABASE_URL: own.href },
      drop: async () => {
        await this.#admin.query(`drop database ${name} with (force)`);
        await folder.drop();
      },
    };
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
    return rows[0]?.server_version ?? '';
  }

  close(): Promise<void> {
    return this.#admin.end();
  }
}
