/** A database of the test's own on the server of TEST_DATABASE_URL, and what its rows say. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface OwnDatabase {
  readonly url: string;
  /** One number. */
  count(sql: string, values?: readonly unknown[]): Promise<number>;
  /** One column. */
  numbers(sql: string): Promise<number[]>;
  drop(): Promise<void>;
}

export async function makeDatabase(server: string): Promise<OwnDatabase> {
  const name = `fabula_processes_${randomBytes(5).toString('hex')}`;
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 2 });
  // Dropping the database may meet a session that is still saying goodbye.
  pool.on('error', () => undefined);
  return {
    url: url.href,
    count: async (sql, values = []) => {
      const { rows } = await pool.query({ text: sql, values: [...values], rowMode: 'array' });
      return Number(rows[0]?.[0]);
    },
    numbers: async (sql) => {
      const { rows } = await pool.query({ text: sql, rowMode: 'array' });
      return rows.map(([value]) => Number(value));
    },
    drop: async () => {
      await pool.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
