/** The type of a sample: exact for small values, a fair picture of large ones, in bounded time either way. */

import { firstKeys } from '../value/first-keys.ts';
import { isFloat } from '../value/number.ts';
import { Bytes, ExactNumber, getKey, isArrayValue, type ObjectValue, type Value } from '../value/value.ts';
import {
  ANY,
  arrayOf,
  BOOLEAN,
  BYTES,
  INTEGER,
  joinAll,
  joinTypes,
  NEVER,
  NULL,
  NUMBER,
  objectOf,
  TEXT,
  type Type,
} from './type.ts';

/** Parts of a value that are looked at. */
const MAX_PARTS = 4_000;
const MAX_DEPTH = 24;
/** Of an array, the first elements and some that are spread over the rest. */
const FIRST_ELEMENTS = 24;
const SPREAD_ELEMENTS = 16;
/** An object with more keys is a table: the types of the first stand for the rest. */
const MAX_KEYS = 300;

const known = new WeakMap<object, Type>();

/** Remembered for arrays and objects by identity: values of events never change. */
export function typeOfValue(value: Value): Type {
  if (typeof value !== 'object' || value === null) return new Sampling().typeOf(value, 0);
  let type = known.get(value);
  if (type === undefined) {
    type = new Sampling().typeOf(value, 0);
    known.set(value, type);
  }
  return type;
}

class Sampling {
  #parts = 0;

  typeOf(value: Value, depth: number): Type {
    this.#parts += 1;
    if (value === null) return NULL;
    switch (typeof value) {
      case 'string':
        return TEXT;
      case 'boolean':
        return BOOLEAN;
      case 'number':
        return Number.isInteger(value) ? INTEGER : NUMBER;
      default:
        if (value instanceof ExactNumber) return isFloat(value) ? NUMBER : INTEGER;
        if (value instanceof Bytes) return BYTES;
        // Not `any`: what another element has at this place shall not be forgotten for it.
        if (depth >= MAX_DEPTH || this.#parts > MAX_PARTS) return NEVER;
        return isArrayValue(value) ? this.#array(value, depth) : this.#object(value, depth);
    }
  }

  #array(items: readonly Value[], depth: number): Type {
    let item = NEVER;
    for (const index of sampledIndexes(items.length)) {
      item = joinTypes(item, this.typeOf(items[index] ?? null, depth + 1));
      if (this.#parts > MAX_PARTS) break;
    }
    return arrayOf(item.kind === 'never' && items.length > 0 ? ANY : item);
  }

  #object(object: ObjectValue, depth: number): Type {
    const keys = new Map<string, Type>();
    for (const key of firstKeys(object, MAX_KEYS)) keys.set(key, this.typeOf(getKey(object, key) ?? null, depth + 1));
    const isTable = keys.size === MAX_KEYS && firstKeys(object, MAX_KEYS + 1).length > MAX_KEYS;
    return objectOf(keys, isTable ? joinAll(keys.values()) : null);
  }
}

function* sampledIndexes(length: number): Iterable<number> {
  const first = Math.min(length, FIRST_ELEMENTS);
  for (let index = 0; index < first; index += 1) yield index;
  const rest = length - first;
  const step = Math.max(1, Math.floor(rest / SPREAD_ELEMENTS));
  for (let index = length - 1; index >= first; index -= step) yield index;
}
