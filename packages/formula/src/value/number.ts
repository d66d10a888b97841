/**
 * Numbers of the language: exact whole numbers of any size and decimals of 16 significant digits (formulas.md §2.3).
 *
 * A JavaScript number stands for a whole number up to 2^53 - 1 (an Integer) or for a decimal with a fraction (a Float).
 * Everything else is an {@link ExactNumber}: bigger whole numbers, decimals that happen to be whole (`3 * 1.0`), and
 * numbers whose text a double would not give back. The functions below take and return these two and keep that rule.
 */
import { Decimal as DecimalBase } from 'decimal.js';
import { FormulaFailure } from '../failure.ts';
import { isFloat, isNativeExact, type NumberValue } from './json-number.ts';
import { ExactNumber, type Value } from './value.ts';

export { isFloat, isNativeExact, isNumberValue, type NumberValue, numberFromJson } from './json-number.ts';

/** Decimal arithmetic of the language: 16 significant digits, halves away from zero. */
export const Decimal = DecimalBase.clone({ precision: 16, rounding: DecimalBase.ROUND_HALF_UP, defaults: true });
export type DecimalNumber = DecimalBase;

/** Longer numbers still travel as data; arithmetic refuses them, because its time grows with the square. */
const MAX_DIGITS = 10_000;
/** Powers of ten up to which a number is written out in plain digits. */
const MAX_PLAIN_EXPONENT = 1_000;

const NUMERIC_TEXT = /^\s*([+-]?)(\d+(?:\.\d+)?|\.\d+)(?:[eE]([+-]?\d{1,4}))?\s*$/;
const INTEGER_TEXT = /^\s*[+-]?\d+\s*$/;

/** The number that a text shows (`"-19.86"`, `" 7 "`, `"1e3"`), or undefined. Whole unless it has a point or exponent. */
export function numberFromText(text: string): NumberValue | undefined {
  if (text.length > MAX_DIGITS || !NUMERIC_TEXT.test(text)) return undefined;
  if (INTEGER_TEXT.test(text)) {
    const native = Number(text);
    return Number.isSafeInteger(native) ? native + 0 : fromBigInt(BigInt(text.trim().replace(/^\+/, '')));
  }
  return fromDecimal(new Decimal(text.trim().replace(/^\+/, '')), true);
}

/** The number that a value is or, being text, shows; undefined when it is none. */
export function toNumber(value: Value): NumberValue | undefined {
  if (typeof value === 'number' || value instanceof ExactNumber) return value;
  return typeof value === 'string' ? numberFromText(value) : undefined;
}

/** The exact decimal of a number; nothing is rounded until it takes part in an operation. */
export function toDecimal(value: NumberValue): DecimalNumber {
  if (typeof value === 'number') return new Decimal(value);
  refuseHugeText(value.text);
  return new Decimal(value.text);
}

/** A value of the language from a decimal. A decimal with a fraction is a Float whatever `asFloat` says. */
export function fromDecimal(decimal: DecimalNumber, asFloat: boolean): NumberValue {
  if (!decimal.isFinite()) throw new FormulaFailure('type', 'The result is too large for a number');
  if (decimal.isInteger()) {
    if (asFloat) return new ExactNumber(plainText(decimal), true);
    if (decimal.abs().lte(Number.MAX_SAFE_INTEGER)) return decimal.toNumber() + 0;
    if (decimal.e > MAX_DIGITS)
      throw new FormulaFailure(
        'budget',
        `A whole number has more than ${MAX_DIGITS} digits; calculate with smaller ones`,
      );
    return new ExactNumber(decimal.toFixed(), false);
  }
  const text = decimal.toString();
  const native = Number(text);
  return isNativeExact(native, text) ? native : new ExactNumber(text, true);
}

