import { type storyFilters, storyListShape, storyShape } from '@fabula/model';
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type { StoryPlace } from './editing.ts';
import { query, request } from './http.ts';

/** Which stories are listed; what is undefined does not matter. */
export interface StoryChoice {
  readonly teamId: number | undefined;
  readonly folderId: number | undefined;
  readonly tag: string | undefined;
  readonly search: string | undefined;
  readonly filter: (typeof storyFilters)[number] | undefined;
}

export function storiesQuery(choice: StoryChoice) {
  return infiniteQueryOptions({
    queryKey: ['stories', choice],
    initialPageParam: 1,
    queryFn: ({ pageParam, signal }) => {
      const { teamId, folderId, tag, search, filter } = choice;
      const chosen = { team_id: teamId, folder_id: folderId, tags: tag, search, filter };
      // With what does not work at the moment.
      const shown = { include_live_activity: 'true', order: 'RECENTLY_EDITED', per_page: 50, page: pageParam };
      return request(`/api/v1/stories${query({ ...chosen, ...shown })}`, storyListShape, { signal });
    },
    getNextPageParam: (last) => last.meta.next_page_number,
  });
}

/** A few that have the text in their names, or were edited last where there is none. */
export function storiesByNameQuery(text: string) {
  const search = text.trim() || undefined;
  return queryOptions({
    queryKey: ['stories-by-name', search],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const chosen = query({ search, order: 'RECENTLY_EDITED', per_page: 20 });
      return (await request(`/api/v1/stories${chosen}`, storyListShape, { signal })).stories;
    },
  });
}

export function storyQuery(storyId: number) {
  return queryOptions({
    queryKey: ['story', storyId],
    queryFn: ({ signal }) => request(`/api/v1/stories/${storyId}`, storyShape, { signal }),
  });
}

/** Changes the fields that are named and no other; of the draft, where they are part of what a draft holds. */
export function useUpdateStory({ storyId, draftId }: StoryPlace) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changes: Readonly<Record<string, unknown>>) =>
      request(`/api/v1/stories/${storyId}`, storyShape, {
        method: 'PUT',
        body: JSON.stringify({ ...changes, ...(draftId === null ? {} : { draft_id: draftId }) }),
      }),
    onSuccess: async (story) => {
      if (story.draft_id === null) client.setQueryData(storyQuery(storyId).queryKey, story);
      await Promise.all(
        [['story', storyId], ['drafts', storyId], ['stories'], ['folders'], ['tags']].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      );
    },
  });
}

export function useCreateStory() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, teamId, folderId }: { name: string; teamId: number; folderId: number | undefined }) =>
      request('/api/v1/stories', storyShape, {
        method: 'POST',
        body: JSON.stringify({ name, team_id: teamId, ...(folderId === undefined ? {} : { folder_id: folderId }) }),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['stories'] }),
  });
}

export interface StoryImport {
  readonly name: string;
  readonly teamId: number;
  /** The text of the export file. It goes into the request unparsed, so no number or key order can change on the way. */
  readonly file: string;
}

export function useImportStory() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, teamId, file }: StoryImport) =>
      request('/api/v1/stories/import', storyShape, {
        method: 'POST',
        body: `{"new_name":${JSON.stringify(name)},"team_id":${teamId},"data":${file}}`,
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['stories'] }),
  });
}

/** Address of the export, to be downloaded by the browser itself. */
export function exportAddress({ storyId, draftId }: StoryPlace): string {
  return `/api/v1/stories/${storyId}/export${query({ draft_id: draftId ?? undefined })}`;
}
