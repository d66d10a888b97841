/**
 * What the documents of the API say about an answer, field by field, in words of its own: the schemas that the server writes its
 * answers with say nothing here, because they may be wrong.
 */
import { entriesOf, isArrayValue, isObjectValue, stringifyJson, type Value } from '@fabula/formula';

/** Gives what is wrong with a value, each fault with its place; nothing when the value is as documented. */
export type Shape = (value: Value, place: string) => readonly string[];

export function faultsOf(value: Value, shape: Shape): readonly string[] {
  return shape(value, 'answer');
}

function expecting(what: string, isSo: (value: Value) => boolean): Shape {
  return (value, place) => (isSo(value) ? [] : [`${place} must be ${what}: ${stringifyJson(value).slice(0, 200)}`]);
}

function matching(what: string, pattern: RegExp): Shape {
  return expecting(what, (value) => typeof value === 'string' && pattern.test(value));
}

export const integer = expecting('an integer', Number.isSafeInteger);
export const number = expecting('a number', (value) => typeof value === 'number');
export const flag = expecting('true or false', (value) => typeof value === 'boolean');
export const text = expecting('text', (value) => typeof value === 'string');
export const anything: Shape = () => [];
export const anyObject = expecting('an object', isObjectValue);
export const time = matching('a time in whole seconds, UTC', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
export const timeWithMilliseconds = matching('a time with milliseconds', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
export const guid = matching('32 hex digits', /^[0-9a-f]{32}$/);
export const uuid = matching('a UUID', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export function exactly(expected: Value): Shape {
  return expecting(stringifyJson(expected), (value) => stringifyJson(value) === stringifyJson(expected));
}

export function oneOf(...choices: readonly string[]): Shape {
  return expecting(`one of ${choices.join(', ')}`, (value) => typeof value === 'string' && choices.includes(value));
}

export function orNull(shape: Shape): Shape {
  return (value, place) => (value === null ? [] : shape(value, place));
}

export function either(...shapes: readonly Shape[]): Shape {
  return (value, place) => {
    const faults = shapes.map((shape) => shape(value, place));
    return faults.some((found) => found.length === 0) ? [] : faults.flat();
  };
}

export function listOf(item: Shape): Shape {
  return (value, place) =>
    isArrayValue(value)
      ? value.flatMap((each, index) => item(each, `${place}.${index}`))
      : [`${place} must be a list: ${stringifyJson(value).slice(0, 200)}`];
}

type Fields = Readonly<Record<string, Shape>>;

interface Exceptions {
  /** Documented as there in some answers only. */
  readonly maybe?: Fields;
  /** Beyond the documents: additions of ours. */
  readonly more?: readonly string[];
}

/** An object with all of these fields and no others. */
export function object(fields: Fields, { maybe = {}, more = [] }: Exceptions = {}): Shape {
  return (value, place) => {
    if (!isObjectValue(value)) return [`${place} must be an object: ${stringifyJson(value).slice(0, 200)}`];
    const there = new Map(entriesOf(value));
    const missing = Object.keys(fields).filter((name) => !there.has(name));
    return [
      ...missing.map((name) => `${place}.${name} is missing`),
      ...[...there].flatMap(([name, found]) => {
        const shape = fields[name] ?? maybe[name];
        if (shape !== undefined) return shape(found, `${place}.${name}`);
        return more.includes(name) ? [] : [`${place}.${name} is not documented`];
      }),
    ];
  };
}

const address = matching('an absolute address with per_page and page', /^http:\/\/[^?]+\?per_page=\d+&page=\d+(&|$)/);

const meta = object({
  current_page: address,
  previous_page: orNull(address),
  next_page: orNull(address),
  next_page_number: orNull(integer),
  per_page: integer,
  pages: integer,
  count: integer,
});

/** A list with its `meta`, and nothing beside them. It must not be empty: an empty list shows no field of its items. */
export function page(key: string, item: Shape): Shape {
  const whole = object({ [key]: listOf(item), meta });
  return (value, place) => {
    const items = isObjectValue(value) ? entriesOf(value).find(([name]) => name === key)?.[1] : undefined;
    const isEmpty = items !== undefined && isArrayValue(items) && items.length === 0;
    return isEmpty ? [`${place}.${key} must have an item to look at`] : whole(value, place);
  };
}

/** Text that holds JSON. */
export function jsonText(shape: Shape, parse: (text: string) => Value): Shape {
  return (value, place) => (typeof value === 'string' ? shape(parse(value), place) : text(value, place));
}
