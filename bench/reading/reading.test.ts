import { expect, it } from 'vitest';
import { readingTable } from '../tables.ts';
import { isTooSlow, type Reading } from './measure-reading.ts';

const reading: Reading = {
  kind: 'reading',
  database: 'embedded',
  list: 'events',
  page: 'first',
  isGoal: true,
  rows: 20,
  p50: 10,
  byKey: 2,
};

it('a page is too slow above five times its read by key, where that is the goal', () => {
  expect(isTooSlow(reading)).toBe(false);
  expect(isTooSlow({ ...reading, p50: 10.1 })).toBe(true);
  expect(isTooSlow({ ...reading, p50: 10.1, isGoal: false })).toBe(false);
});

it('the pages of a list stand beside each other, those that are too slow in bold', () => {
  const lines = readingTable([reading, { ...reading, page: 'last', p50: 20 }, { ...reading, database: 'postgres' }]);
  expect(lines.split('\n').slice(2)).toEqual([
    '| events | embedded | 5.0 (10.00 ms) | – | **10.0 (20.00 ms)** |',
    '| events | postgres | 5.0 (10.00 ms) | – | – |',
  ]);
});
