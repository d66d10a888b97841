import { expect, test } from 'vitest';
import { catalogue, categories, entryNamed, neighboursOf } from './catalogue.ts';
import { otherNames } from './other-names.ts';
import { searchFunctions, suggestName } from './search-functions.ts';

const find = (query: string, category?: string) =>
  searchFunctions(catalogue, { query, category }).map((entry) => entry.name);

test.each([
  ['a name', 'UPCASE', 'UPCASE'],
  ['a name in small letters', 'regex_extract', 'REGEX_EXTRACT'],
  ['a name with blanks', 'regex extract', 'REGEX_EXTRACT'],
  ['a name as it stands in a formula', '=SIZE(', 'SIZE'],
  ['its beginning', 'upc', 'UPCASE'],
  ['what others call it', 'lowercase', 'DOWNCASE'],
  ['what others call it, in two words', 'to string', 'TEXT'],
])('%s is found first', (_name, query, first) => {
  expect(find(query)[0]).toBe(first);
});

test('a function is found by a word of its summary', () => {
  for (const entry of catalogue.filter(({ name }) => ['UPCASE', 'GROUP_BY', 'IN_CIDR'].includes(name))) {
    const word = entry.summary.split(/\W+/).find((each) => each.length > 6) ?? '';
    expect(find(word)).toContain(entry.name);
  }
});

test('every word must be found', () => {
  expect(find('regex extract zebra')).toEqual([]);
});

test('an empty query finds everything in the order of names', () => {
  expect(find('  ')).toEqual(catalogue.map((entry) => entry.name));
});

test('a category leaves only its functions', () => {
  for (const { name, count } of categories) expect(find('', name).length).toBe(count);
  expect(find('upcase', 'Numbers')).toEqual([]);
});

test('a mistyped name is answered with the nearest one', () => {
  expect(suggestName('UPKASE')).toBe('UPCASE');
  expect(suggestName('LOWER')).toBe('DOWNCASE');
  expect(suggestName('url parse')).toBe('PARSE_URL');
  expect(suggestName('regex extrct')).toBe('REGEX_EXTRACT');
  expect(suggestName('qqqqqqqqqqqqqqqq')).toBeNull();
});

test('other names belong to functions that exist', () => {
  expect(Object.keys(otherNames).filter((name) => entryNamed(name) === undefined)).toEqual([]);
});

test('walking from neighbour to neighbour meets every function once', () => {
  const met: string[] = [];
  for (let at = catalogue[0]; at !== undefined; at = neighboursOf(at).next) met.push(at.name);
  expect(met).toEqual(catalogue.map((entry) => entry.name));
  expect(neighboursOf(catalogue[0] ?? missing()).previous).toBeUndefined();
});

function missing(): never {
  throw new Error('the catalogue is empty');
}
