/** Puts a story's rows together as a file. */
import { type ObjectValue, sizeOf } from '@fabula/formula';
import {
  type ActionId,
  asId,
  clearRecipients,
  type DocumentAction,
  type DocumentLink,
  type DocumentNote,
  groupType,
  randomizeUrls,
  readActionFields,
  readNote,
  readStoryFields,
  type StoryDocument,
  type StoryFields,
  type StoryId,
  writeStoryExport,
} from '@fabula/model';
import type { Selectable } from 'kysely';
import type { Executor } from '../database/database.ts';
import { storableOrNull, storableText } from '../database/storable-text.ts';
import { readStoredObject } from '../database/stored-json.ts';
import { readSchedule } from '../database/stored-schedule.ts';
import type { ActionTable, NoteTable, StoryTable } from '../database/tables.ts';
import { idsOf } from './story-rows.ts';

export interface ExportOptions {
  /** ISO 8601 in UTC, seconds. */
  readonly exportedAt: string;
  /** 32 new hex digits at each call. */
  readonly newHex: () => string;
  readonly randomizeUrls?: boolean | undefined;
  readonly clearRecipients?: boolean | undefined;
}

/** null: there is no such story. */
export async function exportStory(
  executor: Executor,
  storyId: StoryId,
  options: ExportOptions,
): Promise<ObjectValue | null> {
  let document = await findStoryDocument(executor, storyId);
  if (document === null) return null;
  if (options.randomizeUrls) document = randomizeUrls(document, options.newHex);
  if (options.clearRecipients) document = clearRecipients(document);
  return writeStoryExport(document, options.exportedAt);
}

/**
 * The story as it stands, ready to be written as a file. `withGuids`: also those that the file it came from did not have, for
 * comparing and for writing over a story.
 */
export async function findStoryDocument(
  executor: Executor,
  storyId: StoryId,
  withGuids = false,
): Promise<StoryDocument | null> {
  const row = await executor.selectFrom('story').selectAll().where('id', '=', storyId).executeTakeFirst();
  if (row === undefined) return null;
  const tags = await executor
    .selectFrom('story_tag')
    .innerJoin('tag', 'tag.id', 'story_tag.tag_id')
    .select('tag.name')
    .where('story_id', '=', asId<StoryId>(row.live_id ?? row.id))
    .orderBy('position')
    .execute();
  const actionRows = await executor
    .selectFrom('action')
    .selectAll()
    .where('story_id', '=', storyId)
    .orderBy('position')
    .execute();
  const linkRows = await executor
    .selectFrom('link')
    .selectAll()
    .where('story_id', '=', storyId)
    .orderBy('position')
    .execute();
  const noteRows = await executor
    .selectFrom('note')
    .selectAll()
    .where('story_id', '=', storyId)
    .orderBy('position')
    .execute();
  // A guid that the file did not have is not added to it before something changes.
  const isUntouched = row.revision === 1 && !withGuids;
  const places = new Map(actionRows.map((action, place) => [action.id, place]));
  return {
    ...toStoryFields(
      row,
      tags.map((tag) => tag.name),
      actionRows,
      isUntouched,
    ),
    schemaVersion: row.schema_version,
    standardLibVersion: row.standard_lib_version,
    actionRuntimeVersion: row.action_runtime_version,
    actions: actionRows.map((action) => toDocumentAction(action, actionRows, isUntouched)),
    links: linkRows.map((link): DocumentLink => {
      const [source, receiver] = [places.get(link.source_id), places.get(link.receiver_id)];
      if (source === undefined || receiver === undefined) throw new Error(`link ${link.id} leaves its story`);
      return { source, receiver, kind: link.kind, carried: readStoredObject(link.carried) };
    }),
    notes: noteRows.map((note) => toDocumentNote(note, actionRows)),
    carried: readStoredObject(row.carried),
    warnings: [],
  };
}

