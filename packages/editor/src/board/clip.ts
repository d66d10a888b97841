/**
 * Part of a board as text for the clipboard, and back. The text is a story export, so what is copied here can be pasted
 * anywhere, kept in a file, or imported as a story; and an export can be pasted onto a board. Pure.
 */
import { err, getKey, isObjectValue, makeObject, ok, parseJson, type Result, stringifyJson } from '@fabula/formula';
import {
  NEWEST_ACTION_RUNTIME,
  NEWEST_SCHEMA,
  NEWEST_STANDARD_LIB,
  readStoryExport,
  type StoryDocument,
  setInPlace,
  writeStoryExport,
} from '@fabula/model';
import {
  type Board,
  type BoardLink,
  type LinkType,
  linksOf,
  type NewAction,
  type NewNote,
  newGuid,
  onGrid,
  type Point,
} from './board.ts';
import type { Edit, Things } from './edits.ts';
import { withOwnAddress } from './new-action.ts';

const kindOf = { DEFAULT: 'default', NO_MATCH: 'no_match', FAILURE: 'failure' } as const;
const typeOf: Readonly<Record<string, LinkType>> = { default: 'DEFAULT', no_match: 'NO_MATCH', failure: 'FAILURE' };

/** `at`: ISO 8601 in UTC. Links are copied where both their ends are. */
export function toClip(board: Board, things: Things, at: string): string {
  const wanted = new Set(things.actions);
  const wantedNotes = new Set(things.notes);
  const actions = board.actions.filter(({ guid }) => wanted.has(guid));
  const places = new Map(actions.map(({ guid }, place) => [guid, place]));
  const guids = new Map(board.actions.map(({ id, guid }) => [id, guid]));
  const groupGuid = (groupId: number | null) => (groupId === null ? null : (guids.get(groupId) ?? null));
  const document: StoryDocument = {
    ...nothing,
    schemaVersion: NEWEST_SCHEMA,
    standardLibVersion: NEWEST_STANDARD_LIB,
    actionRuntimeVersion: NEWEST_ACTION_RUNTIME,
    actions: actions.map((action) => ({
      type: action.type,
      name: action.name,
      guid: action.guid,
      description: action.description,
      isDisabled: action.disabled,
      schedule: action.schedule,
      monitoring: {
        failures: action.monitor_failures,
        allEvents: action.monitor_all_events,
        noEventsFor: action.monitor_no_events_emitted,
      },
      timeSavedValue: action.time_saved_value,
      timeSavedUnit: action.time_saved_unit,
      width: action.width,
      groupGuid: groupGuid(action.group_id),
      ...action.position,
      options: action.options,
      carried: nothing.carried,
    })),
    links: linksOf(board).flatMap(({ source, receiver, type }) => {
      const from = places.get(source);
      const to = places.get(receiver);
      if (from === undefined || to === undefined) return [];
      return [{ source: from, receiver: to, kind: kindOf[type], carried: nothing.carried }];
    }),
    notes: board.notes
      .filter(({ guid }) => wantedNotes.has(guid))
      .map(({ guid, content, width, group_id: group, position }) => ({
        ...{ guid, content, width, ...position },
        groupGuid: groupGuid(group),
        carried: nothing.carried,
      })),
  };
  return stringifyJson(writeStoryExport(document, at));
}

/** Of the story around the parts nothing is copied. */
const nothing = {
  name: 'Copied from a storyboard',
  description: null,
  guid: null,
  slug: 'copied_from_a_storyboard',
  keepEventsFor: 604_800,
  tags: [],
  recipients: [],
  monitorsFailures: false,
  isWebhookApiEnabled: false,
  apiEntryGuids: [],
  apiExitGuids: [],
  accessSource: 'OFF',
  accessScope: null,
  needsSkillConfirmation: true,
  entryGuid: null,
  exitGuids: [],
  carried: makeObject([]),
  warnings: [],
} as const;

export interface Clip {
  readonly actions: readonly NewAction[];
  readonly notes: readonly NewNote[];
  readonly links: readonly BoardLink[];
}

