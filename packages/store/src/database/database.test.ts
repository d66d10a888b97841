import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, templateDirectory, testDatabases } from '../testing/databases.test-kit.ts';
import { pictureOf } from '../testing/schema-picture.test-kit.ts';
import { openDatabase } from './database.ts';
import { DirectoryInUse } from './directory-lock.ts';
import { startEmbedded } from './embedded.ts';
import { EmbeddedUpkeep } from './embedded-upkeep.ts';
import { migrate, NewerSchema } from './migrate.ts';
import { templateIn } from './template-name.ts';

const serverUrl = process.env['TEST_DATABASE_URL'];

describe.each(testDatabases)('the $kind database', ({ open }) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());

  test.each([
    ['a bigint as a number', 'select 9007199254740991::bigint as value', 9007199254740991],
    [
      'JSON as the text that was written',
      `select '{"b": 1.0, "a":12345678901234567890}'::json as value`,
      '{"b": 1.0, "a":12345678901234567890}',
    ],
    ['a list of ids as numbers', `select '{1,null,3}'::bigint[] as value`, [1, null, 3]],
    ['a list of JSON as texts', `select array['{"a": 1.0}'::json] as value`, ['{"a": 1.0}']],
    [
      'a moment as a Date',
      `select '2026-11-22T10:00:00.123Z'::timestamptz as value`,
      new Date('2026-11-22T10:00:00.123Z'),
    ],
  ])('gives %s', async (_name, sql, value) => {
    expect((await opened.database.pool.query(sql)).rows).toEqual([{ value }]);
  });

  test('refuses to round a bigint beyond 2^53', async () => {
    await expect(opened.database.pool.query('select 9007199254740993::bigint')).rejects.toThrow('beyond 2^53');
  });

  test('keeps the writes of a transaction that fails out, and goes on', async () => {
    const { kysely } = opened.database;
    const failing = kysely.transaction().execute(async (transaction) => {
      await transaction.insertInto('tag').values({ name: 'lost' }).execute();
      await transaction.insertInto('tag').values({ name: 'lost' }).execute();
    });
    await expect(failing).rejects.toThrow('duplicate key');
    expect(await kysely.selectFrom('tag').selectAll().execute()).toEqual([]);
  });

  test('clears the session of a client that leaves in the middle of a transaction', async () => {
    const client = await opened.database.pool.connect();
    await client.query('begin');
    await client.query("insert into tag (name) values ('lost')");
    client.release(true);
    expect((await opened.database.pool.query('select name from tag')).rows).toEqual([]);
  });

  test('carries values of several megabytes', async () => {
    const text = 'x'.repeat(5_000_000);
    const { rows } = await opened.database.pool.query('select $1::text as text', [text]);
    expect(rows[0].text === text).toBe(true);
  });

  test('has the schema of schema.sql', async () => {
    await expect(await pictureOf(opened.database)).toMatchFileSnapshot('../schema.sql');
  });

  test('applies each migration once, whoever starts', async () => {
    expect(await migrate(opened.database)).toEqual([]);
  });

  test('keeps nothing of a migration that fails', async () => {
    const broken = { number: 9_000, name: 'broken', sql: 'create table half (id bigint); select 1/0' };
    await expect(migrate(opened.database, [broken])).rejects.toThrow('migration 9000 (broken) failed');
    expect((await opened.database.pool.query("select to_regclass('half') as found")).rows).toEqual([{ found: null }]);
  });

  test('refuses a schema newer than the program, and says what to do', async () => {
    await opened.database.pool.query("insert into migration (number, name) values (9999, 'from-tomorrow')");
    await expect(migrate(opened.database)).rejects.toThrow(NewerSchema);
    await expect(migrate(opened.database)).rejects.toThrow('start the newer version of Fabula');
    await opened.database.pool.query('delete from migration where number = 9999');
  });
});

test.runIf(serverUrl)(
  'a connection that breaks in the middle of a transaction fails its statements and nothing else',
  async () => {
    const database = await openDatabase({ url: serverUrl, dataDir: '', onError: () => undefined });
    const client = await database.pool.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    await client.query('begin');
    await database.pool.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid]);
    await expect(client.query('select 1')).rejects.toThrow();
    client.release(true);
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await database.close();
  },
);

describe('the embedded database', () => {
  const left: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const leave of left.splice(0).reverse()) await leave();
  });

  async function newDirectory(): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'fabula-test-'));
    left.push(() => rm(directory, { recursive: true, force: true }));
    return directory;
  }

  function failOnError(error: Error): void {
    throw error;
  }

  test('forces every commit to disk', async () => {
    const directory = join(await newDirectory(), 'database');
    const embedded = await startEmbedded({
      directory,
      templateDirectory: templateIn(await templateDirectory()),
      onError: failOnError,
    });
    left.push(() => embedded.close());
    const client = new pg.Client({ stream: () => embedded.connect(), user: 'postgres', database: 'postgres' });
    await client.connect();
    await client.query('create table row (id integer)');
    const before = await embedded.countFsyncs();
    for (let id = 0; id < 100; id += 1) await client.query('insert into row values ($1)', [id]);
    expect((await embedded.countFsyncs()) - before).toBeGreaterThanOrEqual(100);
    await client.end();
  });

  test('keeps its log and the space of removed rows small by itself', async () => {
    const dataDir = await newDirectory();
    const database = await openDatabase({
      dataDir,
      templateDirectory: await templateDirectory(),
      onError: failOnError,
    });
    left.push(() => database.close());
    const { pool } = database;
    const limit = 2 * 1024 * 1024;
    const upkeep = new EmbeddedUpkeep(pool, limit);
    await pool.query('create table heap (id integer, text text)');
    for (let turn = 0; turn < 5; turn += 1) {
      await pool.query("insert into heap select id, repeat('x', 1000) from generate_series(1, 2000) as id");
      await pool.query('delete from heap');
      await upkeep.runOnce();
    }
    const { rows } = await pool.query(
      "select pg_current_wal_insert_lsn() - redo_lsn as log, pg_table_size('heap') as heap from pg_control_checkpoint()",
    );
    expect(Number(rows[0].log)).toBeLessThan(limit + 4 * 1024 * 1024);
    expect(rows[0].heap).toBeLessThan(6 * 1024 * 1024);
  });

  test('lets one program in, and says who has the directory', async () => {
    const dataDir = await newDirectory();
    const options = { dataDir, templateDirectory: await templateDirectory(), onError: failOnError };
    const first = await openDatabase(options);
    left.push(() => first.close());
    const second = openDatabase(options);
    await expect(second).rejects.toThrow(DirectoryInUse);
    await expect(second).rejects.toThrow(`the data directory ${dataDir} is in use by process ${process.pid}`);
  });

  test('has every acknowledged row after SIGKILL, and the dead lock does not block', async () => {
    const dataDir = await newDirectory();
    const child = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        new URL('../testing/write-until-killed.ts', import.meta.url).pathname,
        dataDir,
        await templateDirectory(),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = new Promise((resolve) => child.once('exit', resolve));
    let acknowledged = 0;
    for await (const chunk of child.stdout) {
      acknowledged += String(chunk).split('\n').length - 1;
      if (acknowledged > 50) break;
    }
    child.kill('SIGKILL');
    await ended;
    expect(await readFile(join(dataDir, 'fabula.lock'), 'utf8')).toContain(`"pid":${child.pid}`);

    const database = await openDatabase({ dataDir, onError: failOnError });
    left.push(() => database.close());
    const { rows } = await database.pool.query('select count(*) as count from written');
    expect(rows[0].count).toBeGreaterThanOrEqual(acknowledged);
  });
});
