/** Numbers at their edges: exact big ones, decimals that are whole, numeric text, no numbers at all. */
import { describe, expect, test } from 'vitest';
import { testCases } from './cases.test-kit.ts';
import { shown } from './evaluating.test-kit.ts';

testCases({
  'exact whole numbers': [
    ['PLUS(a, 1)', '9007199254740994', '{"a":9007199254740993}'],
    ['TIMES(a, a)', '81129638414606699710187514626049', '{"a":9007199254740993}'],
    ['ABS(a)', '9007199254740993', '{"a":-9007199254740993}'],
    ['MAX(a, 9007199254740992)', '9007199254740993', '{"a":9007199254740993}'],
    ['SUM([a, a])', '18014398509481986', '{"a":9007199254740993}'],
    ['POWER(2, 100)', '1267650600228229401496703205376'],
    ['POWER(10, 100000)', '! POWER: the power has more than 5000 digits'],
    ['MODULO(a, 10)', '3', '{"a":9007199254740993}'],
    ['FLOOR(a)', '123456789012345678901234567890', '{"a":123456789012345678901234567890.5}'],
  ],
  'whole numbers and decimals': [
    ['TYPE(PLUS(1, 1))', '"Integer"'],
    ['TYPE(PLUS(1.0, 1))', '"Float"'],
    ['TYPE(CEIL(1.2))', '"Integer"'],
    ['TYPE(AVERAGE(1, 3))', '"Float"'],
    ['AVERAGE(1, 3)', '2'],
    ['DIVIDED_BY(-7, 2)', '-4'],
    ['DIVIDED_BY(-7, 2.0)', '-3.5'],
    ['MODULO(-7, 3)', '2'],
    ['MODULO(7, -3)', '-2'],
    ['MINUS(0.3, 0.1)', '0.2'],
    ['DIVIDED_BY(1, 0)', '! Division by zero'],
    ['MODULO(1, 0)', '! Division by zero'],
  ],
  rounding: [
    ['ROUND(2.5)', '3'],
    ['ROUND(-2.5)', '-3'],
    ['ROUND(2.345, 2)', '2.35'],
    ['ROUND(1.005, 2)', '1.01'],
    ['ROUND(1250, -2)', '1300'],
    ['ROUND(-1250, -2)', '-1300'],
    ['ROUND(1249.9, -2)', '1200'],
    ['ROUND(5, -3)', '0'],
    ['ROUND("3.7")', '4'],
    ['CEIL(-1.5)', '-1'],
    ['FLOOR(-1.5)', '-2'],
    ['ROUND(1.5, 1001)', '! ROUND: precision must lie between -1000 and 1000'],
  ],
  'numeric text and what is no number': [
    ['PLUS("2", "3.5")', '5.5'],
    ['NUMBER(" -10.1 ")', '-10.1'],
    ['NUMBER("1e3")', '1000'],
    ['NUMBER("abc")', '! NUMBER: value must be a number, not "abc"'],
    ['NUMBER(NULL)', '! NUMBER: value must be a number, not NULL'],
    ['NUMBER([1])', '! NUMBER: value must be a number, not an array'],
    ['PLUS("x", 1)', '! PLUS wants a number as `number`, found text'],
    ['PLUS(NULL, 1)', '1'],
    ['SUM(["1", 2])', '3'],
    ['SUM([1, NULL])', '! SUM: an element must be a number, not NULL'],
    ['MAX(["3", "20"])', '20'],
  ],
  'lists of numbers': [
    ['SUM([])', '0'],
    ['MAX([])', 'null'],
    ['AVERAGE([])', 'null'],
    ['MEDIAN([])', 'null'],
    ['MEDIAN([3, 1, 2])', '2'],
    ['MEDIAN([4, 1, 2, 3])', '2.5'],
    ['MIN(3, [1, 2], 5)', '1'],
    ['SUM()', '! SUM needs the argument `array_or_number`'],
  ],
  'powers, roots, angles': [
    ['POWER(2, -1)', '0.5'],
    ['POWER(4, 0.5)', '2'],
    ['POWER(0, 0)', '1'],
    ['POWER(-8, 0.5)', '! POWER: a negative number has no power with this exponent'],
    ['POWER(1, 999999999)', '1'],
    ['POWER(-1, 3)', '-1'],
    ['SQRT(2)', '1.414213562373095'],
    ['SQRT(16)', '4'],
    ['SQRT(-1)', '! SQRT: a negative number has no square root'],
    ['COS(0)', '1'],
    ['SIN(0)', '0'],
    ['ACOS(-1)', '3.141592653589793'],
    ['ASIN(2)', '! ASIN: x must lie between -1 and 1'],
  ],
  limits: [
    ['CLAMP("5", 1, 3)', '3'],
    ['CLAMP("zebra", "amber", "green")', '"green"'],
    ['CLAMP(5, 10, 1)', '! CLAMP: the minimum is above the maximum'],
    ['CLAMP("x", 1, 2)', '! CLAMP: the values cannot be compared'],
    ['AT_LEAST(3, 3.0)', '3'],
    ['AT_MOST("7", 5)', '5'],
  ],
});

describe('RANDOM', () => {
  const drawn = (formula: string, share: number) =>
    shown(formula, 'null', { now: 0, random: () => share, newUuid: () => '' });

  test('reaches both ends of a whole range', () => {
    expect(drawn('RANDOM(1, 10)', 0)).toBe('1');
    expect(drawn('RANDOM(1, 10)', 0.999999999)).toBe('10');
    expect(drawn('RANDOM(-3, -3)', 0.7)).toBe('-3');
  });

  test('gives decimals between decimals, and refuses a range that is upside down', () => {
    expect(drawn('RANDOM(0, 1.5)', 0.5)).toBe('0.75');
    expect(drawn('RANDOM(2, 1)', 0.5)).toBe('! RANDOM: the minimum is above the maximum');
  });
});
