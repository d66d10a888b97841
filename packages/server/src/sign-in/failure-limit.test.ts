import { expect, test } from 'vitest';
import { createFailureLimit } from './failure-limit.ts';

test('ten failures close the door for a quarter of an hour, for each of the keys', () => {
  const clock = { at: 1_000_000, now: () => clock.at };
  const limit = createFailureLimit(clock);
  for (let count = 0; count < 9; count++) limit.recordFailure(['ada@example.com', '192.0.2.1']);
  expect(limit.waitSeconds(['ada@example.com'])).toBe(0);
  limit.recordFailure(['ada@example.com', '192.0.2.1']);
  expect(limit.waitSeconds(['ada@example.com'])).toBe(900);
  expect(limit.waitSeconds(['bob@example.com', '192.0.2.1'])).toBe(900);
  expect(limit.waitSeconds(['bob@example.com', '192.0.2.2'])).toBe(0);
  clock.at += 899_000;
  expect(limit.waitSeconds(['192.0.2.1'])).toBe(1);
  clock.at += 1_000;
  expect(limit.waitSeconds(['192.0.2.1'])).toBe(0);
});

test('a success forgets the failures', () => {
  const limit = createFailureLimit({ now: () => 5 });
  for (let count = 0; count < 10; count++) limit.recordFailure(['ada@example.com']);
  limit.forget(['ada@example.com']);
  expect(limit.waitSeconds(['ada@example.com'])).toBe(0);
});

test('a flood of invented addresses does not grow the memory without end, and the newest failures count', () => {
  const limit = createFailureLimit({ now: () => 5 });
  for (let count = 0; count < 20_000; count++) limit.recordFailure([`guess-${count}`]);
  for (let count = 0; count < 10; count++) limit.recordFailure(['ada@example.com']);
  expect(limit.waitSeconds(['ada@example.com'])).toBeGreaterThan(0);
});
