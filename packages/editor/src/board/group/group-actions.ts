/**
 * Makes a group of actions, so that the story does the same as before. Pure.
 *
 *   before   hook ─► shape ─► keep ─► after
 *   after    hook ─► group ─► after          in the group: input ─► shape ─► keep ─► output
 *
 * Inside a group nothing is seen of what lies outside, and outside nothing of what lies inside. So the group is given what its
 * actions read (`hook` becomes `group_input.hook`), and its output hands on what others read of them (`shape` becomes
 * `group.shape`). What a group cannot do in the same way is refused, in words.
 */
import { err, makeObject, type ObjectValue, ok, type Result } from '@fabula/formula';
import { nestSlug } from '@fabula/formula/language';
import {
  type ActionResponse,
  groupInputType,
  groupOutputType,
  groupType,
  PAGE_TYPE,
  slugOf,
  WEBHOOK_TYPE,
} from '@fabula/model';
import {
  type ActionChange,
  type Board,
  type BoardLink,
  linksOf,
  type NewAction,
  newGuid,
  type Point,
} from '../board.ts';
import { type Edit, nameOf, type Things } from '../edits.ts';
import { freeName } from '../new-action.ts';
import { type Crossing, comesBack, commonEnds, crossingOf, mayLeaveTwice } from './flow.ts';
import { placesOf, type Rewrite, rewriteOptions } from './names.ts';

export interface GroupEdit extends Edit {
  readonly guid: string;
}

const beginsRuns: ReadonlySet<string> = new Set([WEBHOOK_TYPE, PAGE_TYPE, 'Agents::IMAPAgent']);
/** In pixels of the story: a card and the space to the next one, and what a frame takes around its cards. */
const columnWidth = 285;
const rowHeight = 120;
const frameWidth = 60;
const borders: ReadonlySet<string> = new Set([groupInputType, groupOutputType]);

/** What of a selection goes into a group itself: not what lies in a selected group, which goes along. */
export function groupable(board: Board, guids: readonly string[]): readonly ActionResponse[] {
  const wanted = new Set(guids);
  const byId = new Map(board.actions.map((action) => [action.id, action]));
  const isCarried = ({ group_id: groupId }: ActionResponse): boolean => {
    const seen = new Set<number>();
    for (let id = groupId; id !== null && !seen.has(id); id = byId.get(id)?.group_id ?? null) {
      seen.add(id);
      if (wanted.has(byId.get(id)?.guid ?? '')) return true;
    }
    return false;
  };
  return board.actions.filter((action) => wanted.has(action.guid) && !isCarried(action));
}

