/** What a reader of dates has found so far, and the moment that it means. Shared by the free reader and by strptime. */
import { Temporal } from 'temporal-polyfill';

export interface DateParts {
  year?: number;
  month?: number;
  day?: number;
  dayOfYear?: number;
  hour?: number;
  minute?: number;
  second?: number;
  nanosecond?: number;
  /** A name or an offset that Temporal takes. */
  zone?: string;
}

export function hasDate(parts: DateParts): boolean {
  return (
    parts.year !== undefined || parts.month !== undefined || parts.day !== undefined || parts.dayOfYear !== undefined
  );
}

export function hasTime(parts: DateParts): boolean {
  return parts.hour !== undefined;
}

/**
 * The moment of these parts. What is left out above the largest given part comes from `now` (the year of `14 May`, the
 * day of `10:00`), what is left out below it is the first (the day of `May 2024`). `undefined`: no such day or time.
 */
export function momentOf(parts: DateParts, now: Temporal.ZonedDateTime): Temporal.ZonedDateTime | undefined {
  const today = parts.zone === undefined ? now : now.withTimeZone(parts.zone);
  try {
    const date = dateOf(parts, today);
    // 24:00 is the end of a day; a leap second is read as the last ordinary one.
    const isEndOfDay = parts.hour === 24 && (parts.minute ?? 0) === 0 && (parts.second ?? 0) === 0;
    const time = Temporal.PlainTime.from(
      {
        hour: isEndOfDay ? 0 : (parts.hour ?? 0),
        minute: parts.minute ?? 0,
        second: parts.second === 60 ? 59 : (parts.second ?? 0),
        millisecond: Math.floor((parts.nanosecond ?? 0) / 1e6),
        microsecond: Math.floor((parts.nanosecond ?? 0) / 1e3) % 1e3,
        nanosecond: (parts.nanosecond ?? 0) % 1e3,
      },
      { overflow: 'reject' },
    );
    const day = isEndOfDay ? date.add({ days: 1 }) : date;
    return day.toZonedDateTime({ timeZone: today.timeZoneId, plainTime: time });
  } catch (problem) {
    if (problem instanceof RangeError) return undefined;
    throw problem;
  }
}

function dateOf(parts: DateParts, today: Temporal.ZonedDateTime): Temporal.PlainDate {
  if (!hasDate(parts)) return today.toPlainDate();
  const year = parts.year ?? today.year;
  if (parts.dayOfYear !== undefined) {
    const date = new Temporal.PlainDate(year, 1, 1).add({ days: parts.dayOfYear - 1 });
    if (date.year !== year) throw new RangeError('the year has fewer days');
    return date;
  }
  const isDayAlone = parts.month === undefined && parts.year === undefined;
  const month = parts.month ?? (isDayAlone ? today.month : 1);
  return Temporal.PlainDate.from({ year, month, day: parts.day ?? 1 }, { overflow: 'reject' });
}

/** Two-digit years: 69 to 99 are 1969 to 1999, as in Ruby and POSIX. */
export function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year >= 69 ? 1900 + year : 2000 + year;
}

/** `5` of `10:30:00.5` in nanoseconds; digits beyond the ninth are cut. */
export function nanosecondsOf(digits: string): number {
  return Number(digits.slice(0, 9).padEnd(9, '0'));
}

/** Hour on a 24-hour clock; `undefined` when the hour does not exist on a 12-hour one. */
export function hourOf12(hour: number, half: string): number | undefined {
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}
