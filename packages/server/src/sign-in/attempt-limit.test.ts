import { expect, test } from 'vitest';
import { type Attempt, type AttemptLimit, createAttemptLimit } from './attempt-limit.ts';

const fixed = { now: () => 1_000_000 };

/** The seconds to wait; 0 when the attempt was let in. */
function fail(limit: AttemptLimit, address: string, email: string): number {
  const attempt = limit.begin(address, email);
  return attempt.ok ? 0 : attempt.error;
}

function begin(limit: AttemptLimit, address: string, email: string): Attempt {
  const attempt = limit.begin(address, email);
  if (!attempt.ok) throw new Error('the attempt was refused');
  return attempt.value;
}

test('ten failures close the door for a quarter of an hour, for this person from this place only', () => {
  const clock = { at: 1_000_000, now: () => clock.at };
  const limit = createAttemptLimit(clock);
  for (let count = 0; count < 10; count++) expect(fail(limit, '192.0.2.1', 'ada@example.com')).toBe(0);
  expect(fail(limit, '192.0.2.1', 'Ada@example.com')).toBe(900);
  expect(fail(limit, '192.0.2.2', 'ada@example.com')).toBe(0);
  expect(fail(limit, '192.0.2.1', 'bob@example.com')).toBe(0);
  clock.at += 899_000;
  expect(fail(limit, '192.0.2.1', 'ada@example.com')).toBe(1);
  clock.at += 1_000;
  expect(fail(limit, '192.0.2.1', 'ada@example.com')).toBe(0);
});

test('attempts that are still under way count', () => {
  const limit = createAttemptLimit(fixed);
  const underWay = Array.from({ length: 10 }, () => begin(limit, '192.0.2.1', 'ada@example.com'));
  expect(fail(limit, '192.0.2.1', 'ada@example.com')).toBe(900);
  underWay[0]?.takeBack();
  expect(fail(limit, '192.0.2.1', 'ada@example.com')).toBe(0);
  expect(fail(limit, '192.0.2.1', 'ada@example.com')).toBe(900);
});

test('a success forgets the failures from there', () => {
  const limit = createAttemptLimit(fixed);
  for (let count = 0; count < 9; count++) fail(limit, '192.0.2.1', 'ada@example.com');
  begin(limit, '192.0.2.1', 'ada@example.com').succeed();
  for (let count = 0; count < 10; count++) expect(fail(limit, '192.0.2.1', 'ada@example.com')).toBe(0);
});

test('a hundred failures from many places close the door, and a success elsewhere does not open it', () => {
  const limit = createAttemptLimit(fixed);
  begin(limit, '198.51.100.1', 'ada@example.com').succeed();
  for (let place = 0; place < 99; place++) expect(fail(limit, `192.0.2.${place}`, 'ada@example.com')).toBe(0);
  begin(limit, '198.51.100.1', 'ada@example.com').succeed();
  expect(fail(limit, '192.0.2.99', 'ada@example.com')).toBe(0);
  expect(fail(limit, '198.51.100.1', 'ada@example.com')).toBe(900);
});

test('one place tries a hundred people at most', () => {
  const limit = createAttemptLimit(fixed);
  for (let count = 0; count < 100; count++) expect(fail(limit, '192.0.2.1', `${count}@example.com`)).toBe(0);
  expect(fail(limit, '192.0.2.1', 'ada@example.com')).toBe(900);
  expect(fail(limit, '192.0.2.2', 'ada@example.com')).toBe(0);
});

test('a flood of invented addresses does not grow the memory without end, and the newest failures count', () => {
  const limit = createAttemptLimit(fixed);
  const forgotten = begin(limit, '192.0.2.1', 'ada@example.com');
  for (let count = 0; count < 20_000; count++) fail(limit, `2001:db8::${count.toString(16)}`, `guess-${count}`);
  forgotten.succeed();
  for (let count = 0; count < 10; count++) fail(limit, '192.0.2.1', 'ada@example.com');
  expect(fail(limit, '192.0.2.1', 'ada@example.com')).toBeGreaterThan(0);
});
