/** Where a team's stories are published to: another team here, or a team of another tenant. */
import {
  largestPage,
  oneSyncDestinationShape,
  storyListShape,
  storySyncInitiatedShape,
  syncDestinationListShape,
  type syncDestinationShape,
  syncInitiatedShape,
  syncPreviewShape,
  syncProgressShape,
} from '@fabula/model';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { query, request } from './http.ts';
import { readAllPages } from './page.ts';

export type SyncDestination = z.output<typeof syncDestinationShape>;
export type SyncProgress = z.output<typeof syncProgressShape>;
export type SyncedStory = SyncProgress['stories'][number];
export type SyncPreview = z.output<typeof syncPreviewShape>;

const base = '/api/v1/admin/sync_destinations';

/** While something is on its way, and while nothing is known to be. */
const lookEveryMs = { busy: 1_000, calm: 15_000 };

export const syncDestinationsQuery = queryOptions({
  queryKey: ['sync-destinations'],
  queryFn: async ({ signal }) => {
    let ownUrl = '';
    const destinations = await readAllPages(async (page) => {
      const answer = await request(`${base}${query({ per_page: largestPage, page })}`, syncDestinationListShape, {
        signal,
      });
      // Addresses in answers begin with that of this installation, whatever way the browser came.
      ownUrl = answer.meta.current_page.replace(/\/api\/v1\/.*$/, '');
      return { items: answer.sync_destinations, nextPage: answer.meta.next_page_number };
    });
    return { ownUrl, destinations };
  },
  refetchInterval: lookEveryMs.calm,
});

export function syncProgressQuery(id: number) {
  return queryOptions({
    queryKey: ['sync-progress', id],
    queryFn: ({ signal }) => request(`${base}/${id}/progress`, syncProgressShape, { signal }),
    refetchInterval: ({ state }) => (state.data?.pending ? lookEveryMs.busy : lookEveryMs.calm),
  });
}

/** Compared with what is at the destination now; so it is asked for anew each time. */
export function syncPreviewQuery(id: number, storyId: number) {
  return queryOptions({
    queryKey: ['sync-preview', id, storyId],
    gcTime: 0,
    queryFn: ({ signal }) =>
      request(`${base}/${id}/preview${query({ story_id: storyId })}`, syncPreviewShape, { signal }),
  });
}

/** The live stories of a team. Those under change control can be published, unless they are copies themselves. */
export function teamStoriesQuery(teamId: number) {
  return queryOptions({
    queryKey: ['stories', 'of-team', teamId],
    queryFn: ({ signal }) =>
      readAllPages(async (page) => {
        const path = `/api/v1/stories${query({ team_id: teamId, per_page: largestPage, page })}`;
        const { stories, meta } = await request(path, storyListShape, { signal });
        const items = stories.map(({ id, name, change_control_enabled, synced_from }) => ({
          id,
          name,
          isControlled: change_control_enabled,
          isCopy: synced_from !== null,
        }));
        return { items, nextPage: meta.next_page_number };
      }),
  });
}

export interface NewSyncDestination {
  readonly team_id: number;
  readonly destination_tenant_url: string;
  readonly destination_team_id: number;
  readonly destination_tenant_api_key?: string;
  readonly story_ids: readonly number[];
  readonly manual_sync_only: boolean;
}

export function useCreateSyncDestination() {
  return useSyncMutation((input: NewSyncDestination) => send('POST', base, oneSyncDestinationShape, input));
}

export interface SyncDestinationChange {
  readonly destination_tenant_api_key?: string;
  readonly story_ids?: readonly number[];
  readonly manual_sync_only?: boolean;
}

export function useUpdateSyncDestination(id: number) {
  return useSyncMutation((change: SyncDestinationChange) =>
    send('PUT', `${base}/${id}`, oneSyncDestinationShape, change),
  );
}

export function useDeleteSyncDestination(id: number) {
  return useSyncMutation((keepStories: boolean) =>
    send('DELETE', `${base}/${id}`, z.null(), { keep_stories: keepStories }),
  );
}

/** `storyId` null: every story of the destination. */
export function useSyncNow(id: number) {
  return useSyncMutation(async (storyId: number | null) => {
    if (storyId === null) await send('POST', `${base}/${id}/manual_sync`, syncInitiatedShape);
    else await send('POST', `${base}/${id}/story/${storyId}/sync`, storySyncInitiatedShape);
  });
}

function send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, shape: z.ZodType<T>, body?: object): Promise<T> {
  return request(path, shape, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

function useSyncMutation<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    // A key of another tenant may be in what was sent.
    gcTime: 0,
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: syncDestinationsQuery.queryKey }),
        client.invalidateQueries({ queryKey: ['sync-progress'] }),
      ]);
    },
  });
}
