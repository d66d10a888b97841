/** What is known about one place of a formula, and the names that are bound there. */
import { readIndex, readMember } from '../evaluate/paths.ts';
import { entriesOf, isArrayValue, isObjectValue, type ObjectValue, type Value } from '../value/value.ts';
import { elementType, indexType, memberType } from './read-type.ts';
import { ANY, type Type } from './type.ts';
import { typeOfValue } from './type-of-value.ts';

export interface Known {
  readonly type: Type;
  /** Whether the type follows from the formula alone. What comes from a sample may be different in the next event. */
  readonly certain: boolean;
  /** A value of the sample that may stand here, to be shown; undefined when there is none. */
  readonly sample: Value | undefined;
}

export const UNKNOWN: Known = { type: ANY, certain: false, sample: undefined };

export function certainly(type: Type): Known {
  return { type, certain: true, sample: undefined };
}

export function possibly(type: Type): Known {
  return { type, certain: false, sample: undefined };
}

export function sampled(value: Value): Known {
  return { type: typeOfValue(value), certain: false, sample: value };
}

/** Names bound inside a formula or by a tag, innermost first. */
export interface Names {
  readonly name: string;
  readonly known: Known;
  readonly outer: Names | null;
}

/** The name under which the left value of a pipe is bound; no identifier is equal to it. */
export const PLACEHOLDER = '%';

export function findName(name: string, names: Names | null): Names | null {
  for (let at = names; at !== null; at = at.outer) if (at.name === name) return at;
  return null;
}

export function bindName(name: string, known: Known, outer: Names | null): Names {
  return { name, known, outer };
}

/** `target.key`, also where the key is quoted. */
export function memberOf(target: Known, key: string): Known {
  const known = reading(target, memberType(target.type, key), (sample) => readMember(sample, key));
  // Whether an array has the element, or a table the key, is not known.
  const isThere = target.type.kind === 'object' && (target.type.keys.has(key) || target.type.rest === null);
  return isThere ? known : { ...known, certain: false };
}

/** `target[index]`; `position` is the index when it is a literal number. */
export function indexOf(target: Known, position: number | null): Known {
  const known = reading(target, indexType(target.type), (sample) => readIndex(sample, position ?? 0));
  return { ...known, certain: false };
}

/** An element of an array, or a value of an object: what a lambda is called with. */
export function elementOf(target: Known): Known {
  return reading(target, elementType(target.type), (sample) => {
    if (isArrayValue(sample)) return sample[0] ?? null;
    return isObjectValue(sample) ? firstValue(sample) : null;
  });
}

/** What sampling did not reach is looked up in the sample itself. */
function reading(target: Known, type: Type, read: (sample: Value) => Value): Known {
  if (target.sample === undefined) return { type, certain: target.certain, sample: undefined };
  const sample = read(target.sample);
  const known = type.kind === 'any' && sample !== null ? typeOfValue(sample) : type;
  return { type: known, certain: target.certain, sample: sample ?? undefined };
}

function firstValue(object: ObjectValue): Value {
  return entriesOf(object)[0]?.[1] ?? null;
}
