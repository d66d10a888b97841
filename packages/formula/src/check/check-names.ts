/** First names and keys that the sample does not have. Said only where there is a sample. */
import type { SourceRange } from '../failure.ts';
import { quote } from '../syntax/tokens.ts';
import type { Formula, Reference } from '../syntax/tree.ts';
import { getKey, keysOf } from '../value/value.ts';
import type { Check, Checked } from './check.ts';
import type { Diagnostic } from './diagnostic.ts';
import { foreignWord } from './foreign-words.ts';
import { isIdentifier } from './identifier.ts';
import type { Inference } from './infer.ts';
import { findName, type Names } from './known.ts';
import { functionNamed } from './match-arguments.ts';
import { NAMESPACES } from './namespaces.ts';
import { nearestKey } from './nearest-key.ts';
import { keysOfType } from './read-type.ts';
import { membersOf, type Type } from './type.ts';

const LOWER_CASE_CONSTANTS: ReadonlySet<string> = new Set(['true', 'false', 'null']);
/** Functions that are there to ask whether something exists. */
const GUARDS: ReadonlySet<string> = new Set([
  'DEFAULT',
  'IS_BLANK',
  'IS_PRESENT',
  'IF_ERROR',
  'NOT',
  'IF',
  'AND',
  'OR',
  'TYPE',
]);

export const checkNames: Check = (node, parent, checked) => {
  if (node.kind === 'reference') return checkReference(node, checked);
  const key = keyRead(node);
  return key === null ? [] : checkKey(node, key, parent, checked);
};

function checkReference(node: Reference, { sample, inference }: Checked): readonly Diagnostic[] {
  const { name, range } = node;
  const names = inference.namesAt(node);
  if (inference.lambdaParameters.has(node) || findName(name, names) !== null) return [];
  if (NAMESPACES.has(name) || LOWER_CASE_CONSTANTS.has(name)) return [];
  if (sample !== null && getKey(sample, name) !== undefined) return [];
  // Without a sample nobody knows which actions there are, but no slug has a capital letter.
  if (sample === null && !/[A-Z]/.test(name)) return [];
  const foreign = foreignWord(node);
  if (foreign !== null || sample === null) return foreign === null ? [] : [foreign];
  if (functionNamed(name) !== undefined) {
    const message = `\`${name}\` is a function; write it with its arguments: \`${name}(…)\``;
    return [{ severity: 'warning', code: 'unknown_name', message, range }];
  }
  const nearest = nearestKey(name, [...boundNames(names), ...keysOf(sample), ...NAMESPACES.keys()]);
  const message = `There is no action \`${name}\` before this one, so it reads as NULL`;
  return [withNearest({ severity: 'warning', code: 'unknown_name', message, range }, nearest, range, nearest ?? '')];
}

interface KeyRead {
  readonly key: string;
  readonly target: Formula;
  /** The key with its dot or brackets. */
  readonly range: SourceRange;
}

/** The key that a node reads from its target, when it is written out. */
function keyRead(node: Formula): KeyRead | null {
  if (node.kind === 'member' && node.name !== '') {
    return { key: node.name, target: node.target, range: [node.range[1] - node.name.length, node.range[1]] };
  }
  if (node.kind === 'index' && node.index.kind === 'text') {
    return { key: node.index.value, target: node.target, range: node.index.range };
  }
  return null;
}

/** Whether a node reads a key that its target is known not to have. */
export function isMissingKey(node: Formula, inference: Inference): boolean {
  const read = keyRead(node);
  return read !== null && lacksKey(inference.knownOf(read.target).type, read.key);
}

/** Whether values of a type are known not to have a key. */
export function lacksKey(type: Type, key: string): boolean {
  const members = membersOf(type).filter(({ kind }) => kind !== 'null');
  return (
    members.length > 0 &&
    members.every((member) => member.kind === 'object' && member.rest === null && !member.keys.has(key))
  );
}

function checkKey(
  node: Formula,
  { key, target, range }: KeyRead,
  parent: Formula | null,
  checked: Checked,
): Diagnostic[] {
  const { type, certain } = checked.inference.knownOf(target);
  if (checked.isRefused(range)) return [];
  if (type.kind === 'array') return checkArrayKey(key, type.item, range);
  if (!lacksKey(type, key)) return [];
  const candidates = [...keysOfType(type).keys()];
  const nearest = nearestKey(key, candidates);
  if (nearest === null && isGuarded(node, parent)) return [];
  const where = certain ? 'The object has' : 'In the sample there is';
  const listed = nearest !== null || candidates.length === 0 ? '' : `; there ${listOf(candidates)}`;
  const diagnostic: Diagnostic = {
    severity: nearest === null ? 'hint' : 'warning',
    code: 'missing_key',
    message: `${where} no key \`${key}\`, so it reads as NULL${listed}`,
    range,
  };
  if (nearest === null) return [diagnostic];
  const quoted = node.kind === 'index';
  if (quoted) return [withNearest(diagnostic, nearest, range, quote(nearest))];
  if (isIdentifier(nearest)) return [withNearest(diagnostic, nearest, range, nearest)];
  const dot = checked.source.lastIndexOf('.', range[0]);
  return [withNearest(diagnostic, nearest, [dot, range[1]], `[${quote(nearest)}]`)];
}

function checkArrayKey(key: string, item: Type, range: SourceRange): Diagnostic[] {
  if (key === 'first' || key === 'last' || key === 'size' || /^-?\d+$/.test(key)) return [];
  const owned = keysOfType(item).has(key);
  const hint = owned ? `, its elements have one: MAP(…, ${quote(key)}) reads it from each, [0] from the first` : '';
  const message = `An array has no \`${key}\`${hint}; beside elements it has \`first\`, \`last\` and \`size\``;
  return [{ severity: 'warning', code: 'missing_key', message, range }];
}

/** Whether the formula itself asks if something is there. */
function isGuarded(node: Formula, parent: Formula | null): boolean {
  if (parent?.kind === 'call') return GUARDS.has(parent.name);
  if (parent?.kind !== 'binary') return false;
  if (parent.operator === 'AND' || parent.operator === 'OR') return true;
  const other = parent.left === node ? parent.right : parent.left;
  return other.kind === 'constant' && other.value === null;
}

function withNearest(diagnostic: Diagnostic, nearest: string | null, range: SourceRange, text: string): Diagnostic {
  if (nearest === null) return diagnostic;
  const message = `${diagnostic.message}; did you mean \`${nearest}\`?`;
  return { ...diagnostic, message, fix: { title: `Write \`${nearest}\``, range, text } };
}

function listOf(keys: readonly string[]): string {
  const shown = keys.slice(0, 5).map((key) => `\`${key}\``);
  const more = keys.length > shown.length ? ', …' : '';
  return `${keys.length === 1 ? 'is' : 'are'} ${shown.join(', ')}${more}`;
}

function boundNames(names: Names | null): string[] {
  const bound: string[] = [];
  for (let at = names; at !== null; at = at.outer) bound.push(at.name);
  return bound;
}
