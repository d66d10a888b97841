import { expect, test } from 'vitest';
import { placeAfter, within } from './grid-keys.ts';

const size = { rows: 50, columns: 4, page: 10 };

test.each([
  ['ArrowDown', false, [4, 1]],
  ['ArrowUp', false, [2, 1]],
  ['ArrowRight', false, [3, 2]],
  ['ArrowLeft', false, [3, 0]],
  ['ArrowLeft', true, [3, 0]],
  ['ArrowDown', true, [49, 1]],
  ['PageDown', false, [13, 1]],
  ['PageUp', false, [0, 1]],
  ['Home', false, [3, 0]],
  ['End', false, [3, 3]],
  ['Home', true, [0, 0]],
  ['End', true, [49, 3]],
])('%s (with Ctrl: %s) leads to %j', (key, isCtrl, [row, column]) => {
  expect(placeAfter({ key, isCtrl }, { row: 3, column: 1 }, size)).toEqual({ row, column });
});

test('at an edge one stays', () => {
  expect(placeAfter({ key: 'ArrowRight', isCtrl: false }, { row: 0, column: 3 }, size)).toEqual({ row: 0, column: 3 });
  expect(within({ row: 9, column: 9 }, { rows: 2, columns: 0 })).toEqual({ row: 1, column: 0 });
});

test('another key is not for moving', () => {
  expect(placeAfter({ key: 'a', isCtrl: false }, { row: 0, column: 0 }, size)).toBeNull();
});
