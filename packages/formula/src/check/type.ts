/**
 * What is known about a value before it is there: the structural types of the language. They are optimistic, for the good of
 * completion and of few false alarms: an element of an array is assumed to be there.
 *
 * No type is larger than {@link MAX_WEIGHT} parts; what would make it larger is `any`. So whoever walks a type ends, whatever
 * formula or event it was made from.
 */

export type SimpleKind =
  | 'any'
  | 'never'
  | 'null'
  | 'boolean'
  | 'integer'
  | 'number'
  | 'duration'
  | 'text'
  | 'bytes'
  | 'lambda';

export interface SimpleType {
  readonly kind: SimpleKind;
}

export interface ArrayType {
  readonly kind: 'array';
  /** Of all elements; `never` when the array is empty. */
  readonly item: Type;
  readonly weight: number;
}

export interface ObjectType {
  readonly kind: 'object';
  /** A key that is not always there has a type with NULL, which is what reading it gives. */
  readonly keys: ReadonlyMap<string, Type>;
  /** Of the keys that are not known; null: there are no others. */
  readonly rest: Type | null;
  readonly weight: number;
}

/** Two or more members, at most one of a kind; none is `any`, `never` or a union. */
export interface UnionType {
  readonly kind: 'union';
  readonly members: readonly PlainType[];
  readonly weight: number;
}

type PlainType = SimpleType | ArrayType | ObjectType;
export type Type = PlainType | UnionType;

const MAX_WEIGHT = 20_000;

export const ANY: Type = { kind: 'any' };
/** Of what has no value: the elements of an empty array, the result of `ERROR`. */
export const NEVER: Type = { kind: 'never' };
export const NULL: Type = { kind: 'null' };
export const BOOLEAN: Type = { kind: 'boolean' };
export const INTEGER: Type = { kind: 'integer' };
/** Whole or not. */
export const NUMBER: Type = { kind: 'number' };
/** A number of seconds that moves a date. */
export const DURATION: Type = { kind: 'duration' };
export const TEXT: Type = { kind: 'text' };
export const BYTES: Type = { kind: 'bytes' };
export const LAMBDA: Type = { kind: 'lambda' };
/** An object of which nothing else is known. */
export const SOME_OBJECT: Type = { kind: 'object', keys: new Map(), rest: ANY, weight: 2 };
export const SOME_ARRAY: Type = { kind: 'array', item: ANY, weight: 2 };

export function arrayOf(item: Type): Type {
  const weight = 1 + weightOf(item);
  return weight > MAX_WEIGHT ? SOME_ARRAY : { kind: 'array', item, weight };
}

export function objectOf(keys: ReadonlyMap<string, Type>, rest: Type | null = null): Type {
  let weight = 1 + (rest === null ? 0 : weightOf(rest));
  for (const type of keys.values()) weight += weightOf(type);
  if (weight <= MAX_WEIGHT) return { kind: 'object', keys, rest, weight };
  if (keys.size >= MAX_WEIGHT) return SOME_OBJECT;
  return { kind: 'object', keys: new Map(Array.from(keys.keys(), (key) => [key, ANY])), rest, weight: 1 + keys.size };
}

/** A type of both. Objects become one object with the keys of both, arrays one array, whole numbers and others numbers. */
export function joinTypes(a: Type, b: Type): Type {
  if (a === b || b.kind === 'never' || a.kind === 'any') return a;
  if (a.kind === 'never' || b.kind === 'any') return b;
  let members = membersOf(a);
  for (const member of membersOf(b)) members = withMember(members, member);
  const [only] = members;
  if (only !== undefined && members.length === 1) return only;
  const weight = members.reduce((sum, member) => sum + weightOf(member), 1);
  return weight > MAX_WEIGHT ? ANY : { kind: 'union', members, weight };
}

export function joinAll(types: Iterable<Type>): Type {
  let joined = NEVER;
  for (const type of types) joined = joinTypes(joined, type);
  return joined;
}

/** The alternatives of a type: those of a union, none of `never`, else itself. */
export function membersOf(type: Type): readonly PlainType[] {
  if (type.kind === 'union') return type.members;
  return type.kind === 'never' ? [] : [type];
}

/** The type without NULL: what a value is when it is there. */
export function withoutNull(type: Type): Type {
  return joinAll(membersOf(type).filter((member) => member.kind !== 'null'));
}

export function isNumeric(type: Type): boolean {
  return type.kind === 'integer' || type.kind === 'number';
}

function weightOf(type: Type): number {
  return 'weight' in type ? type.weight : 1;
}

function withMember(members: readonly PlainType[], added: PlainType): readonly PlainType[] {
  const at = members.findIndex((member) => member.kind === added.kind || (isNumeric(member) && isNumeric(added)));
  const known = members[at];
  if (known === undefined) return [...members, added];
  const merged = mergeAlike(known, added);
  return merged === known ? members : members.with(at, merged);
}

/** Two types of one kind. */
function mergeAlike(a: PlainType, b: PlainType): PlainType {
  if (a.kind === 'array' && b.kind === 'array') return plain(arrayOf(joinTypes(a.item, b.item)), a);
  if (a.kind === 'object' && b.kind === 'object') return plain(mergeObjects(a, b), a);
  return a.kind === b.kind ? a : { kind: 'number' };
}

function mergeObjects(a: ObjectType, b: ObjectType): Type {
  const keys = new Map<string, Type>();
  for (const [key, type] of a.keys) keys.set(key, joinTypes(type, b.keys.get(key) ?? b.rest ?? NULL));
  for (const [key, type] of b.keys) if (!a.keys.has(key)) keys.set(key, joinTypes(a.rest ?? NULL, type));
  if (a.rest === null) return objectOf(keys, b.rest);
  return objectOf(keys, b.rest === null ? a.rest : joinTypes(a.rest, b.rest));
}

function plain(type: Type, otherwise: PlainType): PlainType {
  return type.kind === 'union' ? otherwise : type;
}
