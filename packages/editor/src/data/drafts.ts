/** The drafts of a story. What is in one is read and written like the story itself, with its id beside the story's. */
import { largestPage, pageShape, type StoryResponse, storyShape } from '@fabula/model';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { query, request } from './http.ts';
import { readAllPages } from './page.ts';

/** A story object whose `id` and `name` are those of the draft. */
export type Draft = StoryResponse;

const draftListShape = pageShape('drafts', storyShape);

export function draftsQuery(storyId: number) {
  return queryOptions({
    queryKey: ['drafts', storyId],
    queryFn: ({ signal }) =>
      readAllPages(async (page) => {
        const path = `/api/v1/stories/${storyId}/drafts${query({ per_page: largestPage, page })}`;
        const answer = await request(path, draftListShape, { signal });
        return { items: answer.drafts, nextPage: answer.meta.next_page_number };
      }),
  });
}

export function useCreateDraft(storyId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) =>
      request(`/api/v1/stories/${storyId}/drafts`, storyShape, { method: 'POST', body: JSON.stringify({ name }) }),
    // Known before the answer of the list is: the page goes to it at once.
    onSuccess: (draft) => {
      client.setQueryData(draftsQuery(storyId).queryKey, (known) => [...(known ?? []), draft]);
      return client.invalidateQueries({ queryKey: draftsQuery(storyId).queryKey });
    },
  });
}

export function useRenameDraft(storyId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ draftId, name }: { draftId: number; name: string }) =>
      request(`/api/v1/stories/${storyId}/drafts/${draftId}`, storyShape, {
        method: 'PUT',
        body: JSON.stringify({ name }),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: draftsQuery(storyId).queryKey }),
  });
}

export function useDeleteDraft(storyId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draftId: number) =>
      request(`/api/v1/stories/${storyId}/drafts/${draftId}`, z.null(), { method: 'DELETE' }),
    onSuccess: (_, draftId) => {
      client.setQueryData(draftsQuery(storyId).queryKey, (known) => known?.filter(({ id }) => id !== draftId));
    },
  });
}
