/** Functions on one or two numbers. Arithmetic is that of value/number.ts, the same as the operators'. */

import {
  add,
  compareNumbers,
  Decimal,
  type DecimalNumber,
  divide,
  fromBigInt,
  fromDecimal,
  isFloat,
  modulo,
  multiply,
  type NumberValue,
  negate,
  subtract,
  toBigInt,
  toDecimal,
  toNative,
} from '../value/number.ts';
import { compareValues } from '../value/order.ts';
import { anyValue, integer, number } from './arguments.ts';
import type { CallContext, CheckedArguments, FunctionDefinition, Parameter } from './definition.ts';
import examples from './numbers.examples.json' with { type: 'json' };
import notes from './numbers.notes.json' with { type: 'json' };
import { optional, required, withDocs } from './parameters.ts';

type Definition = Omit<FunctionDefinition, 'examples'>;

/** Longest result of a power of whole numbers, in digits. */
const maxPowerDigits = 5_000;
/** Places that ROUND may be asked for, before or behind the point. */
const maxPrecision = 1_000;

function ofTwo(
  name: string,
  summary: string,
  [first, second]: readonly [string, string],
  liquidFilter: string | null,
  operation: (a: NumberValue, b: NumberValue) => NumberValue,
): Definition {
  return {
    name,
    category: 'Numbers',
    summary,
    parameters: [required(first, 'number'), required(second, 'number')],
    returns: 'number',
    liquidFilter,
    call: (args, context) => operation(number(args, context, first), number(args, context, second)),
  };
}

function ofOne(
  name: string,
  summary: string,
  parameter: Parameter,
  liquidFilter: string | null,
  operation: (value: NumberValue, context: CallContext) => NumberValue,
): Definition {
  return {
    name,
    category: 'Numbers',
    summary,
    parameters: [parameter],
    returns: 'number',
    liquidFilter,
    call: (args, context) => operation(number(args, context, parameter.name), context),
  };
}

const value = required('number', 'number');
const x = required('x', 'number');
const radians = required('x', 'number', 'in radians');

export const numberFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  ofOne('ABS', 'The number without its sign.', value, 'abs', (given) =>
    compareNumbers(given, 0) < 0 ? negate(given) : given,
  ),
  ofOne('CEIL', 'The next whole number that is not below the number.', value, 'ceil', (given) =>
    whole(toDecimal(given).ceil()),
  ),
  ofOne('FLOOR', 'The next whole number that is not above the number.', value, 'floor', (given) =>
    whole(toDecimal(given).floor()),
  ),
  {
    name: 'ROUND',
    category: 'Numbers',
    summary: 'The nearest whole number, or the nearest with a number of decimal places; halves go away from zero.',
    parameters: [value, optional('precision', 'integer', '0', 'negative: to tens, hundreds, …')],
    returns: 'number',
    liquidFilter: 'round',
    call: round,
  },
  ofTwo('PLUS', 'The sum of two numbers.', ['number', 'other'], 'plus', add),
  ofTwo('MINUS', 'The first number less the second.', ['number', 'other'], 'minus', subtract),
  ofTwo('TIMES', 'The product of two numbers.', ['number', 'other'], 'times', multiply),
  ofTwo(
    'DIVIDED_BY',
    'The quotient: whole numbers give a whole number, rounded down; with a decimal the result is decimal.',
    ['number', 'denominator'],
    'divided_by',
    divide,
  ),
  ofTwo('MODULO', 'What remains of a division.', ['numerator', 'denominator'], 'modulo', modulo),
  {
    name: 'POWER',
    category: 'Numbers',
    summary: 'The base raised to the exponent.',
    parameters: [required('base', 'number'), required('exponent', 'number')],
    returns: 'number',
    call: (args, context) => power(number(args, context, 'base'), number(args, context, 'exponent'), context),
  },
  ofOne('SQRT', 'The square root of a number.', x, null, (given, context) =>
    compareNumbers(given, 0) < 0
      ? context.fail('a negative number has no square root')
      : fromDecimal(toDecimal(given).squareRoot(), true),
  ),
  ofTwo(
    'AT_LEAST',
    'The number, or the minimum where the number is below it.',
    ['number', 'minimum'],
    'at_least',
    (given, least) => (compareNumbers(given, least) < 0 ? least : given),
  ),
  ofTwo(
    'AT_MOST',
    'The number, or the maximum where the number is above it.',
    ['number', 'maximum'],
    'at_most',
    (given, most) => (compareNumbers(given, most) > 0 ? most : given),
  ),
  {
    name: 'CLAMP',
    category: 'Numbers, Text',
    summary: 'Keeps a number, or a text in the order of the alphabet, between a least and a greatest.',
    parameters: [
      required('input', ['number', 'text']),
      required('min', ['number', 'text']),
      required('max', ['number', 'text']),
    ],
    returns: 'number or text',
    call: (args, context) => {
      const [input, min, max] = ['input', 'min', 'max'].map((name) => anyValue(args, context, name));
      const order = (a = input, b = input) =>
        compareValues(a ?? null, b ?? null) ?? context.fail('the values cannot be compared');
      if (order(min, max) > 0) return context.fail('the minimum is above the maximum');
      return (order(input, min) < 0 ? min : order(input, max) > 0 ? max : input) ?? null;
    },
  },
  {
    name: 'NUMBER',
    category: 'Numbers',
    summary: 'The number that a text shows; numbers stay as they are.',
    parameters: [required('value', 'any')],
    returns: 'number',
    call: (args, context) => number(args, context, 'value'),
  },
  ofOne('SIN', 'The sine of an angle.', radians, null, (given) => fromNative(Math.sin(toNative(given)))),
  ofOne('COS', 'The cosine of an angle.', radians, null, (given) => fromNative(Math.cos(toNative(given)))),
  ofOne(
    'ASIN',
    'The angle, in radians, that has this sine.',
    required('x', 'number', '-1 to 1'),
    null,
    (given, context) => fromNative(Math.asin(ratio(given, context))),
  ),
  ofOne(
    'ACOS',
    'The angle, in radians, that has this cosine.',
    required('x', 'number', '-1 to 1'),
    null,
    (given, context) => fromNative(Math.acos(ratio(given, context))),
  ),
  {
    name: 'RANDOM',
    category: 'Numbers',
    summary: 'A random number from a range, both ends included; a whole one when both ends are whole.',
    parameters: [required('min', 'number'), required('max', 'number')],
    returns: 'number',
    nondeterministic: true,
    liquidFilter: 'random',
    call: (args, context) => {
      const [min, max] = [number(args, context, 'min'), number(args, context, 'max')];
      if (compareNumbers(min, max) > 0) return context.fail('the minimum is above the maximum');
      const share = new Decimal(context.random());
      const span = toDecimal(subtract(max, min));
      if (isFloat(min) || isFloat(max)) return add(min, fromDecimal(span.times(share), true));
      return add(min, fromDecimal(span.plus(1).times(share).floor(), false));
    },
  },
]);

