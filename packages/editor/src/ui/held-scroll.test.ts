import { expect, test } from 'vitest';
import { heldScroll } from './held-scroll.ts';

test.each([
  [0, 5, 0],
  [120, 5, 320],
  [120, 0, 120],
  [120, -1, 120],
])('scrolled to %d, after %d came before: %d', (scrollTop, comeBefore, held) => {
  expect(heldScroll(scrollTop, 40, comeBefore)).toBe(held);
});