export function groupActions(board: Board, things: Things): Result<GroupEdit, string> {
  const inside = groupable(board, things.actions);
  const [one] = inside;
  if (one === undefined || inside.length < 2) return err('Select two actions or more.');
  const parentId = one.group_id;
  const refusal = inside.map((action) => refusalOf(action, parentId)).find((each) => each !== null);
  if (refusal) return err(refusal);
  const guids = new Set(inside.map(({ guid }) => guid));
  const level = board.actions.filter((action) => action.group_id === parentId);
  const links = linksOf({ actions: level });
  const flow = flowOf(inside, links, guids);
  if (!flow.ok) return flow;
  const outside = level.filter(({ guid }) => !guids.has(guid));
  const names = freeNames(board);
  const read = readingsOf(inside, outside, names);
  if (!read.ok) return read;

  const { firsts, lasts, receivers, crossing } = flow.value;
  const group = newGuid();
  const input = newGuid();
  const output = newGuid();
  const parent = board.actions.find(({ id }) => id === parentId)?.guid;
  const places = placesFor(inside, outside);
  const added: NewAction[] = [
    {
      ...{ guid: group, type: groupType, name: names.group, position: places.group },
      options: makeObject([['payload', passedOn(read.value.given)]]),
      ...(parent === undefined ? {} : { group: parent }),
    },
    {
      ...{ guid: input, type: groupInputType, name: names.input, position: places.input, group },
      options: makeObject([['inputs', []]]),
    },
    {
      ...{ guid: output, type: groupOutputType, name: names.output, position: places.output, group },
      options: makeObject(read.value.taken.length === 0 ? [] : [['payload', passedOn(read.value.taken)]]),
    },
  ];
  const changes = new Map<string, ActionChange>(
    inside.map(({ guid, position }) => [guid, { guid, group, position: places.moved(position) }]),
  );
  for (const [guid, change] of read.value.changes) changes.set(guid, { ...changes.get(guid), ...change });
  const notes = board.notes.filter(({ guid, group_id: id }) => things.notes.includes(guid) && id === parentId);
  return ok({
    guid: group,
    label: `Group ${nameOf(board, { actions: [...guids], notes: [] })}`,
    patch: {
      remove: { links: [...crossing.inward, ...crossing.outward] },
      add: {
        actions: added,
        links: unique([
          ...crossing.inward.map((link) => ({ ...link, receiver: group })),
          ...firsts.map((receiver): BoardLink => ({ source: input, receiver, type: 'DEFAULT' })),
          ...lasts.map(({ source, type }) => ({ source, receiver: output, type })),
          ...receivers.map((receiver): BoardLink => ({ source: group, receiver, type: 'DEFAULT' })),
        ]),
      },
      change: {
        actions: [...changes.values()],
        ...(notes.length === 0 ? {} : { notes: notes.map(({ guid }) => ({ guid, group })) }),
      },
    },
  });
}

function refusalOf(action: ActionResponse, parentId: number | null): string | null {
  const { name, type, schedule } = action;
  if (borders.has(type)) return `“${name}” belongs to its group and stays in it.`;
  if (action.group_id !== parentId) return 'Some of the actions lie in another group than the others.';
  if (beginsRuns.has(type)) return `“${name}” begins runs of its own, so it stays outside of a group.`;
  if ((schedule?.length ?? 0) > 0) {
    return `“${name}” runs by a schedule, so it stays outside of a group. Schedule the action that leads to the group.`;
  }
  return null;
}

interface Flow {
  readonly crossing: Crossing;
  readonly firsts: readonly string[];
  /** The links that become those to the output. */
  readonly lasts: readonly Pick<BoardLink, 'source' | 'type'>[];
  readonly receivers: readonly string[];
}

function flowOf(
  inside: readonly ActionResponse[],
  links: readonly BoardLink[],
  guids: ReadonlySet<string>,
): Result<Flow, string> {
  const crossing = crossingOf(links, guids);
  const { inward, outward, within } = crossing;
  const entered = commonEnds(inward, 'receiver');
  if (entered === null) {
    return err('Events come in at different actions, from different ones. A group has one way in.');
  }
  const receivers = commonEnds(outward, 'receiver');
  if (receivers === null) {
    return err('Events leave for different actions, from different ones. A group has one way out.');
  }
  if (comesBack(links, guids))
    return err('Events that leave the selection come back into it. Select the whole circle.');
  const has = (side: 'source' | 'receiver', guid: string) => within.some((link) => link[side] === guid);
  const firsts = inward.length > 0 ? entered : [...guids].filter((guid) => !has('receiver', guid));
  if (mayLeaveTwice(inside, within, firsts, outward)) {
    return err('More than one event may leave for one that came in, and a group hands on one.');
  }
  const ends = [...guids].filter((guid) => !has('source', guid));
  const lasts = outward.length > 0 ? outward : ends.map((source) => ({ source, type: 'DEFAULT' as const }));
  return ok({ crossing, firsts, lasts, receivers });
}

interface Names {
  readonly group: string;
  readonly input: string;
  readonly output: string;
}

