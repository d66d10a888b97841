import { describe, expect, test } from 'vitest';
import { stringifyJson } from './json.ts';
import { getKey, isObjectValue, keysOf, makeObject, ObjectShape, type Value } from './value.ts';

const many = Array.from({ length: 40 }, (_, index) => `key${index}`);

describe('an object has the keys it was given, in their order', () => {
  test.each<[string, string[], string]>([
    ['none', [], '{}'],
    ['usual ones', ['b', 'a'], '{"b":0,"a":1}'],
    ['the same twice: the last value, at the first place', ['a', 'b', 'a'], '{"a":2,"b":1}'],
    ['whole numbers', ['b', '2', '1'], '{"b":0,"2":1,"1":2}'],
    ['names of the host', ['__proto__', 'constructor', 'toJSON'], '{"__proto__":0,"constructor":1,"toJSON":2}'],
    ['a name of the host behind others', ['a', '__proto__'], '{"a":0,"__proto__":1}'],
    ['many', many, `{${many.map((key, index) => `"${key}":${index}`).join(',')}}`],
    [
      'many, and a name of the host',
      [...many, '__proto__'],
      `{${[...many, '__proto__'].map((key, index) => `"${key}":${index}`).join(',')}}`,
    ],
  ])('%s', (_, keys, json) => {
    const values: Value[] = keys.map((_key, index) => index);
    const made = makeObject(keys.map((key, index) => [key, index] as const));
    const shaped = new ObjectShape(keys).make(values);
    const streamed = makeObject(new Map(keys.map((key, index) => [key, index])));
    for (const object of [made, shaped, streamed]) {
      expect(isObjectValue(object)).toBe(true);
      expect(stringifyJson(object)).toBe(json);
      expect(keysOf(object)).toEqual([...new Set(keys)]);
      expect(getKey(object, 'hasOwnProperty')).toBeUndefined();
    }
  });

  test('and a value that a program would take for a prototype stays one', () => {
    const evil = makeObject([['__proto__', makeObject([['polluted', true]])]]);
    expect(getKey(evil, 'polluted')).toBeUndefined();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
