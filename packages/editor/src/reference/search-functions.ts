/** Search in the reference: by name first, then by other names, the liquid filter, parameters and the summary. */
import { suggestFunction } from '@fabula/formula';
import { categoriesOf, type Entry } from './catalogue.ts';
import { otherNames } from './other-names.ts';

export interface FunctionFilter {
  readonly query: string;
  /** Only this category. */
  readonly category: string | undefined;
}

/** Every word of the query must be found; the better the place where, the earlier the function. Ties keep their order. */
export function searchFunctions(entries: readonly Entry[], { query, category }: FunctionFilter): Entry[] {
  const words = wordsOf(query);
  return entries
    .filter((entry) => category === undefined || categoriesOf(entry).includes(category))
    .map((entry) => ({ entry, rank: rankOf(entry, words) }))
    .filter(({ rank }) => rank < notFound)
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
}

/** The name that was probably meant by a query that finds nothing. */
export function suggestName(query: string): string | null {
  return suggestFunction(wordsOf(query).join('_'));
}

const notFound = 1_000;

function wordsOf(query: string): string[] {
  // `=UPCASE(` is pasted as often as `upcase` is typed; underscores separate words as blanks do.
  return query
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function rankOf(entry: Entry, words: readonly string[]): number {
  const parts = wordsOf(entry.name);
  if (words.length > 0 && words.join('_') === parts.join('_')) return -1;
  return words.reduce((worst, word) => Math.max(worst, rankOfWord(entry, parts, word)), 0);
}

function rankOfWord(entry: Entry, parts: readonly string[], word: string): number {
  const name = entry.name.toLowerCase();
  const others = otherNames[entry.name] ?? [];
  if (name.startsWith(word)) return 1;
  if (others.includes(word)) return 2;
  if (parts.some((part) => part.startsWith(word))) return 3;
  if (others.some((other) => other.split(' ').some((part) => part.startsWith(word)))) return 4;
  if (name.includes(word)) return 5;
  if (entry.liquidFilter?.includes(word)) return 6;
  if (wordsOf(entry.summary).some((part) => part.startsWith(word))) return 7;
  if (entry.parameters.some((parameter) => parameter.name.toLowerCase().startsWith(word))) return 8;
  if (entry.category.toLowerCase().includes(word)) return 9;
  return notFound;
}
