/** Completion behind a dot, in brackets, and in the path texts of `MAP`, `SORT`, `GET` and their like. */
import { accepts } from '../check/accepts.ts';
import { CallTypes } from '../check/call-types.ts';
import { isIdentifier } from '../check/identifier.ts';
import type { Inference } from '../check/infer.ts';
import { elementOf, type Known, memberOf, possibly } from '../check/known.ts';
import { functionNamed } from '../check/match-arguments.ts';
import { PATH_ARGUMENTS } from '../check/path-arguments.ts';
import { printType } from '../check/print-type.ts';
import { keysOfType, typeAtPath } from '../check/read-type.ts';
import { membersOf } from '../check/type.ts';
import type { Parameter } from '../functions/definition.ts';
import { ownValue, valueAt } from '../functions/value-path.ts';
import { quote } from '../syntax/tokens.ts';
import type { Formula } from '../syntax/tree.ts';
import { firstKeys } from '../value/first-keys.ts';
import { isObjectValue } from '../value/value.ts';
import { parameterAt } from './complete-arguments.ts';
import { type Offer, plainInsert } from './complete-item.ts';
import type { CallPlace, MemberPlace, QuotedPlace } from './complete-place.ts';
import { shortText } from './explain/preview.ts';

/** Nobody reads a longer list; the rest appears when more is typed. */
const MAX_KEYS = 500;
const MAX_PREVIEW = 60;

/** What can stand behind `target.`. */
export function offersBehindDot(place: MemberPlace, inference: Inference, source: string): readonly Offer[] {
  const target = inference.knownOf(place.target);
  const wanted = place.inside === null ? null : parameterAt(place.inside);
  const own = keyOffers(target, wanted, (key) =>
    isIdentifier(key)
      ? { insert: plainInsert(key) }
      : { insert: plainInsert(`[${quote(key)}]`), replaceFrom: place.dot },
  );
  return isArray(target) ? [...own, ...elementOffers(place, target, source)] : own;
}

/** What can stand in `target[…]`: keys with their quotes, or the number of an element. */
export function offersInBrackets(target: Formula, inference: Inference): readonly Offer[] {
  const known = inference.knownOf(target);
  if (isArray(known)) return [firstElement(known, '0', {})];
  return keyOffers(known, null, (key) => ({ insert: plainInsert(quote(key)) }));
}

/** The keys that fit between the quotes, where these name a key; `word` is what of them is typed. */
export function offersInQuotes(
  place: QuotedPlace,
  inference: Inference,
): { readonly offers: readonly Offer[]; readonly skipped: number } {
  const escaped = (text: string) => quotedWith(text, place.quote);
  if ('kind' in place.parent) {
    const known = inference.knownOf(place.parent.target);
    return { offers: keyOffers(known, null, (key) => ({ insert: plainInsert(escaped(key)) })), skipped: 0 };
  }
  const target = pathTarget(place.parent, inference);
  if (target === null) return { offers: [], skipped: 0 };
  const skipped = target.isNested ? place.word.lastIndexOf('.') + 1 : 0;
  const path = place.word.slice(0, Math.max(0, skipped - 1));
  const known = path === '' ? target.known : atPath(target.known, path);
  const before = place.word.slice(0, skipped);
  const written = (key: string) => escaped(target.isNested ? pathTo(key, before, target.known) : key);
  return { offers: keyOffers(known, null, (key) => ({ insert: plainInsert(written(key)) })), skipped };
}

function pathTarget({ call, argument }: CallPlace, inference: Inference): { known: Known; isNested: boolean } | null {
  const rule = PATH_ARGUMENTS.get(call.name);
  const definition = functionNamed(call.name);
  if (rule === undefined || definition === undefined) return null;
  const [path, into, each] = rule;
  const types = new CallTypes(call, definition.parameters, (node) => inference.knownOf(node));
  if (types.node(path) !== call.args[argument]?.value) return null;
  const known = types.known(into);
  const isNested = !call.name.startsWith('SORT') || types.flag('include_json_paths') !== false;
  return { known: each || isArray(known) ? elementOf(known) : known, isNested };
}

/**
 * A key as the last name of a path. A key that is spelt like a whole path is read before the path is, so a spelling that is
 * another key's own is of no use: then brackets serve.
 */
