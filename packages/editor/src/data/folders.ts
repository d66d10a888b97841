/** Folders that stories lie in. A folder belongs to one team. */
import { folderListShape, folderShape, largestPage } from '@fabula/model';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { query, request } from './http.ts';
import { readAllPages } from './page.ts';

/** Of one team, or of all that the person sees. */
export function storyFoldersQuery(teamId: number | undefined) {
  return queryOptions({
    queryKey: ['folders', teamId ?? 'all'],
    staleTime: 30_000,
    queryFn: ({ signal }) =>
      readAllPages(async (page) => {
        const filter = { team_id: teamId, content_type: 'STORY', per_page: largestPage, page };
        const answer = await request(`/api/v1/folders${query(filter)}`, folderListShape, { signal });
        return { items: answer.folders, nextPage: answer.meta.next_page_number };
      }),
  });
}

export function useCreateFolder() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, teamId, parentId }: { name: string; teamId: number; parentId: number | null }) =>
      request('/api/v1/folders', folderShape, {
        method: 'POST',
        body: JSON.stringify({ name, team_id: teamId, content_type: 'STORY', parent_folder_id: parentId }),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['folders'] }),
  });
}
