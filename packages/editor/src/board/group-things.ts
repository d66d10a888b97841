/**
 * Making a group of actions, and undoing one, as changes of the board. Pure. Inside a group nothing is seen but what it is given, so
 * the formulas of both sides are rewritten: what the actions read from outside is given to the group, and read inside as a part of
 * its input; what others read of them is what the group emits.
 *
 * Where the story would not do the same afterwards, there is a reason instead, for people.
 */
import {
  entriesOf,
  getKey,
  isArrayValue,
  isObjectValue,
  makeObject,
  type ObjectValue,
  type Value,
} from '@fabula/formula';
import { nestSlug, referencesIn, unnestSlug } from '@fabula/formula/language';
import { type ActionResponse, groupInputType, groupOutputType, groupType, slugOf } from '@fabula/model';
import {
  type ActionChange,
  type Board,
  type BoardLink,
  linkKey,
  linksOf,
  newGuid,
  onGrid,
  type Point,
} from './board.ts';
import type { Edit } from './edits.ts';
import { freeName } from './new-action.ts';

export type Regrouped =
  | { readonly ok: true; readonly edit: Edit; readonly chosen: readonly string[] }
  | { readonly ok: false; readonly why: string };

const inputsName = 'Inputs';
/** Of the story's pixels: a card and the space to the next one, beside it and below it. */
const beside = 285;
const below = 120;
/** What the frame of a group takes around its cards. */
const frame = 60;

const startsByItself = new Set(['Agents::WebhookAgent', 'Agents::FormAgent', 'Agents::IMAPAgent']);

export function groupActions(board: Board, guids: readonly string[]): Regrouped {
  const chosen = new Set(guids);
  const inside = board.actions.filter(({ guid }) => chosen.has(guid));
  const outside = board.actions.filter(({ guid, group_id: group }) => !chosen.has(guid) && group === null);
  const unfit = inside.map(whyUnfit).find((why) => why !== null);
  if (inside.length === 0 || unfit != null) return refused(unfit ?? 'Select the actions that belong together.');
  const inward = linksOf(board).filter(({ source, receiver }) => !chosen.has(source) && chosen.has(receiver));
  const outward = linksOf(board).filter(({ source, receiver }) => chosen.has(source) && !chosen.has(receiver));
  const shape = shapeOf(board, inside, inward, outward);
  if (typeof shape === 'string') return refused(shape);

  const name = freeName(board, 'Group');
  const given = namesRead(inside, outside);
  const taken = namesRead(outside, inside);
  const rewritten = [
    ...inside.map((action) => rewrite(action, given, slugOf(inputsName))),
    ...outside.map((action) => rewrite(action, taken, slugOf(name))),
  ];
  const unclear = rewritten.find((each) => typeof each === 'string');
  if (unclear !== undefined) return refused(unclear);
  const options = new Map(rewritten.flatMap((each) => (typeof each === 'string' ? [] : [[each.guid, each.options]])));

  const [group, input, output] = [newGuid(), newGuid(), newGuid()];
  const box = boxOf(inside);
  const aside = asideOf(box, outside);
  // The card of the group takes their place, and they stand beside it, between their input and their output.
  const moved = ({ x, y }: Point): Point => ({ x: x + aside, y: y + below });
  const normal = (source: string, receiver: string): BoardLink => ({ source, receiver, type: 'DEFAULT' });
  const change: ActionChange[] = [
    ...inside.map((action) => ({
      ...{ guid: action.guid, group, position: moved(action.position) },
      ...changedOptions(action, options),
    })),
    ...outside.flatMap((action) => {
      const changed = changedOptions(action, options);
      return 'options' in changed ? [{ guid: action.guid, ...changed }] : [];
    }),
  ];
  return {
    ok: true,
    chosen: [group],
    edit: {
      label: `Group ${inside.length === 1 ? inside[0]?.name : `${inside.length} actions`}`,
      patch: {
        ...(inward.length + outward.length === 0 ? {} : { remove: { links: [...inward, ...outward] } }),
        add: {
          actions: [
            {
              ...{ guid: group, type: groupType, name },
              options: makeObject([['payload', named(given)]]),
              position: { x: box.left, y: box.top },
            },
            {
              ...{ guid: input, type: groupInputType, name: inputsName, group },
              options: makeObject([['inputs', []]]),
              position: { x: box.left + aside, y: box.top },
            },
            {
              ...{ guid: output, type: groupOutputType, name: 'Output', group },
              options: makeObject([['payload', named(taken)]]),
              position: { x: box.left + aside, y: box.bottom + 2 * below },
            },
          ],
          links: [
            ...distinct(inward.map(({ source, type }) => ({ source, receiver: group, type }))),
            ...shape.begins.map((guid) => normal(input, guid)),
            ...shape.ends.map((guid) => normal(guid, output)),
            ...distinct(outward.map(({ receiver }) => normal(group, receiver))),
          ],
        },
        change: { actions: change },
      },
    },
  };
}