function pathTo(key: string, before: string, { sample }: Known): string {
  const bare = key.replace(/[.[\\]/g, '\\$&');
  const inBrackets = ['"', "'"].map((mark) => `[${mark}${key.replace(/["'\\]/g, '\\$&')}${mark}]`);
  const isOthers = (spelling: string) =>
    before + spelling !== key && sample !== undefined && ownValue(sample, before + spelling) !== undefined;
  return [bare, ...inBrackets].find((spelling) => !isOthers(spelling)) ?? bare;
}

function atPath(known: Known, path: string): Known {
  const sample = known.sample === undefined ? undefined : valueAt(known.sample, path);
  return { ...possibly(typeAtPath(known.type, path)), sample };
}

function keyOffers(
  target: Known,
  wanted: Parameter | null,
  written: (key: string) => Pick<Offer, 'insert' | 'replaceFrom'>,
): Offer[] {
  return keysOfKnown(target).map((key) => {
    const known = memberOf(target, key);
    // What the function refuses comes last; an object may hold what it wants.
    const isRefused = wanted !== null && known.type.kind !== 'object' && accepts(wanted, known.type) === 'no';
    return { label: key, kind: 'key', ...written(key), ...shown(known), ...(isRefused ? { bonus: -40 } : {}) };
  });
}

function keysOfKnown({ type, sample }: Known): readonly string[] {
  const keys = new Set(keysOfType(type).keys());
  if (keys.size < MAX_KEYS && sample !== undefined && isObjectValue(sample)) {
    for (const key of firstKeys(sample, MAX_KEYS)) keys.add(key);
  }
  return [...keys].slice(0, MAX_KEYS);
}

/** Its type, and its value in the sample. */
export function shown(known: Known): Pick<Offer, 'detail' | 'preview'> {
  const preview = known.sample === undefined ? {} : { preview: shortText(known.sample, MAX_PREVIEW) };
  return { detail: printType(known.type), ...preview };
}

function isArray({ type }: Known): boolean {
  return membersOf(type).some(({ kind }) => kind === 'array');
}

function firstElement(target: Known, text: string, more: Pick<Offer, 'replaceFrom'>): Offer {
  return { label: text, kind: 'index', insert: plainInsert(text), ...more, ...shown(elementOf(target)) };
}

/** An array has no keys, but its elements do. */
function elementOffers({ dot, target }: MemberPlace, known: Known, source: string): readonly Offer[] {
  const properties = ['first', 'last', 'size'].map((name): Offer => {
    return { label: name, kind: 'key', insert: plainInsert(name), bonus: -20, ...shown(memberOf(known, name)) };
  });
  const element = elementOf(known);
  const keys = keysOfKnown(element);
  const fromFirst = keys.map((key): Offer => {
    const text = `[0]${isIdentifier(key) ? `.${key}` : `[${quote(key)}]`}`;
    return {
      label: text,
      matches: key,
      kind: 'key',
      insert: plainInsert(text),
      replaceFrom: dot,
      bonus: -10,
      ...shown(memberOf(element, key)),
    };
  });
  // Parentheses are no part of the tree: with some between the target and the dot, it is not known where they open.
  const isBare = source.slice(target.range[1], dot).trim() === '';
  const written = source.slice(target.range[0], target.range[1]);
  const fromEach = (isBare ? keys : []).map((key): Offer => {
    const text = `MAP(${written}, ${quote(key.replace(/[.[\\]/g, '\\$&'))})`;
    const detail = `the \`${key}\` of each element`;
    return {
      label: `MAP(…, ${quote(key)})`,
      matches: key,
      kind: 'snippet',
      insert: plainInsert(text),
      replaceFrom: target.range[0],
      detail,
    };
  });
  return [firstElement(known, '[0]', { replaceFrom: dot }), ...properties, ...fromEach, ...fromFirst];
}

/** A text as it is written between quotes of this kind. */
function quotedWith(text: string, mark: string): string {
  const literal = mark === '"' ? quote(text) : swapQuotes(quote(swapQuotes(text)));
  return literal.slice(1, -1);
}

function swapQuotes(text: string): string {
  return text.replace(/["']/g, (mark) => (mark === '"' ? "'" : '"'));
}