export function add(a: NumberValue, b: NumberValue): NumberValue {
  if (typeof a === 'number' && typeof b === 'number' && Number.isInteger(a) && Number.isInteger(b)) {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  if (isFloat(a) || isFloat(b)) return fromDecimal(toDecimal(a).plus(toDecimal(b)), true);
  return fromBigInt(toBigInt(a) + toBigInt(b));
}

export function subtract(a: NumberValue, b: NumberValue): NumberValue {
  if (typeof a === 'number' && typeof b === 'number' && Number.isInteger(a) && Number.isInteger(b)) {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  if (isFloat(a) || isFloat(b)) return fromDecimal(toDecimal(a).minus(toDecimal(b)), true);
  return fromBigInt(toBigInt(a) - toBigInt(b));
}

export function multiply(a: NumberValue, b: NumberValue): NumberValue {
  if (typeof a === 'number' && typeof b === 'number' && Number.isInteger(a) && Number.isInteger(b)) {
    const product = a * b;
    // `+ 0` turns the -0 of 0 * -1 into 0.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  if (isFloat(a) || isFloat(b)) return fromDecimal(toDecimal(a).times(toDecimal(b)), true);
  return fromBigInt(toBigInt(a) * toBigInt(b));
}

/** Whole by whole floors; with a Float on either side the result is a Float. */
export function divide(a: NumberValue, b: NumberValue): NumberValue {
  refuseZero(b);
  if (isFloat(a) || isFloat(b)) return fromDecimal(toDecimal(a).dividedBy(toDecimal(b)), true);
  if (typeof a === 'number' && typeof b === 'number') {
    const rest = a % b;
    const quotient = (a - rest) / b;
    return (rest !== 0 && rest < 0 !== b < 0 ? quotient - 1 : quotient) + 0;
  }
  const [dividend, divisor] = [toBigInt(a), toBigInt(b)];
  const rest = dividend % divisor;
  const quotient = dividend / divisor;
  return fromBigInt(rest !== 0n && rest < 0n !== divisor < 0n ? quotient - 1n : quotient);
}

/** The remainder that belongs to flooring division: it has the sign of the divisor. */
export function modulo(a: NumberValue, b: NumberValue): NumberValue {
  refuseZero(b);
  if (isFloat(a) || isFloat(b)) {
    const [dividend, divisor] = [toDecimal(a), toDecimal(b)];
    const rest = dividend.modulo(divisor);
    const adjust = !rest.isZero() && rest.isNegative() !== divisor.isNegative();
    return fromDecimal(adjust ? rest.plus(divisor) : rest, true);
  }
  const [dividend, divisor] = [toBigInt(a), toBigInt(b)];
  const rest = dividend % divisor;
  return fromBigInt(rest !== 0n && rest < 0n !== divisor < 0n ? rest + divisor : rest);
}

export function negate(value: NumberValue): NumberValue {
  if (typeof value === 'number') return 0 - value;
  return value.isFloat ? fromDecimal(toDecimal(value).negated(), true) : fromBigInt(-toBigInt(value));
}

/** Negative, zero or positive. Exact, also between whole numbers and decimals. */
export function compareNumbers(a: NumberValue, b: NumberValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const [left, right] = [exactText(a), exactText(b)];
  return left === right ? 0 : new Decimal(left).comparedTo(right);
}

/** Plain decimal notation, without exponent unless the number would have more than a thousand digits. */
export function numberToText(value: NumberValue): string {
  if (typeof value === 'number') {
    const text = String(value);
    return text.includes('e') ? plainText(new Decimal(value)) : text;
  }
  return /[eE]/.test(value.text) ? plainText(new Decimal(value.text)) : value.text;
}

/** The number as a double, rounded where it must be; for counts, positions and functions such as square roots. */
export function toNative(value: NumberValue): number {
  return typeof value === 'number' ? value : Number(value.text);
}

export function toBigInt(value: NumberValue): bigint {
  if (typeof value === 'number') return BigInt(Math.trunc(value));
  refuseHugeText(value.text);
  return value.isFloat ? BigInt(toDecimal(value).trunc().toFixed()) : BigInt(value.text);
}

export function fromBigInt(value: bigint): NumberValue {
  const native = Number(value);
  return Number.isSafeInteger(native) ? native : new ExactNumber(value.toString(), false);
}

function exactText(value: NumberValue): string {
  return typeof value === 'number' ? String(value) : value.text;
}

function plainText(decimal: DecimalNumber): string {
  if (decimal.isZero()) return '0';
  return Math.abs(decimal.e) <= MAX_PLAIN_EXPONENT ? decimal.toFixed() : decimal.toString();
}

function refuseZero(divisor: NumberValue): void {
  const isZero = typeof divisor === 'number' ? divisor === 0 : toDecimal(divisor).isZero();
  if (isZero) throw new FormulaFailure('division_by_zero', 'Division by zero');
}

function refuseHugeText(text: string): void {
  if (text.length > MAX_DIGITS)
    throw new FormulaFailure('budget', `A number has more than ${MAX_DIGITS} digits; calculate with shorter ones`);
}
