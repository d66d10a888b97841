import { expect, test } from 'vitest';
import { expiryState, fromDateInput, toDateInput } from './expiry.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

test.each([
  [null, null],
  ['2026-03-01T12:00:00Z', 'expired'],
  ['2026-03-08T12:00:00Z', 'soon'],
  ['2026-03-08T12:00:01Z', null],
])('a credential that ends at %s is %s', (at, state) => {
  expect(expiryState(at, now)).toBe(state);
});

test('a chosen day is its own end, and comes back as the same day', () => {
  const at = fromDateInput('2026-12-31');
  expect(toDateInput(at)).toBe('2026-12-31');
  expect(new Date(at ?? '').getHours()).toBe(23);
  expect(fromDateInput('')).toBeNull();
  expect(toDateInput(null)).toBe('');
});
