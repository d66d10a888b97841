import { actionListShape, largestPage } from '@fabula/model';
import { queryOptions } from '@tanstack/react-query';
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