/** Names that are new as names and in formulas. */
function freeNames(board: Board): Names {
  const slugs = new Set(board.actions.map(({ name }) => slugOf(name)));
  const taken = new Set<string>();
  const free = (wanted: string): string => {
    let name = freeName(board, wanted, taken);
    while (slugs.has(slugOf(name))) {
      taken.add(name);
      name = freeName(board, wanted, taken);
    }
    taken.add(name);
    return name;
  };
  return { group: free('Group'), input: free('Group input'), output: free('Group output') };
}

interface Readings {
  /** Slugs of actions outside that are read inside, and the other way round. */
  readonly given: readonly string[];
  readonly taken: readonly string[];
  readonly changes: ReadonlyMap<string, ActionChange>;
}

function readingsOf(
  inside: readonly ActionResponse[],
  outside: readonly ActionResponse[],
  names: Names,
): Result<Readings, string> {
  const changes = new Map<string, ActionChange>();
  const twice = sharedSlug(inside, outside);
  if (twice !== null) return err(twice);
  const over = (readers: readonly ActionResponse[], read: readonly ActionResponse[], under: string) => {
    const slugs = [...new Set(read.map(({ name }) => slugOf(name)))];
    const used = slugs.filter((slug) => readers.some((reader) => placesOf(reader, nested(slug, under)) > 0));
    for (const reader of readers) {
      const written = rewriteOptions(
        reader,
        used.map((slug) => nested(slug, under)),
      );
      if (!written.ok) return written;
      const { guid, options } = reader;
      if (written.value.count > 0) changes.set(guid, { guid, options: written.value.options, if_options: options });
    }
    return ok(used);
  };
  const given = over(inside, outside, slugOf(names.input));
  if (!given.ok) return given;
  const taken = over(outside, inside, slugOf(names.group));
  if (!taken.ok) return taken;
  return ok({ given: given.value, taken: taken.value, changes });
}

function nested(slug: string, under: string): Rewrite {
  return (options, how) => nestSlug(options, slug, under, how);
}

/** In words; null: no formula means two actions, one on either side. */
export function sharedSlug(inside: readonly ActionResponse[], outside: readonly ActionResponse[]): string | null {
  const slugs = new Set(outside.map(({ name }) => slugOf(name)));
  const shared = inside.find(({ name }) => {
    const slug = slugOf(name);
    return slugs.has(slug) && [...inside, ...outside].some((each) => placesOf(each, nested(slug, 'x')) > 0);
  });
  if (shared === undefined) return null;
  return `Two actions are called “${shared.name}”, one inside and one outside, and formulas read them. Give one of them another name.`;
}

/** `{hook: '=hook'}`. */
function passedOn(slugs: readonly string[]): ObjectValue {
  return makeObject(slugs.map((slug) => [slug, `=${slug}`]));
}

/** The card of the group takes their place, and they stand beside it, between their input and their output. */
function placesFor(inside: readonly ActionResponse[], outside: readonly ActionResponse[]) {
  const { left, right, top, bottom } = cornersOf(inside);
  const height = bottom - top + 2 * rowHeight;
  const isTaken = (aside: number) =>
    outside.some(
      ({ position: { x, y } }) =>
        x > left + aside - columnWidth - frameWidth &&
        x < right + aside + columnWidth + frameWidth &&
        y > top - rowHeight &&
        y < top + height + rowHeight,
    );
  let aside = columnWidth + frameWidth;
  while (isTaken(aside)) aside += columnWidth;
  return {
    group: { x: left, y: top },
    input: { x: left + aside, y: top },
    moved: ({ x, y }: Point): Point => ({ x: x + aside, y: y + rowHeight }),
    output: { x: left + aside, y: top + height },
  };
}

/** Of the corners of cards that stand for the whole. */
export function cornersOf(actions: readonly ActionResponse[]) {
  const xs = actions.map(({ position }) => position.x);
  const ys = actions.map(({ position }) => position.y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

function unique(links: readonly BoardLink[]): BoardLink[] {
  return [...new Map(links.map((link) => [`${link.source} ${link.receiver} ${link.type}`, link])).values()];
}
