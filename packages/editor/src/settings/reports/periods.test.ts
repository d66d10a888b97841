import { expect, test } from 'vitest';
import { niceTop } from '../../ui/nice-top.ts';
import { durationWords, periodLabel, spans, startOf } from './periods.ts';

const now = Date.parse('2026-03-05T13:00:00Z');

test.each([
  ['week', '2026-02-27T00:00:00.000Z'],
  ['month', '2026-02-04T00:00:00.000Z'],
  ['year', '2025-04-01T00:00:00.000Z'],
])('a %s begins with a whole period, today included', (name, start) => {
  const span = spans.find((each) => each.name === name);
  expect(span && startOf(span, now)).toBe(start);
});

test.each([
  [0, '0 s'],
  [1.234, '1.23 s'],
  [59, '59 s'],
  [600, '10 min'],
  [5_400, '1.5 h'],
  [360_000, '100 h'],
])('%d seconds are %s', (seconds, words) => {
  expect(durationWords(seconds)).toBe(words);
});

test.each([
  [0, 0],
  [1, 1],
  [3, 5],
  [42, 50],
  [51, 100],
  [0.3, 0.5],
])('an axis up to %d ends at %d', (largest, top) => {
  expect(niceTop(largest)).toBeCloseTo(top);
});

test('periods are named as in UTC', () => {
  expect([periodLabel('2026-03-01T00:00:00Z', 'day'), periodLabel('2026-03-01T00:00:00Z', 'month')]).toEqual([
    '1 Mar',
    'Mar 26',
  ]);
});
