/**
 * The adapter between a story and the canvas library. Its words, node and edge, live here and nowhere else.
 *
 * Positions in a story lie on a 15 pixel grid and were laid out for small cards. Ours are larger, so the whole board is
 * stretched; `stretch` is also what a move on the canvas has to be divided by.
 */
import type { ObjectValue } from '@fabula/formula';
import type { ActionResponse } from '@fabula/model';
import { type Edge, type Node, Position } from '@xyflow/react';
import { type BoardLink, grid, type LinkType, linkKey, linksOf, onGrid, type Point } from '../board/board.ts';
import type { Note } from '../data/notes.ts';

export const stretch = 1.25;
export const cardSize = { width: 228, height: 54 };
export const usualNoteWidth = 240;

export type ActionNode = Node<{ readonly action: ActionResponse }, 'action'>;
export type NoteNode = Node<{ readonly note: Note }, 'note'>;
/** What a draft has removed. `type` and `options` of an action; null: it is a note. */
export type GhostNode = Node<
  | { readonly name: string; readonly type: string; readonly options: ObjectValue }
  | { readonly name: string; readonly type: null; readonly options: null },
  'ghost'
>;
/** Around what lies in a group. */
export type FrameNode = Node<{ readonly group: ActionResponse }, 'frame'>;
export type BoardNode = ActionNode | NoteNode | GhostNode | FrameNode;
export type LinkEdge = Edge<{ readonly type: LinkType; readonly isGone?: true }, 'link'>;

export interface StoryGraph {
  readonly nodes: (ActionNode | NoteNode)[];
  readonly edges: LinkEdge[];
}

/** Known beforehand, so that links can be drawn to cards that were never on the screen. */
export const cardHandles: Required<Pick<ActionNode, 'handles'>> = {
  handles: [
    { type: 'target', position: Position.Top, x: cardSize.width / 2, y: 0, width: 1, height: 1 },
    { type: 'source', position: Position.Bottom, x: cardSize.width / 2, y: cardSize.height, width: 1, height: 1 },
  ],
};

/** The same node for the same action: the library looks again only at what changed. */
const known = new WeakMap<ActionResponse | Note, ActionNode | NoteNode>();

export function toGraph(actions: readonly ActionResponse[], notes: readonly Note[]): StoryGraph {
  return {
    nodes: [...notes.map((note) => once(note, toNoteNode)), ...actions.map((action) => once(action, toActionNode))],
    edges: linksOf({ actions }).map(toEdge),
  };
}

function once<T extends ActionResponse | Note, N extends ActionNode | NoteNode>(
  thing: T,
  make: (thing: T) => N,
): ActionNode | NoteNode {
  const node = known.get(thing) ?? make(thing);
  known.set(thing, node);
  return node;
}

function toActionNode(action: ActionResponse): ActionNode {
  return {
    id: action.guid,
    type: 'action',
    position: onBoard(action.position),
    data: { action },
    ...cardSize,
    ...cardHandles,
  };
}

/** The id of a note's node begins with this: files may give a note the guid of an action. */
const noteMark = 'note ';

export function noteNodeId(guid: string): string {
  return `${noteMark}${guid}`;
}

export function isNoteNode(id: string): boolean {
  return id.startsWith(noteMark);
}

function toNoteNode(note: Note): NoteNode {
  return {
    id: noteNodeId(note.guid),
    type: 'note',
    position: onBoard(note.position),
    data: { note },
    width: (note.width ?? usualNoteWidth) * stretch,
    zIndex: -1,
  };
}

function toEdge(link: BoardLink): LinkEdge {
  return { id: linkKey(link), type: 'link', source: link.source, target: link.receiver, data: { type: link.type } };
}

export function toLink({ source, target, data }: LinkEdge): BoardLink {
  return { source, receiver: target, type: data?.type ?? 'DEFAULT' };
}

/** Where a position of a story lies on the canvas. */
export function onBoard({ x, y }: Point): Point {
  return { x: x * stretch, y: y * stretch };
}

/** The position in a story of a place on the canvas, on the grid. */
export function inStory({ x, y }: Point): Point {
  return onGrid({ x: x / stretch, y: y / stretch });
}

/** The grid as the canvas sees it. */
export const boardGrid: [number, number] = [grid * stretch, grid * stretch];
