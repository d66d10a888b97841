/** Reads single values of an export, where the same thing was written as text by one version and as a number by another. */
import {
  getKey,
  isArrayValue,
  isNumberValue,
  isObjectValue,
  type ObjectValue,
  toNative,
  toNumber,
  type Value,
} from '@fabula/formula';

export function textAt(object: ObjectValue, key: string): string | null {
  const value = getKey(object, key);
  return typeof value === 'string' ? value : null;
}

/** Only `true` and its text are true. */
export function flagAt(object: ObjectValue, key: string, missing = false): boolean {
  const value = getKey(object, key);
  if (value === undefined || value === null) return missing;
  return value === true || value === 'true';
}

/** A finite number, also when it is written as text. */
export function numberAt(object: ObjectValue, key: string): number | null {
  const value = getKey(object, key);
  return value === undefined ? null : finiteNumber(value);
}

export function finiteNumber(value: Value): number | null {
  const number = isNumberValue(value) ? value : toNumber(value);
  if (number === undefined) return null;
  const native = toNative(number);
  return Number.isFinite(native) ? native : null;
}

export function wholeNumberAt(object: ObjectValue, key: string): number | null {
  const number = numberAt(object, key);
  return number !== null && Number.isSafeInteger(number) ? number : null;
}

/** The texts of a list; anything else in it is passed over. */
export function textsAt(object: ObjectValue, key: string): readonly string[] {
  const value = getKey(object, key);
  return isArrayValue(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function objectAt(object: ObjectValue, key: string): ObjectValue {
  const value = getKey(object, key);
  return isObjectValue(value) ? value : {};
}
