/**
 * The board that is drawn on, one per person, story and draft. It lives on after its page was left until everything is saved.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { actionsQuery } from '../data/actions.ts';
import { changeBoard } from '../data/board.ts';
import { refreshBoard, revisionOf } from '../data/board-revision.ts';
import type { StoryPlace } from '../data/editing.ts';
import { notesQuery } from '../data/notes.ts';
import type { Board } from './board.ts';
import { BoardEditor, type BoardState } from './board-editor.ts';

const editors = new Map<string, BoardEditor>();

export function useBoardEditor(
  { storyId, draftId }: StoryPlace,
  server: Board,
): { readonly editor: BoardEditor; readonly state: BoardState } {
  const client = useQueryClient();
  const key = `${storyId} ${draftId}`;
  let found = editors.get(key);
  if (found === undefined) {
    const place = { storyId, draftId };
    const keys = { actions: actionsQuery(place).queryKey, notes: notesQuery(place).queryKey };
    const stale = () => refreshBoard(client, place);
    // Somebody else changed the story just before us.
    let hasGap = false;
    found = new BoardEditor({
      server: () => ({
        actions: client.getQueryData(keys.actions) ?? server.actions,
        notes: client.getQueryData(keys.notes) ?? server.notes,
      }),
      now: () => Date.now(),
      async send(patch) {
        const answer = await changeBoard(place, patch);
        hasGap = revisionOf(place).own(answer.revision);
        return answer;
      },
      saved(board) {
        // A list that is being read may be from before the change: it is dropped and read once more.
        const isReading =
          client.isFetching({ queryKey: keys.actions }) + client.isFetching({ queryKey: keys.notes }) > 0;
        void client.cancelQueries({ queryKey: keys.actions });
        void client.cancelQueries({ queryKey: keys.notes });
        client.setQueryData(keys.actions, board.actions);
        client.setQueryData(keys.notes, board.notes);
        if (isReading || hasGap) stale();
      },
      stale,
    });
    editors.set(key, found);
  }
  const editor = found;
  const state = useSyncExternalStore(editor.subscribe, editor.getState);
  const { actions, notes } = server;

  // biome-ignore lint/correctness/useExhaustiveDependencies: they say that there is something new, not what it is
  useEffect(() => editor.adopt(), [editor, actions, notes]);
  useEffect(() => {
    const flush = () => editor.flush();
    const warn = (event: BeforeUnloadEvent) => {
      if (!editor.isIdle) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    window.addEventListener('online', flush);
    return () => {
      window.removeEventListener('beforeunload', warn);
      window.removeEventListener('online', flush);
    };
  }, [editor]);
  return { editor, state };
}
