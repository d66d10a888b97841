import { expect, test } from 'vitest';
import { UnknownPaths } from './unknown-paths.ts';

test('the oldest path makes room for a new one', () => {
  const paths = new UnknownPaths(2);
  for (const path of ['a', 'b', 'b', 'c']) paths.add(path);
  expect(['a', 'b', 'c'].map((path) => paths.has(path))).toEqual([false, true, true]);
});

test.each(['', '\0', '\ud800', 'é', 'x'.repeat(255)])('%j is held as it is', (path) => {
  const paths = new UnknownPaths();
  paths.add(path);
  expect(paths.has(path)).toBe(true);
  expect(paths.has('\ufffd')).toBe(false);
});

test('what is longer than a path may be is not held', () => {
  const paths = new UnknownPaths();
  paths.add('x'.repeat(256));
  expect(paths.has('x'.repeat(256))).toBe(false);
});