function whole(decimal: DecimalNumber): NumberValue {
  return fromDecimal(decimal, false);
}

/** Results of the host's trigonometry, cut to the 16 digits of the language. */
function fromNative(result: number): NumberValue {
  return fromDecimal(new Decimal(result).toSignificantDigits(16), true);
}

function ratio(given: NumberValue, context: CallContext): number {
  const native = toNative(given);
  return Math.abs(native) <= 1 ? native : context.fail('x must lie between -1 and 1');
}

function round(args: CheckedArguments, context: CallContext): NumberValue {
  const given = number(args, context, 'number');
  const precision = integer(args, context, 'precision', 0);
  if (Math.abs(precision) > maxPrecision)
    return context.fail(`precision must lie between -${maxPrecision} and ${maxPrecision}`);
  const decimal = toDecimal(given);
  if (precision > 0) return fromDecimal(decimal.toDecimalPlaces(precision), isFloat(given));
  if (precision === 0) return fromDecimal(decimal.toDecimalPlaces(0), false);
  // Before the point whole numbers decide: what stands behind it cannot lift them to the half.
  const unit = 10n ** BigInt(-precision);
  const truncated = toBigInt(given);
  const half = truncated < 0n ? -unit / 2n : unit / 2n;
  return fromBigInt(((truncated + half) / unit) * unit);
}

function power(base: NumberValue, exponent: NumberValue, context: CallContext): NumberValue {
  if (!isFloat(base) && !isFloat(exponent) && compareNumbers(exponent, 0) >= 0) {
    const magnitude = Math.abs(toNative(base));
    const digits = magnitude <= 1 ? 1 : Math.log10(magnitude) * toNative(exponent);
    if (!(digits <= maxPowerDigits)) return context.fail(`the power has more than ${maxPowerDigits} digits`);
    context.spend(Math.floor((digits * digits) / 10_000));
    return fromBigInt(toBigInt(base) ** toBigInt(exponent));
  }
  const result = toDecimal(base).pow(toDecimal(exponent));
  if (result.isNaN()) return context.fail('a negative number has no power with this exponent');
  return fromDecimal(result, true);
}
