/**
 * Two changed copies of a story and what both come from become one: what only one of them has changed is taken from it, what both
 * have changed alike is taken, and what they have changed differently is a conflict.
 *
 * `ours` is the draft, `theirs` the live story. Changes are told apart field by field, options by their top-level keys.
 */
import { deepEqual, entriesOf, getKey, makeObject, type ObjectValue, type Value } from '@fabula/formula';
import type { DocumentAction, DocumentLink, DocumentNote, StoryDocument } from '../story-document.ts';
import type { VersionedStory } from '../versioned-story.ts';

export interface MergeConflict {
  readonly target: 'story' | 'action' | 'note';
  /** Guid of the action or note; empty for the story. */
  readonly id: string;
  readonly name: string;
  /** `name`, `options.url` …; empty: one side has removed what the other has changed, or both have made it. */
  readonly field: string;
}

export interface MergedStory {
  readonly story: VersionedStory;
  /** Empty, unless a side is preferred: then those that it has decided. */
  readonly conflicts: readonly MergeConflict[];
}

export type Side = 'ours' | 'theirs';

/** `prefer`: whose change holds in a conflict. Without it the merged story is of use only when there are no conflicts. */
export function mergeStories(
  base: VersionedStory,
  theirs: VersionedStory,
  ours: VersionedStory,
  prefer: Side = 'ours',
): MergedStory {
  const conflicts: MergeConflict[] = [];
  const about = (target: MergeConflict['target'], id: string, name: string) => (field: string) => {
    conflicts.push({ target, id, name, field });
  };
  const actions = mergeList<DocumentAction>(
    base.document.actions,
    theirs.document.actions,
    ours.document.actions,
    (all, action) => mergeAction(all, prefer, about('action', action.guid ?? '', action.name)),
    prefer,
    (action) => about('action', action.guid ?? '', action.name)(''),
  );
  const notes = mergeList<DocumentNote>(
    base.document.notes,
    theirs.document.notes,
    ours.document.notes,
    (all, note) => mergeFields(all, prefer, about('note', note.guid ?? '', note.content), new Set(['carried'])),
    prefer,
    (note) => about('note', note.guid ?? '', note.content)(''),
  );
  const tell = about('story', '', ours.document.name);
  const kept = new Set(['actions', 'links', 'notes', 'carried', 'warnings', 'guid', 'tags', 'slug']);
  const fields = mergeFields([base.document, theirs.document, ours.document], prefer, tell, kept);
  const document: StoryDocument = {
    ...fields,
    carried: mergeObjects(
      [base.document.carried, theirs.document.carried, ours.document.carried],
      prefer,
      () => undefined,
    ),
    actions,
    notes,
    links: mergeLinks(base.document, theirs.document, ours.document, actions),
  };
  const flags = mergeFields([base, theirs, ours], prefer, tell, new Set(['document', 'runsToSave']));
  return { story: { ...flags, document, runsToSave: mergeMaps(base, theirs, ours) }, conflicts };
}

type Three<T> = readonly [base: T, theirs: T, ours: T];
type Tell = (field: string) => void;

interface Guided {
  readonly guid: string | null;
}

function mergeList<T extends Guided>(
  base: readonly T[],
  theirs: readonly T[],
  ours: readonly T[],
  merge: (all: Three<T>, ours: T) => T,
  prefer: Side,
  tellWhole: (item: T) => void,
): readonly T[] {
  const [inBase, inTheirs, inOurs] = [base, theirs, ours].map((list) => new Map(list.map((item) => [item.guid, item])));
  const merged: T[] = [];
  for (const guid of new Set([...theirs, ...ours].map((item) => item.guid))) {
    const [from, their, our] = [inBase?.get(guid), inTheirs?.get(guid), inOurs?.get(guid)];
    if (their !== undefined && our !== undefined) {
      if (from === undefined && !isSame(withoutCarried(their), withoutCarried(our))) tellWhole(our);
      const origin = from ?? (prefer === 'ours' ? their : our);
      merged.push(merge([origin, their, our], our));
      continue;
    }
    const left = their ?? our;
    if (left === undefined) continue;
    if (from === undefined) {
      merged.push(left);
      continue;
    }
    // Removed on one side: gone, unless the other side has worked on it.
    if (isSame(withoutCarried(from), withoutCarried(left))) continue;
    tellWhole(left);
    if ((their !== undefined) === (prefer === 'theirs')) merged.push(left);
  }
  return merged;
}

