/**
 * Reads a date that a person or a program wrote, without being told the format: ISO 8601, RFC 2822, log files, day-first
 * numbers (`25/12/2023`; month first where only that is possible), English (`14th of May 2024`, `tomorrow at 10am`,
 * `next monday`, `3 days ago`, `in 2 hours and 30 minutes`).
 *
 * The text is eaten from the left by the first rule of the table that fits; a text with anything left over is no date.
 * Choices where the documentation is silent: a day without a time is its midnight (also `today`, `tomorrow`), a weekday is the
 * next one after today, beside `next week` the one of that week, and a length of time (`3 days ago`) keeps the time of day.
 */
import { Temporal } from 'temporal-polyfill';
import {
  boundaryPattern,
  type CalendarPhrase,
  dayOfMonthPattern,
  readBoundary,
  readDayOfMonth,
} from './calendar-phrases.ts';
import { type DateParts, fullYear, hasDate, hasTime, hourOf12, momentOf, nanosecondsOf } from './date-parts.ts';
import { isDayPortion } from './day-portion.ts';
import { dayNumber, monthNumber } from './month-names.ts';
import { dayOfOrdinalWord, durationPattern, parseDuration, unitOf } from './number-words.ts';
import { type Reading, resolveReading } from './resolve-reading.ts';
import { isTimeZone, zoneOfAbbreviation } from './zone.ts';

const maxLength = 200;

/** `now` is the moment that relative dates count from; its zone is the one of texts that name none. */
export function readDate(text: string, now: Temporal.ZonedDateTime): Temporal.ZonedDateTime | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === '' || trimmed.length > maxLength) return undefined;
  if (/^[+-]?\d+(?:\.\d+)?$/.test(trimmed)) {
    return readCompact(trimmed, now) ?? momentOfUnixTime(Number(trimmed), now.timeZoneId);
  }
  const reading: Reading = { shifts: [], lateShifts: [] };
  let position = 0;
  while (position < trimmed.length) {
    const length = takeNext(reading, trimmed, position);
    if (length === 0) return undefined;
    position += length;
  }
  try {
    return resolveReading(reading, now);
  } catch (problem) {
    if (problem instanceof RangeError) return undefined;
    throw problem;
  }
}

/** Seconds since 1970, or milliseconds when the whole part has 13 digits or more. */
export function momentOfUnixTime(value: number, zone: string): Temporal.ZonedDateTime | undefined {
  const milliseconds = isMilliseconds(value) ? value : value * 1000;
  if (!(Math.abs(milliseconds) <= 8.64e15)) return undefined;
  return Temporal.Instant.fromEpochMilliseconds(Math.round(milliseconds)).toZonedDateTimeISO(zone);
}

/** Whether Unix time of this size counts milliseconds: its whole part has 13 digits or more. */
export function isMilliseconds(value: number): boolean {
  return Math.abs(value) >= 1e12;
}

/** Whether digits are read as a date such as `20240514`, not as Unix time. */
export function isCompactDate(text: string): boolean {
  return compactDate.test(text.trim());
}

const compactDate = /^((?:19|20|21)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:([01]\d|2[0-3])([0-5]\d)([0-5]\d)?)?$/;

/** `2024`, `20240514`, `202405141030`, `20240514103000` in years that such texts are about; other digits are Unix time. */
function readCompact(digits: string, now: Temporal.ZonedDateTime): Temporal.ZonedDateTime | undefined {
  if (/^(?:19|20|21)\d\d$/.test(digits)) return momentOf({ year: Number(digits) }, now);
  const match = compactDate.exec(digits);
  if (match === null) return undefined;
  const parts: DateParts = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  if (match[4] !== undefined) {
    parts.hour = Number(match[4]);
    parts.minute = Number(match[5]);
    parts.second = Number(match[6] ?? 0);
  }
  return momentOf(parts, now);
}

function takeNext(reading: Reading, text: string, position: number): number {
  for (const [pattern, take] of rules) {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match !== null && match[0] !== '' && take(reading, match)) return match[0].length;
  }
  return 0;
}

type Take = (reading: Reading, match: RegExpExecArray) => boolean;

