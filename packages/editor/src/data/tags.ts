import { largestPage, tagListShape } from '@fabula/model';
import { queryOptions } from '@tanstack/react-query';
import { query, request } from './http.ts';
import { readAllPages } from './page.ts';

/** Of one team, or of all that the person sees. */
export function tagsQuery(teamId: number | undefined) {
  return queryOptions({
    queryKey: ['tags', teamId ?? 'all'],
    staleTime: 30_000,
    queryFn: ({ signal }) =>
      readAllPages(async (page) => {
        const answer = await request(
          `/api/v1/tags${query({ team_id: teamId, per_page: largestPage, page })}`,
          tagListShape,
          { signal },
        );
        return { items: answer.tags, nextPage: answer.meta.next_page_number };
      }),
  });
}
