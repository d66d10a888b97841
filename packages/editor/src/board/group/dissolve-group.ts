/**
 * Takes a group away and puts what lies in it in its place, so that the story does the same as before. Pure.
 *
 * What the input and the output of the group passed on as it was is read from where it comes from again. Where they made
 * something else of it, an Event Transform of the same name takes their place, so that every formula finds what it found.
 */
import {
  entriesOf,
  err,
  getKey,
  isArrayValue,
  isObjectValue,
  makeObject,
  ok,
  type Result,
  toText,
  type Value,
} from '@fabula/formula';
import { renameSlug, unnestSlugs } from '@fabula/formula/language';
import { type ActionResponse, groupInputType, groupOutputType, groupType, slugOf } from '@fabula/model';
import {
  type ActionChange,
  type Board,
  type BoardLink,
  linkKey,
  linksOf,
  type NewAction,
  newGuid,
  type Point,
} from '../board.ts';
import type { Edit } from '../edits.ts';
import { mayLeaveTwice } from './flow.ts';
import { cornersOf, sharedSlug } from './group-actions.ts';
import { placesOf, type Rewrite, rewriteOptions } from './names.ts';

export interface DissolveEdit extends Edit {
  /** What lay in the group. */
  readonly inside: readonly string[];
  /** What goes: the group, its input and its output. */
  readonly gone: readonly string[];
}

interface Parts {
  readonly group: ActionResponse;
  readonly input: ActionResponse | undefined;
  readonly output: ActionResponse | undefined;
  readonly inside: readonly ActionResponse[];
  /** On the level of the group. */
  readonly outside: readonly ActionResponse[];
  readonly links: readonly BoardLink[];
}

/** How one border of the group goes: with formulas rewritten, or with an action in its place. */
interface Border {
  readonly rewrites: readonly Rewrite[];
  readonly stand: NewAction | null;
}

export function dissolveGroup(board: Board, guid: string): Result<DissolveEdit, string> {
  const parts = partsOf(board, guid);
  if (!parts.ok) return parts;
  const { group, input, output, inside, outside, links } = parts.value;
  const refusal = refusalOf(parts.value);
  if (refusal !== null) return err(refusal);
  const parent = board.actions.find(({ id }) => id === group.group_id)?.guid ?? null;
  const entry = entryOf(parts.value, parent);
  const exit = exitOf(parts.value, parent);
  if (!exit.ok) return exit;

  const { left, top } = cornersOf(inside);
  const back = ({ x, y }: Point): Point => ({ x: x + group.position.x - left, y: y + group.position.y - top });
  const changes: ActionChange[] = [];
  for (const [actions, rewrites] of [
    [inside, entry.rewrites],
    [outside, exit.value.rewrites],
  ] as const) {
    for (const action of actions) {
      const written = rewriteOptions(action, rewrites);
      if (!written.ok) return written;
      const { count, options } = written.value;
      const moved = actions === inside ? { group: parent, position: back(action.position) } : {};
      const rewritten = count > 0 ? { options, if_options: action.options } : {};
      if (count > 0 || actions === inside) changes.push({ guid: action.guid, ...moved, ...rewritten });
    }
  }
  const gone = [group, input, output].flatMap((each) => each?.guid ?? []);
  const notes = board.notes.filter(({ group_id: id }) => id === group.id);
  const stands = [entry.stand, exit.value.stand].filter((each) => each !== null);
  return ok({
    label: `Dissolve ${group.name}`,
    inside: [...inside.map((each) => each.guid), ...stands.map((each) => each.guid)],
    gone,
    patch: {
      remove: { actions: gone },
      add: {
        ...(stands.length === 0 ? {} : { actions: stands }),
        links: joined(links, parts.value, entry.stand?.guid ?? null, exit.value.stand?.guid ?? null),
      },
      change: {
        actions: changes,
        ...(notes.length === 0 ? {} : { notes: notes.map((note) => ({ guid: note.guid, group: parent })) }),
      },
    },
  });
}

function partsOf(board: Board, guid: string): Result<Parts, string> {
  const group = board.actions.find((action) => action.guid === guid);
  if (group?.type !== groupType) return err('This is no group.');
  const all = board.actions.filter(({ group_id: id }) => id === group.id);
  const inputs = all.filter(({ type }) => type === groupInputType);
  const outputs = all.filter(({ type }) => type === groupOutputType);
  if (inputs.length > 1) return err('The group has several inputs, and only the first one is used. Delete the others.');
  if (outputs.length > 1)
    return err('The group has several outputs, and hands on what comes first. Leave one of them.');
  const [input] = inputs;
  const [output] = outputs;
  return ok({
    ...{ group, input, output },
    inside: all.filter((action) => action !== input && action !== output),
    outside: board.actions.filter((action) => action.group_id === group.group_id && action !== group),
    links: linksOf(board),
  });
}

