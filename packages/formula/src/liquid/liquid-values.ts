import type { Value } from '../value/value.ts';
import { Drop } from './liquidjs.ts';

/**
 * A value of the language from one that liquidjs hands around. Values pass through liquidjs untouched; it adds only
 * `undefined`, and drops for `nil`, `empty` and the loop object.
 */
export function fromLiquid(value: unknown): Value {
  if (value === undefined) return null;
  if (value instanceof Drop) {
    const plain: unknown = value.valueOf();
    return plain instanceof Drop ? null : fromLiquid(plain);
  }
  // Nothing else than Values and the above enters a template.
  return value as Value;
}
