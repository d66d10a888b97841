/** Objects and lists as rows, and what can be done to them. Pure. */
import { entriesOf, isArrayValue, isObjectValue, makeObject, type ObjectValue, type Value } from '@fabula/formula';

export type Container = ObjectValue | readonly Value[];

export interface Entry {
  /** Of a list: the position. */
  readonly key: string;
  readonly value: Value;
}

export function toEntries(value: Container): Entry[] {
  if (isArrayValue(value)) return value.map((item, index) => ({ key: String(index), value: item }));
  return entriesOf(value).map(([key, item]) => ({ key, value: item }));
}

/** The same kind of container with these rows. */
export function fromEntries(value: Container, entries: readonly Entry[]): Container {
  if (isArrayValue(value)) return entries.map((entry) => entry.value);
  return makeObject(entries.map((entry): [string, Value] => [entry.key, entry.value]));
}

export function withEntry(value: Container, index: number, change: Partial<Entry>): Container {
  return fromEntries(
    value,
    toEntries(value).map((entry, at) => (at === index ? { ...entry, ...change } : entry)),
  );
}

export function withoutEntry(value: Container, index: number): Container {
  return fromEntries(
    value,
    toEntries(value).filter((_, at) => at !== index),
  );
}

/** One place up. */
export function raiseEntry(value: Container, index: number): Container {
  const entries = toEntries(value);
  const [raised] = entries.splice(index, 1);
  if (raised !== undefined) entries.splice(Math.max(index - 1, 0), 0, raised);
  return fromEntries(value, entries);
}

/** With an empty text at the end, under a key that is free. */
export function withNewEntry(value: Container): Container {
  const entries = toEntries(value);
  return fromEntries(value, [...entries, { key: freeKey(entries), value: '' }]);
}

function freeKey(entries: readonly Entry[]): string {
  const taken = new Set(entries.map(({ key }) => key));
  let number = entries.length + 1;
  while (taken.has(`key_${number}`)) number += 1;
  return `key_${number}`;
}

/** Values that hold no others, counted up to a limit: each of them is a field of its own on the screen. */
export function countLeaves(value: Value, limit: number): number {
  if (!isArrayValue(value) && !isObjectValue(value)) return 1;
  let count = 0;
  for (const entry of toEntries(value)) {
    count += countLeaves(entry.value, limit);
    if (count >= limit) return limit;
  }
  return count;
}
