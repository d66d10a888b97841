/**
 * What functions give, where it depends on what they are given. A function without a rule gives what its definition
 * documents.
 */
import { parsePath } from '../functions/value-path.ts';
import { admits } from './admits.ts';
import type { CallTypes } from './call-types.ts';
import { keysOfType, typeAtPath, valuesType } from './read-type.ts';
import {
  asArray,
  asObject,
  flatItemOf,
  forcedArray,
  itemOf,
  mergeDeep,
  mergeShallow,
  widened,
  withoutKey,
  withTypeAt,
} from './shape-types.ts';
import {
  ANY,
  arrayOf,
  BOOLEAN,
  INTEGER,
  joinAll,
  joinTypes,
  membersOf,
  NULL,
  objectOf,
  SOME_ARRAY,
  SOME_OBJECT,
  TEXT,
  type Type,
  withoutNull,
} from './type.ts';

export type ResultRule = (call: CallTypes) => Type;

const sameArray =
  (name: string): ResultRule =>
  (call) =>
    asArray(call.type(name));

/** NULL where the array is empty is left out: see type.ts. */
const anElement =
  (name: string): ResultRule =>
  (call) => {
    const item = itemOf(call.type(name));
    return item.kind === 'never' ? NULL : item;
  };

/** The arrays and objects among what was given; something is taken out of them. */
const partOf =
  (name: string): ResultRule =>
  (call) => {
    const kept = membersOf(call.type(name)).filter((member) => member.kind === 'array' || member.kind === 'object');
    return kept.length === 0 ? ANY : joinAll(kept);
  };

const joinedArrays: ResultRule = (call) => arrayOf(joinAll(call.types().map(itemOf)));

export const RESULT_RULES: ReadonlyMap<string, ResultRule> = new Map<string, ResultRule>([
  ['ARRAY', (call) => arrayOf(joinAll(call.types()))],
  ['CHUNK_ARRAY', (call) => arrayOf(asArray(call.type('array')))],
  ['COMPACT', (call) => arrayOf(withoutNull(itemOf(call.type('array'))))],
  ['CONCAT', joinedArrays],
  ['DEEP_MERGE', (call) => mergeDeep(call.types())],
  ['DEFAULT', (call) => joinTypes(withoutNull(call.type('value')), call.type('fallback'))],
  ['DELETE', sameArray('array')],
  ['DIFFERENCE', sameArray('array1')],
  ['FILTER', partOf('target')],
  ['FIND', anElement('array')],
  ['FIRST', anElement('array')],
  ['FLATTEN', (call) => arrayOf(flatItemOf(itemOf(call.type('array'))))],
  ['FORCE_ARRAY', (call) => forcedArray(call.type('value'))],
  ['GET', valueAtPath],
  ['GROUP_BY', groups],
  ['IF', (call) => joinTypes(call.type('value_if_true'), call.type('value_if_false'))],
  ['IF_ERROR', (call) => joinTypes(call.type('expression'), call.type('fallback_expression'))],
  ['INSERT', (call) => arrayOf(joinTypes(itemOf(call.type('array')), call.type('item')))],
  ['INTERSECTION', sameArray('array1')],
  ['LAST', anElement('array')],
  ['MAP', mappedPath],
  ['MAP_LAMBDA', (call) => arrayOf(call.result('lambda'))],
  ['MERGE', (call) => mergeShallow(call.types())],
  ['OBJECT', objectOfPairs],
  ['RANDOM_ELEMENT', anElement('array')],
  ['REDUCE', folded],
  ['REGEX_EXTRACT', regexMatches],
  ['REJECT', partOf('target')],
  ['REMOVE_KEY', removedKey],
  ['REVERSE', (call) => arrayOf(flatItemOf(itemOf(call.type('array'))))],
  ['ROTATE', sameArray('array')],
  ['SET_KEY', keySet],
  ['SHUFFLE', sameArray('array')],
  ['SLICE_ARRAY', sameArray('array')],
  ['SORT', sameArray('array')],
  ['SORT_NATURAL', sameArray('array')],
  ['SWITCH', switched],
  ['TALLY', tallied],
  ['UNION', joinedArrays],
  ['UNIQ', sameArray('array')],
  ['VALUES', (call) => arrayOf(valuesOf(call.type('object')))],
  ['WHERE', sameArray('array')],
]);

/** A member of an archive; see functions/file-object.ts. */
const FILE = objectOf(
  new Map([
    ...['filename', 'content_type', 'guid', 'md5', 'sha256'].map((key) => [key, TEXT] as const),
    ['sizeinbytes', INTEGER],
    ['base64encodedcontents', TEXT],
  ]),
  ANY,
);

/** Results that depend on no argument, where the documentation says less about them. */
export const FIXED_RESULTS: ReadonlyMap<string, Type> = new Map<string, Type>([
  ['COUNT', INTEGER],
  ['COUNTIF', INTEGER],
  ['CSV_PARSE', arrayOf(arrayOf(TEXT))],
  ['CSV_PARSE_TO_OBJECTS', arrayOf(objectOf(new Map(), TEXT))],
  ['GENERATE_RSA_KEYS', arrayOf(TEXT)],
  ['INDEX_OF', joinTypes(INTEGER, NULL)],
  [
    'JWT_DECODE',
    objectOf(new Map([...['payload', 'header'].map((key) => [key, SOME_OBJECT] as const), ['verified', BOOLEAN]])),
  ],
  ['KEYS', arrayOf(TEXT)],
  ['RANGE', arrayOf(INTEGER)],
  ['RSA_AES_HYBRID_ENCRYPT', arrayOf(TEXT)],
  ['SIZE', INTEGER],
  ['UNZIP', arrayOf(FILE)],
]);

