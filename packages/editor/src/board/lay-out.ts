/** Lays actions out by their links, from top to bottom. Loaded only when it is asked for: the library is not small. */
import { Graph, layout } from '@dagrejs/dagre';
import { type Board, linksOf, onGrid, type Point } from './board.ts';
import { type Edit, place } from './edits.ts';

/** Size of a card and the room around it, in pixels of the story. */
const card = { width: 180, height: 45 };
const room = { ranksep: 45, nodesep: 30 };

/** `guids`: which; the others stay. The first of them, as people read, stays where it is. */
export function layOut(board: Board, guids: readonly string[]): Edit | null {
  const wanted = new Set(guids);
  const actions = board.actions.filter(({ guid }) => wanted.has(guid));
  const graph = new Graph().setGraph({ rankdir: 'TB', ...room }).setDefaultEdgeLabel(() => ({}));
  for (const { guid } of actions) graph.setNode(guid, { ...card });
  for (const { source, receiver } of linksOf({ actions })) if (source !== receiver) graph.setEdge(source, receiver);
  layout(graph);
  const first = actions.toSorted((a, b) => a.position.y - b.position.y || a.position.x - b.position.x)[0];
  if (first === undefined) return null;
  const drawn = new Map(actions.map(({ guid }) => [guid, { x: graph.node(guid).x ?? 0, y: graph.node(guid).y ?? 0 }]));
  const side = keepsSides(actions, drawn) ? 1 : -1;
  const placeOf = (guid: string): Point => ({ x: side * (drawn.get(guid)?.x ?? 0), y: drawn.get(guid)?.y ?? 0 });
  const base = placeOf(first.guid);
  const places = new Map(
    actions.map(({ guid }): [string, Point] => {
      const { x, y } = placeOf(guid);
      return [guid, onGrid({ x: first.position.x + x - base.x, y: first.position.y + y - base.y })];
    }),
  );
  return place(board, places, new Map(), 'Lay out');
}

/** Whether most pairs on the same height have the left one on the left still; else the layout is better seen in a mirror. */
function keepsSides(actions: Board['actions'], drawn: ReadonlyMap<string, Point>): boolean {
  let kept = 0;
  const rows = new Map<number, { readonly before: number; readonly after: number }[]>();
  for (const { guid, position } of actions) {
    const { x = 0, y = 0 } = drawn.get(guid) ?? {};
    const row = rows.get(y) ?? [];
    for (const other of row) kept += Math.sign(other.before - position.x) * Math.sign(other.after - x);
    rows.set(y, [...row, { before: position.x, after: x }]);
  }
  return kept >= 0;
}
