import { expect, test } from 'vitest';
import { periodOf, startOf } from './periods.ts';

const at = (text: string) => Date.parse(text);

test.each([
  ['hour', '2022-08-11T13:59:59.999Z', '2022-08-11T13:00:00.000Z'],
  ['day', '2022-08-11T13:59:59Z', '2022-08-11T00:00:00.000Z'],
  ['day', '1969-12-31T23:00:00Z', '1969-12-31T00:00:00.000Z'],
  ['week', '2022-08-11T13:59:59Z', '2022-08-08T00:00:00.000Z'],
  ['week', '2022-08-08T00:00:00Z', '2022-08-08T00:00:00.000Z'],
  ['week', '2022-08-07T23:59:59Z', '2022-08-01T00:00:00.000Z'],
  ['week', '1970-01-01T00:00:00Z', '1969-12-29T00:00:00.000Z'],
  ['month', '2024-02-29T23:59:59Z', '2024-02-01T00:00:00.000Z'],
  ['month', '2022-12-31T23:59:59Z', '2022-12-01T00:00:00.000Z'],
  ['month', '0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
] as const)('the %s of %s begins at %s', (unit, moment, start) => {
  expect(new Date(startOf(periodOf(at(moment), unit), unit)).toISOString()).toBe(start);
});

test.each(['hour', 'day', 'week', 'month'] as const)('the %s after one begins where that ends', (unit) => {
  const period = periodOf(at('2023-12-31T23:30:00Z'), unit);
  const next = startOf(period + 1, unit);
  expect(periodOf(next - 1, unit)).toBe(period);
  expect(periodOf(next, unit)).toBe(period + 1);
});
