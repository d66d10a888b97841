/** Deleted stories. They stay for 30 days. */
import { restoredStoryShape, type trashedStoryShape, trashListShape } from '@fabula/model';
import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { query, request } from './http.ts';

export type TrashedStory = z.output<typeof trashedStoryShape>;

export const trashQuery = infiniteQueryOptions({
  queryKey: ['trash'],
  initialPageParam: 1,
  queryFn: ({ pageParam, signal }) =>
    request(`/api/v1/stories/trash${query({ per_page: 50, page: pageParam })}`, trashListShape, { signal }),
  getNextPageParam: (last) => last.meta.next_page_number,
});

export function useRestoreStory() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (trashedId: number) =>
      request(`/api/v1/stories/trash/${trashedId}/restore`, restoredStoryShape, { method: 'POST', body: '{}' }),
    onSuccess: () =>
      Promise.all([['trash'], ['stories'], ['folders']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

/** Puts a story into the trash. */
export function useDeleteStory() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (storyId: number) => request(`/api/v1/stories/${storyId}`, z.null(), { method: 'DELETE' }),
    onSuccess: () =>
      Promise.all([['trash'], ['stories'], ['folders']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
