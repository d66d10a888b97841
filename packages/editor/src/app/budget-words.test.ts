import { expect, test } from 'vitest';
import type { EventLimit, LimitOfAll } from '../data/budget.ts';
import { budgetNotice } from './budget-words.ts';

const limit: EventLimit = {
  story_id: 1,
  daily_event_limit: 5_000,
  events_today: 4_100,
  used_percentage: 82,
  status: 'warning',
  own_daily_event_limit: 5_000,
  paused_by: null,
  paused_until: null,
};
const ofAll: LimitOfAll = { daily_event_limit: null, events_today: 4_100, used_percentage: null, status: 'ok' };
const evening = Date.UTC(2026, 10, 22, 21, 30);
const paused = { status: 'paused', paused_until: '2026-11-23T00:00:00Z' } as const;

test('a story with events left has no notice', () => {
  expect(budgetNotice({ ...limit, status: 'ok' }, ofAll, evening)).toBeNull();
});

test('a story near its limit says how much is used', () => {
  expect(budgetNotice(limit, undefined, evening)).toEqual({
    isPaused: false,
    what: '82 % of today’s events are used: 4,100 of 5,000.',
    next: 'At 100 % the story pauses until 00:00 UTC.',
  });
});

test.each([
  [evening, 'in 2 h 30 min'],
  [Date.UTC(2026, 10, 22, 23), 'in 1 h'],
  [Date.UTC(2026, 10, 22, 23, 59, 50), 'in 1 min'],
  [Date.UTC(2026, 10, 23, 0, 0, 5), 'in 1 min'],
])('a paused story says when it goes on (%i)', (now, text) => {
  expect(budgetNotice({ ...limit, ...paused, events_today: 5_003, paused_by: 'story' }, ofAll, now)).toEqual({
    isPaused: true,
    what: 'Paused: today’s events are used up: 5,003 of 5,000.',
    next: `What comes in is kept; it goes on at 00:00 UTC, ${text}.`,
  });
});

test('a story that waits for the whole installation says so', () => {
  expect(budgetNotice({ ...limit, ...paused, paused_by: 'installation' }, ofAll, evening)?.what).toBe(
    'Paused: this Fabula has used up its events of today.',
  );
});

test('a story with events left says when the whole installation is near its limit', () => {
  const near: LimitOfAll = { daily_event_limit: 10_000, events_today: 9_050, used_percentage: 90, status: 'warning' };
  expect(budgetNotice({ ...limit, status: 'ok' }, near, evening)).toEqual({
    isPaused: false,
    what: 'This Fabula has used 90 % of today’s events: 9,050 of 10,000.',
    next: 'At 100 % all stories pause until 00:00 UTC.',
  });
});
