import { expect, test } from 'vitest';
import { firstKeys } from './first-keys.ts';
import { makeObject } from './value.ts';

test.each([
  [
    makeObject([
      ['b', 1],
      ['a', 2],
      ['c', 3],
    ]),
    ['b', 'a'],
  ],
  [
    makeObject([
      ['b', 1],
      ['1', 2],
      ['0', 3],
    ]),
    ['b', '1'],
  ],
  [
    makeObject([
      ['__proto__', 1],
      ['constructor', 2],
    ]),
    ['__proto__', 'constructor'],
  ],
  [makeObject([['only', 1]]), ['only']],
  [{ plain: 1 }, ['plain']],
  [makeObject([]), []],
])('the first two keys of %j, in their order', (object, keys) => {
  expect(firstKeys(object, 2)).toEqual(keys);
});
