/** Phrases that name a day by the calendar: `end of next month`, `last friday of may 2025`, `last day of february`. */
import type { Temporal } from 'temporal-polyfill';
import { dayNumber, monthNumber } from './month-names.ts';
import { dayOfOrdinalWord } from './number-words.ts';

/** The moment that a phrase means, seen from a moment. */
export type CalendarPhrase = (today: Temporal.ZonedDateTime) => Temporal.ZonedDateTime;

type Boundary = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';

export const boundaryPattern =
  /(beginning|start|end) of (?:(?:the )?(?:(this|next|last|current|previous) )?(hour|day|week|month|quarter|year)|(today|tomorrow|yesterday))\b/y;

const directions: ReadonlyMap<string, number> = new Map([
  ['next', 1],
  ['tomorrow', 1],
  ['last', -1],
  ['previous', -1],
  ['yesterday', -1],
]);

/** The first moment of a stretch of the calendar, or its last millisecond. Weeks begin on Monday, as in ISO 8601. */
export function readBoundary(match: RegExpExecArray): CalendarPhrase {
  const [, edge, direction = '', unit, day = ''] = match;
  const stretch = isBoundary(unit) ? unit : 'day';
  const offset = directions.get(direction) ?? directions.get(day) ?? 0;
  return (today) => {
    const start = startOf(stretch, today);
    if (edge !== 'end') return start.add(lengthOf(stretch, offset));
    return start.add(lengthOf(stretch, offset + 1)).subtract({ milliseconds: 1 });
  };
}

function isBoundary(word: string | undefined): word is Boundary {
  return word !== undefined && /^(?:hour|day|week|month|quarter|year)$/.test(word);
}

function startOf(stretch: Boundary, today: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  if (stretch === 'hour') return today.round({ smallestUnit: 'hour', roundingMode: 'floor' });
  const day = today.startOfDay();
  switch (stretch) {
    case 'day':
      return day;
    case 'week':
      return day.subtract({ days: day.dayOfWeek - 1 });
    case 'month':
      return day.with({ day: 1 });
    case 'quarter':
      return day.with({ month: day.month - ((day.month - 1) % 3), day: 1 });
    case 'year':
      return day.with({ month: 1, day: 1 });
  }
}

function lengthOf(stretch: Boundary, count: number): Temporal.DurationLike {
  return stretch === 'quarter' ? { months: 3 * count } : { [`${stretch}s`]: count };
}

export const dayOfMonthPattern =
  /(?:(last)|(first|second|third|fourth|fifth)|([1-5])(?:st|nd|rd|th)) ([a-z]+) (?:of|in) (?:the )?(?:(?:(this|next|last) )?month|([a-z]{3,}))(?:,? (\d{4}))?\b/y;

/** `first monday of january 2025`; `undefined` when it is no such phrase. A fifth one that is not there is no date. */
export function readDayOfMonth(match: RegExpExecArray): CalendarPhrase | undefined {
  const [, last, word = '', digit, name = '', direction = '', monthWord, year] = match;
  const nth = last === undefined ? (dayOfOrdinalWord(word) ?? Number(digit)) : -1;
  const weekday = dayNumber(name);
  const month = monthWord === undefined ? undefined : monthNumber(monthWord);
  // `first day of May` is read without this rule.
  if ((weekday === undefined && !(name === 'day' && nth === -1)) || (monthWord !== undefined && month === undefined)) {
    return undefined;
  }
  return (today) => {
    const first = today.startOfDay().with({ day: 1 });
    const inMonth =
      month === undefined
        ? first.add({ months: directions.get(direction) ?? 0 })
        : first.with({ month, year: year === undefined ? first.year : Number(year) });
    return nthDay(inMonth, nth, weekday);
  };
}

function nthDay(first: Temporal.ZonedDateTime, nth: number, weekday: number | undefined): Temporal.ZonedDateTime {
  const last = first.add({ months: 1 }).subtract({ days: 1 });
  if (weekday === undefined) return last;
  if (nth === -1) return last.subtract({ days: (last.dayOfWeek - weekday + 7) % 7 });
  const day = first.add({ days: ((weekday - first.dayOfWeek + 7) % 7) + (nth - 1) * 7 });
  if (day.month !== first.month) throw new RangeError('the month has no such day');
  return day;
}
