/** Brings selected things into line. Pure: places in, places out. */
import { type Board, onGrid, type Point } from './board.ts';
import { type Edit, place, type Things } from './edits.ts';

export type Arrangement = 'column' | 'row';

interface Placed {
  readonly guid: string;
  readonly position: Point;
}

/** Least distance from card to card. */
const steps = { column: 90, row: 210 };

/** One under the other, or side by side, in the order in which they lie; evenly spread over the room that they take. */
export function arrange(board: Board, things: Things, how: Arrangement): Edit | null {
  const actions = pick(board.actions, things.actions);
  const notes = pick(board.notes, things.notes);
  const all = [...actions, ...notes];
  if (all.length < 2) return null;
  const along = how === 'column' ? 'y' : 'x';
  const across = how === 'column' ? 'x' : 'y';
  const sorted = all.toSorted(
    (a, b) => a.position[along] - b.position[along] || a.position[across] - b.position[across],
  );
  const begin = sorted[0]?.position[along] ?? 0;
  const length = (sorted.at(-1)?.position[along] ?? 0) - begin;
  const step = Math.max(steps[how], length / (sorted.length - 1));
  const middle = median(all.map(({ position }) => position[across]));
  const places = new Map(
    sorted.map(({ guid }, index): [string, Point] => {
      const on = begin + index * step;
      return [guid, onGrid(how === 'column' ? { x: middle, y: on } : { x: on, y: middle })];
    }),
  );
  return place(board, only(places, actions), only(places, notes), 'Line up');
}

function pick(all: readonly Placed[], guids: readonly string[]): readonly Placed[] {
  const wanted = new Set(guids);
  return all.filter(({ guid }) => wanted.has(guid));
}

function only(places: ReadonlyMap<string, Point>, these: readonly Placed[]): ReadonlyMap<string, Point> {
  return new Map(
    these.flatMap(({ guid }) => {
      const own = places.get(guid);
      return own === undefined ? [] : [[guid, own] as const];
    }),
  );
}

/** Most things lie there already: those move least. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