const rules: readonly (readonly [RegExp, Take])[] = [
  [/[\s,;]+/y, () => true],
  [boundaryPattern, (reading, match) => takePhrase(reading, readBoundary(match))],
  [dayOfMonthPattern, (reading, match) => takePhrase(reading, readDayOfMonth(match))],
  [
    /at (\d{1,2})(?: o'clock)?(?![\d:./-]|\s*[ap]\.?m|(?:st|nd|rd|th)\b| (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))/y,
    takeBareHour,
  ],
  [/(?:the|of|on|at|and|in the)\b/y, () => true],
  // Comments, as in `10:00:00 GMT+0200 (Central European Summer Time)`; `[Europe/Dublin]` repeats a zone.
  [/\([^()]*\)/y, () => true],
  [/\[([a-z_]+(?:\/[a-z_+-]+)*)\]/y, (reading, match) => takeZone(reading, match[1] ?? '')],
  [/(\d{4})-w(\d{2})(?:-([1-7]))?(?![\d-])/y, takeWeekDate],
  [/([+-]\d{6}|\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/y, (reading, match) => takeDate(reading, match[1], match[2], match[3])],
  [/(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)/y, (reading, match) => takeDate(reading, match[1], match[2], match[3])],
  [/(\d{4})-(\d{3})(?!\d)/y, (reading, match) => takeDayOfYear(reading, match)],
  [/(\d{4})-(\d{2})(?![\d-])/y, (reading, match) => takeDate(reading, match[1], match[2], undefined)],
  [/(\d{4})(\d{2})(\d{2})(?=t|\s|$)/y, (reading, match) => takeDate(reading, match[1], match[2], match[3])],
  [/(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/y, takeNumericDate],
  [/(\d{1,2})\/(\d{1,2})(?![\d/])/y, (reading, match) => takeDayAndMonth(reading, Number(match[1]), Number(match[2]))],
  [/(\d{1,2})[-/ ]([a-z]{3,9})[-/ ](\d{4}|\d{2}(?![\d:]))(?::(?=\d))?/y, takeNamedDate],
  [durationPattern('in\\s+', ''), (reading, match) => takeDuration(reading, match[1], 1)],
  [durationPattern('', '(?:ago|before now|earlier)\\b'), (reading, match) => takeDuration(reading, match[1], -1)],
  [durationPattern('', '(?:from now|later|hence)\\b'), (reading, match) => takeDuration(reading, match[1], 1)],
  [durationPattern('', 'before\\b'), (reading, match) => takeLateShift(reading, match[1], -1)],
  [durationPattern('', '(?:after|from|past)\\b'), (reading, match) => takeLateShift(reading, match[1], 1)],
  [durationPattern('\\+\\s*', ''), (reading, match) => takeDuration(reading, match[1], 1)],
  [durationPattern('-\\s*', ''), (reading, match) => takeDuration(reading, match[1], -1)],
  [/(next|coming|last|previous|past|this)\s+([a-z]+)\b/y, takeDirected],
  [/now\b/y, (reading) => takeNow(reading)],
  [/day after tomorrow\b/y, (reading) => takeDayShift(reading, 2)],
  [/day before yesterday\b/y, (reading) => takeDayShift(reading, -2)],
  [/today\b/y, (reading) => takeDayShift(reading, 0)],
  [/tomorrow\b/y, (reading) => takeDayShift(reading, 1)],
  [/yesterday\b/y, (reading) => takeDayShift(reading, -1)],
  [/last night\b/y, (reading) => takeDayShift(reading, -1) && takePortion(reading, 'night')],
  [/tonight\b/y, (reading) => takeDayShift(reading, 0) && takePortion(reading, 'night')],
  [/(?:at )?(morning|afternoon|evening|night)\b/y, (reading, match) => takePortion(reading, match[1] ?? '')],
  [/(\d{1,2})(?: o'clock)?(?= (?:in the (?:morning|afternoon|evening)|at night)\b)/y, takeBareHour],
  [/(?:noon|midday)\b/y, (reading) => takeTime(reading, 12, 0)],
  [/midnight\b/y, (reading) => takeTime(reading, 0, 0)],
  [/t?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?:\s*([ap])\.?m\b\.?)?/y, takeClock],
  [
    /(\d{1,2})\s*([ap])\.?m\b\.?/y,
    (reading, match) => takeTime(reading, hourOf12(Number(match[1]), match[2] ?? ''), 0),
  ],
  [/t(\d{2})(?![\d:])/y, (reading, match) => takeTime(reading, Number(match[1]), 0)],
  [
    /t(\d{2})(\d{2})(\d{2})?(?!\d)/y,
    (reading, match) => takeTime(reading, Number(match[1]), Number(match[2]), Number(match[3] ?? 0)),
  ],
  // `20240514T`: the marker of a time that is not there.
  [/t$/y, (reading) => hasDate(reading)],
  [/(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?(?!\d)/y, takeOffset],
  [/((?:(?:twenty|thirty)-)?[a-z]+)\b\.?/y, takeWord],
  [/([a-z]+(?:\/[a-z_+-]+)+)/y, (reading, match) => takeZone(reading, match[1] ?? '')],
  [/(\d{1,2})(?:st|nd|rd|th)\b/y, (reading, match) => takeDay(reading, Number(match[1]))],
  [/'(\d{2})\b/y, (reading, match) => takeYear(reading, match[1] ?? '')],
  [/(\d{4})(?!\d)/y, (reading, match) => takeYear(reading, match[1] ?? '')],
  [/(\d{1,2})(?!\d)/y, takeSmallNumber],
];

function takeDate(
  reading: Reading,
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): boolean {
  if (hasDate(reading)) return false;
  reading.year = Number(year);
  reading.month = Number(month);
  if (day !== undefined) reading.day = Number(day);
  return true;
}

function takeDayOfYear(reading: Reading, match: RegExpExecArray): boolean {
  if (hasDate(reading)) return false;
  reading.year = Number(match[1]);
  reading.dayOfYear = Number(match[2]);
  return true;
}

function takeWeekDate(reading: Reading, match: RegExpExecArray): boolean {
  const [year, week, day] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 1)];
  if (hasDate(reading) || week < 1 || week > 53) return false;
  // The fourth of January is always in week 1.
  const fourth = new Temporal.PlainDate(year, 1, 4);
  const date = fourth.add({ days: (week - 1) * 7 + day - fourth.dayOfWeek });
  return takeDate(reading, String(date.year), String(date.month), String(date.day));
}

function takeNumericDate(reading: Reading, match: RegExpExecArray): boolean {
  if (!takeDayAndMonth(reading, Number(match[1]), Number(match[3]))) return false;
  reading.year = fullYear(match[4] ?? '');
  return true;
}

/** Day first, unless only month first is a date. */
function takeDayAndMonth(reading: Reading, first: number, second: number): boolean {
  if (hasDate(reading)) return false;
  const isMonthFirst = second > 12 && first <= 12;
  reading.day = isMonthFirst ? second : first;
  reading.month = isMonthFirst ? first : second;
  return true;
}

function takeNamedDate(reading: Reading, match: RegExpExecArray): boolean {
  const month = monthNumber(match[2] ?? '');
  if (month === undefined || hasDate(reading)) return false;
  reading.day = Number(match[1]);
  reading.month = month;
  reading.year = fullYear(match[3] ?? '');
  return true;
}

function takeDuration(reading: Reading, text: string | undefined, sign: 1 | -1): boolean {
  const duration = parseDuration(text ?? '');
  if (duration === undefined) return false;
  reading.shifts.push(sign === 1 ? duration : duration.negated());
  return true;
}

function takeLateShift(reading: Reading, text: string | undefined, sign: 1 | -1): boolean {
  const duration = parseDuration(text ?? '');
  if (duration === undefined) return false;
  reading.lateShifts.push(sign === 1 ? duration : duration.negated());
  return true;
}

function takePhrase(reading: Reading, phrase: CalendarPhrase | undefined): boolean {
  if (phrase === undefined || reading.phrase !== undefined || hasDate(reading)) return false;
  reading.phrase = phrase;
  return true;
}

function takePortion(reading: Reading, portion: string): boolean {
  if (!isDayPortion(portion) || reading.portion !== undefined) return false;
  reading.portion = portion;
  return true;
}

function takeBareHour(reading: Reading, match: RegExpExecArray): boolean {
  if (!takeTime(reading, Number(match[1]), 0)) return false;
  reading.openHour = 'bare';
  return true;
}

function takeDirected(reading: Reading, match: RegExpExecArray): boolean {
  const word = match[2] ?? '';
  const which = match[1] ?? '';
  const direction = /^(?:last|previous|past)$/.test(which) ? 'last' : 'next';
  if (which === 'this' && isDayPortion(word)) return takeDayShift(reading, 0) && takePortion(reading, word);
  const unit = unitOf(word);
  if (unit === 'weeks' && reading.weekShift === undefined) {
    reading.weekShift = which === 'this' ? 0 : direction === 'next' ? 1 : -1;
    return true;
  }
  if (unit !== undefined) {
    if (which !== 'this') reading.shifts.push(Temporal.Duration.from({ [unit]: direction === 'next' ? 1 : -1 }));
    return takeNow(reading);
  }
  const day = dayNumber(word);
  if (day !== undefined) {
    reading.weekday = { day, direction };
    return true;
  }
  const month = monthNumber(word);
  if (month === undefined || hasDate(reading)) return false;
  reading.month = month;
  if (which !== 'this') reading.monthDirection = direction;
  return true;
}

function takeNow(reading: Reading): boolean {
  reading.isNow = true;
  return true;
}

function takeDayShift(reading: Reading, days: number): boolean {
  if (reading.dayShift !== undefined) return false;
  reading.dayShift = days;
  return true;
}

function takeClock(reading: Reading, match: RegExpExecArray): boolean {
  const half = match[5];
  const hour = half === undefined ? Number(match[1]) : hourOf12(Number(match[1]), half);
  if (!takeTime(reading, hour, Number(match[2]), Number(match[3] ?? 0), nanosecondsOf(match[4] ?? '0'))) return false;
  if (half === undefined) reading.openHour = 'clock';
  return true;
}

function takeTime(reading: Reading, hour: number | undefined, minute: number, second = 0, nanosecond = 0): boolean {
  if (hour === undefined || hasTime(reading)) return false;
  reading.hour = hour;
  reading.minute = minute;
  reading.second = second;
  reading.nanosecond = nanosecond;
  return true;
}

function takeOffset(reading: Reading, match: RegExpExecArray): boolean {
  const isNamed = /^[a-z]/.test(match[0]);
  if (!hasTime(reading) && !isNamed) return false;
  return takeZone(reading, `${match[1]}${(match[2] ?? '').padStart(2, '0')}:${match[3] ?? '00'}`);
}

function takeZone(reading: Reading, zone: string): boolean {
  if (!isTimeZone(zone)) return false;
  // `2024-05-14T10:00+02:00[Europe/Paris]`: the offset has already said it.
  reading.zone ??= zone;
  return true;
}

/** A name of a month, a weekday, an ordinal or a zone. */
function takeWord(reading: Reading, match: RegExpExecArray): boolean {
  const word = match[1] ?? '';
  const day = dayNumber(word);
  if (day !== undefined) {
    reading.weekday ??= { day, direction: 'next' };
    return true;
  }
  const month = monthNumber(word);
  if (month !== undefined) {
    if (reading.month !== undefined) return false;
    reading.month = month;
    return true;
  }
  const ordinal = dayOfOrdinalWord(word);
  if (ordinal !== undefined) return takeDay(reading, ordinal);
  const zone = zoneOfAbbreviation(word);
  return (
    zone !== undefined &&
    (hasTime(reading) || hasDate(reading) || reading.isNow === true || reading.dayShift !== undefined) &&
    takeZone(reading, zone)
  );
}

function takeDay(reading: Reading, day: number): boolean {
  if (reading.day !== undefined) return false;
  reading.day = day;
  return true;
}

function takeYear(reading: Reading, text: string): boolean {
  if (reading.year !== undefined || reading.month === undefined) return false;
  reading.year = fullYear(text);
  return true;
}

/** The day beside the name of a month (`14 May`, `May 14`), then a year of two digits. */
function takeSmallNumber(reading: Reading, match: RegExpExecArray): boolean {
  const text = match[1] ?? '';
  const isBeforeMonth = /^\s*(?:of\s+)?[a-z]{3,}/.test(match.input.slice(match.index + text.length));
  if (reading.day === undefined && (reading.month !== undefined || isBeforeMonth))
    return takeDay(reading, Number(text));
  return text.length === 2 && reading.day !== undefined && takeYear(reading, text);
}