function refusalOf({ group, input, output, inside, outside, links }: Parts): string | null {
  if (isSet(getKey(group.options, 'loop'))) {
    return 'The group runs once for each element of a list, which its actions could not do without it.';
  }
  if ([group, input, output].some((each) => each?.disabled)) {
    return 'The group, its input or its output is switched off. Switch it on, or delete the group.';
  }
  const failing = links.some(({ source, type }) => source === group.guid && type === 'FAILURE');
  if (failing) return 'What happens when the group fails would be lost. Delete the link for failures first.';
  const declared = input === undefined ? undefined : getKey(input.options, 'inputs');
  if (declared !== undefined && isArrayValue(declared) && declared.some(isChecked)) {
    return 'The input of the group checks what it is given, which nothing would do without it. Delete its inputs first.';
  }
  const ends = new Set(inside.map(({ guid }) => guid));
  const within = links.filter(({ source, receiver }) => ends.has(source) && ends.has(receiver));
  const firsts = links.filter(({ source }) => source === input?.guid).map(({ receiver }) => receiver);
  const exits = links.filter(({ receiver }) => receiver === output?.guid);
  const goesOn = links.some(({ source }) => source === group.guid);
  if (goesOn && mayLeaveTwice(inside, within, firsts, exits)) {
    return 'The group hands on the first event only; without it there may be more than one.';
  }
  return sharedSlug(inside, outside);
}

/** What the group was given: read from where it came from, or kept as it was by an action in place of the input. */
function entryOf({ group, input, inside, outside }: Parts, parent: string | null): Border {
  if (input === undefined) return { rewrites: [], stand: null };
  const payload = getKey(group.options, 'payload') ?? makeObject([]);
  const rewrite = passing(payload, outside, slugOf(input.name));
  if (inside.every((action) => rewriteOptions(action, [rewrite]).ok)) return { rewrites: [rewrite], stand: null };
  return { rewrites: [], stand: standFor(input, input.name, payload, parent) };
}

/** The same for what the group hands on. */
function exitOf({ group, output, inside, outside, links }: Parts, parent: string | null): Result<Border, string> {
  const under = slugOf(group.name);
  const isRead = outside.some((action) => placesOf(action, (options, how) => renameSlug(options, under, 'x', how)) > 0);
  if (output === undefined || !isRead) return ok({ rewrites: [], stand: null });
  const payload = getKey(output.options, 'payload');
  if (!isSet(payload)) {
    const sources = new Set(links.filter(({ receiver }) => receiver === output.guid).map(({ source }) => source));
    const only = sources.size === 1 ? inside.find(({ guid }) => sources.has(guid)) : undefined;
    if (only === undefined)
      return err('What the group hands on is read by others. Say in the payload of its output what that is.');
    const slug = slugOf(only.name);
    return ok({ rewrites: [(options, how) => renameSlug(options, under, slug, how)], stand: null });
  }
  const rewrite = passing(payload, inside, under);
  if (outside.every((action) => rewriteOptions(action, [rewrite]).ok)) return ok({ rewrites: [rewrite], stand: null });
  return ok({ rewrites: [], stand: standFor(output, group.name, payload, parent) });
}

/** Reads `under.hook` as `hook` where the payload says `hook: '=hook'`, and that is one of these actions. */
function passing(payload: Value, from: readonly ActionResponse[], under: string): Rewrite {
  const known = new Set(from.map(({ name }) => slugOf(name)));
  const entries = isObjectValue(payload) ? entriesOf(payload) : [];
  const slugs = new Set(entries.flatMap(([key, value]) => (value === `=${key}` && known.has(key) ? [key] : [])));
  return (options, how) => unnestSlugs(options, slugs, under, how);
}

function standFor(border: ActionResponse, name: string, payload: Value, parent: string | null): NewAction {
  return {
    guid: newGuid(),
    type: 'Agents::EventTransformationAgent',
    name,
    options: makeObject([
      ['mode', 'message_only'],
      ['payload', payload],
    ]),
    position: border.position,
    ...(parent === null ? {} : { group: parent }),
  };
}

/** The links that lead past the group, its input and its output, or through what stands in their place. */
function joined(
  links: readonly BoardLink[],
  { group, input, output }: Parts,
  entry: string | null,
  exit: string | null,
): BoardLink[] {
  const into = links.filter(({ receiver, source }) => receiver === group.guid && source !== group.guid);
  const onward = links.filter(({ source, receiver }) => source === group.guid && receiver !== group.guid);
  const firsts = links.filter(({ source }) => source === input?.guid);
  const lasts = links.filter(({ receiver }) => receiver === output?.guid);
  /** Behind the output. */
  const after = exit === null ? onward.map(({ receiver }) => receiver) : [exit];
  const begins = firsts.flatMap(({ receiver }) => (receiver === output?.guid ? after : [receiver]));
  const found: BoardLink[] = [
    ...into.flatMap((link) => (entry === null ? begins : [entry]).map((receiver) => ({ ...link, receiver }))),
    ...(entry === null ? [] : begins.map((receiver): BoardLink => ({ source: entry, receiver, type: 'DEFAULT' }))),
    ...lasts
      .filter(({ source }) => source !== input?.guid)
      .flatMap(({ source, type }) => after.map((receiver) => ({ source, receiver, type }))),
    ...(exit === null ? [] : onward.map((link) => ({ ...link, source: exit }))),
  ];
  return [...new Map(found.map((link) => [linkKey(link), link])).values()];
}

function isSet(value: Value | undefined): value is Value {
  return value !== undefined && value !== null && value !== '';
}

function isChecked(input: Value): boolean {
  if (!isObjectValue(input)) return false;
  const type = getKey(input, 'type');
  const required = getKey(input, 'required');
  return (isSet(type) && toText(type) !== 'formula') || (isSet(required) && required !== false);
}
