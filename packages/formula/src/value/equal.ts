/**
 * Equality of the language: by value, deep, without regard to the order of keys. Numbers are equal by what they are worth
 * (`1 = 1.0`); a number never equals a text. Deep equality is unconfirmed by the documentation and what JSON values suggest.
 */
import { FormulaFailure } from '../failure.ts';
import { compareNumbers, isNumberValue } from './number.ts';
import { Bytes, entriesOf, getKey, isArrayValue, isObjectValue, sizeOf, type Value } from './value.ts';

/** Values that share parts can be small in memory and endless to walk through; see the test. */
const MAX_COMPARISONS = 5_000_000;

export function deepEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  if (typeof a === 'object' && typeof b === 'object') return compareParts(a, b, { left: MAX_COMPARISONS });
  return isNumberValue(a) && isNumberValue(b) && compareNumbers(a, b) === 0;
}

function compareParts(a: Value, b: Value, budget: { left: number }): boolean {
  if (a === b) return true;
  budget.left -= 1;
  if (budget.left < 0) throw new FormulaFailure('budget', 'The compared values are too large');
  if (isNumberValue(a)) return isNumberValue(b) && compareNumbers(a, b) === 0;
  if (isArrayValue(a)) {
    if (!isArrayValue(b) || a.length !== b.length) return false;
    return a.every((item, index) => compareParts(item, b[index] ?? null, budget));
  }
  if (a instanceof Bytes || b instanceof Bytes) return a instanceof Bytes && b instanceof Bytes && sameBytes(a, b);
  if (!isObjectValue(a) || !isObjectValue(b) || sizeOf(a) !== sizeOf(b)) return false;
  return entriesOf(a).every(([key, value]) => {
    const other = getKey(b, key);
    return other !== undefined && compareParts(value, other, budget);
  });
}

function sameBytes(a: Bytes, b: Bytes): boolean {
  return a.data.length === b.data.length && a.data.every((byte, index) => byte === b.data[index]);
}
