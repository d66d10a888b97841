/** What is asked to show the value of a field while it is written. */
import { getKey, makeObject, type ObjectValue, stringifyJson } from '@fabula/formula';
import { referencesIn } from '@fabula/formula/language';
import type { FormulaQuestion } from '../../data/formula-answer.ts';
import { formulaParts } from '../formula-parts.ts';

/** JSON characters of an event that are taken apart at each pause of the writer. */
const mostInput = 100_000;

/** `unseen`: what the text reads and no event holds, such as `RESOURCE`: names in capitals are the language's own. */
export type Preview =
  | { readonly kind: 'asked'; readonly question: FormulaQuestion }
  | { readonly kind: 'unseen'; readonly names: readonly string[] }
  | { readonly kind: 'large' };

/** null: there is nothing to work out, or it is written in Liquid. The event is cut down to what the text reads. */
export function previewOf(value: string, event: ObjectValue): Preview | null {
  const kinds = new Set(formulaParts(value).map(({ kind }) => kind));
  if (!kinds.has('formula') || kinds.has('liquid')) return null;
  const names = [...new Set(referencesIn(value).map(({ name }) => name))].sort();
  const unseen = names.filter((name) => /^[A-Z]/.test(name) && getKey(event, name) === undefined);
  if (unseen.length > 0) return { kind: 'unseen', names: unseen };
  const read = names.flatMap((name) => {
    const found = getKey(event, name);
    return found === undefined ? [] : [[name, found] as const];
  });
  const input = stringifyJson(makeObject(read));
  if (input.length > mostInput) return { kind: 'large' };
  const isFormula = value.startsWith('=');
  return {
    kind: 'asked',
    question: { formula: isFormula ? value.slice(1) : value, mode: isFormula ? 'formula' : 'text', input },
  };
}
