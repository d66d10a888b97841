/** Folders that stories lie in. A folder belongs to one team. */
import { folderListShape, folderShape, largestPage } from '@fabula/model';
import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { query, request } from './http.ts';
import { readAllPages } from './page.ts';

export type Folder = z.output<typeof folderShape>;

/** Of one team, or of all that the person sees. */
export function storyFoldersQuery(teamId: number | undefined) {
  return queryOptions({
    queryKey: ['folders', teamId ?? 'all'],
    staleTime: 30_000,
    queryFn: ({ signal }) =>
      readAllPages<Folder>(async (page) => {
        const filter = { team_id: teamId, content_type: 'STORY', per_page: largestPage, page };
        const answer = await request(`/api/v1/folders${query(filter)}`, folderListShape, { signal });
        return { items: answer.folders, nextPage: answer.meta.next_page_number };
      }),
  });
}

interface NewFolder {
  readonly name: string;
  readonly teamId: number;
  /** null: at the top. */
  readonly parentId: number | null;
}

export function useCreateFolder() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, teamId, parentId }: NewFolder) =>
      request('/api/v1/folders', folderShape, {
        method: 'POST',
        body: JSON.stringify({ name, team_id: teamId, content_type: 'STORY', parent_folder_id: parentId }),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: foldersKey }),
  });
}

interface FolderChange {
  readonly id: number;
  readonly name?: string;
  readonly parent_folder_id?: number | null;
}

/** Renames or moves; shown at once, and taken back when the server refuses. */
export function useUpdateFolder() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...change }: FolderChange) =>
      request(`/api/v1/folders/${id}`, folderShape, { method: 'PUT', body: JSON.stringify(change) }),
    onMutate: ({ id, ...change }) =>
      changeFolders(client, (folders) => folders.map((each) => (each.id === id ? { ...each, ...change } : each))),
    onError: (_error, _change, takeBack) => takeBack?.(),
    onSettled: () => client.invalidateQueries({ queryKey: foldersKey }),
  });
}

/** What lies in it goes to the folder around it. */
export function useDeleteFolder() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => request(`/api/v1/folders/${id}`, z.null(), { method: 'DELETE' }),
    onSuccess: () => Promise.all([foldersKey, ['stories']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

const foldersKey = ['folders'];

/** Changes every list of folders that is known; gives the way back. */
export async function changeFolders(
  client: QueryClient,
  change: (folders: readonly Folder[]) => readonly Folder[],
): Promise<() => void> {
  await client.cancelQueries({ queryKey: foldersKey });
  const before = client.getQueriesData<readonly Folder[]>({ queryKey: foldersKey });
  client.setQueriesData<readonly Folder[]>({ queryKey: foldersKey }, (known) => known && change(known));
  return () => {
    for (const [key, known] of before) client.setQueryData(key, known);
  };
}
