/**
 * The adapter between a story and the canvas library. Its words, node and edge, live here and nowhere else.
 *
 * Positions in a story lie on a 15 pixel grid and were laid out for small cards. Ours are larger, so the whole board is
 * stretched; `stretch` is also what a move on the canvas has to be divided by.
 */
import type { ActionResponse } from '@fabula/model';
import { type Edge, type Node, Position } from '@xyflow/react';
import type { Note } from '../data/notes.ts';

export const stretch = 1.25;
export const cardSize = { width: 228, height: 54 };
const usualNoteWidth = 240;

export type LinkType = ActionResponse['links_to_receivers'][number]['type'];

export type ActionNode = Node<{ readonly action: ActionResponse }, 'action'>;
export type NoteNode = Node<{ readonly note: Note }, 'note'>;
export type LinkEdge = Edge<{ readonly type: LinkType }, 'link'>;

export interface StoryGraph {
  readonly nodes: (ActionNode | NoteNode)[];
  readonly edges: LinkEdge[];
}

export function toGraph(actions: readonly ActionResponse[], notes: readonly Note[]): StoryGraph {
  return { nodes: [...notes.map(toNoteNode), ...actions.map(toActionNode)], edges: actions.flatMap(toEdges(actions)) };
}

function toActionNode(action: ActionResponse): ActionNode {
  const { width, height } = cardSize;
  return {
    id: String(action.id),
    type: 'action',
    position: onBoard(action.position),
    data: { action },
    width,
    height,
    // Known beforehand, so that links can be drawn to cards that were never on the screen.
    handles: [
      { type: 'target', position: Position.Top, x: width / 2, y: 0, width: 1, height: 1 },
      { type: 'source', position: Position.Bottom, x: width / 2, y: height, width: 1, height: 1 },
    ],
  };
}

function toNoteNode(note: Note): NoteNode {
  return {
    id: `note-${note.id}`,
    type: 'note',
    position: onBoard(note.position),
    data: { note },
    width: (note.width ?? usualNoteWidth) * stretch,
    zIndex: -1,
  };
}

function toEdges(actions: readonly ActionResponse[]): (action: ActionResponse) => LinkEdge[] {
  const known = new Set(actions.map((action) => action.id));
  return (action) =>
    action.links_to_receivers
      // A link into a draft or a group may point to an action that this board does not show.
      .filter((link) => known.has(link.receiver_id))
      .map(({ receiver_id: receiverId, type }) => ({
        id: linkId(action.id, receiverId, type),
        type: 'link',
        source: String(action.id),
        target: String(receiverId),
        data: { type },
      }));
}

export function linkId(sourceId: number, receiverId: number, type: LinkType): string {
  return `${sourceId}-${receiverId}-${type}`;
}

/** Where a position of a story lies on the canvas. */
export function onBoard(position: { readonly x: number; readonly y: number }): { x: number; y: number } {
  return { x: position.x * stretch, y: position.y * stretch };
}
