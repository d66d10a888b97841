import { expect, test } from 'vitest';
import { bytesText, countText, spanText } from './amount.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [9_949, '9.9 kB'],
  [9_960, '10 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [27_000_000_000, '27 GB'],
  [5_000_000_000_000_000, '5000 TB'],
])('%i bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test.each([
  [1, '1 second'],
  [90, '90 seconds'],
  [3_600, '1 hour'],
  [21_600, '6 hours'],
  [2_592_000, '30 days'],
])('%i seconds are %s', (seconds, text) => {
  expect(spanText(seconds)).toBe(text);
});

test('counts have their thousands apart, and a name that fits', () => {
  expect([countText(1, 'event', 'events'), countText(12_345, 'event', 'events')]).toEqual(['1 event', '12,345 events']);
});
