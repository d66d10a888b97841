/**
 * What can be done with the value of a resource (reference: api/resources.md). Pure: the caller holds the resource while it
 * decides and writes.
 */
import {
  deepEqual,
  entriesOf,
  err,
  getKey,
  isArrayValue,
  isObjectValue,
  makeObject,
  ok,
  parseJson,
  type Result,
  stringifyJson,
  type Value,
} from '@fabula/formula';

export interface ResourceRefusal {
  /** Which parameter is wrong. */
  readonly field: 'value' | 'key' | 'index' | 'if_value';
  readonly message: string;
  /** What is there instead of the expected value, of a failed comparison. */
  readonly current?: Value;
}

/** Where an element is. */
export interface Place {
  readonly key?: string | undefined;
  /** From 0. */
  readonly index?: number | undefined;
}

/** As it is given: a text that holds JSON is read as such, any other text is a text. */
export function readResourceValue(given: Value): Value {
  if (typeof given !== 'string') return given;
  const parsed = parseJson(given);
  return parsed.ok ? parsed.value : given;
}

/** As the API shows it unless it is asked for its type. */
export function resourceText(value: Value): string {
  return typeof value === 'string' ? value : stringifyJson(value);
}

/** Text is appended to text, the elements of a list to a list. */
export function appendToResource(value: Value, added: Value): Result<Value, ResourceRefusal> {
  if (typeof value === 'string' && typeof added === 'string') return ok(value + added);
  if (isArrayValue(value) && isArrayValue(added)) return ok([...value, ...added]);
  if (typeof value === 'string') return err({ field: 'value', message: 'must be text: the resource is text' });
  if (isArrayValue(value)) return err({ field: 'value', message: 'must be a list: the resource is a list' });
  return err({ field: 'value', message: 'cannot be appended: the resource is neither text nor a list' });
}

/** `expected`: compared with what is there first; null is not compared. */
export function replaceInResource(
  value: Value,
  place: Place,
  replacement: Value,
  expected: Value,
): Result<Value, ResourceRefusal> {
  const found = find(value, place, false);
  if (!found.ok) return found;
  const unexpected = compare(found.value.element, expected);
  if (unexpected !== null) return err(unexpected);
  return ok(found.value.put(replacement));
}

export interface Removal {
  readonly value: Value;
  readonly removed: Value;
}

/** Without a place the last element of a list goes. */
export function removeFromResource(value: Value, place: Place, expected: Value): Result<Removal, ResourceRefusal> {
  const isBare = place.key === undefined && place.index === undefined;
  const where = isBare && isArrayValue(value) ? { index: value.length - 1 } : place;
  const found = find(value, where, true);
  if (!found.ok) return found;
  const { element, drop } = found.value;
  if (element === undefined) return err({ field: 'key', message: 'is not in the resource' });
  const unexpected = compare(element, expected);
  if (unexpected !== null) return err(unexpected);
  return ok({ value: drop(), removed: element });
}

interface Found {
  /** undefined: nothing is there yet, and can be put there. */
  readonly element: Value | undefined;
  put(value: Value): Value;
  drop(): Value;
}

function find(value: Value, { key, index }: Place, isRemoval: boolean): Result<Found, ResourceRefusal> {
  if (isArrayValue(value)) {
    if (index === undefined) return err({ field: 'index', message: 'is required: the resource is a list' });
    if (index < 0 || index >= value.length) {
      const length = `has ${value.length} ${value.length === 1 ? 'element' : 'elements'}`;
      return err({ field: 'index', message: `must be that of an element: the list ${length}` });
    }
    return ok({
      element: value[index] ?? null,
      put: (added) => value.map((element, place) => (place === index ? added : element)),
      drop: () => value.filter((_, place) => place !== index),
    });
  }
  if (!isObjectValue(value)) {
    const field = index === undefined ? 'key' : 'index';
    return err({ field, message: 'names nothing: the resource is neither an object nor a list' });
  }
  if (key === undefined) return err({ field: 'key', message: 'is required: the resource is an object' });
  const element = getKey(value, key);
  if (element === undefined && isRemoval) return err({ field: 'key', message: 'is not in the resource' });
  const entries = entriesOf(value);
  return ok({
    element,
    put: (added) =>
      makeObject(
        element === undefined
          ? [...entries, [key, added] as const]
          : entries.map(([name, kept]) => [name, name === key ? added : kept] as const),
      ),
    drop: () => makeObject(entries.filter(([name]) => name !== key)),
  });
}

function compare(element: Value | undefined, expected: Value): ResourceRefusal | null {
  if (expected === null || (element !== undefined && deepEqual(element, expected))) return null;
  return { field: 'if_value', message: 'is not what is there', current: element ?? null };
}
