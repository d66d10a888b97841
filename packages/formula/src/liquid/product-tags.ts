/** Tags that only legacy templates of this product have (formulas.md §14). Each stands for a formula of today. */
import { readMember } from '../evaluate/paths.ts';
import { slugOf } from '../evaluate/slug-of.ts';
import { FormulaFailure, type SourceRange } from '../failure.ts';
import type { Value } from '../value/value.ts';
import type { ProductTag, ProductTagName } from './liquid-tree.ts';

export const PRODUCT_TAGS: readonly ProductTagName[] = [
  'credential',
  'story',
  'prompt',
  'line_break',
  'random',
  'story_run_guid',
];

/** What a tag is made of: a text, a call of a function with literal arguments, or an entry of a namespace. */
type ProductMeaning =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Value[] }
  | { readonly kind: 'entry'; readonly namespace: string; readonly slug: string };

/**
 * `credential` and `story` name things as people see them; a run knows both by their slugs. A prompt or random tag whose
 * argument cannot be meant is an error when the template is compiled.
 */
export function meaningOf({ name, argument, range }: ProductTag): ProductMeaning {
  switch (name) {
    case 'credential':
      return { kind: 'entry', namespace: 'CREDENTIAL', slug: slugOf(required(argument, name, range)) };
    case 'story':
      return { kind: 'entry', namespace: 'STORY', slug: slugOf(required(argument, name, range)) };
    case 'prompt':
      return { kind: 'call', name: 'PROMPT', args: argument === '' ? [] : [argument] };
    case 'line_break':
      return { kind: 'text', text: '\n' };
    case 'random':
      return { kind: 'call', name: 'RANDOM', args: randomBounds(argument, range) };
    case 'story_run_guid':
      return { kind: 'call', name: 'STORY_RUN_GUID', args: [] };
  }
}

export function readEntry(namespace: Value, slug: string): Value {
  return readMember(namespace, slug);
}

function required(argument: string, name: string, range: SourceRange): string {
  if (argument !== '') return argument;
  throw new FormulaFailure('liquid', `Expected a name: \`{% ${name} My name %}\``, range);
}

/** `50`: 0 to 50; `60-180`: 60 to 180; both ends included. */
function randomBounds(argument: string, range: SourceRange): readonly [number, number] {
  const match = /^(?:(\d{1,15})\s*-\s*)?(\d{1,15})$/.exec(argument);
  const low = Number(match?.[1] ?? 0);
  const high = Number(match?.[2]);
  if (match !== null && high >= low) return [low, high];
  throw new FormulaFailure('liquid', 'Expected `{% random 50 %}` or `{% random 60-180 %}`', range);
}
