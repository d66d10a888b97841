import { expect, test } from 'vitest';
import { usageWindow } from './usage-window.ts';

const at = (text: string) => Date.parse(text);
const now = at('2026-03-31T15:00:00Z');
const shown = (input: Parameters<typeof usageWindow>[0]) => {
  const found = usageWindow(input, now);
  return found.ok
    ? [found.value.since, found.value.until].map((time) => new Date(time).toISOString().slice(0, 16))
    : found.error.field;
};

test.each([
  [undefined, ['2026-03-01T15:00', '2026-03-31T15:00']],
  ['', ['2026-03-01T15:00', '2026-03-31T15:00']],
  ['today', ['2026-03-31T00:00', '2026-03-31T15:00']],
  ['yesterday', ['2026-03-30T00:00', '2026-03-31T00:00']],
  ['7 days', ['2026-03-24T15:00', '2026-03-31T15:00']],
  ['1 day', ['2026-03-30T15:00', '2026-03-31T15:00']],
  ['3 months', ['2025-12-31T15:00', '2026-03-31T15:00']],
  ['1 year', ['2025-03-31T15:00', '2026-03-31T15:00']],
  ['2 years', 'relative_date'],
  ['0 days', 'relative_date'],
  ['soon', 'relative_date'],
] as const)('relative_date %s means %j', (relative_date, expected) => {
  expect(shown({ relative_date })).toEqual(expected);
});

test.each([
  [
    'both dates',
    { start_date: at('2026-01-01'), end_date: at('2026-02-01') },
    ['2026-01-01T00:00', '2026-02-01T00:00'],
  ],
  [
    'a whole year',
    { start_date: at('2024-01-01'), end_date: at('2025-01-01') },
    ['2024-01-01T00:00', '2025-01-01T00:00'],
  ],
  ['more than a year', { start_date: at('2024-01-01'), end_date: at('2025-01-02') }, 'end_date'],
  ['the wrong order', { start_date: at('2026-02-01'), end_date: at('2026-02-01') }, 'end_date'],
  ['no end', { start_date: at('2026-02-01') }, 'end_date'],
  ['no start', { end_date: at('2026-02-01') }, 'start_date'],
  ['a relative date too', { relative_date: 'today', start_date: 1, end_date: 2 }, 'relative_date'],
] as const)('dates: %s', (_name, input, expected) => {
  expect(shown(input)).toEqual(expected);
});
