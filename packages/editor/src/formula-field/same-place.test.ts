import { expect, test } from 'vitest';
import { samePlace } from './same-place.ts';

test.each([
  ['a+b', 0, 'a + b', 0],
  ['a+b', 1, 'a + b', 1],
  ['a+b', 2, 'a + b', 3],
  ['a+b', 3, 'a + b', 5],
  ['f(  a  ,b)', 6, 'f(a, b)', 3],
  ['a', 1, 'a', 1],
  ['', 0, '', 0],
])('%j at %i is %j at %i', (before, at, after, place) => {
  expect(samePlace(before, at, after)).toBe(place);
});
