/** Saving the settings of a story: its fields in one request, its people and addresses one by one, as the API has them. */
import { storyShape } from '@fabula/model';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import type { StoryPlace } from './editing.ts';
import { query, request } from './http.ts';

export interface SettingsPlan {
  readonly update: Readonly<Record<string, unknown>>;
  readonly addedOwners: readonly number[];
  readonly removedOwners: readonly number[];
  readonly addedRecipients: readonly string[];
  readonly removedRecipients: readonly string[];
  /** Last of all: what is locked takes nothing else. */
  readonly isLocking: boolean;
}

/** The story with what a draft says of it, or the live one; always as it is now. */
export function settingsQuery({ storyId, draftId }: StoryPlace) {
  return queryOptions({
    queryKey: ['story', storyId, 'settings', draftId ?? 'live'],
    staleTime: 0,
    gcTime: 0,
    queryFn: ({ signal }) => readSettings({ storyId, draftId }, signal),
  });
}

export function readSettings({ storyId, draftId }: StoryPlace, signal?: AbortSignal) {
  const path = `/api/v1/stories/${storyId}${query({ draft_id: draftId ?? undefined })}`;
  return request(path, storyShape, signal === undefined ? {} : { signal });
}

/** What was done before a failure stays done: read the story again. `draftId`: where the definition goes to; null: the server says. */
export function useSaveSettings({ storyId, draftId }: StoryPlace) {
  const client = useQueryClient();
  const path = `/api/v1/stories/${storyId}`;
  const inDraft = draftId === null ? {} : { draft_id: draftId };
  return useMutation({
    mutationFn: async (plan: SettingsPlan) => {
      const put = (body: object) => request(path, storyShape, { method: 'PUT', body: JSON.stringify(body) });
      const send = (what: string, method: 'POST' | 'DELETE', body: object) =>
        request<unknown>(`${path}/${what}`, method === 'POST' ? storyShape : z.null(), {
          method,
          body: JSON.stringify(body),
        });
      if (Object.keys(plan.update).length > 0) await put({ ...plan.update, ...inDraft });
      for (const user_id of plan.addedOwners) await send('owners', 'POST', { user_id });
      for (const user_id of plan.removedOwners) await send('owners', 'DELETE', { user_id });
      for (const address of plan.addedRecipients) await send('recipients', 'POST', { address, ...inDraft });
      for (const address of plan.removedRecipients) await send('recipients', 'DELETE', { address, ...inDraft });
      if (plan.isLocking) await put({ locked: true });
    },
    onSettled: () =>
      Promise.all(
        [['story', storyId], ['drafts', storyId], ['stories'], ['folders'], ['tags']].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}
