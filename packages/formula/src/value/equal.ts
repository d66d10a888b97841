/**
 * Equality of the language: by value, deep, without regard to the order of keys. Numbers are equal by what they are worth
 * (`1 = 1.0`); a number never equals a text. Deep equality is unconfirmed by the documentation and what JSON values suggest.
 */
import { FormulaFailure } from '../failure.ts';
import { compareNumbers, isNumberValue } from './number.ts';
import { Bytes, ExactNumber, getKey, isArrayValue, isObjectValue, keysOf, sizeOf, type Value } from './value.ts';

/** Values that share parts can be small in memory and endless to walk through; see the test. */
const MAX_COMPARISONS = 5_000_000;
const PARTS_PER_STEP = 8;
const PARTS_PAID_TOGETHER = 1_024;

/** Work is paid for in steps: a step for 8 parts. */
export interface Meter {
  spend(steps: number): void;
}

/** A meter makes large values cost what they take; without one only the number of parts is bounded. */
export function deepEqual(a: Value, b: Value, meter?: Meter): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  if (typeof a === 'object' && typeof b === 'object') return compareParts(a, b, new Walk(meter));
  return isNumberValue(a) && isNumberValue(b) && compareNumbers(a, b) === 0;
}

/** Counts the parts that have been compared. */
class Walk {
  readonly #meter: Meter | undefined;
  #left = MAX_COMPARISONS;
  #unpaid = 0;

  constructor(meter: Meter | undefined) {
    this.#meter = meter;
  }

  count(parts: number): void {
    this.#left -= parts;
    if (this.#left < 0) {
      throw new FormulaFailure(
        'budget',
        `The compared values have more than ${MAX_COMPARISONS} parts; compare only the parts that matter`,
      );
    }
    this.#unpaid += parts;
    if (this.#unpaid < PARTS_PAID_TOGETHER) return;
    this.#meter?.spend(Math.floor(this.#unpaid / PARTS_PER_STEP));
    this.#unpaid = 0;
  }
}

function compareParts(a: Value, b: Value, walk: Walk): boolean {
  if (a === b) return true;
  walk.count(1);
  if (isNumberValue(a)) {
    // Long numbers are compared digit by digit.
    if (a instanceof ExactNumber) walk.count(a.text.length);
    return isNumberValue(b) && compareNumbers(a, b) === 0;
  }
  if (isArrayValue(a)) {
    if (!isArrayValue(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index += 1) {
      if (!compareParts(a[index] ?? null, b[index] ?? null, walk)) return false;
    }
    return true;
  }
  if (a instanceof Bytes || b instanceof Bytes) return a instanceof Bytes && b instanceof Bytes && sameBytes(a, b);
  if (!isObjectValue(a) || !isObjectValue(b) || sizeOf(a) !== sizeOf(b)) return false;
  for (const key of keysOf(a)) {
    const other = getKey(b, key);
    if (other === undefined || !compareParts(getKey(a, key) ?? null, other, walk)) return false;
  }
  return true;
}

function sameBytes(a: Bytes, b: Bytes): boolean {
  return a.data.length === b.data.length && a.data.every((byte, index) => byte === b.data[index]);
}
