/**
 * The values of the language and of every event: JSON, kept exactly as it was written.
 *
 * Plain JavaScript covers almost everything. Three things it cannot hold have a type of their own:
 *
 * - a number whose JSON text a double would change (`9007199254740993`, `1.0`, `1e400`): {@link ExactNumber};
 * - an object in which a key looks like an array index (`{"b":1,"2":0}`: JavaScript would reorder it): {@link OrderedObject};
 * - bytes, which exist only while a formula runs and become base64 text in an event: {@link Bytes}.
 *
 * Objects are read through the functions of this file, never by `object[key]`: own keys only, so `__proto__` and
 * `constructor` are data like any other key.
 */

export type Value = null | boolean | number | string | ExactNumber | Bytes | readonly Value[] | ObjectValue;

/** An object of JSON. Plain (its prototype is of no importance) unless the order of its keys needs an OrderedObject. */
export type ObjectValue = PlainObject | OrderedObject;

export interface PlainObject {
  readonly [key: string]: Value;
}

/** Set while a native `JSON.stringify` meets a value that it cannot write; see `stringifyJson`. */
export const exoticMark = { met: false };

/** A number kept as its JSON text. `isFloat` is what `TYPE` answers: `Float` for `1.0`, `Integer` for `9007199254740993`. */
export class ExactNumber {
  readonly text: string;
  readonly isFloat: boolean;

  constructor(text: string, isFloat: boolean) {
    this.text = text;
    this.isFloat = isFloat;
  }

  toJSON(): null {
    exoticMark.met = true;
    return null;
  }

  toString(): string {
    return this.text;
  }
}

/** Bytes on their way through a formula. Written into an event they become base64 text. */
export class Bytes {
  readonly data: Uint8Array;

  constructor(data: Uint8Array) {
    this.data = data;
  }

  toJSON(): null {
    exoticMark.met = true;
    return null;
  }
}

/** An object whose keys would be reordered by JavaScript. Never changed after it was made. */
export class OrderedObject extends Map<string, Value> {
  toJSON(): null {
    exoticMark.met = true;
    return null;
  }
}

export function isArrayValue(value: unknown): value is readonly Value[] {
  return Array.isArray(value);
}

export function isObjectValue(value: unknown): value is ObjectValue {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ExactNumber) &&
    !(value instanceof Bytes)
  );
}

/** The value of an own key, or `undefined` when there is none. */
export function getKey(object: ObjectValue, key: string): Value | undefined {
  if (object instanceof OrderedObject) return object.get(key);
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function keysOf(object: ObjectValue): string[] {
  return object instanceof OrderedObject ? [...object.keys()] : Object.keys(object);
}

export function entriesOf(object: ObjectValue): [string, Value][] {
  return object instanceof OrderedObject ? [...object.entries()] : Object.entries(object);
}

export function sizeOf(object: ObjectValue): number {
  return object instanceof OrderedObject ? object.size : Object.keys(object).length;
}

/** An object with these keys in this order; a later entry replaces the value of an earlier one of the same key. */
export function makeObject(entries: Iterable<readonly [string, Value]>): ObjectValue {
  const list = Array.isArray(entries) ? (entries as readonly (readonly [string, Value])[]) : [...entries];
  for (const [key] of list) if (isIndexKey(key)) return new OrderedObject(list);
  const plain = emptyObject(list.length);
  for (const [key, value] of list) {
    if (key === PROTO) return withoutPrototype(list);
    plain[key] = value;
  }
  return plain;
}

const PROTO = '__proto__';
/** Objects with more keys are kept as tables by the host anyway. */
const MAX_SHAPED_KEYS = 32;

/**
 * An ordinary object for few keys, because the host gives objects of the same keys one shape: they are made and written in
 * half the time. `__proto__` is an ordinary key only where there is no prototype.
 */
function emptyObject(size: number): Record<string, Value> {
  return size <= MAX_SHAPED_KEYS ? {} : Object.create(null);
}

function withoutPrototype(entries: readonly (readonly [string, Value])[]): PlainObject {
  const plain: Record<string, Value> = Object.create(null);
  for (const [key, value] of entries) plain[key] = value;
  return plain;
}

/** Makes many objects of the same keys; what must be known about the keys is found out once. */
export class ObjectShape {
  readonly #keys: readonly string[];
  readonly #isPlain: boolean;

  constructor(keys: readonly string[]) {
    this.#keys = keys;
    this.#isPlain = keys.length <= MAX_SHAPED_KEYS && !keys.some((key) => isIndexKey(key) || key === PROTO);
  }

  /** The values are in the order of the keys; of equal keys the last wins. */
  make(values: readonly Value[]): ObjectValue {
    const keys = this.#keys;
    if (!this.#isPlain) return makeObject(keys.map((key, index) => [key, values[index] ?? null] as const));
    const object: Record<string, Value> = {};
    for (let index = 0; index < keys.length; index += 1) object[keys[index] ?? ''] = values[index] ?? null;
    return object;
  }
}

/** Whether JavaScript would move this key before all others: a whole number below 2^32 - 1, without leading zeros. */
export function isIndexKey(key: string): boolean {
  const first = key.charCodeAt(0);
  if (!(first >= 48 && first <= 57) || key.length > 10) return false;
  return /^(?:0|[1-9]\d*)$/.test(key) && Number(key) < 4294967295;
}
