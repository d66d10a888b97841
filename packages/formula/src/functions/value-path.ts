/**
 * Path texts: the argument `path` of GET, MAP, WHERE, SORT, GROUP_BY, SET_KEY, REMOVE_KEY. Names joined by dots; a name with
 * blanks as `["User ID"]`, an element of an array as `[0]` or `.0`, a dot that belongs to a name as `\.`.
 */
import { getKey, isArrayValue, isObjectValue, type Value } from '../value/value.ts';

const bracketed = /\[\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(-?\d+))\s*\]/y;
/** A longer text is taken for one name. */
const maxPathLength = 10_000;
const maxCached = 500;
const maxCachedLength = 1_000;
const cache = new Map<string, readonly string[]>();

/** The names that a path text is made of. Every text is a path; a bracket that is not closed belongs to its name. */
export function parsePath(path: string): readonly string[] {
  const known = cache.get(path);
  if (known !== undefined) return known;
  const names = path.length > maxPathLength ? [path] : namesOf(path);
  if (path.length <= maxCachedLength) {
    if (cache.size >= maxCached) cache.clear();
    cache.set(path, names);
  }
  return names;
}

function namesOf(path: string): string[] {
  const names: string[] = [];
  let name = '';
  let isOpen = true;
  for (let position = 0; position < path.length; ) {
    const character = path.charAt(position);
    bracketed.lastIndex = position;
    const bracket = character === '[' ? bracketed.exec(path) : null;
    if (bracket !== null) {
      if (name !== '') names.push(name);
      const quoted = bracket[1] ?? bracket[2];
      names.push(quoted === undefined ? (bracket[3] ?? '') : quoted.replace(/\\(.)/g, '$1'));
      name = '';
      isOpen = false;
      position += bracket[0].length;
    } else if (character === '.') {
      if (isOpen) names.push(name);
      name = '';
      isOpen = true;
      position++;
    } else {
      const isEscaped = character === '\\' && path.charAt(position + 1) !== '';
      name += isEscaped ? path.charAt(position + 1) : character;
      isOpen = true;
      position += isEscaped ? 2 : 1;
    }
  }
  if (isOpen) names.push(name);
  return names;
}

/** What lies at a path; `undefined`: nothing. A key that is spelt like the whole path is taken first. */
export function valueAt(target: Value, path: string): Value | undefined {
  if (isObjectValue(target)) {
    const own = getKey(target, path);
    if (own !== undefined) return own;
  }
  let current: Value | undefined = target;
  for (const name of parsePath(path)) {
    current = childOf(current, name);
    if (current === undefined) return undefined;
  }
  return current;
}

/** The value of a key, or the element of an array whose number the name is. */
export function childOf(target: Value | undefined, name: string): Value | undefined {
  if (isArrayValue(target)) return /^-?\d{1,9}$/.test(name) ? target.at(Number(name)) : undefined;
  return target !== undefined && isObjectValue(target) ? getKey(target, name) : undefined;
}

/** The key itself, without reading it as a path. */
export function ownValue(target: Value, key: string): Value | undefined {
  return isObjectValue(target) ? getKey(target, key) : undefined;
}
