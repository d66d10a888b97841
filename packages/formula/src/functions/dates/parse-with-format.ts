/** Ruby's `strptime`: reads a text by a format of directives. Blanks in the format stand for any run of blanks. */
import { Temporal } from 'temporal-polyfill';
import { type DateParts, fullYear, hasDate, hasTime, hourOf12, momentOf, nanosecondsOf } from './date-parts.ts';
import { dayNumber, monthNumber } from './month-names.ts';
import { isTimeZone, zoneOfAbbreviation } from './zone.ts';

interface Reading extends DateParts {
  century?: number;
  half?: string;
  /** Monday is 1, Sunday 7. */
  weekday?: number;
  /** Of ISO 8601, where a week belongs to the year of its Thursday. */
  isoYear?: number;
  isoWeek?: number;
  /** Weeks from the first Sunday or Monday of the year; before it is week 0. */
  week?: { readonly number: number; readonly firstDay: 'Sunday' | 'Monday' };
  epochMilliseconds?: number;
}

interface Directive {
  readonly pattern: string;
  /** What the text says; `undefined` refuses it. */
  readonly read: (text: string) => Reading | undefined;
}

/** `now` gives what the text leaves out, and its zone is the one of texts that name none. */
export function parseWithFormat(
  text: string,
  format: string,
  now: Temporal.ZonedDateTime,
): Temporal.ZonedDateTime | undefined {
  let reading: Reading = {};
  let position = 0;
  for (const element of elementsOf(format)) {
    const matcher = new RegExp(element.pattern, 'iy');
    matcher.lastIndex = position;
    const match = matcher.exec(text);
    if (match === null) return undefined;
    position = matcher.lastIndex;
    const read = element.read(match[0]);
    if (read === undefined) return undefined;
    reading = { ...reading, ...read };
  }
  if (text.slice(position).trim() !== '') return undefined;
  return finish(reading, now);
}

function finish(reading: Reading, now: Temporal.ZonedDateTime): Temporal.ZonedDateTime | undefined {
  if (reading.epochMilliseconds !== undefined) {
    if (Math.abs(reading.epochMilliseconds) > 8.64e15) return undefined;
    return Temporal.Instant.fromEpochMilliseconds(reading.epochMilliseconds).toZonedDateTimeISO(
      reading.zone ?? now.timeZoneId,
    );
  }
  if (reading.half !== undefined && reading.hour !== undefined) {
    const hour = hourOf12(reading.hour, reading.half);
    if (hour === undefined) return undefined;
    reading.hour = hour;
  }
  if (reading.century !== undefined) reading.year = reading.century * 100 + ((reading.year ?? 0) % 100);
  const dated = withDayOfWeek(reading, now.toPlainDate());
  if (!hasDate(dated) && !hasTime(dated)) return undefined;
  return momentOf(dated, now);
}

/** Weeks and weekdays count only where nothing names the day itself. */
function withDayOfWeek(reading: Reading, today: Temporal.PlainDate): DateParts {
  const { isoWeek, week, weekday } = reading;
  if (reading.day !== undefined || reading.dayOfYear !== undefined) return reading;
  if (isoWeek !== undefined || reading.isoYear !== undefined) {
    // The fourth of January is always in week 1.
    const fourth = new Temporal.PlainDate(reading.isoYear ?? reading.year ?? today.year, 1, 4);
    return withDate(reading, fourth.add({ days: ((isoWeek ?? 1) - 1) * 7 + (weekday ?? 1) - fourth.dayOfWeek }));
  }
  if (week !== undefined) {
    const first = new Temporal.PlainDate(reading.year ?? today.year, 1, 1);
    const position = (day: number) => (week.firstDay === 'Sunday' ? day % 7 : day - 1);
    const firstWeek = (7 - position(first.dayOfWeek)) % 7;
    const day = position(weekday ?? (week.firstDay === 'Sunday' ? 7 : 1));
    return withDate(reading, first.add({ days: firstWeek + (week.number - 1) * 7 + day }));
  }
  if (weekday === undefined || hasDate(reading)) return reading;
  // As in Ruby, a weekday alone is the one of this week, which begins on Sunday.
  return withDate(reading, today.add({ days: (weekday % 7) - (today.dayOfWeek % 7) }));
}

function withDate(reading: Reading, { year, month, day }: Temporal.PlainDate): DateParts {
  return { ...reading, year, month, day };
}

const composites: ReadonlyMap<string, string> = new Map([
  ['c', '%a %b %e %H:%M:%S %Y'],
  ['D', '%m/%d/%y'],
  ['x', '%m/%d/%y'],
  ['F', '%Y-%m-%d'],
  ['R', '%H:%M'],
  ['r', '%I:%M:%S %p'],
  ['T', '%H:%M:%S'],
  ['X', '%H:%M:%S'],
  ['v', '%e-%b-%Y'],
  ['+', '%a %b %e %H:%M:%S %Z %Y'],
]);

