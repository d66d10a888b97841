/** What a reader should know about a step beside its value: above all why a path is NULL. */

import type { Scope } from '../../evaluate/environment.ts';
import { nearestName } from '../../evaluate/nearest-name.ts';
import type { Binary, Formula, Reference } from '../../syntax/tree.ts';
import { kindOf } from '../../value/kind.ts';
import { isNumberValue, numberFromText, numberToText, toNative } from '../../value/number.ts';
import { getKey, isArrayValue, isObjectValue, keysOf, type ObjectValue, type Value } from '../../value/value.ts';

/** Names that can be listed for somebody who misspelled one. */
export interface ExplainScope extends Scope {
  readonly names?: readonly string[];
}

const MAX_LISTED = 8;
/** Names among which the nearest is looked for. */
const MAX_COMPARED = 300;

/** `parts` are the values of the step's parts, undefined where a part has none; `nameOf` gives the source of a part. */
export function noteOn(
  formula: Formula,
  value: Value,
  parts: ReadonlyMap<object, Value>,
  nameOf: (formula: Formula) => string,
  scope: ExplainScope,
): string | null {
  switch (formula.kind) {
    case 'reference':
      return value === null ? missingName(formula, scope) : null;
    case 'member':
      return value === null
        ? missingKey(parts.get(formula.target) ?? null, formula.name, nameOf(formula.target))
        : null;
    case 'index': {
      if (value !== null) return null;
      const index = formula.index.kind === 'text' ? formula.index.value : (parts.get(formula.index) ?? null);
      return missingElement(parts.get(formula.target) ?? null, index, nameOf(formula.target));
    }
    case 'binary':
      return comparison(formula, value, parts);
    case 'call':
      return emptySelection(formula.name, value, formula.args[0] && parts.get(formula.args[0].value));
    default:
      return null;
  }
}

function missingName({ name }: Reference, scope: ExplainScope): string {
  const value = scope.lookup(name);
  if (value !== undefined) return `\`${name}\` exists and is NULL`;
  return `There is no \`${name}\`${names('names', scope.names ?? [])}${meant(name, scope.names ?? [])}`;
}

function missingKey(target: Value, key: string, source: string): string {
  if (target === null) return `\`${source}\` is NULL, so there is nothing to read \`${key}\` from`;
  if (isArrayValue(target)) {
    if (target.length === 0) return `\`${source}\` is an empty array`;
    if (/^-?\d{1,15}$/.test(key)) return outside(target, Number(key), source);
    return `\`${source}\` is an array of ${target.length}; \`${key}\` of one element is \`${source}[0].${key}\`, of all MAP(${source}, "${key}")`;
  }
  if (isObjectValue(target)) return absentKey(target, key, source);
  const hint =
    typeof target === 'string' && /^\s*[[{]/.test(target) ? '; it looks like JSON, which JSON_PARSE reads' : '';
  return `\`${source}\` is a ${kindOf(target)}, which has no keys${hint}`;
}

function missingElement(target: Value, index: Value, source: string): string {
  if (typeof index === 'string') return missingKey(target, index, source);
  if (target === null) return `\`${source}\` is NULL, so there is nothing to read from`;
  if (!isNumberValue(index)) return `The index is ${kindOf(index)}; an array wants a number, an object a text`;
  if (!isArrayValue(target)) return missingKey(target, numberToText(index), source);
  if (!Number.isInteger(toNative(index))) return 'The index is no whole number';
  return target.length === 0 ? `\`${source}\` is an empty array` : outside(target, toNative(index), source);
}

function outside(target: readonly Value[], index: number, source: string): string {
  const count = target.length;
  if (index < count && index >= -count) return `\`${source}\` has an element ${index}, and it is NULL`;
  const indexes =
    count === 1 ? 'one element, with the index 0' : `${count} elements, with the indexes 0 to ${count - 1}`;
  return `\`${source}\` has ${indexes}`;
}

function absentKey(target: ObjectValue, key: string, source: string): string {
  if (getKey(target, key) !== undefined) return `\`${source}\` has the key \`${key}\`, and it is NULL`;
  const keys = keysOf(target);
  if (keys.length === 0) return `\`${source}\` is an empty object`;
  return `\`${source}\` has no key \`${key}\`${names('keys', keys)}${meant(key, keys)}`;
}

function names(what: string, list: readonly string[]): string {
  if (list.length === 0) return '';
  const shown = list.slice(0, MAX_LISTED).map((name) => `\`${name.slice(0, 60)}\``);
  const rest = list.length - shown.length;
  return `; ${what} are ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function meant(name: string, list: readonly string[]): string {
  const nearest = name.length > 60 ? null : nearestName(name, list.slice(0, MAX_COMPARED));
  return nearest === null ? '' : `; did you mean \`${nearest}\`?`;
}

/** Two values that look alike and are not equal. */
function comparison({ operator, left, right }: Binary, value: Value, parts: ReadonlyMap<object, Value>): string | null {
  const [a, b] = [parts.get(left), parts.get(right)];
  if (a === undefined || b === undefined) return null;
  if (operator === '=' || operator === '!=') {
    if (value !== (operator === '!=')) return null;
    return lookAlike(a, b);
  }
  const isOrder = operator === '<' || operator === '<=' || operator === '>' || operator === '>=';
  return isOrder && (a === null || b === null) ? 'NULL has no order: every such comparison is FALSE' : null;
}

function lookAlike(a: Value, b: Value): string | null {
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length > 10_000 || b.length > 10_000) return null;
    if (a.trim() === b.trim()) return 'The texts differ in blanks or line ends at their ends';
    return a.toLowerCase() === b.toLowerCase() ? 'The texts differ in capital letters' : null;
  }
  const [text, number] = typeof a === 'string' ? [a, b] : [b, a];
  if (typeof text !== 'string' || !isNumberValue(number)) return null;
  const shown = numberFromText(text);
  if (shown === undefined || numberToText(shown) !== numberToText(number)) return null;
  return 'A text never equals a number; NUMBER or TEXT makes them alike';
}

const SELECTIONS: ReadonlySet<string> = new Set(['FILTER', 'WHERE', 'FIND', 'REJECT']);

function emptySelection(name: string, value: Value, from: Value | undefined): string | null {
  if (!SELECTIONS.has(name) || !isArrayValue(from)) return null;
  if (value !== null && !(isArrayValue(value) && value.length === 0)) return null;
  if (from.length === 0) return 'There is nothing to choose from: the array is empty';
  return `None of ${from.length} ${from.length === 1 ? 'element' : 'elements'} was chosen`;
}
