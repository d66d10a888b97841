/**
 * Events, newest first. Pages go back by id and not by number: while someone reads, new events arrive and would
 * otherwise push the same event onto two pages.
 */
import { eventListShape, eventShape } from '@fabula/model';
import { type InfiniteData, infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { query, request } from './http.ts';

/** What an action emitted. `agent_id` is that action. */
export type StoryEvent = z.output<typeof eventShape>;

const pageSize = 50;

type Range = { readonly until_id?: number | undefined; readonly since_id?: number };

async function readEvents(actionId: number, range: Range, signal?: AbortSignal): Promise<StoryEvent[]> {
  const path = `/api/v1/actions/${actionId}/events${query({ ...range, per_page: pageSize })}`;
  const { events } = await request(path, eventListShape, signal === undefined ? {} : { signal });
  return events.toSorted((a, b) => b.id - a.id);
}

export function eventsQuery(actionId: number) {
  return infiniteQueryOptions({
    queryKey: ['events', actionId],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) => readEvents(actionId, { until_id: pageParam }, signal),
    getNextPageParam: (last) => olderThan(last),
  });
}

function olderThan(page: readonly StoryEvent[]): number | undefined {
  const oldest = page.at(-1);
  return oldest === undefined || page.length < pageSize || oldest.id === 1 ? undefined : oldest.id - 1;
}

export function eventQuery(eventId: number) {
  return queryOptions({
    queryKey: ['event', eventId],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => request(`/api/v1/events/${eventId}`, eventShape, { signal }),
  });
}

/** Brings the list of one action up to date by asking only for what is newer than what is shown. */
export async function refreshEvents(client: QueryClient, actionId: number): Promise<void> {
  const { queryKey } = eventsQuery(actionId);
  const newest = client.getQueryData(queryKey)?.pages[0]?.[0];
  const isOnScreen = client.getQueryCache().find({ queryKey })?.isActive() ?? false;
  if (newest === undefined || !isOnScreen) return client.invalidateQueries({ queryKey });
  const fresh = await readEvents(actionId, { since_id: newest.id });
  if (fresh.length < pageSize) {
    client.setQueryData(queryKey, (current) => current && withNewer(current, fresh));
    return;
  }
  // `since_id` gives the oldest news first, so a full page may lack the newest: the list starts again from there, and
  // what is older is read again when someone scrolls to it.
  const first = await readEvents(actionId, {});
  client.setQueryData(queryKey, { pages: [first], pageParams: [undefined] });
}

type Pages = InfiniteData<StoryEvent[]>;

/** The list with newer events before it; none twice, should two refreshes overlap. */
function withNewer(shown: Pages, fresh: readonly StoryEvent[]): Pages {
  const [first = [], ...rest] = shown.pages;
  const known = new Set(first.map((event) => event.id));
  return { ...shown, pages: [[...fresh.filter((event) => !known.has(event.id)), ...first], ...rest] };
}

/** The newest events of several actions together: what an action that follows them can receive. */
export function recentEventsQuery(actionIds: readonly number[]) {
  return queryOptions({
    queryKey: ['recent-events', ...actionIds],
    staleTime: 10_000,
    queryFn: async ({ signal }) => {
      const lists = await Promise.all(actionIds.map((id) => readEvents(id, {}, signal)));
      return lists
        .flat()
        .toSorted((a, b) => b.id - a.id)
        .slice(0, pageSize);
    },
  });
}
