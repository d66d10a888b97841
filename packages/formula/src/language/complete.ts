/** What can be written at the caret, best first. */

import { inferTypes } from '../check/infer.ts';
import { functionsCalledElsewhere } from '../functions/foreign-names.ts';
import type { TolerantTree } from '../syntax/parse-tolerantly.ts';
import { quote } from '../syntax/tokens.ts';
import { argumentOffers, valuesAt } from './complete-arguments.ts';
import { type CompletionItem, type Completions, type Offer, plainInsert } from './complete-item.ts';
import { offersBehindDot, offersInBrackets, offersInQuotes } from './complete-keys.ts';
import { constantOffers, functionOffers, nameOffers } from './complete-names.ts';
import { type Place, placeAt, type QuotedPlace, type ValuePlace } from './complete-place.ts';
import { matchScore, wordsMatch } from './complete-score.ts';
import { tagsAt } from './complete-tags.ts';
import type { LanguageContext } from './language-context.ts';
import { withinStack } from './within-stack.ts';

const MAX_ITEMS = 300;

/** Nothing is evaluated: keys come from types and from the sample. */
export function complete(source: string, at: number, context: LanguageContext): Completions {
  return withinStack(
    () => completionsAt(source, at, context),
    () => ({ from: at, to: at, items: [] }),
  );
}

function completionsAt(source: string, at: number, context: LanguageContext): Completions {
  const tags = context.mode === 'text' ? tagsAt(source, at) : null;
  if (tags !== null) return { from: tags.from, to: at, items: ranked(tags.offers, tags.word) };
  const place = placeAt(source, at, context.mode);
  if (place === null) return { from: at, to: at, items: [] };
  const { from, to, word } = place;
  if (place.kind !== 'quoted') return { from, to, items: ranked(offersAt(place, source, context), word) };
  const { offers, skipped } = quotedOffers(place, context);
  return { from: from + skipped, to, items: ranked(offers, word.slice(skipped)) };
}

function offersAt(place: Exclude<Place, QuotedPlace>, source: string, context: LanguageContext): readonly Offer[] {
  switch (place.kind) {
    case 'member':
      return offersBehindDot(place, inferenceOf(place.tree, context), source);
    case 'operator':
      return OPERATORS;
    case 'value':
      return valueOffers(place, source, context);
  }
}

function valueOffers(
  place: ValuePlace & { tree: TolerantTree },
  source: string,
  context: LanguageContext,
): readonly Offer[] {
  const { node, inside, indexOf, word } = place;
  // The first argument of a lambda is a new name.
  if (inside?.call.name === 'LAMBDA' && inside.argument === 0) return [];
  const inference = inferenceOf(place.tree, context);
  const isCalled = source.slice(place.to).trimStart().startsWith('(');
  // Functions are written in capitals.
  const isUpperCase = word !== '' && word === word.toUpperCase();
  return [
    ...(indexOf === null ? [] : offersInBrackets(indexOf, inference)),
    ...(inside === null ? [] : argumentOffers(inside, inference)),
    ...nameOffers(node, inference, context.sample),
    ...functionOffers(isCalled, isUpperCase ? 150 : 0),
    ...constantOffers(isUpperCase ? 160 : 0),
  ];
}

function quotedOffers(
  place: QuotedPlace & { tree: TolerantTree },
  context: LanguageContext,
): { readonly offers: readonly Offer[]; readonly skipped: number } {
  const keys = offersInQuotes(place, inferenceOf(place.tree, context));
  const values = ('kind' in place.parent ? [] : valuesAt(place.parent)).map((value): Offer => {
    return { label: value, kind: 'value', insert: plainInsert(quote(value).slice(1, -1)) };
  });
  return { offers: [...keys.offers, ...values], skipped: keys.skipped };
}

function inferenceOf({ parts, formula }: TolerantTree, { sample }: LanguageContext): ReturnType<typeof inferTypes> {
  return inferTypes(parts ?? formula ?? [], sample);
}

const OPERATORS: readonly Offer[] = [
  { label: 'AND', kind: 'keyword', insert: plainInsert('AND '), documentation: 'TRUE when both sides are.' },
  { label: 'OR', kind: 'keyword', insert: plainInsert('OR '), documentation: 'TRUE when one of the sides is.' },
  {
    label: '|>',
    kind: 'keyword',
    insert: plainInsert('|> '),
    documentation: 'Passes the value on, to be read as `%`.',
  },
];

function ranked(offers: readonly Offer[], word: string): readonly CompletionItem[] {
  const elsewhere = functionsCalledElsewhere(word);
  const items: CompletionItem[] = [];
  for (const offer of offers) {
    const score = scoreOf(offer, word, elsewhere);
    if (score === null) continue;
    const { matches: _matches, words: _words, bonus: _bonus, ...item } = offer;
    items.push({ ...item, score });
  }
  // The sort keeps the order of equal ones: keys as they are in the sample, functions by name.
  return items.sort((a, b) => b.score - a.score).slice(0, MAX_ITEMS);
}

function scoreOf(offer: Offer, word: string, elsewhere: ReadonlySet<string>): number | null {
  const { label, kind, matches, words, bonus = 0 } = offer;
  const score = matchScore(matches ?? label, word);
  if (score !== null) return score + bonus;
  if (kind === 'function' && elsewhere.has(label)) return 150 + bonus;
  return words !== undefined && wordsMatch(words, word) ? 100 + bonus : null;
}
