/** A distance of time in English, coarser the longer it is. */
import type { Temporal } from 'temporal-polyfill';

const minutesPerDay = 1_440;
const minutesPerMonth = 43_200;
const minutesPerYear = 525_600;

export function distanceInWords(moment: Temporal.ZonedDateTime, from: Temporal.ZonedDateTime): string {
  const milliseconds = moment.epochMilliseconds - from.epochMilliseconds;
  const words = wordsFor(Math.abs(milliseconds) / 1000, moment, from);
  return milliseconds < 0 ? `${words} ago` : `in ${words}`;
}

function wordsFor(exactSeconds: number, moment: Temporal.ZonedDateTime, from: Temporal.ZonedDateTime): string {
  const seconds = Math.round(exactSeconds);
  const minutes = Math.round(exactSeconds / 60);
  if (seconds < 90) return shortWords(seconds);
  if (minutes < 45) return counted(minutes, 'minute');
  if (minutes < 90) return 'about 1 hour';
  if (minutes < minutesPerDay) return `about ${counted(Math.round(minutes / 60), 'hour')}`;
  if (minutes < 2_520) return '1 day';
  if (minutes < minutesPerMonth) return counted(Math.round(minutes / minutesPerDay), 'day');
  if (minutes < 2 * minutesPerMonth) return `about ${counted(Math.round(minutes / minutesPerMonth), 'month')}`;
  if (minutes < minutesPerYear) return counted(Math.round(minutes / minutesPerMonth), 'month');
  return yearWords(minutes, moment, from);
}

function shortWords(seconds: number): string {
  if (seconds < 5) return 'less than 5 seconds';
  if (seconds < 10) return 'less than 10 seconds';
  if (seconds < 20) return 'less than 20 seconds';
  if (seconds < 40) return 'half a minute';
  return seconds < 60 ? 'less than a minute' : '1 minute';
}

/** Leap days do not count, so that whole years are whole. */
function yearWords(minutes: number, moment: Temporal.ZonedDateTime, from: Temporal.ZonedDateTime): string {
  const [earlier, later] = moment.epochMilliseconds < from.epochMilliseconds ? [moment, from] : [from, moment];
  const firstYear = earlier.month >= 3 ? earlier.year + 1 : earlier.year;
  const lastYear = later.month < 3 ? later.year - 1 : later.year;
  const leapDays = firstYear > lastYear ? 0 : leapYearsUpTo(lastYear) - leapYearsUpTo(firstYear - 1);
  const counting = minutes - leapDays * minutesPerDay;
  const years = Math.floor(counting / minutesPerYear);
  const rest = counting % minutesPerYear;
  if (rest < minutesPerYear / 4) return `about ${counted(years, 'year')}`;
  if (rest < (minutesPerYear / 4) * 3) return `over ${counted(years, 'year')}`;
  return `almost ${counted(years + 1, 'year')}`;
}

function leapYearsUpTo(year: number): number {
  return Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