/** What a text of the clipboard holds; an error says what is wrong with it, for people. */
export function readClip(text: string): Result<Clip, string> {
  const parsed = parseJson(text);
  if (!parsed.ok || !isObjectValue(parsed.value)) {
    return err('Copy actions, a story export, or a curl command, and paste it here.');
  }
  const named = getKey(parsed.value, 'name') ? parsed.value : setInPlace(parsed.value, new Map([['name', 'Pasted']]));
  const read = readStoryExport(named);
  if (!read.ok) return err(`${read.error.field === '' ? '' : `${read.error.field}: `}${read.error.message}`);
  return ok(fromDocument(read.value));
}

function fromDocument({ actions, links, notes }: StoryDocument): Clip {
  const guids = actions.map(({ guid }) => guid ?? newGuid());
  const group = (of: string | null) => (of === null || !guids.includes(of) ? {} : { group: of });
  return {
    actions: actions.map((action, place) => ({
      guid: guids[place] ?? newGuid(),
      type: action.type,
      name: action.name,
      options: action.options,
      position: { x: action.x, y: action.y },
      description: action.description,
      disabled: action.isDisabled,
      ...(action.schedule === null ? {} : { schedule: action.schedule.map((entry) => ({ ...entry })) }),
      monitor_failures: action.monitoring.failures,
      monitor_all_events: action.monitoring.allEvents,
      monitor_no_events_emitted: action.monitoring.noEventsFor,
      ...group(action.groupGuid),
    })),
    notes: notes.map(({ guid, content, x, y, width, groupGuid }) => ({
      ...{ guid: guid ?? newGuid(), content, width, position: { x, y } },
      ...group(groupGuid),
    })),
    links: links.flatMap(({ source, receiver, kind }) => {
      const from = guids[source];
      const to = guids[receiver];
      const type = typeOf[kind];
      return from === undefined || to === undefined || type === undefined ? [] : [{ source: from, receiver: to, type }];
    }),
  };
}

export interface Pasted extends Edit {
  readonly actions: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Puts a copy of everything onto the board, around a point or moved aside by as much. Guids, paths and secrets are new; names
 * stay: formulas inside the copy mean the actions of the copy, because those are what lies on their path.
 */
export function paste(
  clip: Clip,
  to: { readonly around: Point } | { readonly aside: Point },
  verb = 'Paste',
): Pasted | null {
  const all = [...clip.actions, ...clip.notes];
  if (all.length === 0) return null;
  const by = 'aside' in to ? to.aside : minus(to.around, middleOf(clip));
  const move = ({ x, y }: Point) => onGrid({ x: x + by.x, y: y + by.y });
  const renewed = new Map(all.map(({ guid }) => [guid, newGuid()]));
  const own = (guid: string) => renewed.get(guid) ?? guid;
  const group = (of: string | null | undefined) => (of ? { group: own(of) } : {});
  const actions = clip.actions.map((action) => ({
    ...action,
    guid: own(action.guid),
    options: withOwnAddress(action.type, action.options),
    position: move(action.position),
    ...group(action.group),
  }));
  const notes = clip.notes.map((note) => ({
    ...note,
    guid: own(note.guid),
    position: move(note.position),
    ...group(note.group),
  }));
  const links = clip.links.map((link) => ({ ...link, source: own(link.source), receiver: own(link.receiver) }));
  const [only] = actions;
  const what = all.length === 1 ? (only?.name ?? 'a note') : `${all.length} things`;
  return {
    label: `${verb} ${what}`,
    patch: { add: { actions, notes, links } },
    actions: actions.map(({ guid }) => guid),
    notes: notes.map(({ guid }) => guid),
  };
}

const cardSize = { x: 182, y: 44 };

function middleOf({ actions, notes }: Clip): Point {
  const xs = [...actions, ...notes].map(({ position }) => position.x);
  const ys = [...actions, ...notes].map(({ position }) => position.y);
  const half = (values: readonly number[], size: number) => (Math.min(...values) + Math.max(...values) + size) / 2;
  return { x: half(xs, cardSize.x), y: half(ys, cardSize.y) };
}

function minus(a: Point, b: Point): Point {
  return { x: a.x - b.x, y: a.y - b.y };
}
