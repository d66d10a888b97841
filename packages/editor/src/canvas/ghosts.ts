/** What a draft has removed, drawn where it lies in the live story: cards and lines that can be seen and not touched. */
import type { Board, Point } from '../board/board.ts';
import { linkKey } from '../board/board.ts';
import type { Removed } from './board-changes.ts';
import {
  cardHandles,
  cardSize,
  type GhostNode,
  isNoteNode,
  type LinkEdge,
  noteNodeId,
  onBoard,
  stretch,
  usualNoteWidth,
} from './story-graph.ts';

interface Ghosts {
  readonly nodes: readonly GhostNode[];
  readonly edges: readonly LinkEdge[];
}

export const noGhosts: Ghosts = { nodes: [], edges: [] };

const untouchable = { draggable: false, selectable: false, connectable: false, focusable: false, deletable: false };

/** What lies on the board all the same has just come back, and is none. */
export function ghostsOf({ actions, notes, links }: Removed, board: Board): Ghosts {
  const isThere = new Set([
    ...board.actions.map(({ guid }) => guid),
    ...board.notes.map(({ guid }) => noteNodeId(guid)),
  ]);
  const taken = board.actions.map(({ position }) => onBoard(position));
  const nodes = [
    ...actions.map(({ guid, position, ...ghost }): GhostNode => {
      const free = freePlace(onBoard(position), taken);
      return {
        ...untouchable,
        ...cardHandles,
        ...cardSize,
        id: guid,
        type: 'ghost',
        position: free,
        data: ghost,
        zIndex: -1,
      };
    }),
    ...notes.map(
      ({ guid, name, position, width }): GhostNode => ({
        ...untouchable,
        id: noteNodeId(guid),
        type: 'ghost',
        position: onBoard(position),
        data: { name, type: null, options: null },
        width: (width ?? usualNoteWidth) * stretch,
        zIndex: -1,
      }),
    ),
  ].filter(({ id }) => !isThere.has(id));
  const ends = new Set([...isThere, ...nodes.map(({ id }) => id)].filter((id) => !isNoteNode(id)));
  const edges = links
    .filter(({ source, receiver }) => ends.has(source) && ends.has(receiver))
    .map(
      (link): LinkEdge => ({
        ...untouchable,
        // A link of the same ends may be there again.
        id: `gone ${linkKey(link)}`,
        type: 'link',
        className: 'link-gone',
        source: link.source,
        target: link.receiver,
        data: { type: link.type, isGone: true },
      }),
    );
  return { nodes, edges };
}

const mostSteps = 8;

/** A card of the draft may lie where the removed one was: then a little below it. */
function freePlace(wanted: Point, taken: readonly Point[]): Point {
  const { width, height } = cardSize;
  const isFree = ({ x, y }: Point) => taken.every((at) => Math.abs(at.x - x) >= width || Math.abs(at.y - y) >= height);
  for (let step = 0; step < mostSteps; step++) {
    const place = { x: wanted.x, y: wanted.y + step * (height / 2) };
    if (isFree(place)) return place;
  }
  return wanted;
}