function toStoryFields(
  row: Selectable<StoryTable>,
  tags: readonly string[],
  actions: readonly Selectable<ActionTable>[],
  isUntouched: boolean,
): StoryFields {
  const carriedObject = readStoredObject(row.carried);
  const carried = readStoryFields(carriedObject);
  const ids = new Map(actions.map((action) => [action.guid, asId<ActionId>(action.id)]));
  const guids = new Map(actions.map((action) => [action.id, action.guid]));
  const guidsOf = (stored: readonly number[], original: readonly string[]): readonly string[] =>
    isSameList(stored, idsOf(original, ids)) ? original : stored.flatMap((id) => guids.get(id) ?? []);
  const entry = guidsOf(row.entry_action_id === null ? [] : [row.entry_action_id], [carried.entryGuid ?? '']);
  return {
    name: unlessChanged(row.name, carried.name),
    description: unlessChanged(row.description, carried.description),
    guid: knownGuid(row.guid, carried.guid, carriedObject, isUntouched),
    slug: unlessChanged(row.slug, carried.slug),
    keepEventsFor: row.keep_events_for,
    tags: isSameList(tags, [...new Set(carried.tags.map(storableText))]) ? carried.tags : tags,
    recipients: isSameList(row.recipients, carried.recipients.map(storableText)) ? carried.recipients : row.recipients,
    monitorsFailures: row.monitors_failures,
    isWebhookApiEnabled: row.is_webhook_api_enabled,
    apiEntryGuids: guidsOf(row.api_entry_action_ids, carried.apiEntryGuids),
    apiExitGuids: guidsOf(row.api_exit_action_ids, carried.apiExitGuids),
    accessSource: row.access_source,
    accessScope: row.access_scope,
    needsSkillConfirmation: row.needs_skill_confirmation,
    entryGuid: entry[0] || null,
    exitGuids: guidsOf(row.exit_action_ids, carried.exitGuids),
  };
}

function toDocumentAction(
  row: Selectable<ActionTable>,
  all: readonly Selectable<ActionTable>[],
  isUntouched: boolean,
): DocumentAction {
  const carried = readStoredObject(row.carried);
  const original = readActionFields(carried);
  return {
    type: unlessChanged(row.type, original.type),
    name: unlessChanged(row.name, original.name),
    guid: knownGuid(row.guid, original.guid, carried, isUntouched),
    description: unlessChanged(row.description, original.description),
    options: readStoredObject(row.options),
    schedule: readSchedule(row.schedule),
    isDisabled: row.is_disabled,
    x: row.x,
    y: row.y,
    width: row.width,
    groupGuid: groupGuidOf(row, all, original.groupGuid),
    monitoring: {
      failures: row.monitors_failures,
      allEvents: row.monitors_all_events,
      noEventsFor: row.monitors_no_events_for,
    },
    timeSavedValue: row.time_saved_value,
    timeSavedUnit: unlessChanged(row.time_saved_unit, original.timeSavedUnit),
    carried,
  };
}

/** A guid that belongs to no group of the file has no effect, and stays. */
function groupGuidOf(
  row: { readonly group_id: number | null },
  all: readonly Selectable<ActionTable>[],
  original: string | null,
): string | null {
  if (row.group_id !== null) return all.find(({ id }) => id === row.group_id)?.guid ?? null;
  return all.some(({ guid, type }) => guid === original && type === groupType) ? null : original;
}

function toDocumentNote(row: Selectable<NoteTable>, actions: readonly Selectable<ActionTable>[]): DocumentNote {
  const carried = readStoredObject(row.carried);
  const original = readNote(carried);
  return {
    guid: sizeOf(carried) === 0 || original.guid !== null ? unlessChanged(row.guid, original.guid) : null,
    content: unlessChanged(row.content, original.content),
    x: row.x,
    y: row.y,
    width: row.width,
    groupGuid: groupGuidOf(row, actions, original.groupGuid),
    carried,
  };
}

function knownGuid(stored: string, original: string | null, carried: ObjectValue, isUntouched: boolean): string | null {
  return original === null && isUntouched && sizeOf(carried) > 0 ? null : stored;
}

/** The text of the file where the column holds it as well as it can. */
function unlessChanged<T extends string | null>(stored: T, original: T): T {
  return stored === storableOrNull(original) ? original : stored;
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
