/** The change that takes a change back. Pure: made from the board as it was before. */
import type { ActionResponse } from '@fabula/model';
import type { Note } from '../data/notes.ts';
import { regroup } from './apply-patch.ts';
import {
  type Board,
  type BoardLink,
  type Kept,
  linkKey,
  linksOf,
  type NewAction,
  type NewNote,
  type Patch,
} from './board.ts';

export function invertPatch(before: Board, patch: Patch): Patch {
  const { remove = {}, add = {}, change = {} } = patch;
  const byGuid = new Map(before.actions.map((action) => [action.guid, action]));
  const notes = new Map(before.notes.map((note) => [note.guid, note]));
  const there = linksOf(before);
  // What leaves a group before that goes is not gone with it.
  const left = regroup(before, patch);
  const goneActions = withInsides(left, remove.actions ?? []);
  const goneIds = new Set(before.actions.filter(({ guid }) => goneActions.has(guid)).map(({ id }) => id));
  const goneNotes = new Set(remove.notes);
  const goneLinks = linksGone(there, goneActions, remove.links ?? []);
  const known = new Set(there.map(linkKey));

  return {
    ...nonEmpty('remove', {
      actions: (add.actions ?? []).map(({ guid }) => guid).filter((guid) => !byGuid.has(guid)),
      notes: (add.notes ?? []).map(({ guid }) => guid).filter((guid) => !notes.has(guid)),
      links: (add.links ?? []).filter((link) => !known.has(linkKey(link))),
    }),
    ...nonEmpty('add', {
      actions: before.actions.filter(({ guid }) => goneActions.has(guid)).map((action) => toNewAction(before, action)),
      notes: left.notes
        .filter(({ guid, group_id: group }) => goneNotes.has(guid) || (group !== null && goneIds.has(group)))
        .map((note) => toNewNote(before, note)),
      links: goneLinks,
    }),
    ...nonEmpty('change', {
      actions: (change.actions ?? []).flatMap((own) => {
        const action = byGuid.get(own.guid);
        if (action === undefined) return [];
        return [
          {
            guid: own.guid,
            ...(own.position === undefined ? {} : { position: action.position }),
            ...(own.name === undefined ? {} : { name: action.name, if_name: own.name }),
            ...(own.disabled === undefined ? {} : { disabled: action.disabled }),
            ...(own.options === undefined ? {} : { options: action.options, if_options: own.options }),
            ...(own.group === undefined ? {} : { group: guidOf(before, action.group_id) }),
          },
        ];
      }),
      notes: (change.notes ?? []).flatMap((own) => {
        const note = notes.get(own.guid);
        if (note === undefined) return [];
        return [
          {
            guid: own.guid,
            ...(own.position === undefined ? {} : { position: note.position }),
            ...(own.width === undefined ? {} : { width: note.width }),
            ...(own.content === undefined ? {} : { content: note.content, if_content: own.content }),
            ...(own.group === undefined ? {} : { group: guidOf(before, note.group_id) }),
          },
        ];
      }),
    }),
  };
}

/** A change that brings actions back, with what the server told when they went. */
export function withKept(patch: Patch, kept: ReadonlyMap<string, Kept>): Patch {
  const actions = patch.add?.actions;
  if (actions === undefined || !actions.some(({ guid }) => kept.has(guid))) return patch;
  const known = (action: NewAction): NewAction => {
    const own = kept.get(action.guid);
    return own === undefined ? action : { ...action, kept: own };
  };
  return { ...patch, add: { ...patch.add, actions: actions.map(known) } };
}

/** An action as one that can be added. */
export function toNewAction(board: Board, action: ActionResponse): NewAction {
  return {
    guid: action.guid,
    type: action.type,
    name: action.name,
    options: action.options,
    position: action.position,
    description: action.description,
    disabled: action.disabled,
    // Not every kind of action may name one.
    ...(action.schedule === null ? {} : { schedule: action.schedule }),
    monitor_failures: action.monitor_failures,
    monitor_all_events: action.monitor_all_events,
    monitor_no_events_emitted: action.monitor_no_events_emitted,
    ...groupField(board, action.group_id),
  };
}

export function toNewNote(board: Board, { guid, content, position, width, group_id: groupId }: Note): NewNote {
  return { guid, content, position, width, ...groupField(board, groupId) };
}

function groupField(board: Board, groupId: number | null): { readonly group?: string } {
  const group = guidOf(board, groupId);
  return group === null ? {} : { group };
}

function guidOf(board: Board, groupId: number | null): string | null {
  return (groupId === null ? undefined : board.actions.find(({ id }) => id === groupId)?.guid) ?? null;
}

/** With what lies in those that are groups. */
function withInsides({ actions }: Board, guids: readonly string[]): ReadonlySet<string> {
  const gone = new Set(guids);
  const goneIds = new Set(actions.filter(({ guid }) => gone.has(guid)).map(({ id }) => id));
  for (let before = -1; before !== gone.size; ) {
    before = gone.size;
    for (const { id, guid, group_id: groupId } of actions) {
      if (groupId === null || !goneIds.has(groupId)) continue;
      gone.add(guid);
      goneIds.add(id);
    }
  }
  return gone;
}

function linksGone(there: readonly BoardLink[], gone: ReadonlySet<string>, named: readonly BoardLink[]): BoardLink[] {
  const keys = new Set(named.map(linkKey));
  return there.filter((link) => keys.has(linkKey(link)) || gone.has(link.source) || gone.has(link.receiver));
}

/** Only the lists that hold something, under their name; nothing at all when none does. */
function nonEmpty<Name extends keyof Patch>(
  name: Name,
  lists: Record<string, readonly unknown[]>,
): Pick<Patch, Name> | object {
  const full = Object.entries(lists).filter(([, list]) => list.length > 0);
  return full.length === 0 ? {} : { [name]: Object.fromEntries(full) };
}
