/** Types made of other types as functions make values of other values. */
import { elementType, memberType } from './read-type.ts';
import {
  ANY,
  arrayOf,
  joinAll,
  joinTypes,
  membersOf,
  NEVER,
  NUMBER,
  type ObjectType,
  objectOf,
  SOME_ARRAY,
  SOME_OBJECT,
  type Type,
} from './type.ts';

/** The array that an argument must be for the call to give anything. */
export function asArray(type: Type): Type {
  return membersOf(type).find((member) => member.kind === 'array') ?? SOME_ARRAY;
}

export function asObject(type: Type): ObjectType | null {
  const object = membersOf(type).find((member) => member.kind === 'object');
  return object?.kind === 'object' ? object : null;
}

/** What the elements are; `never` for an empty array. */
export function itemOf(type: Type): Type {
  const array = asArray(type);
  return array.kind === 'array' ? array.item : ANY;
}

/** What is left of an element when nested arrays are made flat. */
export function flatItemOf(type: Type): Type {
  return joinAll(membersOf(type).map((member) => (member.kind === 'array' ? flatItemOf(member.item) : member)));
}

/** Later objects win, key by key. */
export function mergeShallow(types: readonly Type[]): Type {
  return mergeWith(types, (_before, after) => after);
}

export function mergeDeep(types: readonly Type[]): Type {
  return mergeWith(types, (before, after) =>
    asObject(before) === null || asObject(after) === null ? after : mergeDeep([before, after]),
  );
}

function mergeWith(types: readonly Type[], merge: (before: Type, after: Type) => Type): Type {
  const keys = new Map<string, Type>();
  let rest: Type | null = null;
  for (const type of types) {
    const object = asObject(type);
    const others = object === null ? ANY : object.rest;
    if (others !== null) {
      // What else it has may take the place of any key before it.
      for (const [key, before] of keys) keys.set(key, joinTypes(before, others));
      rest = rest === null ? others : joinTypes(rest, others);
    }
    for (const [key, added] of object?.keys ?? []) {
      const before = keys.get(key);
      keys.set(key, before === undefined ? added : merge(before, added));
    }
  }
  return objectOf(keys, rest);
}

/** An object in which something was put at a path; objects on the way are made. */
export function withTypeAt(type: Type, names: readonly string[], value: Type): Type {
  const [name, ...others] = names;
  if (name === undefined) return value;
  const object = asObject(type);
  if (object === null && membersOf(type).some((member) => member.kind === 'array')) return type;
  const keys = new Map(object?.keys ?? []);
  keys.set(name, withTypeAt(object === null ? NEVER : memberType(object, name), others, value));
  return objectOf(keys, object === null ? null : object.rest);
}

export function withoutKey(type: Type, name: string): Type {
  const object = asObject(type);
  if (object === null) return SOME_OBJECT;
  const keys = new Map(object.keys);
  keys.delete(name);
  return objectOf(keys, object.rest);
}

/** A type with room for what a loop may make of a first value: `0` may become 0.5, `[]` may get elements. */
export function widened(type: Type): Type {
  switch (type.kind) {
    case 'integer':
      return NUMBER;
    case 'array':
      return type.item.kind === 'never' ? SOME_ARRAY : type;
    case 'object':
      return objectOf(type.keys, ANY);
    case 'null':
    case 'never':
      return ANY;
    default:
      return type;
  }
}

/** An array as it is, anything else as the only element of one. */
export function forcedArray(type: Type): Type {
  if (type.kind === 'any') return SOME_ARRAY;
  const items = membersOf(type).map((member) => {
    if (member.kind === 'null') return NEVER;
    return member.kind === 'array' ? elementOrNever(member) : member;
  });
  return arrayOf(joinAll(items));
}

function elementOrNever(array: Type): Type {
  return array.kind === 'array' && array.item.kind === 'never' ? NEVER : elementType(array);
}
