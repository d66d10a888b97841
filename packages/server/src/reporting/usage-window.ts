/** Of which time usage is asked for: two dates, or a relative one. Pure. */
import { type Problem, problem, type Result } from '@fabula/model';

interface Input {
  readonly relative_date?: string | undefined;
  readonly start_date?: number | undefined;
  readonly end_date?: number | undefined;
}

export interface UsageWindow {
  readonly since: number;
  readonly until: number;
}

const dayMs = 86_400_000;
const unitMonths: Readonly<Record<string, number>> = { month: 1, year: 12 };
const unitDays: Readonly<Record<string, number>> = { day: 1, week: 7 };

export function usageWindow(input: Input, now: number): Result<UsageWindow, Problem> {
  const { start_date: start, end_date: end } = input;
  const relative = input.relative_date?.trim() ?? '';
  if (start === undefined && end === undefined) return relativeWindow(relative === '' ? '30 days' : relative, now);
  if (relative !== '') return refused('relative_date cannot be given beside start_date and end_date.', 'relative_date');
  if (start === undefined) return refused('start_date must be given with end_date.', 'start_date');
  if (end === undefined) return refused('end_date must be given with start_date.', 'end_date');
  if (end <= start) return refused('end_date must be after start_date.', 'end_date');
  if (end > monthsFrom(start, 12)) return refused('end_date must be at most one year after start_date.', 'end_date');
  return { ok: true, value: { since: start, until: end } };
}

function relativeWindow(text: string, now: number): Result<UsageWindow, Problem> {
  const today = Math.floor(now / dayMs) * dayMs;
  if (/^today$/i.test(text)) return { ok: true, value: { since: today, until: now } };
  if (/^yesterday$/i.test(text)) return { ok: true, value: { since: today - dayMs, until: today } };
  const [, number = '', unit = ''] = /^(\d{1,4}) (day|week|month|year)s?$/i.exec(text) ?? [];
  const days = unitDays[unit.toLowerCase()];
  const months = unitMonths[unit.toLowerCase()];
  const since =
    days !== undefined ? now - Number(number) * days * dayMs : months && monthsFrom(now, -Number(number) * months);
  if (since === undefined || since >= now) {
    const forms = 'today, yesterday, or a time such as 7 days, 3 months, 1 year';
    return refused(`relative_date must be ${forms}.`, 'relative_date');
  }
  if (since < monthsFrom(now, -12)) return refused('relative_date must be at most one year.', 'relative_date');
  return { ok: true, value: { since, until: now } };
}

function monthsFrom(at: number, months: number): number {
  const date = new Date(at);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.getTime();
}

function refused(details: string, field: string): Result<UsageWindow, Problem> {
  return { ok: false, error: problem('invalid_parameter', details, field) };
}
