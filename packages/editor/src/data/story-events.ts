/**
 * The events of a story across its actions, newest first. They are listed without their payloads, of which ten thousand would fill the
 * memory of a browser: one event is read when somebody looks at it.
 */
import { getKey, keysOf, stringifyJson } from '@fabula/formula';
import { eventListShape, reEmittedShape } from '@fabula/model';
import { type InfiniteData, infiniteQueryOptions, type QueryClient, useMutation } from '@tanstack/react-query';
import type { StoryPlace } from './editing.ts';
import type { StoryEvent } from './events.ts';
import { query, RequestFailure, request } from './http.ts';

export interface EventChoice {
  /** undefined: of all actions. */
  readonly actionId: number | undefined;
  /** ISO 8601 in UTC. */
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly isReEmitted: boolean;
  /** Somewhere in the payload, in any case; undefined: does not matter. */
  readonly text: string | undefined;
}

export interface ListedEvent extends Omit<StoryEvent, 'payload'> {
  /** How the output of its own action begins. */
  readonly beginning: string;
}

interface EventPage {
  /** Those that have the text that is looked for. */
  readonly items: readonly ListedEvent[];
  /** How many were looked at. */
  readonly looked: number;
  /** Of the oldest that was looked at; undefined: there was none. */
  readonly oldestId: number | undefined;
  /** How many there are from here on. */
  readonly count: number;
  readonly isLast: boolean;
}

type Range = { readonly until_id?: number | undefined; readonly since_id?: number };

const pageSize = 100;
/** For events so large that a page of them is refused. */
const smallPageSize = 5;
const beginningLength = 160;

export function storyEventsKey({ storyId, draftId }: StoryPlace) {
  return ['story-events', storyId, draftId] as const;
}

export function storyEventsQuery(place: StoryPlace, choice: EventChoice) {
  return infiniteQueryOptions({
    queryKey: [...storyEventsKey(place), choice],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) => readPage(place, choice, { until_id: pageParam }, signal),
    getNextPageParam: ({ oldestId, isLast }) => (isLast || oldestId === undefined ? undefined : oldestId - 1),
    // Pages go back by id: what was read stays true.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

async function readPage(
  place: StoryPlace,
  choice: EventChoice,
  range: Range,
  signal?: AbortSignal,
  size = pageSize,
): Promise<EventPage> {
  const { actionId, since, until, isReEmitted } = choice;
  const chosen = {
    ...{ since, until, ...range, per_page: size },
    show_reemitted_events_only: isReEmitted ? 'true' : undefined,
  };
  const path =
    actionId === undefined
      ? `/api/v1/events${query({ story_id: place.draftId ?? place.storyId, include_groups: 'true', ...chosen })}`
      : `/api/v1/actions/${actionId}/events${query(chosen)}`;
  try {
    const { events, meta } = await request(path, eventListShape, signal === undefined ? {} : { signal });
    const newestFirst = events.toSorted((a, b) => b.id - a.id);
    const items = newestFirst.filter(({ payload }) => hasText(payload, choice.text)).map(listed);
    const [looked, oldestId] = [events.length, newestFirst.at(-1)?.id];
    return { items, looked, oldestId, count: meta.count, isLast: meta.count <= looked };
  } catch (error) {
    const isTooLarge = error instanceof RequestFailure && error.problems.some(({ field }) => field === 'per_page');
    if (!isTooLarge || size <= smallPageSize) throw error;
    return readPage(place, choice, range, signal, smallPageSize);
  }
}

/** The server does not search in payloads: what is read is looked through here, page by page. */
function hasText(payload: StoryEvent['payload'], text: string | undefined): boolean {
  return text === undefined || stringifyJson(payload).toLowerCase().includes(text.toLowerCase());
}

function listed({ payload, ...event }: StoryEvent): ListedEvent {
  const own = getKey(payload, keysOf(payload).at(-1) ?? '');
  return { ...event, beginning: own === undefined ? '' : stringifyJson(own).slice(0, beginningLength) };
}

/** Brings the lists on screen up to date by asking only for what is newer. */
export async function refreshStoryEvents(client: QueryClient, place: StoryPlace): Promise<void> {
  for (const { queryKey } of client.getQueryCache().findAll({ queryKey: storyEventsKey(place), type: 'active' })) {
    const choice = queryKey[3] as EventChoice; // as `storyEventsQuery` makes the key
    const listKey = storyEventsQuery(place, choice).queryKey;
    const shown = client.getQueryData(listKey);
    const newest = shown?.pages[0]?.items[0];
    if (shown === undefined || choice.until !== undefined) continue;
    const fresh = newest === undefined ? undefined : await readPage(place, choice, { since_id: newest.id });
    if (fresh?.isLast) client.setQueryData(listKey, (current) => current && withNewer(current, fresh));
    else {
      // `since_id` gives the oldest news first, so a page may lack the newest: the list starts again from there.
      client.setQueryData(listKey, { pages: [await readPage(place, choice, {})], pageParams: [undefined] });
    }
  }
}

type Pages = InfiniteData<EventPage>;

/** The list with newer events before it; none twice, should two refreshes overlap. */
export function withNewer(shown: Pages, fresh: Pick<EventPage, 'items'>): Pages {
  const [first, ...rest] = shown.pages;
  if (first === undefined) return shown;
  const known = new Set(first.items.map(({ id }) => id));
  const news = fresh.items.filter(({ id }) => !known.has(id));
  if (news.length === 0) return shown;
  const grown = { ...first, items: [...news, ...first.items], count: first.count + news.length };
  return { ...shown, pages: [grown, ...rest] };
}

/** Emits events again from their actions, in the order in which they had been. Gives the ids of those that were. */
export function useEmitAgain() {
  return useMutation({
    mutationFn: async (ids: readonly number[]): Promise<readonly number[]> =>
      (
        await request('/api/v1/events/reemit', reEmittedShape, {
          method: 'POST',
          body: JSON.stringify({ event_ids: ids.toSorted((a, b) => a - b) }),
        })
      ).reemitted_event_ids,
  });
}
