import { expect, test } from 'vitest';
import { heldScroll, visibleRange } from './visible-range.ts';

test.each([
  ['no rows', [0, 40, 0, 400], { first: 0, end: 0 }],
  ['fewer than fit', [3, 40, 0, 400], { first: 0, end: 3 }],
  ['the top of many', [10_000, 40, 0, 400], { first: 0, end: 22 }],
  ['the middle', [10_000, 40, 4_000, 400], { first: 88, end: 122 }],
  ['the end', [10_000, 40, 399_600, 400], { first: 9_978, end: 10_000 }],
  ['a list that has become shorter than where it was scrolled to', [5, 40, 8_000, 400], { first: 4, end: 5 }],
  ['pulled beyond the top', [100, 40, -90, 400], { first: 0, end: 22 }],
] as const)('drawn are, of %s', (_name, [count, rowHeight, scrollTop, height], range) => {
  expect(visibleRange(count, rowHeight, scrollTop, height)).toEqual(range);
});

test.each([
  [0, 5, 0],
  [120, 5, 320],
  [120, 0, 120],
  [120, -1, 120],
])('scrolled to %d, after %d came before: %d', (scrollTop, comeBefore, held) => {
  expect(heldScroll(scrollTop, 40, comeBefore)).toBe(held);
});
