/** Finding equal values in linear time: two values have the same identity exactly when the language calls them equal. */

import { toBase64 } from '../value/base64.ts';
import { isNumberValue, toDecimal } from '../value/number.ts';
import { Bytes, entriesOf, isArrayValue, type Value } from '../value/value.ts';
import type { CallContext } from './definition.ts';

export function identityOf(value: Value, context: CallContext): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  // 1 and 1.0 are equal.
  if (isNumberValue(value)) return typeof value === 'number' ? String(value) : toDecimal(value).toString();
  if (value instanceof Bytes) return `b${toBase64(value.data)}`;
  if (isArrayValue(value)) {
    context.spend(1 + value.length);
    return `[${value.map((item) => identityOf(item, context)).join()}]`;
  }
  const entries = entriesOf(value);
  context.spend(1 + entries.length);
  // The order of keys does not matter.
  const members = entries.map(([key, item]) => `${JSON.stringify(key)}:${identityOf(item, context)}`);
  return `{${members.sort().join()}}`;
}

/** The first of each group of equal values, in their order. */
export function distinct(values: Iterable<Value>, context: CallContext): Value[] {
  const seen = new Set<string>();
  const kept: Value[] = [];
  for (const value of values) {
    const identity = identityOf(value, context);
    if (!seen.has(identity)) {
      seen.add(identity);
      kept.push(value);
    }
  }
  return kept;
}

export function identitiesOf(values: readonly Value[], context: CallContext): ReadonlySet<string> {
  return new Set(values.map((value) => identityOf(value, context)));
}
