import { expect, test } from 'vitest';
import { type ActivityStore, takeActivity } from './activity.ts';
import { KeyedStore } from './keyed-store.ts';

const counts = (id: number, events: number, logs = 0) => ({
  id,
  events_count: events,
  logs_count: logs,
  errors_count: 0,
  last_event_at: events === 0 ? null : '2026-11-22T12:00:00Z',
  last_error_log_at: null,
});

test('a notice moves only the actions that changed, whether or not they were known before', () => {
  const store: ActivityStore = new KeyedStore();
  takeActivity(store, { actions: [counts(1, 3), counts(2, 1)] }, false);
  const moved = takeActivity(store, { actions: [counts(1, 3), counts(2, 1, 1), counts(7, 1)] }, true);
  expect(moved).toEqual([2, 7]);
  expect(store.get(1)?.isFresh).toBe(false);
  expect(store.get(7)).toMatchObject({ events_count: 1, isFresh: true });
});