/** What lay in the group does the same beside the others again. */
export function dissolveGroup(board: Board, guid: string): Regrouped {
  const group = board.actions.find((action) => action.guid === guid && action.type === groupType);
  if (group === undefined) return refused('Select the group.');
  if (getKey(group.options, 'loop') !== undefined)
    return refused(`"${group.name}" is a loop. Take its option Loop away first.`);
  const within = board.actions.filter(({ group_id: id }) => id === group.id);
  const isDoor = ({ type }: ActionResponse) => type === groupInputType || type === groupOutputType;
  const inside = within.filter((action) => !isDoor(action));
  const outside = board.actions.filter(({ guid: own, group_id: id }) => own !== guid && id === group.group_id);
  const inputs = within.filter(({ type }) => type === groupInputType);
  const outputs = within.filter(({ type }) => type === groupOutputType);
  const [given, taken] = [plainNames(getKey(group.options, 'payload')), new Map<string, string>()];
  for (const output of outputs)
    for (const [key, name] of plainNames(getKey(output.options, 'payload'))) taken.set(key, name);

  const rewritten = [
    ...inside.map((action) =>
      unnest(
        action,
        inputs.map(({ name }) => slugOf(name)),
        given,
      ),
    ),
    ...outside.map((action) => unnest(action, [slugOf(group.name)], taken)),
  ];
  const unclear = rewritten.find((each) => typeof each === 'string');
  if (unclear !== undefined) return refused(unclear);
  const options = new Map(rewritten.flatMap((each) => (typeof each === 'string' ? [] : [[each.guid, each.options]])));

  const links = linksOf(board);
  const doors = new Set(within.filter(isDoor).map((door) => door.guid));
  const begins = links
    .filter(({ source }) => inputs.some((input) => input.guid === source))
    .map(({ receiver }) => receiver);
  const ends = links.filter(({ receiver }) => outputs.some((output) => output.guid === receiver));
  const outward = links.filter(({ source }) => source === guid);
  const special = outward.find(({ type }) => type !== 'DEFAULT');
  if (special !== undefined) return refused(`A link of "${group.name}" for failures has no place without the group.`);
  const added = distinct([
    ...links
      .filter(({ receiver }) => receiver === guid)
      .flatMap(({ source, type }) => begins.map((receiver) => ({ source, receiver, type }))),
    ...ends.flatMap(({ source, type }) => outward.map(({ receiver }) => ({ source, receiver, type }))),
  ]);
  const outer = board.actions.find(({ id }) => id === group.group_id)?.guid ?? null;
  const { left, top } = boxOf(inside);
  const back = ({ x, y }: Point): Point => ({ x: x + group.position.x - left, y: y + group.position.y - top });
  return {
    ok: true,
    chosen: inside.map((action) => action.guid),
    edit: {
      label: `Dissolve ${group.name}`,
      patch: {
        remove: { actions: [guid, ...doors] },
        ...(added.length === 0 ? {} : { add: { links: added } }),
        change: {
          actions: [
            ...inside.map((action) => ({
              ...{ guid: action.guid, group: outer, position: back(action.position) },
              ...changedOptions(action, options),
            })),
            ...outside.flatMap((action) => {
              const changed = changedOptions(action, options);
              return 'options' in changed ? [{ guid: action.guid, ...changed }] : [];
            }),
          ],
        },
      },
    },
  };
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Of the corners of cards. */
function boxOf(actions: readonly ActionResponse[]): Box {
  const xs = actions.map(({ position }) => position.x);
  const ys = actions.map(({ position }) => position.y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** How far to the right a frame around them lies over no other card. */
function asideOf({ left, right, top, bottom }: Box, others: readonly ActionResponse[]): number {
  const height = bottom - top + 2 * below;
  for (let aside = beside + frame; ; aside += beside) {
    const isTaken = others.some(
      ({ position: { x, y } }) =>
        x > left + aside - beside - frame &&
        x < right + aside + beside + frame &&
        y > top - below &&
        y < top + height + below,
    );
    if (!isTaken) return onGrid({ x: aside, y: 0 }).x;
  }
}

function refused(why: string): Regrouped {
  return { ok: false, why };
}

/** A reason of the action itself; null: it fits. */
function whyUnfit({ name, type, group_id: group, schedule }: ActionResponse): string | null {
  if (group !== null) return `"${name}" lies in a group already.`;
  if (type === groupType) return `"${name}" is a group, and lies in no other.`;
  if (startsByItself.has(type)) return `"${name}" starts the story by itself, and stays outside.`;
  if (schedule !== null && schedule.length > 0)
    return `"${name}" has a schedule. Schedule what leads to the group instead.`;
  return null;
}

/** Where it begins and ends; or why it has no one beginning or end. */
function shapeOf(
  board: Board,
  inside: readonly ActionResponse[],
  inward: readonly BoardLink[],
  outward: readonly BoardLink[],
): { readonly begins: readonly string[]; readonly ends: readonly string[] } | string {
  const nameOf = (guid: string) => board.actions.find((action) => action.guid === guid)?.name ?? '';
  const special = outward.find(({ type }) => type !== 'DEFAULT');
  if (special !== undefined) {
    return `The link from "${nameOf(special.source)}" to "${nameOf(special.receiver)}" is for another case than the usual one, and a group has one way out. Select both, or neither.`;
  }
  const entrances = setsBy(
    inward,
    ({ source, type }) => `${source} ${type}`,
    ({ receiver }) => receiver,
  );
  if (entrances.size > 1)
    return 'What leads to the selection leads to different actions of it, and a group has one way in.';
  const exits = setsBy(
    outward,
    ({ source }) => source,
    ({ receiver }) => receiver,
  );
  if (exits.size > 1) return 'The selection leads to different actions, and a group has one way out.';
  const first = inside.filter(({ sources }) => sources.length === 0).map(({ guid }) => guid);
  const begins = [...new Set(inward.map(({ receiver }) => receiver))];
  return { begins: begins.length > 0 ? begins : first, ends: [...new Set(outward.map(({ source }) => source))] };
}

/** The different sets of what the links of one kind lead to. */
function setsBy(
  links: readonly BoardLink[],
  keyOf: (link: BoardLink) => string,
  memberOf: (link: BoardLink) => string,
): ReadonlySet<string> {
  const sets = new Map<string, string[]>();
  for (const link of links) sets.set(keyOf(link), [...(sets.get(keyOf(link)) ?? []), memberOf(link)]);
  return new Set([...sets.values()].map((members) => members.toSorted().join(' ')));
}

/** Names of `others` that formulas of `actions` read. */
function namesRead(actions: readonly ActionResponse[], others: readonly ActionResponse[]): readonly string[] {
  const slugs = new Set(others.map(({ name }) => slugOf(name)));
  const read = actions.flatMap(({ options }) => textsIn(options).flatMap((text) => referencesIn(text)));
  return [...new Set(read.map(({ name }) => name))].filter((name) => slugs.has(name)).sort();
}

function textsIn(value: Value): readonly string[] {
  if (typeof value === 'string') return [value];
  if (isArrayValue(value)) return value.flatMap(textsIn);
  return isObjectValue(value) ? entriesOf(value).flatMap(([, item]) => textsIn(item)) : [];
}

interface Rewritten {
  readonly guid: string;
  readonly options: ObjectValue;
}

/** Reads these names as parts of `parent`; or why it cannot. */
function rewrite(
  { guid, name, options }: ActionResponse,
  names: readonly string[],
  parent: string,
): Rewritten | string {
  let changed: Value = options;
  for (const each of names) {
    const { value, untouched } = nestSlug(changed, each, parent);
    if (untouched[0] !== undefined) return unclearIn(name, untouched[0].source);
    changed = value;
  }
  return { guid, options: changed as ObjectValue };
}

/** Reads parts of these names by the names that they had; or why it cannot. */
function unnest(
  { guid, name, options }: ActionResponse,
  parents: readonly string[],
  names: ReadonlyMap<string, string>,
): Rewritten | string {
  let changed: Value = options;
  for (const parent of parents) {
    const { value, untouched } = unnestSlug(changed, parent, names);
    if (untouched[0] !== undefined) return unclearIn(name, untouched[0].source);
    changed = value;
  }
  return { guid, options: changed as ObjectValue };
}

function unclearIn(name: string, source: string): string {
  return `"${name}" reads what would be called otherwise in a way that cannot be rewritten: ${source}`;
}

/** Only what is different. */
function changedOptions(
  { guid, options }: ActionResponse,
  rewritten: ReadonlyMap<string, ObjectValue>,
): Pick<ActionChange, 'options' | 'if_options'> {
  const own = rewritten.get(guid);
  return own === undefined || own === options ? {} : { options: own, if_options: options };
}

/** `{hook: "=hook"}` */
function named(names: readonly string[]): ObjectValue {
  return makeObject(names.map((name) => [name, `=${name}`]));
}

/** The keys whose values are nothing but a name: `{hook: "=hook"}`. */
function plainNames(payload: Value | undefined): ReadonlyMap<string, string> {
  if (payload === undefined || !isObjectValue(payload)) return new Map();
  return new Map(
    entriesOf(payload).flatMap(([key, value]) => {
      const [, name] = typeof value === 'string' ? (/^=\s*([A-Za-z_]\w*)\s*$/.exec(value) ?? []) : [];
      return name === undefined ? [] : [[key, name] as const];
    }),
  );
}

function distinct(links: readonly BoardLink[]): readonly BoardLink[] {
  return [...new Map(links.map((link) => [linkKey(link), link])).values()];
}
