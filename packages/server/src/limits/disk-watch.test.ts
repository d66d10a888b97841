import { tmpdir } from 'node:os';
import { beforeEach, describe, expect, test } from 'vitest';
import { type DiskSpace, DiskWatch, usualReserve } from './disk-watch.ts';

const mb = 1024 ** 2;

describe('a disk', () => {
  let space: DiskSpace | Error;
  let changes: boolean[];
  let failures: number;
  beforeEach(() => {
    [space, changes, failures] = [{ free: 1_000 * mb, total: 10_000 * mb }, [], 0];
  });
  const aWatch = (reserveBytes: number | null = 100 * mb) =>
    new DiskWatch({
      directory: '/somewhere',
      reserveBytes,
      read: async () => {
        if (space instanceof Error) throw space;
        return space;
      },
      onChange: (isFull) => changes.push(isFull),
      onFailure: () => {
        failures += 1;
      },
    });

  test('is full below the reserve, and has room again when there is a little more', async () => {
    const watch = aWatch();
    const seen: boolean[] = [];
    for (const free of [101, 99, 101, 109, 111, 101, 99]) {
      space = { free: free * mb, total: 10_000 * mb };
      await watch.check();
      seen.push(watch.isFull);
    }
    expect(seen).toEqual([false, true, true, true, false, false, true]);
    expect(changes).toEqual([true, false, true]);
  });

  test('has no more room for files than above the reserve, what was granted since the last look included', async () => {
    const watch = aWatch();
    await watch.check();
    expect([watch.mayWrite(800 * mb), watch.mayWrite(101 * mb), watch.mayWrite(99 * mb)]).toEqual([true, false, true]);
    await watch.check();
    expect(watch.mayWrite(101 * mb)).toBe(true);
  });

  test('that cannot be looked at stays what it was, and that is said once', async () => {
    const watch = aWatch();
    space = { free: 0, total: 1 };
    await watch.check();
    space = new Error('gone');
    await watch.check();
    await watch.check();
    expect([watch.isFull, failures]).toEqual([true, 1]);
  });

  test('keeps 256 MB in reserve, a small one a tenth of itself', () => {
    expect(usualReserve(252_000 * mb)).toBe(256 * mb);
    expect(usualReserve(500 * mb)).toBe(50 * mb);
  });

  test('of this machine can be looked at', async () => {
    const watch = new DiskWatch({
      directory: tmpdir(),
      reserveBytes: 0,
      onChange: () => changes.push(true),
      onFailure: () => {
        failures += 1;
      },
    });
    await watch.check();
    expect([watch.isFull, failures, watch.mayWrite(1)]).toEqual([false, 0, true]);
    expect(watch.mayWrite(Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});
