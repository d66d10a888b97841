/** Periods of time in UTC: hours, days, weeks that begin on Monday, months. Pure. */
import type { DateUnit } from '@fabula/model';

const lengths = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;
/** 1970-01-01 was a Thursday, four days before a Monday. */
const firstMonday = 4 * lengths.day;

/** Number of the period that this moment (milliseconds since 1970) is in. */
export function periodOf(at: number, unit: DateUnit): number {
  if (unit === 'month') {
    const date = new Date(at);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  }
  return Math.floor((at - (unit === 'week' ? firstMonday : 0)) / lengths[unit]);
}

/** Its first moment. */
export function startOf(period: number, unit: DateUnit): number {
  if (unit !== 'month') return period * lengths[unit] + (unit === 'week' ? firstMonday : 0);
  const start = new Date(0);
  // Date.UTC takes the years 0 to 99 for those of the twentieth century
  start.setUTCFullYear(Math.floor(period / 12), ((period % 12) + 12) % 12, 1);
  return start.getTime();
}
