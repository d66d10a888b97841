/** What a draft would change in the live story, and the request to do so. */
import { changeRequestShape } from '@fabula/model';
import { hashKey, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { actionsQuery } from './actions.ts';
import type { StoryPlace } from './editing.ts';
import { query, request } from './http.ts';
import { notesQuery } from './notes.ts';

export function changesQuery(storyId: number, draftId: number) {
  return queryOptions({
    queryKey: ['changes', storyId, draftId],
    queryFn: ({ signal }) =>
      request(`/api/v1/stories/${storyId}/change_request/view${query({ draft_id: draftId })}`, changeRequestShape, {
        signal,
      }),
  });
}

const readAgainMs = 700;

/** The changes of the draft that is open, read again a moment after anything of it was changed here or read anew. */
export function useChanges({ storyId, draftId }: StoryPlace) {
  const client = useQueryClient();
  const changes = useQuery({ ...changesQuery(storyId, draftId ?? 0), enabled: draftId !== null });
  useEffect(() => {
    if (draftId === null) return;
    const place = { storyId, draftId };
    const watched = [actionsQuery(place), notesQuery(place)].map(({ queryKey }) => hashKey(queryKey));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = client.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'success') return;
      if (!watched.includes(event.query.queryHash)) return;
      clearTimeout(timer);
      timer = setTimeout(
        () => void client.invalidateQueries({ queryKey: changesQuery(storyId, draftId).queryKey }),
        readAgainMs,
      );
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [client, storyId, draftId]);
  return changes;
}
