import { largestPage, runEffectsShape, runEventsShape, runListShape, type runShape } from '@fabula/model';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { StoryPlace } from './editing.ts';
import { query, request } from './http.ts';
import { readAllPages } from './page.ts';

/** Everything that followed from one first event. */
export type Run = z.output<typeof runShape>;

/** An event of a run, without its payload. */
export type RunEvent = z.output<typeof runEventsShape>['story_run_events'][number];

/** One attempt of a run to call the outside. */
export type RunEffect = z.output<typeof runEffectsShape>['story_run_effects'][number];

export function runsKey({ storyId, draftId }: StoryPlace) {
  return ['runs', storyId, draftId ?? 'live'] as const;
}

function pathOf({ storyId, draftId }: StoryPlace, rest: string, page: Readonly<Record<string, number>> = {}): string {
  return `/api/v1/stories/${storyId}/runs${rest}${query({ draft_id: draftId ?? undefined, ...page })}`;
}

export function runsQuery(place: StoryPlace) {
  return infiniteQueryOptions({
    queryKey: [...runsKey(place), 'list'],
    initialPageParam: 1,
    queryFn: ({ pageParam, signal }) =>
      request(pathOf(place, '', { per_page: 50, page: pageParam }), runListShape, { signal }),
    getNextPageParam: (last) => last.meta.next_page_number,
  });
}

/** A run with more events than this is shown up to here. */
export const mostRunEvents = 2_000;

/** The events of a run in the order in which they were emitted. */
export function runEventsQuery(place: StoryPlace, guid: string) {
  return queryOptions({
    queryKey: [...runsKey(place), guid],
    queryFn: async ({ signal }) => {
      const events = await readAllPages(async (page) => {
        const path = pathOf(place, `/${guid}`, { per_page: largestPage, page });
        const answer = await request(path, runEventsShape, { signal });
        const isEnough = page * largestPage >= mostRunEvents;
        return { items: answer.story_run_events, nextPage: isEnough ? null : answer.meta.next_page_number };
      });
      return events.toSorted((a, b) => a.id - b.id);
    },
  });
}

/** The attempts of a run to call the outside, oldest first. */
export function runEffectsQuery(place: StoryPlace, guid: string) {
  return queryOptions({
    queryKey: [...runsKey(place), guid, 'effects'],
    queryFn: async ({ signal }) =>
      (await request(pathOf(place, `/${guid}/effects`), runEffectsShape, { signal })).story_run_effects,
  });
}
