/** Frames around what lies in groups: they follow their cards, and nothing is done to them. Pure. */
import { groupType } from '@fabula/model';
import { around } from './geometry.ts';
import { type BoardNode, cardSize, type FrameNode } from './story-graph.ts';

const padding = 24;
/** Above the cards: the name of the group. */
const head = 28;
/** Of a note that was not measured yet. */
const noteHeight = 60;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Outer groups first, so that inner ones lie over them. A group in which nothing lies has no frame. */
export function groupFrames(nodes: readonly BoardNode[]): FrameNode[] {
  const groups = new Map(
    nodes.flatMap((node) =>
      node.type === 'action' && node.data.action.type === groupType ? [[node.data.action.id, node.data.action]] : [],
    ),
  );
  const boxes = new Map<number, Box>();
  for (const node of nodes) {
    const own = boxOf(node);
    // What lies in a group lies in all that this one lies in; each is a little wider than the one in it.
    for (const [depth, id] of groupsAround(node, groups).entries()) {
      const grown = grow(own, depth);
      const box = boxes.get(id);
      boxes.set(id, box === undefined ? grown : around(box, grown));
    }
  }
  const frames = [...boxes].flatMap(([id, { x, y, ...size }]): FrameNode[] => {
    const group = groups.get(id);
    if (group === undefined) return [];
    return [
      {
        ...{ draggable: false, selectable: false, connectable: false, focusable: false, deletable: false },
        id: `frame ${group.guid}`,
        type: 'frame',
        position: { x, y },
        ...size,
        data: { group },
        zIndex: -2,
      },
    ];
  });
  return frames.sort((a, b) => (b.width ?? 0) * (b.height ?? 0) - (a.width ?? 0) * (a.height ?? 0));
}

/** From the inside out. Stories from files may name a circle. */
function groupsAround(
  node: BoardNode,
  groups: ReadonlyMap<number, { readonly group_id: number | null }>,
): readonly number[] {
  const found: number[] = [];
  let id = node.type === 'action' ? node.data.action.group_id : node.type === 'note' ? node.data.note.group_id : null;
  while (id !== null && groups.has(id) && !found.includes(id)) {
    found.push(id);
    id = groups.get(id)?.group_id ?? null;
  }
  return found;
}

function boxOf({ position, type, width, measured }: BoardNode): Box {
  const height = type === 'note' ? (measured?.height ?? noteHeight) : cardSize.height;
  return { ...position, width: measured?.width ?? width ?? cardSize.width, height };
}

function grow({ x, y, width, height }: Box, depth: number): Box {
  const sides = padding * (depth + 1);
  const above = sides + head * (depth + 1);
  return { x: x - sides, y: y - above, width: width + 2 * sides, height: height + above + sides };
}
