/** New actions of each kind: what they are called, what they do at first, where they lie. */
import type { ObjectValue } from '@fabula/formula';
import { type ActionResponse, addressOption, setInPlace, WEBHOOK_TYPE } from '@fabula/model';
import {
  type ActionChange,
  type Board,
  type BoardLink,
  grid,
  type LinkType,
  type NewAction,
  newGuid,
  onGrid,
  type Patch,
  type Point,
} from './board.ts';
import type { Edit } from './edits.ts';

/** One row of the palette. */
export interface Stencil {
  readonly key: string;
  readonly type: string;
  readonly label: string;
  readonly options: ObjectValue;
  /** False: nothing can be sent to it. */
  readonly canReceive: boolean;
  /** Other words that people look for it by. */
  readonly words: string;
}

/** Half the size of a card, and the room that one takes, in pixels of the story. */
const cardHalf = { x: 91, y: 22 };
const room = { x: 210, y: 90 };

/** What a new action is connected with: an action before it, or a link that it is put into. */
export type Anchor =
  | { readonly kind: 'after'; readonly source: string; readonly type: LinkType }
  | { readonly kind: 'into'; readonly link: BoardLink };

export interface AddedAction extends Edit {
  readonly guid: string;
}

/** `at`: where it shall be; left out, it finds a place below what it comes after. */
export function addAction(board: Board, stencil: Stencil, at: Point | null, anchor: Anchor | null): AddedAction {
  const guid = newGuid();
  const source = anchor?.kind === 'after' ? board.actions.find((action) => action.guid === anchor.source) : undefined;
  const dropped = at === null ? null : onGrid({ x: at.x - cardHalf.x, y: at.y - cardHalf.y });
  const between = anchor?.kind === 'into' ? placeBetween(board, anchor.link, dropped) : null;
  const position = between?.position ?? dropped ?? freePlace(board, below(source?.position));
  const action: NewAction = {
    guid,
    type: stencil.type,
    name: freeName(board, stencil.label),
    options: withOwnAddress(stencil.type, stencil.options),
    position,
    ...groupOf(board, source?.group_id),
  };
  const links = stencil.canReceive ? linksFor(guid, anchor) : {};
  const moved =
    stencil.canReceive && between !== null && between.moved.length > 0 ? { change: { actions: between.moved } } : {};
  return { guid, label: `Add ${action.name}`, patch: { ...links, ...moved, add: { ...links.add, actions: [action] } } };
}

/** Where an action lies that comes into a link, and what goes down to make room for it: all that follows, by as much. */
export function placeBetween(
  { actions }: Board,
  link: BoardLink,
  dropped: Point | null,
): { readonly position: Point; readonly moved: readonly ActionChange[] } {
  const source = actions.find(({ guid }) => guid === link.source);
  const receiver = actions.find(({ guid }) => guid === link.receiver);
  if (source === undefined || receiver === undefined) return { position: dropped ?? { x: 0, y: 0 }, moved: [] };
  const isBackwards = receiver.position.y <= source.position.y;
  if (isBackwards) return { position: dropped ?? below(source.position), moved: [] };
  const isInLine = dropped === null || Math.abs(dropped.x - receiver.position.x) < cardHalf.x;
  const gap = receiver.position.y - source.position.y;
  const middle = Math.max(room.y, Math.floor(gap / 2 / grid) * grid);
  const position = { x: isInLine ? receiver.position.x : dropped.x, y: source.position.y + middle };
  const lacking = position.y + room.y - receiver.position.y;
  if (lacking <= 0) return { position, moved: [] };
  const following = followersOf(actions, receiver);
  return {
    position,
    moved: following
      .filter(({ position: { y } }) => y >= receiver.position.y)
      .map(({ guid, position: { x, y } }) => ({ guid, position: { x, y: y + lacking } })),
  };
}

/** An action and all that its events can reach. */
function followersOf(actions: Board['actions'], first: ActionResponse): readonly ActionResponse[] {
  const byId = new Map(actions.map((action) => [action.id, action]));
  const found = new Set([first]);
  for (const action of found) {
    for (const id of action.receivers) {
      const next = byId.get(id);
      if (next !== undefined) found.add(next);
    }
  }
  return [...found];
}

function linksFor(guid: string, anchor: Anchor | null): Pick<Patch, 'remove' | 'add'> {
  if (anchor === null) return {};
  if (anchor.kind === 'after')
    return { add: { links: [{ source: anchor.source, receiver: guid, type: anchor.type }] } };
  const { link } = anchor;
  return {
    remove: { links: [link] },
    add: {
      links: [
        { ...link, receiver: guid },
        { source: guid, receiver: link.receiver, type: 'DEFAULT' },
      ],
    },
  };
}

/** Paths and secrets by which an action is reached are never shared with another. */
export function withOwnAddress(type: string, options: ObjectValue): ObjectValue {
  const name = addressOption(type);
  if (name === null) return options;
  const own = new Map([[name, newGuid()]]);
  return setInPlace(options, type === WEBHOOK_TYPE ? own.set('secret', newGuid()) : own);
}

/** Formulas name actions by their names: two of the same would be told apart by nobody. */
export function freeName(board: Board, name: string, taken: ReadonlySet<string> = new Set()): string {
  const names = new Set(board.actions.map((action) => action.name));
  const isFree = (each: string) => !names.has(each) && !taken.has(each);
  if (isFree(name)) return name;
  const stem = name.replace(/ \d+$/, '');
  for (let number = 2; ; number += 1) if (isFree(`${stem} ${number}`)) return `${stem} ${number}`;
}

function below(position: Point | undefined): Point {
  return position === undefined ? { x: 0, y: 0 } : { x: position.x, y: position.y + room.y };
}

/** The wanted place, or the next one to the right of it where no other card lies. */
export function freePlace(board: Board, wanted: Point): Point {
  const { y } = onGrid(wanted);
  let { x } = onGrid(wanted);
  const isTaken = () =>
    board.actions.some(
      ({ position }) => Math.abs(position.x - x) < room.x - grid && Math.abs(position.y - y) < room.y - 2 * grid,
    );
  while (isTaken()) x += room.x;
  return { x, y };
}

/** The same for the middle of a card. */
export function freeMiddle(board: Board, wanted: Point): Point {
  const { x, y } = freePlace(board, { x: wanted.x - cardHalf.x, y: wanted.y - cardHalf.y });
  return { x: x + cardHalf.x, y: y + cardHalf.y };
}

function groupOf(board: Board, groupId: number | null | undefined): { readonly group?: string } {
  const group = groupId ? board.actions.find(({ id }) => id === groupId)?.guid : undefined;
  return group === undefined ? {} : { group };
}
