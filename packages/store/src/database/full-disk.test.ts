/** A disk that is really full: a small file system in memory, where this machine lets us make one. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmdirSync, statfsSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { classify } from '../queue/failure.ts';
import { templateDirectory } from '../testing/databases.test-kit.ts';
import { type Database, openDatabase } from './database.ts';

const mb = 1024 ** 2;

describe.runIf(canMount())('the embedded database on a full disk', () => {
  let disk: string;
  let templates: string;
  let errors: Error[];
  beforeEach(async () => {
    templates = await templateDirectory();
    errors = [];
    disk = mount(64);
  });
  afterEach(() => unmount(disk));

  const open = () =>
    openDatabase({
      dataDir: join(disk, 'data'),
      templateDirectory: templates,
      onError: (error) => errors.push(error),
    });

  /** Until it fails; gives why. */
  async function untilItFails(write: () => Promise<unknown>): Promise<unknown> {
    for (let count = 0; count < 20_000; count++) {
      try {
        await write();
      } catch (thrown) {
        return thrown;
      }
    }
    throw new Error('the disk never became full');
  }

  const countRows = async ({ pool }: Database) =>
    (await pool.query<{ count: number }>('select count(*)::int as count from thing')).rows[0]?.count;

  test('a table that cannot grow: an error that passes, and all goes on when there is room', async () => {
    const database = await open();
    const { pool } = database;
    await pool.query('create table thing (id integer primary key, content text)');
    let written = 0;
    const insert = async () => {
      await pool.query('insert into thing values ($1, $2)', [written, randomBytes(500_000).toString('hex')]);
      written += 1;
    };
    expect(classify(await untilItFails(insert)).failure.kind).toBe('unavailable');
    // Again and again, as the engine tries.
    for (let attempt = 0; attempt < 8; attempt++)
      expect(classify(await untilItFails(insert)).failure.kind).toBe('unavailable');
    expect(await countRows(database)).toBe(written);
    execFileSync('mount', ['-o', 'remount,size=128m', disk]);
    await insert();
    expect(await countRows(database)).toBe(written);
    await database.close();
    expect(errors).toEqual([]);
  });

  test('a log that cannot grow: it ends, says why, lets nobody wait; and has everything at the next start', async () => {
    const database = await open();
    const { pool } = database;
    await pool.query('create table thing (id integer primary key, content text)');
    for (let id = 0; id < 20; id++) await pool.query("insert into thing values ($1, '')", [id]);
    const { bavail, bsize } = statfsSync(disk);
    const filler = join(disk, 'filler');
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - 4 * mb)));
    let updates = 0;
    const update = async () => {
      await pool.query('update thing set content = $2 where id = $1', [
        updates % 20,
        `${updates} ${randomBytes(200).toString('hex')}`,
      ]);
      updates += 1;
      // Each segment of the log is 16 MB: there is no room for another one.
      await pool.query('select pg_switch_wal()');
    };
    const failure = classify(await untilItFails(update));
    expect(failure).toMatchObject({ failure: { kind: 'unavailable' }, isUnsure: true });
    expect(errors[0]?.message).toMatch(/the embedded database stopped: .*No space left/);
    // Nobody waits for an answer that never comes.
    await expect(pool.query('select 1')).rejects.toThrow(/No space left/);
    await database.close();

    await rm(filler);
    const again = await open();
    expect(await countRows(again)).toBe(20);
    const last = (updates - 1) % 20;
    const { rows } = await again.pool.query<{ content: string }>('select content from thing where id = $1', [last]);
    expect(Number(rows[0]?.content.split(' ')[0])).toBe(updates - 1);
    await again.close();
  });
});

function mount(megabytes: number): string {
  const directory = mkdtempSync(join(tmpdir(), 'fabula-full-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory], { stdio: 'pipe' });
  return directory;
}

function unmount(directory: string): void {
  execFileSync('umount', ['-l', directory]);
  rmdirSync(directory);
}

function canMount(): boolean {
  try {
    unmount(mount(1));
    return true;
  } catch {
    // Not on this system, or not as this user.
    return false;
  }
}
