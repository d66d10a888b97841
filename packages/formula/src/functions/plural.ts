/** The plural of an English noun: what has its own plural, then what is told by its ending. */

const unchanged: ReadonlySet<string> = new Set([
  'equipment',
  'fish',
  'information',
  'jeans',
  'money',
  'police',
  'rice',
  'series',
  'sheep',
  'species',
  'software',
  'hardware',
  'malware',
]);

const irregular: ReadonlyMap<string, string> = new Map([
  ['person', 'people'],
  ['man', 'men'],
  ['woman', 'women'],
  ['child', 'children'],
  ['foot', 'feet'],
  ['tooth', 'teeth'],
  ['goose', 'geese'],
  ['mouse', 'mice'],
  ['ox', 'oxen'],
  ['sex', 'sexes'],
  ['move', 'moves'],
  ['zombie', 'zombies'],
]);

const endings: readonly (readonly [RegExp, string])[] = [
  [/(quiz)$/i, '$1zes'],
  [/(matr|append)ix$/i, '$1ices'],
  [/(vert|ind)ex$/i, '$1ices'],
  [/(x|ch|ss|sh|zz)$/i, '$1es'],
  [/([^aeiouy]|qu)y$/i, '$1ies'],
  [/(kni|wi|li)fe$/i, '$1ves'],
  [/([lr]|lea|loa|thie|shea)f$/i, '$1ves'],
  [/(analy|ba|cri|diagno|hypothe|parenthe|the|synop|prognos|empha)sis$/i, '$1ses'],
  [/(alias|status|virus|bus|campus|bonus|census|gas|lens)$/i, '$1es'],
  [/(ech|her|potat|tomat|torped|vet)o$/i, '$1oes'],
  [/(dat|bacteri|medi|criteri)um$/i, '$1a'],
  [/(criteri|phenomen)on$/i, '$1a'],
  [/s$/i, 's'],
  [/$/, 's'],
];

/** Of several words the last takes the plural. A capital at the beginning stays. */
export function pluralOf(singular: string): string {
  // No English word is longer than this; a search through a long text for its end would take too long.
  const word = /[\p{L}\p{N}]*$/u.exec(singular.slice(-64))?.[0] ?? '';
  const start = singular.length - word.length;
  if (word === '' || unchanged.has(word.toLowerCase())) return singular;
  return singular.slice(0, start) + (irregularPlural(word) ?? regularPlural(word));
}

function irregularPlural(word: string): string | undefined {
  const plural = irregular.get(word.toLowerCase());
  return plural === undefined ? undefined : word.charAt(0) + plural.slice(1);
}

function regularPlural(word: string): string {
  const ending = endings.find(([pattern]) => pattern.test(word));
  return ending === undefined ? word : word.replace(ending[0], ending[1]);
}
