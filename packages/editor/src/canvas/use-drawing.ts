/** What people can do to the board with what is selected, or else with the card that has the focus. */
import type { OnNodeDrag } from '@xyflow/react';
import { useMemo, useRef } from 'react';
import type { Point } from '../board/board.ts';
import type { BoardEditor, BoardState } from '../board/board-editor.ts';
import { type Edit, place, push, remove, type Things } from '../board/edits.ts';
import { actionOf } from './action-of.ts';
import { type BoardNode, inStory, toLink } from './story-graph.ts';
import type { BoardKeys } from './use-board-keys.ts';
import type { Drawn } from './use-nodes.ts';

interface DrawingParts {
  readonly editor: BoardEditor;
  readonly state: BoardState;
  readonly drawn: Drawn;
  readonly isReadOnly: boolean;
}

export interface Drawing {
  readonly keys: BoardKeys;
  readonly onDragStop: OnNodeDrag<BoardNode>;
  readonly undo: () => void;
  readonly redo: () => void;
}

const none: BoardKeys = {};

export function useDrawing(parts: DrawingParts): Drawing {
  const latest = useRef(parts);
  latest.current = parts;

  const { editor } = parts;
  const drawing = useMemo(() => {
    const board = () => latest.current.state.board;

    function apply(edit: Edit | null, group: string | null = null) {
      if (edit !== null) editor.do(edit.label, edit.patch, group);
    }

    /** What is meant when nothing is said. */
    function things(): Things {
      const { drawn } = latest.current;
      const selected = drawn.selectedNodes;
      if (selected.length > 0 || drawn.selectedEdges.length > 0) {
        return {
          actions: selected.flatMap((node) => (node.type === 'action' ? node.data.action.guid : [])),
          notes: selected.flatMap((node) => (node.type === 'note' ? node.data.note.guid : [])),
        };
      }
      const focused = actionOf(document.activeElement);
      const action = board().actions.find(({ id }) => id === focused);
      return { actions: action === undefined ? [] : [action.guid], notes: [] };
    }

    function pushed(right: number, down: number) {
      const all = things();
      apply(push(board(), all, right, down), `push ${[...all.actions, ...all.notes].join(' ')}`);
    }

    function removed() {
      apply(remove(board(), things(), latest.current.drawn.selectedEdges.map(toLink)));
      latest.current.drawn.select([]);
    }

    const undo = () => void editor.undo();
    const redo = () => void editor.redo();
    const selectAll = () => latest.current.drawn.select(latest.current.drawn.nodes.map(({ id }) => id));
    const keys: BoardKeys = {
      Delete: removed,
      Backspace: removed,
      'Shift+ArrowUp': () => pushed(0, -1),
      'Shift+ArrowDown': () => pushed(0, 1),
      'Shift+ArrowLeft': () => pushed(-1, 0),
      'Shift+ArrowRight': () => pushed(1, 0),
      'Mod+a': selectAll,
      'Mod+z': undo,
      'Mod+Shift+z': redo,
      'Mod+y': redo,
    };

    const onDragStop: OnNodeDrag<BoardNode> = (_, __, dragged) => {
      const actions = new Map<string, Point>();
      const notes = new Map<string, Point>();
      for (const node of dragged) {
        if (node.type === 'action') actions.set(node.data.action.guid, inStory(node.position));
        else notes.set(node.data.note.guid, inStory(node.position));
      }
      apply(place(board(), actions, notes));
    };

    return { undo, redo, onDragStop, keys };
  }, [editor]);
  const { isReadOnly, drawn } = parts;
  const hasSelection = drawn.selectedNodes.length + drawn.selectedEdges.length > 0;
  if (isReadOnly) return { ...drawing, keys: none };
  // Without a selection Escape is left to the panels.
  const leave = () => drawn.select([]);
  return hasSelection ? { ...drawing, keys: { ...drawing.keys, Escape: leave } } : drawing;
}
