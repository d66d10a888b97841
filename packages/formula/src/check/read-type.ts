/** Reading into types, as evaluation reads into values (evaluate/paths.ts). */
import { parsePath } from '../functions/value-path.ts';
import { ANY, INTEGER, joinAll, joinTypes, membersOf, NULL, type ObjectType, type Type } from './type.ts';

/** A table with more keys than this is not joined for an index that is only known when it runs. */
const MAX_JOINED_KEYS = 100;

/** `target.key`. A key that is not there gives NULL, as a value would. */
export function memberType(target: Type, key: string): Type {
  switch (target.kind) {
    case 'any':
      return ANY;
    case 'union':
      return joinAll(target.members.map((member) => memberType(member, key)));
    case 'object':
      return known(target.keys.get(key)) ?? target.rest ?? NULL;
    case 'array':
      if (key === 'size') return INTEGER;
      if (key === 'first' || key === 'last' || /^-?\d+$/.test(key)) return elementType(target);
      return NULL;
    default:
      return NULL;
  }
}

/** A key that sampling did not look into holds anything. */
function known(type: Type | undefined): Type | undefined {
  return type?.kind === 'never' ? ANY : type;
}

/** What an element of an array, or a value of an object, is. NULL has none. */
export function elementType(target: Type): Type {
  switch (target.kind) {
    case 'any':
      return ANY;
    case 'union':
      return joinAll(target.members.filter((member) => member.kind !== 'null').map(elementType));
    case 'array':
      return target.item.kind === 'never' ? NULL : target.item;
    case 'object':
      return valuesType(target);
    default:
      return NULL;
  }
}

/** `target[index]` with an index whose value is not known. */
export function indexType(target: Type): Type {
  return target.kind === 'union' ? joinAll(target.members.map(indexType)) : elementType(target);
}

/** What lies at the path of `GET`, `MAP` and their like. */
export function typeAtPath(target: Type, path: string): Type {
  let type = target;
  if (membersOf(target).some((member) => member.kind === 'object' && member.keys.has(path))) {
    return memberType(target, path);
  }
  for (const name of parsePath(path)) type = memberType(type, name);
  return type;
}

export function valuesType({ keys, rest }: ObjectType): Type {
  if (keys.size > MAX_JOINED_KEYS) return ANY;
  const values = joinAll(keys.values());
  return rest === null ? values : joinTypes(values, rest);
}

/** The keys that values of this type may have, with their types; in the order in which they were met. */
export function keysOfType(type: Type): ReadonlyMap<string, Type> {
  if (type.kind === 'object') return type.keys;
  const object = membersOf(type).find((member) => member.kind === 'object');
  return object?.kind === 'object' ? object.keys : new Map();
}
