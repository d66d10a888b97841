import { describe, expect, test } from 'vitest';
import { parseJson, stringifyJson } from './json.ts';
import { Bytes, ExactNumber, getKey, isObjectValue, keysOf, OrderedObject } from './value.ts';

function roundTrip(text: string): string {
  const parsed = parseJson(text);
  return parsed.ok ? stringifyJson(parsed.value) : `${parsed.error.position}: ${parsed.error.message}`;
}

describe('what was written comes back', () => {
  test.each([
    ['9007199254740993'],
    ['-9007199254740993'],
    ['123456789012345678901234567890'],
    ['1.0'],
    ['-0'],
    ['-0.0'],
    ['0.10'],
    ['1e400'],
    ['1E5'],
    ['1e21'],
    ['1e-7'],
    ['3.14159265358979323846'],
    ['{"b":1,"2":0,"1":[]}'],
    ['{"10":1}'],
    ['{"a":{"1":{"x":1.0}}}'],
    ['{"01":1,"4294967295":2}'],
    ['{"__proto__":1,"constructor":{"prototype":2}}'],
    ['{"toJSON":1}'],
    ['"\\ud800"'],
    ['"\\u0000"'],
    ['["é","😀","\\""]'],
    ['[]'],
    ['{}'],
    ['null'],
    ['[true,false,null,0,-1,1.5]'],
    ['{"":{"":""}}'],
  ])('%s', (text) => {
    expect(roundTrip(text)).toBe(text);
  });
});

describe('written in another way, the same value', () => {
  test.each([
    [' { "a" : [ 1 , 2 ] } ', '{"a":[1,2]}'],
    ['{"\\u0031":1,"b":2,"\\u0030":3}', '{"1":1,"b":2,"0":3}'],
    ['{"b":1,"1\\u0032":0}', '{"b":1,"12":0}'],
    ['{"a":1,"b":2,"a":3}', '{"a":3,"b":2}'],
    ['{"7":1,"b":2,"7":3}', '{"7":3,"b":2}'],
    ['"\\u0041\\/"', '"A/"'],
  ])('%s is %s', (text, written) => {
    expect(roundTrip(text)).toBe(written);
  });
});

describe('malformed text: what was found, and where', () => {
  test.each([
    ['', '0: Expected a value, found the end of the text'],
    ['[1,', '3: Expected a value, found the end of the text'],
    ['[1 2]', '3: Expected "," or "]", found "2"'],
    ['[1,]', '3: Expected a value, found "]"'],
    ['{"a" 1}', '5: Expected ":", found "1"'],
    ['{"a":1,}', '7: Expected a key in double quotes, found "}"'],
    ['{a:1}', '1: Expected a key in double quotes, found "a"'],
    ['{"a":1 "b":2}', '7: Expected "," or "}", found "\\""'],
    ['01', '1: Expected the end of the JSON text, found "1"'],
    ['1.', '1: Expected the end of the JSON text, found "."'],
    ['.5', '0: Expected a value, found "."'],
    ['-', '0: Expected a value, found "-"'],
    ['+1', '0: Expected a value, found "+"'],
    ['nul', '0: Expected a value, found "n"'],
    ['NaN', '0: Expected a value, found "N"'],
    ["'a'", '0: Expected a value, found "\'"'],
    ['"abc', '0: The text in double quotes is not closed'],
    ['"abc\\"', '0: The text in double quotes is not closed'],
    ['"\\x"', '0: A JSON text contains an unknown escape'],
    ['"a\nb"', '0: A control character in a JSON text must be written as an escape such as \\n'],
    ['1.0 x', '4: Expected the end of the JSON text, found "x"'],
    ['[]]', '2: Expected the end of the JSON text, found "]"'],
    ['\u00a01', '0: Expected a value, found "\u00a0"'],
  ])('%j', (text, message) => {
    expect(roundTrip(text)).toBe(message);
  });
});

describe('limits, checked before anything recurses', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

  test('512 levels by default', () => {
    expect(roundTrip(nested(512))).toBe(nested(512));
    expect(roundTrip(nested(513))).toBe('512: Nested more than 512 levels deep');
  });

  test('brackets inside texts do not count', () => {
    expect(parseJson(`["${'['.repeat(600)}"]`).ok).toBe(true);
  });

  test('a caller may choose the limits', () => {
    expect(parseJson('[[1]]', { maxDepth: 1 })).toEqual({
      ok: false,
      error: { message: 'Nested more than 1 levels deep', position: 1 },
    });
    expect(parseJson('{"a":{"b":1}}', { maxKeys: 2 }).ok).toBe(true);
    expect(parseJson('{"a":{"b":1}}', { maxKeys: 1 }).ok).toBe(false);
  });

  test.each([
    ['arrays', '['.repeat(100_000)],
    ['objects', '{"a":'.repeat(100_000)],
    ['closed arrays', nested(100_000)],
    ['exotic arrays', `[1.0,${nested(100_000)}]`],
  ])('100,000 nested %s are refused at once', (_, text) => {
    const started = performance.now();
    expect(parseJson(text).ok).toBe(false);
    expect(performance.now() - started).toBeLessThan(200);
  });

  test('a long text is no danger to the careful parser', () => {
    const text = `[1.0,"${'\\"'.repeat(3_000_000)}"]`;
    expect(parseJson(text).ok).toBe(true);
  });
});

test('own keys only, whatever their names', () => {
  const parsed = parseJson('{"__proto__":{"polluted":1}}');
  const value = parsed.ok ? parsed.value : null;
  expect(isObjectValue(value) && keysOf(value)).toEqual(['__proto__']);
  expect(isObjectValue(value) && getKey(value, 'polluted')).toBeUndefined();
  expect(isObjectValue(value) && getKey(value, 'constructor')).toBeUndefined();
});

test('bytes are written as base64 text', () => {
  const bytes = (...data: number[]): Bytes => new Bytes(Uint8Array.from(data));
  expect(stringifyJson([bytes(), bytes(77), bytes(77, 97), bytes(77, 97, 110), bytes(251, 255)])).toBe(
    '["","TQ==","TWE=","TWFu","+/8="]',
  );
});

test('exotic values are found at any depth, and an exotic one does not spoil the next call', () => {
  expect(stringifyJson({ a: [{ b: new ExactNumber('1.0', true) }] })).toBe('{"a":[{"b":1.0}]}');
  expect(stringifyJson(new OrderedObject([['1', new ExactNumber('2', true)]]))).toBe('{"1":2}');
  expect(stringifyJson({ a: 1 })).toBe('{"a":1}');
});
