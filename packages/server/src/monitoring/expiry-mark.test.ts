import { describe, expect, it } from 'vitest';
import { expiryMark } from './expiry-mark.ts';

const day = 86_400_000;
const end = Date.UTC(2026, 10, 30);

describe('a credential that expires', () => {
  it.each([
    ['more than a week before', 7 * day + 1, null, null],
    ['a week before', 7 * day, null, 'week'],
    ['between, when it was told', 3 * day, 'week', null],
    ['a day before', day, 'week', 'day'],
    ['when it was made two days before its end', 2 * day, null, 'week'],
    ['when it was made an hour before its end', day / 24, null, 'day'],
    ['at its end', 0, 'day', 'over'],
    ['after its end, told or not of what was before', -day, null, 'over'],
    ['long after', -30 * day, 'over', null],
  ] as const)('%s', (_when, left, told, expected) => {
    expect(expiryMark(end, told, end - left)).toBe(expected);
  });
});
