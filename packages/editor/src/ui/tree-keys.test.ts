import { expect, test } from 'vitest';
import { walkTree } from './tree-keys.ts';

/** `-` open, `+` closed, `.` nothing to open; the number is the depth. */
const rows = ['0-', '1+', '1-', '2.', '1.'].map((text, at) => ({ at, depth: Number(text[0]), sign: text[1] }));

function walked(key: string, at: number): string {
  let what = 'nothing';
  const isHandled = walkTree(key, {
    rows,
    at,
    isOpen: ({ sign }) => (sign === '.' ? null : sign === '-'),
    toggle: (row) => (what = `toggle ${row.at}`),
    focus: (row) => (what = `focus ${row?.at ?? 'none'}`),
  });
  return isHandled ? what : 'not a key of trees';
}

test.each([
  ['ArrowDown', 0, 'focus 1'],
  ['ArrowDown', 4, 'focus none'],
  ['ArrowUp', 2, 'focus 1'],
  ['Home', 3, 'focus 0'],
  ['End', 0, 'focus 4'],
  ['ArrowRight', 1, 'toggle 1'],
  ['ArrowRight', 2, 'focus 3'],
  ['ArrowRight', 3, 'focus 4'],
  ['ArrowLeft', 2, 'toggle 2'],
  ['ArrowLeft', 1, 'focus 0'],
  ['ArrowLeft', 3, 'focus 2'],
  ['a', 0, 'not a key of trees'],
])('%s on row %i: %s', (key, at, what) => {
  expect(walked(key, at)).toBe(what);
});
