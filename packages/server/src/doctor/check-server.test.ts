import { expect, test } from 'vitest';
import { checkClock, checkConnections, checkDurability } from './check-server.ts';

test('clocks agree when the database named a moment between question and answer', () => {
  expect(checkClock(1_050, 1_000, 1_100).verdict).toBe('ok');
  expect(checkClock(1_000 - 1_500, 1_000, 1_100).verdict).toBe('ok');
});

test('clocks that differ are told of, more loudly the more they do', () => {
  expect(checkClock(1_000 - 5_000, 1_000, 1_100)).toMatchObject({
    verdict: 'warn',
    message: expect.stringContaining('differ by 5 s'),
  });
  expect(checkClock(1_100 + 300_000, 1_000, 1_100)).toMatchObject({
    verdict: 'fail',
    message: expect.stringContaining('differ by 5 min'),
  });
});

test.each([
  ['enough', { maxConnections: 100, reservedConnections: 3, connections: 10 }, 2, 'ok'],
  ['nearly used up', { maxConnections: 100, reservedConnections: 3, connections: 90 }, 2, 'warn'],
  ['fewer than the processes may open', { maxConnections: 20, reservedConnections: 3, connections: 2 }, 2, 'fail'],
])('connections: %s', (_name, state, processes, verdict) => {
  expect(checkConnections(state, processes).verdict).toBe(verdict);
});

test('a database that does not force commits to disk breaks the promise', () => {
  const durable = { fsync: true, fullPageWrites: true, synchronousCommit: 'on' };
  expect(checkDurability(durable).verdict).toBe('ok');
  expect(checkDurability({ ...durable, synchronousCommit: 'local' }).verdict).toBe('ok');
  expect(checkDurability({ ...durable, fsync: false, synchronousCommit: 'off' })).toMatchObject({
    verdict: 'fail',
    message: expect.stringContaining('fsync = off, synchronous_commit = off'),
  });
});
