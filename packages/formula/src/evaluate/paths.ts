/**
 * Reading into values (formulas.md §5): a missing property, an index outside the array, a property of NULL or of a text all
 * give NULL. Own keys only.
 */
import { isNumberValue, numberFromText, numberToText, toNative } from '../value/number.ts';
import { Bytes, ExactNumber, getKey, isArrayValue, type Value } from '../value/value.ts';

/** `target.key` and `target["key"]`. Arrays know `first`, `last` and `size`, and whole numbers as text. */
export function readMember(target: Value, key: string): Value {
  if (typeof target !== 'object' || target === null) return null;
  if (isArrayValue(target)) return readArrayMember(target, key);
  if (target instanceof ExactNumber || target instanceof Bytes) return null;
  return getKey(target, key) ?? null;
}

/**
 * `target[index]` with a computed index. A negative index counts from the end; unconfirmed, but it is what the functions
 * that take indexes do.
 */
export function readIndex(target: Value, index: Value): Value {
  if (typeof index === 'string') return readMember(target, index);
  if (!isNumberValue(index)) return null;
  if (isArrayValue(target)) return readElement(target, toNative(index));
  return readMember(target, numberToText(index));
}

function readArrayMember(array: readonly Value[], key: string): Value {
  if (key === 'first') return array[0] ?? null;
  if (key === 'last') return array.at(-1) ?? null;
  if (key === 'size') return array.length;
  const index = numberFromText(key);
  return index === undefined ? null : readElement(array, toNative(index));
}

function readElement(array: readonly Value[], index: number): Value {
  // `at` would cut a fraction off.
  return Number.isInteger(index) ? (array.at(index) ?? null) : null;
}
