/** English words for small numbers, ordinals and units of time. */
import { Temporal } from 'temporal-polyfill';

const cardinals: ReadonlyMap<string, number> = new Map(
  ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'].map(
    (word, value) => [word, value],
  ),
);

const amounts: ReadonlyMap<string, number> = new Map([
  ['a', 1],
  ['an', 1],
  ['half a', 0.5],
  ['half an', 0.5],
  ['a couple', 2],
  ['a couple of', 2],
]);

const ordinals: readonly string[] = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
  'eleventh',
  'twelfth',
  'thirteenth',
  'fourteenth',
  'fifteenth',
  'sixteenth',
  'seventeenth',
  'eighteenth',
  'nineteenth',
  'twentieth',
];

/** `first` is 1, `twenty-first` is 21. */
export function dayOfOrdinalWord(word: string): number | undefined {
  if (word === 'thirtieth') return 30;
  const [tens = '', ones = ''] = /^(?:twenty|thirty)-/.test(word) ? word.split('-') : ['', word];
  const index = ordinals.indexOf(ones);
  if (index === -1 || (tens !== '' && index > 8)) return undefined;
  return index + 1 + (tens === 'twenty' ? 20 : tens === 'thirty' ? 30 : 0);
}

type Unit = 'seconds' | 'minutes' | 'hours' | 'days' | 'weeks' | 'months' | 'years';

const units: readonly (readonly [RegExp, Unit, number])[] = [
  [/^(?:s|secs?|seconds?)$/, 'seconds', 1],
  [/^(?:m|mins?|minutes?)$/, 'minutes', 1],
  [/^(?:h|hrs?|hours?)$/, 'hours', 1],
  [/^(?:d|days?)$/, 'days', 1],
  [/^(?:w|wks?|weeks?)$/, 'weeks', 1],
  [/^(?:fortnights?)$/, 'weeks', 2],
  [/^(?:months?)$/, 'months', 1],
  [/^(?:quarters?)$/, 'months', 3],
  [/^(?:y|yrs?|years?)$/, 'years', 1],
];

/** The unit of Temporal that a word such as `weeks` names, where one of it is one of Temporal's. */
export function unitOf(word: string): Unit | undefined {
  return units.find(([pattern, , factor]) => factor === 1 && word.length > 1 && pattern.test(word))?.[1];
}

const part =
  '(?:\\d+(?:\\.\\d+)?|half an?|a couple(?: of)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\\s*[a-z]+';

/** A length of time such as `2 hours and 30 minutes` between `before` and `after`, as group 1. */
export function durationPattern(before: string, after: string): RegExp {
  const list = `${part}(?:(?:\\s*,\\s*|\\s+and\\s+|\\s+)${part})*?`;
  return new RegExp(after === '' ? `${before}(${list.replace('*?', '*')})\\b` : `${before}(${list})\\s+${after}`, 'y');
}

const partPattern =
  /(\d+(?:\.\d+)?|half an?(?=\s)|a couple(?: of)?(?=\s)|[a-z]+(?=\s))\s*([a-z]+)(?:\s*,\s*|\s+and\s+|\s+|$)/y;

export function parseDuration(text: string): Temporal.Duration | undefined {
  const totals: Partial<Record<Unit, number>> = {};
  partPattern.lastIndex = 0;
  while (partPattern.lastIndex < text.length) {
    const match = partPattern.exec(text);
    if (match === null) return undefined;
    const [, amount = '', word = ''] = match;
    const count = amounts.get(amount) ?? cardinals.get(amount) ?? Number(amount);
    const unit = units.find(([pattern]) => pattern.test(word));
    if (unit === undefined || !Number.isFinite(count) || count > 1e9) return undefined;
    totals[unit[1]] = (totals[unit[1]] ?? 0) + count * unit[2];
  }
  return wholeDuration(totals);
}

/** Fractions (`1.5 hours`) move into seconds; a fraction of a month or a year has no length. */
function wholeDuration(totals: Readonly<Partial<Record<Unit, number>>>): Temporal.Duration | undefined {
  const { years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0 } = totals;
  if (!Number.isInteger(years) || !Number.isInteger(months)) return undefined;
  const wholeDays = Math.trunc(weeks * 7 + days);
  const rest = (weeks * 7 + days - wholeDays) * 86_400 + hours * 3600 + minutes * 60 + seconds;
  return Temporal.Duration.from({
    years,
    months,
    days: wholeDays,
    seconds: Math.trunc(rest),
    milliseconds: Math.round((rest % 1) * 1000),
  });
}
