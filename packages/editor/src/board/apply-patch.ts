/**
 * The board after a change. Pure. What does not fit the board any more (a link to what somebody removed) is left out, so that
 * changes which wait to be saved can be put on whatever the server has meanwhile. Everything untouched stays the same object.
 */
import type { ActionResponse } from '@fabula/model';
import type { Note } from '../data/notes.ts';
import type { Board, BoardLink, NewAction, NewNote, Patch } from './board.ts';

export function applyPatch(board: Board, patch: Patch): Board {
  const there = addThings(removeThings(regroup(board, patch), patch), patch);
  return changeThings(regroup(there, patch), patch);
}

/** Puts things into the groups that the change names, as far as these are there. */
export function regroup(board: Board, { change }: Patch): Board {
  const ids = new Map(board.actions.map(({ guid, id }) => [guid, id]));
  function moved<T extends { readonly guid: string; readonly group_id: number | null }>(
    things: readonly T[],
    changes: readonly { readonly guid: string; readonly group?: string | null }[] = [],
  ): readonly T[] {
    const groups = new Map(changes.flatMap(({ guid, group }) => (group === undefined ? [] : [[guid, group]])));
    if (groups.size === 0) return things;
    return things.map((thing) => {
      const group = groups.get(thing.guid);
      const groupId = group ? ids.get(group) : group;
      return groupId === undefined || groupId === thing.group_id ? thing : { ...thing, group_id: groupId };
    });
  }
  return { actions: moved(board.actions, change?.actions), notes: moved(board.notes, change?.notes) };
}

/** The id of an action or note that the server has not named yet: below zero, and always the same for the same guid. */
export function unsavedId(guid: string): number {
  return -1 - Number.parseInt(guid.slice(0, 12), 16);
}

function removeThings(board: Board, { remove }: Patch): Board {
  if (remove === undefined) return board;
  const goneActions = new Set(remove.actions);
  const goneNotes = new Set(remove.notes);
  const groups = new Set(board.actions.filter(({ guid }) => goneActions.has(guid)).map(({ id }) => id));
  const isGone = (thing: { readonly guid: string; readonly group_id: number | null }, gone: ReadonlySet<string>) =>
    gone.has(thing.guid) || (thing.group_id !== null && groups.has(thing.group_id));
  const actions = board.actions.filter((action) => !isGone(action, goneActions));
  const there = new Set(actions.map(({ id }) => id));
  const remaining = actions.length === board.actions.length ? actions : actions.map((each) => keepLinks(each, there));
  return {
    actions: withoutLinks(remaining, remove.links ?? []),
    notes: board.notes.filter((note) => !isGone(note, goneNotes)),
  };
}

function addThings(board: Board, { add }: Patch): Board {
  if (add === undefined) return board;
  const known = new Set([...board.actions, ...board.notes].map(({ guid }) => guid));
  const fresh = (add.actions ?? []).filter(({ guid }) => !known.has(guid));
  const ids = new Map(
    [...board.actions, ...fresh.map(({ guid }) => ({ guid, id: unsavedId(guid) }))].map((each) => [each.guid, each.id]),
  );
  const groupOf = (group: string | null | undefined) => (group ? (ids.get(group) ?? null) : null);
  const storyId = board.actions[0]?.story_id ?? 0;
  return {
    actions: withLinks(
      [...board.actions, ...fresh.map((action) => placeholder(action, storyId, groupOf(action.group)))],
      add.links ?? [],
    ),
    notes: [
      ...board.notes,
      ...(add.notes ?? [])
        .filter(({ guid }) => !known.has(guid))
        .map((note) => notePlaceholder(note, storyId, groupOf(note.group))),
    ],
  };
}

function changeThings(board: Board, { change }: Patch): Board {
  if (change === undefined) return board;
  const ofActions = new Map(change.actions?.map((each) => [each.guid, each]));
  const ofNotes = new Map(change.notes?.map((each) => [each.guid, each]));
  const actions = board.actions.map((action): ActionResponse => {
    const own = ofActions.get(action.guid);
    if (own === undefined) return action;
    const {
      position = action.position,
      name = action.name,
      disabled = action.disabled,
      options = action.options,
    } = own;
    return { ...action, position, name, disabled, options };
  });
  const notes = board.notes.map((note): Note => {
    const own = ofNotes.get(note.guid);
    if (own === undefined) return note;
    const { position = note.position, content = note.content, width = note.width } = own;
    return { ...note, position, content, width };
  });
  return { actions: ofActions.size > 0 ? actions : board.actions, notes: ofNotes.size > 0 ? notes : board.notes };
}

