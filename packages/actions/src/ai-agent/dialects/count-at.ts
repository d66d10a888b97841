import { toNative, toNumber, type Value } from '@fabula/formula';
import { lookUp } from '../../options/read-path.ts';

/** A count that a service may leave out: then 0. */
export function countAt(answer: Value, path: string): number {
  const number = toNumber(lookUp(answer, path) ?? null);
  return number === undefined ? 0 : toNative(number);
}
