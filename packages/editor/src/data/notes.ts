import { largestPage, noteListShape, type noteShape } from '@fabula/model';
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { StoryPlace } from './editing.ts';
import { query, request } from './http.ts';
import { readAllPages } from './page.ts';

/** A Markdown card on the storyboard. */
export type Note = z.output<typeof noteShape>;

export function notesQuery({ storyId, draftId }: StoryPlace) {
  return queryOptions({
    queryKey: ['notes', storyId, draftId ?? 'live'],
    staleTime: 30_000,
    queryFn: ({ signal }): Promise<readonly Note[]> =>
      readAllPages(async (page) => {
        const path = `/api/v1/notes${query({ story_id: storyId, draft_id: draftId ?? undefined, per_page: largestPage, page })}`;
        const answer = await request(path, noteListShape, { signal });
        return { items: answer.annotations, nextPage: answer.meta.next_page_number };
      }),
  });
}
