/** The spans of time that reports look back over. */
import type { DateUnit } from '@fabula/model';

export const spans = [
  { name: 'week', label: '7 days', unit: 'day', days: 7 },
  { name: 'month', label: '30 days', unit: 'day', days: 30 },
  { name: 'year', label: '12 months', unit: 'month', days: 365 },
] as const satisfies readonly { name: string; label: string; unit: DateUnit; days: number }[];

export type Span = (typeof spans)[number];

/** The first moment that is shown: the start of its day (UTC), or of its month. */
export function startOf({ unit, days }: Pick<Span, 'unit' | 'days'>, nowMs: number): string {
  const now = new Date(nowMs);
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const start = unit === 'month' ? Date.UTC(year, month - 11) : Date.UTC(year, month, day - days + 1);
  return new Date(start).toISOString();
}

/** "3 Mar" for a day, "Mar 26" for a month. Periods are those of UTC. */
export function periodLabel(date: string, unit: Span['unit']): string {
  const parts =
    unit === 'month' ? ({ month: 'short', year: '2-digit' } as const) : ({ day: 'numeric', month: 'short' } as const);
  return new Intl.DateTimeFormat('en-GB', { ...parts, timeZone: 'UTC' }).format(new Date(date));
}

/** Rounded to what matters: "45 s", "12 min", "3.5 h", "120 h". */
export function durationWords(seconds: number): string {
  if (seconds < 60) return `${Number(seconds.toFixed(seconds < 10 ? 2 : 0))} s`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`;
  const hours = seconds / 3_600;
  return `${hours < 10 ? Number(hours.toFixed(1)) : Math.round(hours)} h`;
}
