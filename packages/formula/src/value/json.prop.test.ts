import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepEqual } from './equal.ts';
import { parseJson, stringifyJson } from './json.ts';
import { parseCarefully } from './json-parser.ts';

/** JSON texts with everything that a double or a native object would change. */
const numbers = fc.oneof(
  fc.integer().map(String),
  fc.bigInt().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.tuple(fc.bigInt({ min: 0n }), fc.nat(), fc.integer({ min: -400, max: 400 })).map(([a, b, c]) => `${a}.${b}e${c}`),
  fc.constantFrom('1.0', '-0', '0.10', '1e400'),
);
const strings = fc
  .oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', '1', '0', '\ud800', '\u0000', '\\'))
  .map((value) => JSON.stringify(value));
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    numbers,
    strings,
    fc.constantFrom('true', 'false', 'null'),
    fc.array(tie('json'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .uniqueArray(fc.tuple(strings, tie('json')), { maxLength: 4, selector: ([key]) => key })
      .map((entries) => `{${entries.map(([key, value]) => `${key}:${value}`).join(',')}}`),
  ),
}));

test('any JSON text comes back character by character', () => {
  fc.assert(
    fc.property(json, (text) => {
      const parsed = parseJson(text);
      expect(parsed.ok && stringifyJson(parsed.value)).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});

test('where the native parser is exact, both agree', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      const parsed = parseJson(text);
      expect(parsed.ok && JSON.parse(stringifyJson(parsed.value))).toEqual(JSON.parse(text));
    }),
  );
});

test('both parsers accept and refuse the same texts', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '1',
    '0',
    '-',
    '.',
    'e',
    'true',
    ' ',
    '\\',
    '\n',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(pieces).map((parts) => parts.join('')),
        json,
        fc.string(),
      ),
      (text) => {
        expect(parseCarefully(text).ok).toBe(isNativelyValid(text));
        expect(parseJson(text).ok).toBe(isNativelyValid(text));
      },
    ),
    { numRuns: 3_000 },
  );
});

test('the fast and the careful path give equal values', () => {
  fc.assert(
    fc.property(json, (text) => {
      const fast = parseJson(text);
      const careful = parseCarefully(text);
      expect(fast.ok && careful.ok && deepEqual(fast.value, careful.value)).toBe(true);
    }),
  );
});

function isNativelyValid(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