/** Functions whose result has the same keys whatever they are given; their examples show which. */
export const SHAPED_LIKE_EXAMPLES: ReadonlySet<string> = new Set([
  'DATE_DIFF',
  'DATE_PARSE',
  'EML_PARSE',
  'MSG_PARSE',
  'OPENSSL_ENCRYPT',
  'PARSE_URL',
]);

/** Functions whose result, or an element of it, is NULL where something is not there; their types do not say so. */
export const MAY_BE_NULL: ReadonlySet<string> = new Set([
  'FIND',
  'FIRST',
  'GET',
  'INSERT',
  'LAST',
  'MAP',
  'RANDOM_ELEMENT',
]);

/** Functions whose result is one of the elements, or some of them: what a sample shows of the one holds for the other. */
export const SELECTING: ReadonlyMap<string, 'some' | 'one'> = new Map<string, 'some' | 'one'>([
  ...['COMPACT', 'DELETE', 'DIFFERENCE', 'FILTER', 'INTERSECTION', 'REJECT', 'ROTATE', 'SHUFFLE', 'SLICE_ARRAY'].map(
    (name) => [name, 'some'] as const,
  ),
  ...['SORT', 'SORT_NATURAL', 'UNION', 'UNIQ', 'WHERE'].map((name) => [name, 'some'] as const),
  ...['FIND', 'FIRST', 'LAST', 'RANDOM_ELEMENT'].map((name) => [name, 'one'] as const),
]);

function valueAtPath(call: CallTypes): Type {
  const path = call.literal('path');
  if (path === null) return ANY;
  const object = call.type('object');
  const first = membersOf(object).some((member) => member.kind === 'array') && !/^(?:-?\d|\[)/.test(path);
  return typeAtPath(first ? itemOf(object) : object, path);
}

function mappedPath(call: CallTypes): Type {
  const path = call.literal('path');
  if (path === null) return SOME_ARRAY;
  const item = itemOf(call.type('array_of_objects'));
  return arrayOf(item.kind === 'never' ? item : typeAtPath(item, path));
}

function groups(call: CallTypes): Type {
  const values = asArray(call.type('items'));
  const key = call.node('key_or_lambda')?.kind === 'text' ? ANY : call.result('key_or_lambda');
  const pair = new Map([
    ['key', key],
    ['values', values],
  ]);
  return either(call.flag('as_array'), arrayOf(objectOf(pair)), objectOf(new Map(), values));
}

function tallied(call: CallTypes): Type {
  const pair = new Map([
    ['key', itemOf(call.type('array'))],
    ['count', INTEGER],
  ]);
  return either(call.flag('strict_types'), arrayOf(objectOf(pair)), objectOf(new Map(), INTEGER));
}

function either(flag: boolean | null, on: Type, off: Type): Type {
  return flag === null ? joinTypes(on, off) : flag ? on : off;
}

function switched(call: CallTypes): Type {
  const [, ...others] = call.types();
  const fallback = others.length % 2 === 1 ? others.at(-1) : NULL;
  return joinTypes(joinAll(others.filter((_, index) => index % 2 === 1)), fallback ?? NULL);
}

function objectOfPairs(call: CallTypes): Type {
  const [nodes, types] = [call.nodes(), call.types()];
  const keys = new Map<string, Type>();
  let rest: Type | null = null;
  for (let index = 0; index < nodes.length; index += 2) {
    const [key, value] = [nodes[index], types[index + 1] ?? NULL];
    if (key?.kind === 'text') keys.set(key.value, value);
    else rest = rest === null ? value : joinTypes(rest, value);
  }
  return objectOf(keys, rest);
}

/** What the lambda gives is what it is called with next, so a type that does not hold it says nothing. */
function folded(call: CallTypes): Type {
  const soFar = widened(call.type('initial_value'));
  const result = call.result('lambda');
  return admits(soFar, result) ? joinTypes(soFar, result) : ANY;
}

/** With groups in the pattern, each match is an array of them. */
function regexMatches(call: CallTypes): Type {
  const pattern = call.literal('regex');
  if (pattern !== null && !pattern.includes('(')) return arrayOf(TEXT);
  return arrayOf(joinTypes(TEXT, arrayOf(joinTypes(TEXT, NULL))));
}

function keySet(call: CallTypes): Type {
  const path = call.literal('path');
  const object = call.type('object');
  if (path !== null) return withTypeAt(object, parsePath(path), call.type('value'));
  // Whichever key it is, it may have changed.
  return objectOf(new Map(Array.from(keysOfType(object).keys(), (key) => [key, ANY])), ANY);
}

function removedKey(call: CallTypes): Type {
  const names = parsePath(call.literal('path') ?? '');
  const [name] = names;
  const object = call.type('object');
  return name === undefined || names.length > 1 ? partOf('object')(call) : withoutKey(object, name);
}

function valuesOf(type: Type): Type {
  const object = asObject(type);
  return object === null ? ANY : valuesType(object);
}
