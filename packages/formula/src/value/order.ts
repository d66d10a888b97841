import { compareNumbers, isNumberValue, toNumber } from './number.ts';
import type { Value } from './value.ts';

/**
 * Order of two values: negative, zero, positive, or undefined when they have none. Numbers by worth, texts by code unit
 * (capitals first); a number and a numeric text compare as numbers, because such text counts as a number everywhere else
 * (`DATE("now", "%s") > 1700000000`).
 */
export function compareValues(a: Value, b: Value): number | undefined {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (!isNumberValue(a) && !isNumberValue(b)) return undefined;
  const left = toNumber(a);
  const right = toNumber(b);
  return left === undefined || right === undefined ? undefined : compareNumbers(left, right);
}
