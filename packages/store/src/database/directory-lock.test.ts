import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DirectoryInUse, type DirectoryLock, lockDirectory } from './directory-lock.ts';

const quick = { touchEveryMs: 20, believeForMs: 200 };
/** More than any system gives. */
const deadPid = 2 ** 30;

describe('the lock of a data directory', () => {
  let directory: string;
  let held: DirectoryLock[];
  const file = (): string => join(directory, 'fabula.lock');
  const lock = async (): Promise<void> => {
    held.push(await lockDirectory(directory, quick));
  };
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fabula-test-'));
    held = [];
  });
  afterEach(async () => {
    for (const one of held) await one.release();
    await rm(directory, { recursive: true, force: true });
  });

  test('lets one in at a time, and leaves nothing behind', async () => {
    await lock();
    await expect(lock()).rejects.toThrow(DirectoryInUse);
    await held.pop()?.release();
    await lock();
    await held.pop()?.release();
    expect(await readdir(directory)).toEqual([]);
  });

  test.each([
    ['of a process that is gone', { pid: deadPid, host: hostname(), startedAt: '' }],
    ['of a former process with an id that is in use again', { pid: process.pid, host: hostname(), startedAt: '1' }],
    ['of a program on another host that went silent', { pid: 1, host: 'elsewhere', startedAt: '1' }],
    ['that is no lock', 'what is this'],
  ])('passes over a lock %s', async (_name, content) => {
    await writeFile(file(), JSON.stringify(content));
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(file(), longAgo, longAgo);
    await lock();
    expect(await readFile(file(), 'utf8')).toContain(`"pid":${process.pid}`);
  });

  test('believes a program on another host while it touches the lock', async () => {
    await lock();
    // The holder above goes on touching the file, which now names someone else.
    await writeFile(file(), JSON.stringify({ pid: 7, host: 'elsewhere', startedAt: '1' }));
    await expect(lock()).rejects.toThrow('in use by process 7');
  });

  test('lets one in of many that find the same dead lock, however long each takes, and leaves nothing behind', async () => {
    for (let round = 0; round < 25; round++) {
      await writeFile(file(), JSON.stringify({ pid: deadPid, host: hostname(), startedAt: String(round) }));
      const results = await Promise.allSettled(Array.from({ length: 12 }, lock));
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
      for (const { reason } of results.filter((result) => result.status === 'rejected')) {
        expect(reason).toBeInstanceOf(DirectoryInUse);
      }
      await held.pop()?.release();
      expect(await readdir(directory)).toEqual([]);
    }
  });

  test('takes over from one that was killed while it took over a dead lock', async () => {
    const dead = JSON.stringify({ pid: deadPid, host: hostname(), startedAt: '' });
    await writeFile(file(), dead);
    const turn = createHash('sha256').update(dead).digest('hex').slice(0, 16);
    await writeFile(`${file()}.${turn}`, JSON.stringify({ pid: deadPid, host: hostname(), startedAt: '1' }));
    await lock();
    await held.pop()?.release();
    expect(await readdir(directory)).toEqual([]);
  });
});
