/** Moments of a story, or of a draft, that were kept. */
import {
  oneVersionShape,
  restoredVersionShape,
  versionChangesShape,
  versionListShape,
  type versionShape,
} from '@fabula/model';
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { differencesOf, readStoryAgain } from './change-request.ts';
import type { StoryPlace } from './editing.ts';
import { query, request } from './http.ts';

export type Version = z.output<typeof versionShape>;

/** Newest first. */
export function versionsQuery({ storyId, draftId }: StoryPlace) {
  return infiniteQueryOptions({
    queryKey: ['versions', storyId, draftId],
    initialPageParam: 1,
    queryFn: ({ pageParam, signal }) => {
      const chosen = { draft_id: draftId ?? undefined, per_page: 50, page: pageParam };
      return request(`${pathOf(storyId)}${query(chosen)}`, versionListShape, { signal });
    },
    getNextPageParam: (last) => last.meta.next_page_number,
  });
}

/** What restoring a version would change in what is open. */
export function versionChangesQuery({ storyId, draftId }: StoryPlace, versionId: number) {
  return queryOptions({
    queryKey: ['versions', storyId, draftId, versionId, 'changes'],
    // What is open may have been changed since.
    staleTime: 0,
    queryFn: async ({ signal }) => {
      const path = `${pathOf(storyId)}/${versionId}/changes${query({ draft_id: draftId ?? undefined })}`;
      return differencesOf(await request(path, versionChangesShape, { signal }));
    },
  });
}

/** Keeps what is open as it is now. */
export function useKeepVersion({ storyId, draftId }: StoryPlace) {
  return useVersionStep(storyId, (input: { name: string; description: string }) =>
    request(pathOf(storyId), oneVersionShape, {
      method: 'POST',
      body: JSON.stringify({ ...input, ...(draftId === null ? {} : { draft_id: draftId }) }),
    }),
  );
}

export function useRenameVersion({ storyId }: StoryPlace) {
  return useVersionStep(storyId, ({ id, name }: { id: number; name: string }) =>
    request(`${pathOf(storyId)}/${id}`, oneVersionShape, { method: 'PUT', body: JSON.stringify({ name }) }),
  );
}

export function useDeleteVersion({ storyId }: StoryPlace) {
  return useVersionStep(storyId, (id: number) =>
    request(`${pathOf(storyId)}/${id}`, oneVersionShape, { method: 'DELETE' }),
  );
}

function useVersionStep<Input, Answer>(storyId: number, step: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: step,
    onSuccess: () => client.invalidateQueries({ queryKey: ['versions', storyId] }),
  });
}

export interface Restoring {
  readonly id: number;
  /** Where it goes; null: into the live story, or under change control into the draft that is called test. */
  readonly draftId: number | null;
}

/** Answers with the story or draft that was written over, and with the version that it was kept as before. */
export function useRestoreVersion(storyId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, draftId }: Restoring) =>
      request(`${pathOf(storyId)}/${id}/restore`, restoredVersionShape, {
        method: 'POST',
        body: JSON.stringify(draftId === null ? {} : { draft_id: draftId }),
      }),
    onSuccess: () => readStoryAgain(client, storyId),
  });
}

function pathOf(storyId: number): string {
  return `/api/v1/stories/${storyId}/versions`;
}
