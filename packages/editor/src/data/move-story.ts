/** Puts a story into a folder: shown at once in every list, and taken back when the server refuses. */
import { type StoryResponse, type storyListShape, storyShape } from '@fabula/model';
import { type InfiniteData, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { changeFolders } from './folders.ts';
import { request } from './http.ts';
import type { StoryChoice } from './stories.ts';

type Pages = InfiniteData<z.output<typeof storyListShape>>;

interface StoryMove {
  readonly story: Pick<StoryResponse, 'id' | 'folder_id'>;
  /** null: into none. */
  readonly folderId: number | null;
}

export function useMoveStory() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ story, folderId }: StoryMove) =>
      request(`/api/v1/stories/${story.id}`, storyShape, {
        method: 'PUT',
        body: JSON.stringify({ folder_id: folderId }),
      }),
    onMutate: async ({ story, folderId }) => {
      const takeFoldersBack = await changeFolders(client, (folders) =>
        folders.map((each) => ({
          ...each,
          size: each.size + (each.id === folderId ? 1 : 0) - (each.id === story.folder_id ? 1 : 0),
        })),
      );
      const takeStoriesBack = await changeLists(client, story.id, folderId);
      return () => {
        takeFoldersBack();
        takeStoriesBack();
      };
    },
    onError: (_error, _move, takeBack) => takeBack?.(),
    onSettled: (_story, _error, { story }) =>
      Promise.all(
        [['stories'], ['folders'], ['story', story.id]].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
}

const listsKey = ['stories'];

/** A list of another folder does not have it any more. */
async function changeLists(client: QueryClient, storyId: number, folderId: number | null): Promise<() => void> {
  await client.cancelQueries({ queryKey: listsKey });
  const before = client.getQueriesData<Pages>({ queryKey: listsKey });
  for (const [key, known] of before) {
    if (known === undefined || !('pages' in known)) continue;
    const { folderId: shown } = key[1] as StoryChoice;
    const pages = known.pages.map((page) => ({
      ...page,
      stories: page.stories
        .filter(({ id }) => id !== storyId || shown === undefined || shown === folderId)
        .map((each) => (each.id === storyId ? { ...each, folder_id: folderId } : each)),
    }));
    client.setQueryData<Pages>(key, { ...known, pages });
  }
  return () => {
    for (const [key, known] of before) client.setQueryData(key, known);
  };
}
