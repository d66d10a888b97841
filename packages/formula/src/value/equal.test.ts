import { describe, expect, test } from 'vitest';
import { FormulaFailure } from '../failure.ts';
import { deepEqual } from './equal.ts';
import { parseJson } from './json.ts';
import { typeNameOf } from './kind.ts';
import { compareValues } from './order.ts';
import { Bytes, type Value } from './value.ts';

function json(text: string): Value {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

describe('equality', () => {
  test.each([
    ['1', '1.0', true],
    ['[1,{"a":[2]}]', '[1.0,{"a":[2]}]', true],
    ['{"a":1,"b":2}', '{"b":2,"a":1}', true],
    ['{"1":1,"b":2}', '{"b":2,"1":1.0}', true],
    ['{"a":null}', '{"b":null}', false],
    ['{"__proto__":1}', '{}', false],
    ['{"constructor":1}', '{"a":1}', false],
    ['1', '"1"', false],
    ['null', 'false', false],
    ['[]', '{}', false],
    ['[1]', '[1,2]', false],
    ['"a"', '"A"', false],
    ['9007199254740993', '9007199254740992', false],
  ])('%s and %s: %s', (a, b, equal) => {
    expect(deepEqual(json(a), json(b))).toBe(equal);
    expect(deepEqual(json(b), json(a))).toBe(equal);
  });

  test('bytes by content', () => {
    expect(deepEqual(new Bytes(Uint8Array.of(1, 2)), new Bytes(Uint8Array.of(1, 2)))).toBe(true);
    expect(deepEqual(new Bytes(Uint8Array.of(1, 2)), new Bytes(Uint8Array.of(1, 3)))).toBe(false);
    expect(deepEqual(new Bytes(Uint8Array.of(1)), 1)).toBe(false);
  });

  test('values that share their parts so often that they have no end are refused', () => {
    const doubled = (start: Value): Value => {
      let value = start;
      for (let round = 0; round < 60; round += 1) value = [value, value];
      return value;
    };
    expect(() => deepEqual(doubled([1]), doubled([1]))).toThrow(FormulaFailure);
  });
});

describe('order', () => {
  test.each([
    ['2', '10', -1],
    ['"2"', '"10"', 1],
    ['"10"', '9', 1],
    ['"B"', '"a"', -1],
    ['"a"', '"a"', 0],
    ['1.0', '1', 0],
    ['"x"', '1', undefined],
    ['null', '1', undefined],
    ['true', 'false', undefined],
    ['[1]', '[2]', undefined],
  ])('%s and %s: %s', (a, b, sign) => {
    expect(compareValues(json(a), json(b))).toBe(sign);
  });
});

test.each([
  ['"a"', 'String'],
  ['1', 'Integer'],
  ['9007199254740993', 'Integer'],
  ['1.5', 'Float'],
  ['1.0', 'Float'],
  ['[]', 'Array'],
  ['{"1":1}', 'Hash'],
  ['true', 'TrueClass'],
  ['false', 'FalseClass'],
  ['null', 'NilClass'],
])('the documented name of the type of %s is %s', (text, name) => {
  expect(typeNameOf(json(text))).toBe(name);
});
