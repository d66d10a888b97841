import { expect, test } from 'vitest';
import { asJson, asTable, isBroken, type Report, spreadOf } from './report.ts';

const good: Report = {
  version: '1.2.3',
  database: 'PostgreSQL 15.1',
  processes: 2,
  seed: 7,
  seconds: 12,
  sent: 1_400,
  accepted: 1_234,
  completed: 1_234,
  lost: 0,
  duplicated: 0,
  stuck: 0,
  unknown: 3,
  wrong: 0,
  kills: 4,
  cuts: 2,
  restarts: 1,
  exits: 0,
  recovery_ms: { median: 400, worst: 900 },
  ready_ms: null,
  faults: [],
};

test.each([
  [[], null],
  [[5.4], { median: 5, worst: 5 }],
  [[9, 1, 5], { median: 5, worst: 9 }],
])('the spread of %j is %j', (values, spread) => {
  expect(spreadOf(values)).toEqual(spread);
});

test.each(['lost', 'duplicated', 'stuck', 'wrong'] as const)('one %s breaks the promise', (kind) => {
  expect(isBroken(good)).toBe(false);
  expect(isBroken({ ...good, [kind]: 1 })).toBe(true);
});

test('JSON is one object on one line, and does not grow with the faults', () => {
  const text = asJson({ ...good, faults: Array.from({ length: 5_000 }, (_, index) => `fault ${index}`) });
  expect(text).not.toContain('\n');
  const { faults, ...rest } = JSON.parse(text);
  const { faults: _, ...expected } = good;
  expect(rest).toEqual(expected);
  expect(faults).toHaveLength(20);
});

test('the table tells the numbers, the seed and the first faults', () => {
  const table = asTable({ ...good, lost: 25, faults: Array.from({ length: 25 }, (_, index) => `fault ${index}`) });
  for (const part of ['1,234', 'PostgreSQL 15.1', '400 ms', 'seed 7', 'fault 19', 'and 5 more']) {
    expect(table).toContain(part);
  }
  expect(table).not.toContain('fault 20');
  expect(asTable(good)).toContain('Nothing was lost');
});
