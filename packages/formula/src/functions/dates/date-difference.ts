/** The distance of two moments in UTC, as totals and by the calendar. */
import type { Temporal } from 'temporal-polyfill';
import { makeObject, type Value } from '../../value/value.ts';

const secondsOf = { minutes: 60, hours: 3_600, days: 86_400, weeks: 604_800 } as const;

/** `isAbsolute`: the distance; otherwise every number has a minus where the end lies before the start. */
export function dateDifference(start: Temporal.ZonedDateTime, end: Temporal.ZonedDateTime, isAbsolute: boolean): Value {
  const isBackwards = end.epochNanoseconds < start.epochNanoseconds;
  const [earlier, later] = isBackwards ? [end, start] : [start, end];
  const sign = isBackwards && !isAbsolute ? -1 : 1;
  const seconds = (later.epochMilliseconds - earlier.epochMilliseconds) / 1000;
  const total = (unit: keyof typeof secondsOf) => signed(sign, rounded(seconds / secondsOf[unit]));
  const calendar = earlier.until(later, { largestUnit: 'years', smallestUnit: 'seconds' });
  const unit = (amount: number) => signed(sign, amount);
  return makeObject([
    ['seconds', signed(sign, rounded(seconds))],
    ['minutes', total('minutes')],
    ['hours', total('hours')],
    ['days', total('days')],
    ['weeks', total('weeks')],
    [
      'units',
      makeObject([
        ['years', unit(calendar.years)],
        ['months', unit(calendar.months)],
        ['weeks', unit(Math.floor(calendar.days / 7))],
        ['days', unit(calendar.days % 7)],
        ['hours', unit(calendar.hours)],
        ['minutes', unit(calendar.minutes)],
        ['seconds', unit(calendar.seconds)],
      ]),
    ],
  ]);
}

function rounded(amount: number): number {
  return Math.round(amount * 100) / 100;
}

/** Without a minus before zero. */
function signed(sign: 1 | -1, amount: number): number {
  return amount === 0 ? 0 : sign * amount;
}
