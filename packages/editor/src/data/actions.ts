import { stringifyJson, type Value } from '@fabula/formula';
import { type ActionResponse, actionListShape, actionShape, largestPage } from '@fabula/model';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { query, request } from './http.ts';
import { readAllPages } from './page.ts';

/** All actions of a story. */
export function actionsQuery(storyId: number) {
  return queryOptions({
    queryKey: ['actions', storyId],
    staleTime: 30_000,
    queryFn: ({ signal }) =>
      readAllPages(async (page) => {
        const path = `/api/v1/actions${query({ story_id: storyId, per_page: largestPage, page })}`;
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

/** One action as it is at the moment; never from the cache. */
export function readAction(actionId: number): Promise<ActionResponse> {
  return request(`/api/v1/actions/${actionId}`, actionShape);
}

/** Changes the fields that are named and no other. */
export function updateAction(actionId: number, changes: Value): Promise<ActionResponse> {
  return request(`/api/v1/actions/${actionId}`, actionShape, { method: 'PUT', body: stringifyJson(changes) });
}

/** Shows a change of one action everywhere, without reading the others again. */
export function takeAction(client: QueryClient, action: ActionResponse): void {
  client.setQueryData(actionsQuery(action.story_id).queryKey, (known) =>
    known?.map((each) => (each.id === action.id ? action : each)),
  );
}
