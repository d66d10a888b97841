import { expect, test } from 'vitest';
import { countLeaves, raiseEntry, withEntry, withNewEntry, withoutEntry } from './entries.ts';

const object = { a: 1, b: 'x' };
const list = ['a', 'b', 'c'];

test('rows are changed, renamed in place, removed, raised and added', () => {
  expect(withEntry(object, 0, { value: 2 })).toEqual({ a: 2, b: 'x' });
  expect(Object.keys(withEntry(object, 0, { key: 'first' }))).toEqual(['first', 'b']);
  expect(withoutEntry(list, 1)).toEqual(['a', 'c']);
  expect(raiseEntry(list, 2)).toEqual(['a', 'c', 'b']);
  expect(raiseEntry(list, 0)).toEqual(list);
  expect(withNewEntry(list)).toEqual(['a', 'b', 'c', '']);
});

test('a new key never takes the place of another', () => {
  expect(withNewEntry({ key_2: 'x' })).toEqual({ key_2: 'x', key_3: '' });
});

test('fields are counted up to a limit', () => {
  expect(countLeaves({ a: [1, 2, { b: 3 }], c: 'x' }, 99)).toBe(4);
  expect(
    countLeaves(
      Array.from({ length: 50 }, () => 1),
      10,
    ),
  ).toBe(10);
});
