import { type ObjectValue, OrderedObject } from './value.ts';

/** The first keys of an object, without making a list of all: there may be a million. */
export function firstKeys(object: ObjectValue, count: number): string[] {
  const keys: string[] = [];
  for (const key of object instanceof OrderedObject ? object.keys() : ownKeys(object)) {
    if (keys.length === count) break;
    keys.push(key);
  }
  return keys;
}

function* ownKeys(object: object): Iterable<string> {
  for (const key in object) if (Object.hasOwn(object, key)) yield key;
}
