/** What the free reader of dates has found, and the moment that it means. */
import { Temporal } from 'temporal-polyfill';
import type { CalendarPhrase } from './calendar-phrases.ts';
import { type DateParts, hasDate, hasTime, momentOf } from './date-parts.ts';
import { type DayPortion, hourIn, usualHourOf } from './day-portion.ts';

export interface Reading extends DateParts {
  /** Days after today, for `today`, `tomorrow` and the like. */
  dayShift?: number;
  weekday?: { readonly day: number; readonly direction: 'next' | 'last' };
  /** A month without a year of its own, as in `next may`. */
  monthDirection?: 'next' | 'last';
  /** Weeks before or after this one, for `next week`. */
  weekShift?: number;
  /** Moves the day, before a time of day is looked at: `in 2 days at noon`. */
  shifts: Temporal.Duration[];
  /** Moves the moment: `2 hours before noon`. */
  lateShifts: Temporal.Duration[];
  phrase?: CalendarPhrase;
  portion?: DayPortion;
  /** `am` or `pm` was not said; bare: not even minutes. */
  openHour?: 'bare' | 'clock';
  isNow?: boolean;
}

/** The moment that a reading means, seen from `now`; `undefined` when it means none. */
export function resolveReading(reading: Reading, now: Temporal.ZonedDateTime): Temporal.ZonedDateTime | undefined {
  const today = reading.zone === undefined ? now : now.withTimeZone(reading.zone);
  settleHour(reading);
  if (reading.weekShift !== undefined && reading.weekday === undefined) {
    reading.shifts.push(Temporal.Duration.from({ weeks: reading.weekShift }));
    reading.isNow = true;
  }
  const start = startOf(reading, today);
  return [...reading.shifts, ...reading.lateShifts].reduce<Temporal.ZonedDateTime | undefined>(
    (moment, shift) => moment?.add(shift),
    start,
  );
}

/** The hour that a part of the day means or changes. */
function settleHour(reading: Reading): void {
  const { portion, hour, openHour } = reading;
  if (hour === undefined) {
    if (portion !== undefined) reading.hour = usualHourOf(portion);
  } else if (openHour !== undefined) {
    reading.hour = hourIn(portion, hour, openHour === 'bare');
  }
}

function startOf(reading: Reading, today: Temporal.ZonedDateTime): Temporal.ZonedDateTime | undefined {
  if (hasDate(reading)) {
    if (reading.dayShift !== undefined) return undefined;
    return momentOf(withDirectedMonth(reading, today), today);
  }
  if (reading.phrase !== undefined) {
    const day = reading.phrase(today);
    return hasTime(reading) ? momentAt(reading, day, reading) : day;
  }
  const days =
    reading.dayShift ?? (reading.weekday === undefined ? undefined : daysTo(reading.weekday, today, reading.weekShift));
  if (days === undefined) {
    if (hasTime(reading))
      return momentAt(
        reading,
        reading.shifts.reduce((moment, shift) => moment.add(shift), today),
        reading,
      );
    return reading.isNow === true || reading.shifts.length + reading.lateShifts.length > 0 ? today : undefined;
  }
  return momentAt(reading, today.add({ days }), reading);
}

/** The time of the reading (midnight when it has none) on the day of `day`. */
function momentAt(time: DateParts, day: Temporal.ZonedDateTime, reading: Reading): Temporal.ZonedDateTime | undefined {
  if (reading.shifts.length > 0 && hasTime(time) && reading.dayShift === undefined && reading.weekday === undefined) {
    reading.shifts = [];
  }
  return momentOf({ ...time, year: day.year, month: day.month, day: day.day }, day);
}

function withDirectedMonth(reading: Reading, today: Temporal.ZonedDateTime): DateParts {
  if (reading.monthDirection === undefined || reading.month === undefined || reading.year !== undefined) return reading;
  const isLater = reading.month > today.month;
  const isEarlier = reading.month < today.month;
  const year = reading.monthDirection === 'next' ? today.year + (isLater ? 0 : 1) : today.year - (isEarlier ? 0 : 1);
  return { ...reading, year };
}

function daysTo(
  weekday: { readonly day: number; readonly direction: 'next' | 'last' },
  today: Temporal.ZonedDateTime,
  weekShift: number | undefined,
): number {
  if (weekShift !== undefined) return weekday.day - today.dayOfWeek + 7 * weekShift;
  const ahead = (weekday.day - today.dayOfWeek + 7) % 7;
  if (weekday.direction === 'next') return ahead === 0 ? 7 : ahead;
  return ahead === 0 ? -7 : ahead - 7;
}
