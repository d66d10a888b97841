import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormulaFailure } from '../failure.ts';
import {
  add,
  compareNumbers,
  divide,
  fromDecimal,
  isFloat,
  modulo,
  multiply,
  type NumberValue,
  negate,
  numberFromJson,
  numberFromText,
  numberToText,
  subtract,
  toDecimal,
} from './number.ts';
import { ExactNumber } from './value.ts';

/** The number of a JSON text, and back as text with its type. */
const n = numberFromJson;
const shown = (value: NumberValue): string => `${numberToText(value)} ${isFloat(value) ? 'Float' : 'Integer'}`;

describe('arithmetic', () => {
  test.each([
    [add, '1', '2', '3 Integer'],
    [add, '0.1', '0.2', '0.3 Float'],
    [add, '0.5', '0.5', '1 Float'],
    [add, '9007199254740991', '1', '9007199254740992 Integer'],
    [add, '12345678901234567890', '1', '12345678901234567891 Integer'],
    [subtract, '9007199254740993', '9007199254740992', '1 Integer'],
    [subtract, '67.28', '12', '55.28 Float'],
    [multiply, '67.28', '12', '807.36 Float'],
    [multiply, '3', '1.0', '3 Float'],
    [multiply, '94906267', '94906267', '9007199515875289 Integer'],
    [multiply, '1e400', '2', `2${'0'.repeat(400)} Float`],
    [divide, '5', '3', '1 Integer'],
    [divide, '-5', '3', '-2 Integer'],
    [divide, '-6', '3', '-2 Integer'],
    [divide, '0', '-3', '0 Integer'],
    [divide, '9007199254740993', '2', '4503599627370496 Integer'],
    [divide, '-9007199254740993', '2', '-4503599627370497 Integer'],
    [divide, '5', '3.0', '1.666666666666667 Float'],
    [divide, '1.0', '3', '0.3333333333333333 Float'],
    [divide, '6.0', '2', '3 Float'],
    [modulo, '67.28', '12', '7.28 Float'],
    [modulo, '-7', '3', '2 Integer'],
    [modulo, '7', '-3', '-2 Integer'],
    [modulo, '-7.5', '2', '0.5 Float'],
  ] as const)('%o of %s and %s is %s', (operation, a, b, result) => {
    expect(shown(operation(n(a), n(b)))).toBe(result);
  });

  test.each([
    ['5', '-5 Integer'],
    ['0', '0 Integer'],
    ['1.0', '-1 Float'],
    ['-9007199254740993', '9007199254740993 Integer'],
  ])('the opposite of %s is %s', (text, result) => {
    expect(shown(negate(n(text)))).toBe(result);
  });

  test.each([
    ['whole', '0'],
    ['decimal', '0.0'],
    ['exact', '-0'],
  ])('division by a %s zero is an error of its own', (_, zero) => {
    const failure = { code: 'division_by_zero' };
    expect(() => divide(1, n(zero))).toThrow(expect.objectContaining(failure));
    expect(() => modulo(1, n(zero))).toThrow(expect.objectContaining(failure));
  });

  test('numbers of more than ten thousand digits are data, but nothing to calculate with', () => {
    const huge = n('7'.repeat(10_001));
    expect(numberToText(huge)).toHaveLength(10_001);
    expect(() => multiply(huge, 2)).toThrow(FormulaFailure);
    expect(() => multiply(huge, n('2.5'))).toThrow(FormulaFailure);
    expect(compareNumbers(huge, 2)).toBeGreaterThan(0);
  });

  test('a decimal too large for its exponent is an error, not Infinity', () => {
    expect(() => multiply(n('1e9000000000000000'), n('1e9000000000000000'))).toThrow(FormulaFailure);
  });
});

describe('whole-number arithmetic agrees with exact integers', () => {
  const whole = fc.oneof(
    fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
    fc.maxSafeInteger().map(BigInt),
    fc.bigInt({ min: -9n, max: 9n }),
  );
  const floor = (a: bigint, b: bigint): bigint => {
    const quotient = a / b;
    return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
  };

  test('for every operation', () => {
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        const [left, right] = [n(String(a)), n(String(b))];
        expect(numberToText(add(left, right))).toBe(String(a + b));
        expect(numberToText(subtract(left, right))).toBe(String(a - b));
        expect(numberToText(multiply(left, right))).toBe(String(a * b));
        expect(Math.sign(compareNumbers(left, right))).toBe(a < b ? -1 : a > b ? 1 : 0);
        if (b === 0n) return;
        expect(numberToText(divide(left, right))).toBe(String(floor(a, b)));
        expect(numberToText(modulo(left, right))).toBe(String(a - b * floor(a, b)));
      }),
      { numRuns: 500 },
    );
  });
});

describe('numeric text', () => {
  test.each([
    ['7', '7 Integer'],
    [' -19.86\n', '-19.86 Float'],
    ['+5', '5 Integer'],
    ['007', '7 Integer'],
    ['3.50', '3.5 Float'],
    ['3.0', '3 Float'],
    ['.5', '0.5 Float'],
    ['1e3', '1000 Float'],
    ['9007199254740993', '9007199254740993 Integer'],
    ['-0', '0 Integer'],
  ])('%j is %s', (text, result) => {
    const number = numberFromText(text);
    expect(number !== undefined && shown(number)).toBe(result);
  });

  test.each([[''], [' '], ['abc'], ['1a'], ['1,000'], ['0x10'], ['1e99999'], ['Infinity'], ['--1'], ['1.'], ['1 2']])(
    '%j is no number',
    (text) => {
      expect(numberFromText(text)).toBeUndefined();
    },
  );
});

describe('plain notation', () => {
  test.each([
    ['1e21', '1000000000000000000000'],
    ['1e-7', '0.0000001'],
    ['1.50', '1.50'],
    ['1.5E3', '1500'],
    ['-0', '-0'],
    ['1e5000', '1e+5000'],
  ])('%s is written %s', (text, written) => {
    expect(numberToText(n(text))).toBe(written);
  });
});

describe('comparison is exact', () => {
  test.each([
    ['1', '1.0', 0],
    ['9007199254740993', '9007199254740992', 1],
    ['9007199254740992.5', '9007199254740993', -1],
    ['1e400', '1e399', 1],
    ['-0', '0', 0],
    ['0.1', '0.10', 0],
  ])('%s and %s', (a, b, sign) => {
    expect(Math.sign(compareNumbers(n(a), n(b)))).toBe(sign);
  });
});

test('a decimal that a double would not give back stays exact', () => {
  const value = fromDecimal(toDecimal(n('3.14159265358979323846')), true);
  expect(value).toEqual(new ExactNumber('3.14159265358979323846', true));
});
