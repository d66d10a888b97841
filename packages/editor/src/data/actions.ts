import { entriesOf, getKey, makeObject, type ObjectValue, stringifyJson } from '@fabula/formula';
import { type ActionResponse, actionListShape, actionShape, largestPage } from '@fabula/model';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { StoryPlace } from './editing.ts';
import { query, request } from './http.ts';
import { readAllPages } from './page.ts';

/** All actions of a story or of a draft. */
export function actionsQuery({ storyId, draftId }: StoryPlace) {
  return queryOptions({
    queryKey: ['actions', storyId, draftId ?? 'live'],
    staleTime: 30_000,
    queryFn: ({ signal }): Promise<readonly ActionResponse[]> =>
      readAllPages(async (page) => {
        const path = `/api/v1/actions${query({ story_id: storyId, draft_id: draftId ?? undefined, per_page: largestPage, page })}`;
        const answer = await request(path, actionListShape, { signal });
        return { items: answer.agents, nextPage: answer.meta.next_page_number };
      }),
  });
}

/** How many actions a story has, without reading them. */
export function actionCountQuery(storyId: number) {
  return queryOptions({
    queryKey: ['action-count', storyId],
    staleTime: 30_000,
    queryFn: async ({ signal }) =>
      (await request(`/api/v1/actions${query({ story_id: storyId, per_page: 1 })}`, actionListShape, { signal })).meta
        .count,
  });
}

/** The story or draft that an action is part of. */
export function placeOf(action: Pick<ActionResponse, 'story_id' | 'draft_id'>): StoryPlace {
  return { storyId: action.story_id, draftId: action.draft_id };
}

/** One action, of whatever story. */
export function actionQuery(actionId: number) {
  return queryOptions({
    queryKey: ['action', actionId],
    staleTime: 30_000,
    queryFn: ({ signal }) => request(`/api/v1/actions/${actionId}`, actionShape, { signal }),
  });
}

/** One action as it is at the moment; never from the cache. */
export function readAction(actionId: number): Promise<ActionResponse> {
  return request(`/api/v1/actions/${actionId}`, actionShape);
}

/** Changes the fields that are named and no other. Options are not written over others than they were made from (409). */
export function updateAction(actionId: number, changes: ObjectValue, from: ObjectValue): Promise<ActionResponse> {
  const isOptions = getKey(changes, 'options') !== undefined;
  const body = isOptions ? makeObject([...entriesOf(changes), ['if_options', from]]) : changes;
  return request(`/api/v1/actions/${actionId}`, actionShape, { method: 'PUT', body: stringifyJson(body) });
}

/** Shows a change of one action everywhere, without reading the others again. */
export function takeAction(client: QueryClient, action: ActionResponse): void {
  client.setQueryData(actionsQuery(placeOf(action)).queryKey, (known) =>
    known?.map((each) => (each.id === action.id ? action : each)),
  );
}
