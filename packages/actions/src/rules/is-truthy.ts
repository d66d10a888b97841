import { isArrayValue, isObjectValue, sizeOf, type Value } from '@fabula/formula';

/** Truth in rules, which is not that of formulas: false, null, empty text, list and object are false, 0 is true (actions.md section 8). */
export function isTruthy(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false || value === '') return false;
  if (isArrayValue(value)) return value.length > 0;
  return !isObjectValue(value) || sizeOf(value) > 0;
}