/** Without links whose other end is not there. */
function keepLinks(action: ActionResponse, there: ReadonlySet<number>): ActionResponse {
  if (action.sources.every((id) => there.has(id)) && action.receivers.every((id) => there.has(id))) return action;
  return linked(
    action,
    action.links_to_sources.filter(({ source_id: id }) => there.has(id)),
    action.links_to_receivers.filter(({ receiver_id: id }) => there.has(id)),
  );
}

function withLinks(actions: readonly ActionResponse[], links: readonly BoardLink[]): readonly ActionResponse[] {
  return eachLinked(actions, links, (action, outward, inward) =>
    linked(
      action,
      joined(action.links_to_sources, inward, (a, b) => a.source_id === b.source_id && a.type === b.type),
      joined(action.links_to_receivers, outward, (a, b) => a.receiver_id === b.receiver_id && a.type === b.type),
    ),
  );
}

function withoutLinks(actions: readonly ActionResponse[], links: readonly BoardLink[]): readonly ActionResponse[] {
  return eachLinked(actions, links, (action, outward, inward) =>
    linked(
      action,
      action.links_to_sources.filter((a) => !inward.some((b) => a.source_id === b.source_id && a.type === b.type)),
      action.links_to_receivers.filter(
        (a) => !outward.some((b) => a.receiver_id === b.receiver_id && a.type === b.type),
      ),
    ),
  );
}

type Outward = ActionResponse['links_to_receivers'];
type Inward = ActionResponse['links_to_sources'];

/** Calls `change` for the ends of these links only, with what each of them is to the action. */
function eachLinked(
  actions: readonly ActionResponse[],
  links: readonly BoardLink[],
  change: (action: ActionResponse, outward: Outward, inward: Inward) => ActionResponse,
): readonly ActionResponse[] {
  if (links.length === 0) return actions;
  const ids = new Map(actions.map(({ guid, id }) => [guid, id]));
  const outward = new Map<string, Outward>();
  const inward = new Map<string, Inward>();
  for (const { source, receiver, type } of links) {
    const sourceId = ids.get(source);
    const receiverId = ids.get(receiver);
    if (sourceId === undefined || receiverId === undefined) continue;
    outward.set(source, [...(outward.get(source) ?? []), { receiver_id: receiverId, type }]);
    inward.set(receiver, [...(inward.get(receiver) ?? []), { source_id: sourceId, type }]);
  }
  return actions.map((action) => {
    const out = outward.get(action.guid);
    const into = inward.get(action.guid);
    return out === undefined && into === undefined ? action : change(action, out ?? [], into ?? []);
  });
}

function joined<T>(present: readonly T[], more: readonly T[], isSame: (a: T, b: T) => boolean): T[] {
  return [...present, ...more.filter((each) => !present.some((other) => isSame(other, each)))];
}

function linked(action: ActionResponse, inward: Inward, outward: Outward): ActionResponse {
  return {
    ...action,
    links_to_sources: inward,
    links_to_receivers: outward,
    sources: [...new Set(inward.map(({ source_id: id }) => id))],
    receivers: [...new Set(outward.map(({ receiver_id: id }) => id))],
  };
}

/** How an action looks until the server has answered. */
function placeholder(action: NewAction, storyId: number, groupId: number | null): ActionResponse {
  const { guid, type, name, options, position, kept } = action;
  return {
    id: unsavedId(guid),
    ...{ guid, type, name, options, position },
    user_id: null,
    description: action.description ?? null,
    schedule: action.schedule ?? null,
    blended_events_count: 0,
    events_count: 0,
    logs_count: 0,
    last_check_at: null,
    last_receive_at: null,
    last_event_at: null,
    last_error_log_at: null,
    created_at: '',
    updated_at: '',
    disabled: action.disabled ?? false,
    group_id: groupId,
    nested_group_id: null,
    width: kept?.width ?? null,
    story_id: storyId,
    story_mode: 'LIVE',
    team_id: 0,
    sources: [],
    receivers: [],
    links_to_sources: [],
    links_to_receivers: [],
    time_saved_value: kept?.time_saved_value ?? 0,
    time_saved_unit: kept?.time_saved_unit ?? 'minutes',
    monitor_failures: action.monitor_failures ?? false,
    monitor_all_events: action.monitor_all_events ?? false,
    monitor_no_events_emitted: action.monitor_no_events_emitted ?? null,
    draft_id: null,
    draft_name: null,
  };
}

function notePlaceholder({ guid, content, position, width }: NewNote, storyId: number, groupId: number | null): Note {
  return {
    id: unsavedId(guid),
    ...{ guid, content, position },
    width: width ?? null,
    story_id: storyId,
    story_mode: 'LIVE',
    group_id: groupId,
    draft_id: null,
    draft_name: null,
  };
}
