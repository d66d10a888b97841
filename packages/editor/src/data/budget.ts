/** What a story may write today, and what it keeps. */
import { eventLimitShape, storyEventLimitShape, storyUsageShape } from '@fabula/model';
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { request } from './http.ts';

/** The story's events of the day. */
export type EventLimit = z.output<typeof storyEventLimitShape>;

/** Those of all stories together. */
export type LimitOfAll = Pick<
  z.output<typeof eventLimitShape>,
  'status' | 'used_percentage' | 'events_today' | 'daily_event_limit'
>;

/** What the story keeps, and what it will keep if it goes on like this. */
export type StoryUsage = z.output<typeof storyUsageShape>;

const lookEveryMs = 30_000;

/** Looked at again now and then: a pause begins and ends without anybody doing something here. */
export function eventLimitQuery(storyId: number) {
  return queryOptions({
    queryKey: ['event-limit', storyId],
    queryFn: ({ signal }) => request(`/api/v1/stories/${storyId}/event_limit`, storyEventLimitShape, { signal }),
    refetchInterval: lookEveryMs,
  });
}

export const limitOfAllQuery = queryOptions({
  queryKey: ['event-limit'],
  queryFn: ({ signal }) => request('/api/v1/event_limit', eventLimitShape, { signal }),
  refetchInterval: lookEveryMs,
});

export function storyUsageQuery(storyId: number) {
  return queryOptions({
    queryKey: ['story-usage', storyId],
    queryFn: ({ signal }) => request(`/api/v1/stories/${storyId}/usage`, storyUsageShape, { signal }),
  });
}
