/** What people do to a board, as changes with a name. Pure. */
import {
  type Board,
  type BoardLink,
  grid,
  type LinkType,
  linkKey,
  linksOf,
  newGuid,
  onGrid,
  type Patch,
  type Point,
} from './board.ts';

export interface Edit {
  /** For people, as in "Undo: Move Look up". */
  readonly label: string;
  readonly patch: Patch;
}

/** Things of a board, by guid. */
export interface Things {
  readonly actions: readonly string[];
  readonly notes: readonly string[];
}

/** Puts things where they are said to be; null: all of them are there already. */
export function place(
  board: Board,
  actions: ReadonlyMap<string, Point>,
  notes: ReadonlyMap<string, Point>,
  verb = 'Move',
): Edit | null {
  const moved = {
    actions: board.actions.flatMap(({ guid, position }) => changed(guid, position, actions.get(guid))),
    notes: board.notes.flatMap(({ guid, position }) => changed(guid, position, notes.get(guid))),
  };
  if (moved.actions.length + moved.notes.length === 0) return null;
  const things = { actions: moved.actions.map(({ guid }) => guid), notes: moved.notes.map(({ guid }) => guid) };
  return { label: `${verb} ${nameOf(board, things)}`, patch: { change: moved } };
}

/** Pushes things by steps of the grid. */
export function push(board: Board, things: Things, right: number, down: number): Edit | null {
  const by = ({ x, y }: Point): Point => ({ x: x + right * grid, y: y + down * grid });
  const positions = (
    all: readonly { readonly guid: string; readonly position: Point }[],
    wanted: readonly string[],
  ) => {
    const guids = new Set(wanted);
    return new Map(all.filter(({ guid }) => guids.has(guid)).map(({ guid, position }) => [guid, by(position)]));
  };
  return place(board, positions(board.actions, things.actions), positions(board.notes, things.notes));
}

/** Removes things and links. A removed action takes its links along. */
export function remove(board: Board, things: Things, links: readonly BoardLink[] = []): Edit | null {
  const gone = new Set(things.actions);
  const left = links.filter(({ source, receiver }) => !gone.has(source) && !gone.has(receiver));
  if (things.actions.length + things.notes.length + left.length === 0) return null;
  const label = things.actions.length + things.notes.length > 0 ? nameOf(board, things) : countOf(left.length, 'link');
  return {
    label: `Delete ${label}`,
    patch: {
      remove: {
        ...(things.actions.length > 0 ? { actions: things.actions } : {}),
        ...(things.notes.length > 0 ? { notes: things.notes } : {}),
        ...(left.length > 0 ? { links: left } : {}),
      },
    },
  };
}

/** Links two actions; null: they are linked so already. */
export function connect(board: Board, link: BoardLink): Edit | null {
  if (linksOf(board).some((each) => linkKey(each) === linkKey(link))) return null;
  return { label: 'Connect', patch: { add: { links: [link] } } };
}

/** The same two actions, linked for another case. */
export function retype(board: Board, link: BoardLink, type: LinkType): Edit | null {
  const wanted = { ...link, type };
  if (type === link.type) return null;
  const isThere = linksOf(board).some((each) => linkKey(each) === linkKey(wanted));
  return {
    label: 'Change a link',
    patch: { remove: { links: [link] }, ...(isThere ? {} : { add: { links: [wanted] } }) },
  };
}

/** Puts an action into a link: what came along it goes through the action. */
export function insert(board: Board, guid: string, link: BoardLink, moved: Edit | null): Edit {
  return {
    label: `Insert ${nameOf(board, { actions: [guid], notes: [] })}`,
    patch: {
      ...moved?.patch,
      remove: { links: [link] },
      add: {
        links: [
          { ...link, receiver: guid },
          { source: guid, receiver: link.receiver, type: 'DEFAULT' },
        ],
      },
    },
  };
}

/** An empty note around a point, or to the right of it where there is room. */
export function addNote(board: Board, around: Point): Edit & { readonly guid: string } {
  const guid = newGuid();
  let position = onGrid({ x: around.x - noteSize.x / 2, y: around.y - noteSize.y / 2 });
  const taken = [...board.actions, ...board.notes].map((each) => each.position);
  const isTaken = () =>
    taken.some(
      ({ x, y }) => Math.abs(x - position.x) < noteSize.x + grid && Math.abs(y - position.y) < noteSize.y + grid,
    );
  while (isTaken()) position = { x: position.x + 2 * grid, y: position.y };
  return { guid, label: 'Add a note', patch: { add: { notes: [{ guid, content: '', position }] } } };
}

const noteSize = { x: 240, y: 90 };

/** `before`: what was read before it was written; refused when somebody else has changed it since. null: nothing is new. */
export function writeNote(board: Board, guid: string, content: string, before: string): Edit | null {
  const note = board.notes.find((each) => each.guid === guid);
  if (note === undefined || content === before) return null;
  return { label: 'Write a note', patch: { change: { notes: [{ guid, content, if_content: before }] } } };
}

/** "Look up", "3 actions", "2 notes", "5 things". */
export function nameOf(board: Board, { actions, notes }: Things): string {
  const [only] = actions;
  if (actions.length === 1 && notes.length === 0 && only !== undefined) {
    return board.actions.find(({ guid }) => guid === only)?.name ?? 'an action';
  }
  if (notes.length === 0) return countOf(actions.length, 'action');
  return actions.length === 0 ? countOf(notes.length, 'note') : countOf(actions.length + notes.length, 'thing');
}

function countOf(count: number, what: string): string {
  return count === 1 ? `a ${what}`.replace('a action', 'an action') : `${count} ${what}s`;
}

function changed(guid: string, from: Point, to: Point | undefined): { guid: string; position: Point }[] {
  return to === undefined || (to.x === from.x && to.y === from.y) ? [] : [{ guid, position: to }];
}