/** What a file carried along for the same action may differ from what is written for one that was made here. */
function withoutCarried(item: object): object {
  return { ...item, carried: null };
}

function mergeAction(all: Three<DocumentAction>, prefer: Side, tell: Tell): DocumentAction {
  const merged = mergeFields(all, prefer, tell, new Set(['options', 'carried', 'x', 'y', 'width']));
  const [base, theirs, ours] = all;
  const position = base.x === ours.x && base.y === ours.y ? theirs : ours;
  return {
    ...merged,
    x: position.x,
    y: position.y,
    width: base.width === ours.width ? theirs.width : ours.width,
    options: mergeObjects([base.options, theirs.options, ours.options], prefer, (key) => tell(`options.${key}`)),
    carried: mergeObjects([base.carried, theirs.carried, ours.carried], prefer, () => undefined),
  };
}

/** Every field that the three have; those of `without` are ours. */
function mergeFields<T extends object>(all: Three<T>, prefer: Side, tell: Tell, without: ReadonlySet<string>): T {
  const [base, theirs, ours] = all;
  const merged = { ...ours };
  for (const field of Object.keys(ours) as (keyof T & string)[]) {
    if (without.has(field)) continue;
    merged[field] = pick([base[field], theirs[field], ours[field]], prefer, () => tell(field));
  }
  return merged;
}

function mergeObjects(all: Three<ObjectValue>, prefer: Side, tell: (key: string) => void): ObjectValue {
  const [base, theirs, ours] = all;
  const keys = new Set([...entriesOf(ours), ...entriesOf(theirs)].map(([key]) => key));
  const merged: [string, Value][] = [];
  for (const key of keys) {
    const value = pick([getKey(base, key), getKey(theirs, key), getKey(ours, key)], prefer, () => tell(key));
    if (value !== undefined) merged.push([key, value]);
  }
  return makeObject(merged);
}

function mergeLinks(
  base: StoryDocument,
  theirs: StoryDocument,
  ours: StoryDocument,
  actions: readonly DocumentAction[],
): readonly DocumentLink[] {
  const [inBase, inTheirs, inOurs] = [base, theirs, ours].map(linksByEnds);
  const places = new Map(actions.map((action, place) => [action.guid, place]));
  const merged: DocumentLink[] = [];
  for (const [ends, { link, source, receiver }] of new Map([...(inTheirs ?? []), ...(inOurs ?? [])])) {
    const isEverywhere = inTheirs?.has(ends) && inOurs?.has(ends);
    // In one of them only: new there, or removed on the other side.
    if (!isEverywhere && inBase?.has(ends)) continue;
    const [from, to] = [places.get(source), places.get(receiver)];
    if (from !== undefined && to !== undefined) merged.push({ ...link, source: from, receiver: to });
  }
  return merged;
}

interface Joined {
  readonly link: DocumentLink;
  readonly source: string | null;
  readonly receiver: string | null;
}

function linksByEnds(document: StoryDocument): ReadonlyMap<string, Joined> {
  return new Map(
    document.links.map((link) => {
      const source = document.actions[link.source]?.guid ?? null;
      const receiver = document.actions[link.receiver]?.guid ?? null;
      return [`${source} ${receiver} ${link.kind}`, { link, source, receiver }];
    }),
  );
}

function mergeMaps(base: VersionedStory, theirs: VersionedStory, ours: VersionedStory): ReadonlyMap<string, number> {
  const [from, their, our] = [base.runsToSave, theirs.runsToSave, ours.runsToSave];
  const guids = new Set([...their.keys(), ...our.keys()]);
  return new Map(
    [...guids].flatMap((guid): [string, number][] => {
      const count = pick([from.get(guid), their.get(guid), our.get(guid)], 'ours', () => undefined);
      return count === undefined ? [] : [[guid, count]];
    }),
  );
}

function pick<T>([base, theirs, ours]: Three<T>, prefer: Side, tell: () => void): T {
  if (isSame(theirs, ours) || isSame(base, theirs)) return ours;
  if (isSame(base, ours)) return theirs;
  tell();
  return prefer === 'ours' ? ours : theirs;
}

/** Whatever these parts are made of (texts, numbers, lists, objects) is a value of JSON, but for what is not there. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return deepEqual(a as Value, b as Value);
}