function* elementsOf(format: string): Generator<Directive> {
  const pieces = format.match(/%[-0_^#]*:{0,3}\d{0,2}(?:[EO](?=[A-Za-z]))?[A-Za-z%+]|\s+|[\s\S]/g) ?? [];
  for (const [index, piece] of pieces.entries()) {
    const letter = piece.length > 1 && piece.startsWith('%') ? piece.slice(-1) : '';
    const composite = composites.get(letter);
    if (/^\s/.test(piece)) yield blanks;
    else if (composite !== undefined) yield* elementsOf(composite);
    else if (letter === 'Y' && followsDigit.test(pieces[index + 1] ?? '')) yield shortYear;
    else yield directives.get(letter) ?? literalPiece(piece);
  }
}

const twoDigits = '\\s?\\d{1,2}';
const word = '[A-Za-z]{3,}';
const half = '[ap]\\.?m\\.?';
const zone = '[+-]\\d{1,2}:?(?:\\d{2}:?)?(?:\\d{2})?|[A-Za-z][A-Za-z_/+-]*';
const followsDigit = /^(?:%[-0_^#]*[YCymdejHkIlMSLNsQuwGgVUW]|\d)/;

const nothing = (): Reading => ({});
const blanks: Directive = { pattern: '\\s*', read: nothing };
const month: Directive = { pattern: word, read: readMonth };
const weekday: Directive = { pattern: word, read: readWeekday };
const hour: Directive = { pattern: twoDigits, read: (text) => ({ hour: Number(text) }) };
const day: Directive = { pattern: twoDigits, read: (text) => ({ day: Number(text) }) };
const halfDay: Directive = { pattern: half, read: (text) => ({ half: text }) };
const zoneName: Directive = { pattern: zone, read: readZone };
/** A year runs on to the next character that is no digit, unless more digits follow in the format. */
const shortYear: Directive = { pattern: '[+-]?\\d{1,4}', read: (text) => ({ year: Number(text) }) };

const directives: ReadonlyMap<string, Directive> = new Map<string, Directive>([
  ['Y', { pattern: '[+-]?\\d{1,6}', read: (text) => ({ year: Number(text) }) }],
  ['C', { pattern: '\\d{1,2}', read: (text) => ({ century: Number(text) }) }],
  ['y', { pattern: '\\d{1,2}', read: (text) => ({ year: fullYear(text) }) }],
  ['m', { pattern: twoDigits, read: (text) => ({ month: Number(text) }) }],
  ['B', month],
  ['b', month],
  ['h', month],
  ['d', day],
  ['e', day],
  ['j', { pattern: '\\d{1,3}', read: (text) => ({ dayOfYear: Number(text) }) }],
  ['H', hour],
  ['k', hour],
  ['I', hour],
  ['l', hour],
  ['M', { pattern: '\\d{1,2}', read: (text) => ({ minute: Number(text) }) }],
  ['S', { pattern: '\\d{1,2}', read: (text) => ({ second: Number(text) }) }],
  ['L', { pattern: '\\d{1,9}', read: (text) => ({ nanosecond: nanosecondsOf(text) }) }],
  ['N', { pattern: '\\d{1,18}', read: (text) => ({ nanosecond: nanosecondsOf(text) }) }],
  ['p', halfDay],
  ['P', halfDay],
  ['A', weekday],
  ['a', weekday],
  ['u', { pattern: '[1-7]', read: (text) => ({ weekday: Number(text) }) }],
  ['w', { pattern: '[0-6]', read: (text) => ({ weekday: Number(text) || 7 }) }],
  ['G', { pattern: '[+-]?\\d{1,4}', read: (text) => ({ isoYear: Number(text) }) }],
  ['g', { pattern: '\\d{1,2}', read: (text) => ({ isoYear: fullYear(text) }) }],
  ['V', { pattern: '\\d{1,2}', read: (text) => weekIn(text, 1) && { isoWeek: Number(text) } }],
  [
    'U',
    { pattern: '\\d{1,2}', read: (text) => weekIn(text, 0) && { week: { number: Number(text), firstDay: 'Sunday' } } },
  ],
  [
    'W',
    { pattern: '\\d{1,2}', read: (text) => weekIn(text, 0) && { week: { number: Number(text), firstDay: 'Monday' } } },
  ],
  ['s', { pattern: '-?\\d{1,13}', read: (text) => ({ epochMilliseconds: Number(text) * 1000 }) }],
  ['Q', { pattern: '-?\\d{1,16}', read: (text) => ({ epochMilliseconds: Number(text) }) }],
  ['z', zoneName],
  ['Z', zoneName],
  ['n', blanks],
  ['t', blanks],
  ['%', literalPiece('%')],
]);

function literalPiece(text: string): Directive {
  return { pattern: text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), read: nothing };
}

function readWeekday(text: string): Reading | undefined {
  const number = dayNumber(text);
  return number === undefined ? undefined : { weekday: number };
}

function weekIn(text: string, least: 0 | 1): Reading | undefined {
  return Number(text) >= least && Number(text) <= 53 ? {} : undefined;
}

function readMonth(text: string): Reading | undefined {
  const number = monthNumber(text);
  return number === undefined ? undefined : { month: number };
}

function readZone(text: string): Reading | undefined {
  const offset = /^([+-])(\d{1,2}):?(\d{2})?/.exec(text);
  const name =
    offset === null
      ? (zoneOfAbbreviation(text.toLowerCase()) ?? text)
      : `${offset[1]}${(offset[2] ?? '').padStart(2, '0')}:${offset[3] ?? '00'}`;
  return isTimeZone(name) ? { zone: name } : undefined;
}
