/** The favourite stories of whoever is signed in. */
import { favoriteStoriesShape } from '@fabula/model';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { request } from './http.ts';

export const favoritesQuery = queryOptions({
  queryKey: ['favorites'],
  queryFn: async ({ signal }) =>
    new Set((await request('/api/v1/favorite_stories', favoriteStoriesShape, { signal })).story_ids),
});

/** Shown at once, and taken back when the server refuses it. */
export function useMarkFavorite(storyId: number) {
  const client = useQueryClient();
  const { queryKey } = favoritesQuery;
  return useMutation({
    mutationFn: (isFavorite: boolean) =>
      request(`/api/v1/stories/${storyId}/favorite`, z.null(), { method: isFavorite ? 'PUT' : 'DELETE' }),
    onMutate: async (isFavorite) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData(queryKey);
      const next = new Set(before);
      if (isFavorite) next.add(storyId);
      else next.delete(storyId);
      client.setQueryData(queryKey, next);
      return before;
    },
    onError: (_error, _isFavorite, before) => client.setQueryData(queryKey, before),
    onSettled: () => Promise.all([queryKey, ['stories']].map((each) => client.invalidateQueries({ queryKey: each }))),
  });
}
