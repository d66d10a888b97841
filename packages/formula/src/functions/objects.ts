/** Functions that read, change and join objects. Nothing is changed in place: every result is a new object. */

import {
  entriesOf,
  getKey,
  isArrayValue,
  isObjectValue,
  keysOf,
  makeObject,
  type ObjectValue,
  type Value,
} from '../value/value.ts';
import { anyValue, asObject, object, restValues, text } from './arguments.ts';
import type { CallContext, CheckedArguments, FunctionDefinition } from './definition.ts';
import examples from './objects.examples.json' with { type: 'json' };
import notes from './objects.notes.json' with { type: 'json' };
import { anyNumberOf, oneOrMore, required, withDocs } from './parameters.ts';
import { childOf, parsePath, valueAt } from './value-path.ts';

export const objectFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'OBJECT',
    category: 'Objects',
    summary: 'An object of keys and values that take turns; the same as `{key: value}`.',
    parameters: [anyNumberOf('key_and_value', 'any')],
    returns: 'object',
    call: (args, context) => {
      const parts = restValues(args, context);
      if (parts.length % 2 === 1) return context.fail('the last key has no value');
      const entries: [string, Value][] = [];
      for (let index = 0; index < parts.length; index += 2) {
        entries.push([context.toText(parts[index] ?? null), parts[index + 1] ?? null]);
      }
      return makeObject(entries);
    },
  },
  {
    name: 'KEYS',
    category: 'Objects',
    summary: 'The keys of an object, in their order.',
    parameters: [required('object', 'object')],
    returns: 'array of text',
    liquidFilter: 'keys',
    call: (args, context) => paidKeys(object(args, context, 'object'), context),
  },
  {
    name: 'VALUES',
    category: 'Objects',
    summary: 'The values of an object, in the order of its keys.',
    parameters: [required('object', 'object')],
    returns: 'array',
    liquidFilter: 'values',
    call: (args, context) => paidEntries(object(args, context, 'object'), context).map(([, value]) => value),
  },
  {
    name: 'GET',
    category: 'Objects',
    summary: 'What lies at a key or path of an object; NULL when there is nothing.',
    parameters: [required('object', 'any'), required('path', 'text')],
    returns: 'any',
    liquidFilter: 'get',
    call: (args, context) => {
      const whole = anyValue(args, context, 'object');
      const path = text(args, context, 'path');
      // Unconfirmed: a real story reads a key of what WHERE found. A list answers with its first item.
      const first = isArrayValue(whole) ? whole[0] : undefined;
      return valueAt(whole, path) ?? (first === undefined ? null : (valueAt(first, path) ?? null));
    },
  },
  {
    name: 'SET_KEY',
    category: 'Objects',
    summary: 'An object in which a value was put at a path; objects on the way are made.',
    parameters: [
      required('object', 'object'),
      required('path', 'text', 'a dot in a name is written `\\.`'),
      required('value', 'any'),
    ],
    returns: 'object',
    call: (args, context) => {
      const names = parsePath(text(args, context, 'path'));
      const value = anyValue(args, context, 'value');
      return changeAt(object(args, context, 'object'), names, () => value, context) ?? null;
    },
  },
  {
    name: 'REMOVE_KEY',
    category: 'Objects',
    summary: 'An object without the key at a path.',
    parameters: [required('object', 'object'), required('path', 'text', 'a dot in a name is written `\\.`')],
    returns: 'object',
    liquidFilter: 'remove_key',
    call: (args, context) => {
      const given = object(args, context, 'object');
      const names = parsePath(text(args, context, 'path'));
      let parent: Value | undefined = given;
      for (const name of names.slice(0, -1)) parent = childOf(parent, name);
      const isThere = childOf(parent, names.at(-1) ?? '') !== undefined;
      return isThere ? (changeAt(given, names, () => undefined, context) ?? null) : given;
    },
  },
  {
    name: 'MERGE',
    category: 'Objects',
    summary: 'Joins objects; of a key that several have, the last value stays. What is nested is replaced as a whole.',
    parameters: [oneOrMore('object', 'object')],
    returns: 'object',
    liquidFilter: 'merge',
    call: (args, context) => makeObject(objects(args, context).flatMap((part) => paidEntries(part, context))),
  },
  {
    name: 'DEEP_MERGE',
    category: 'Objects',
    summary: 'Joins objects, and the objects nested in them; of other values the last stays.',
    parameters: [oneOrMore('object', 'object')],
    returns: 'object',
    call: (args, context) =>
      objects(args, context).reduce<ObjectValue>((merged, part) => deepMerge(merged, part, context), makeObject([])),
  },
]);

function objects(args: CheckedArguments, context: CallContext): ObjectValue[] {
  return args.rest().map((argument) => asObject(argument, context, 'object'));
}

function paidKeys(given: ObjectValue, context: CallContext): string[] {
  const keys = keysOf(given);
  context.spend(Math.floor(keys.length / 8));
  return keys;
}

function paidEntries(given: ObjectValue, context: CallContext): [string, Value][] {
  const entries = entriesOf(given);
  context.spend(Math.floor(entries.length / 8));
  return entries;
}

function deepMerge(first: ObjectValue, second: ObjectValue, context: CallContext): ObjectValue {
  const merged = new Map(paidEntries(first, context));
  for (const [key, value] of paidEntries(second, context)) {
    const before = merged.get(key);
    const isNested = before !== undefined && isObjectValue(before) && isObjectValue(value);
    merged.set(key, isNested ? deepMerge(before, value, context) : value);
  }
  return makeObject(merged);
}

/** Copies what lies on the way to the path. `undefined` as the new value removes the key or element. */
function changeAt(
  target: Value | undefined,
  names: readonly string[],
  change: () => Value | undefined,
  context: CallContext,
): Value | undefined {
  const [name, ...others] = names;
  if (name === undefined) return change();
  if (isArrayValue(target)) {
    const index = arrayIndex(target, name) ?? context.fail(`the array on the path has no element "${name}"`);
    context.spend(Math.floor(target.length / 8));
    const value = changeAt(target[index], others, change, context);
    return value === undefined ? target.toSpliced(index, 1) : target.with(index, value);
  }
  const given = target !== undefined && isObjectValue(target) ? target : makeObject([]);
  const value = changeAt(getKey(given, name), others, change, context);
  const entries = paidEntries(given, context);
  if (value === undefined) return makeObject(entries.filter(([key]) => key !== name));
  return makeObject([...entries, [name, value]]);
}

function arrayIndex(array: readonly Value[], name: string): number | undefined {
  if (!/^-?\d{1,9}$/.test(name)) return undefined;
  const index = Number(name) < 0 ? array.length + Number(name) : Number(name);
  return index >= 0 && index < array.length ? index : undefined;
}
