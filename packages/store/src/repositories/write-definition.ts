/**
 * Writes the actions, links and notes of a story, those that it has included: an action whose guid is there already keeps its
 * id, and with it its counters, memory and what waits for it.
 */
import { stringifyJson } from '@fabula/formula';
import {
  type ActionId,
  asId,
  groupType,
  optionsInDraft,
  publicPathOf,
  type StoryDocument,
  type StoryId,
  type UserId,
} from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { actionColumns, idsOf, noteColumns } from './story-rows.ts';

/** The story whose definition is written. `suffix`: of a draft, for its addresses. */
export interface DefinitionPlace {
  readonly storyId: StoryId;
  readonly suffix: string | null;
}

export interface DefinitionWriter {
  readonly userId: UserId;
  /** 32 new hex digits at each call. */
  readonly newGuid: () => string;
  /** Ids of actions that come back, by guid; others get new ones. */
  readonly ids?: ReadonlyMap<string, ActionId> | undefined;
}

/** All of the document that is not in the row of the story, and the row's entry and exits. The paths of the webhooks are free. */
export async function writeDefinition(
  executor: Executor,
  place: DefinitionPlace,
  document: StoryDocument,
  writer: DefinitionWriter,
): Promise<void> {
  const { storyId } = place;
  const actions = await writeActions(executor, place, document, writer);
  await writeGroups(executor, storyId, document, actions);
  await writeCallableEnds(executor, storyId, document, actions);
  await writeLinks(executor, storyId, document, actions);
  await writeNotes(executor, storyId, document, actions, writer.newGuid);
}

/** A path of this document that an action of another story has; null: all are free. */
export async function findTakenPath(
  executor: Executor,
  { storyId, suffix }: DefinitionPlace,
  document: StoryDocument,
): Promise<string | null> {
  const paths = document.actions.flatMap((action) => pathOf(action, action.guid ?? '', suffix) || []);
  const { rows } = await sql<{ path: string }>`
    select path from webhook_path join action on action.id = webhook_path.action_id
    where path = any(${paths}::text[]) and story_id <> ${storyId} limit 1
  `.execute(executor);
  return rows[0]?.path ?? null;
}

/** Rows of one statement: PostgreSQL takes 65,535 parameters. */
const BATCH = 500;

interface Identified {
  readonly guid: string;
  readonly id: ActionId;
}

function pathOf(action: StoryDocument['actions'][number], guid: string, suffix: string | null): string | null {
  return publicPathOf({ ...action, guid, options: optionsInDraft({ ...action, guid }, suffix) });
}

/** Gives the ids in the order of the file. */
async function writeActions(
  executor: Executor,
  { storyId, suffix }: DefinitionPlace,
  document: StoryDocument,
  writer: DefinitionWriter,
): Promise<readonly Identified[]> {
  const guids = document.actions.map((action) => action.guid ?? writer.newGuid());
  await executor
    .deleteFrom('action')
    .where('story_id', '=', storyId)
    .where(sql<boolean>`guid <> all(${guids}::text[])`)
    .execute();
  const rows = document.actions.map((action, position) => ({
    ...actionColumns(action),
    story_id: storyId,
    position,
    user_id: writer.userId,
    guid: guids[position] ?? writer.newGuid(),
    ...(writer.ids === undefined ? {} : { id: writer.ids.get(guids[position] ?? '') }),
  }));
  const ids = new Map<string, ActionId>();
  for (const batch of inBatches(rows)) {
    const written = await executor
      .insertInto('action')
      .values(batch)
      // Only the replaced story's own actions can be there: they keep their ids.
      .onConflict((conflict) => conflict.columns(['guid', 'story_id']).doUpdateSet(replacement))
      .returning(['id', 'guid'])
      .execute();
    for (const row of written) ids.set(row.guid, asId(row.id));
  }
  await writeWebhookPaths(executor, { storyId, suffix }, document, guids, ids);
  return guids.map((guid) => {
    const id = ids.get(guid);
    if (id === undefined) throw new Error(`action ${guid} was not written`);
    return { guid, id };
  });
}

/** Every column that a file decides, from the row that could not be inserted. */
const replacement = Object.fromEntries(
  [
    'position',
    'type',
    'name',
    'slug',
    'description',
    'options',
    'schedule',
    'is_disabled',
    'x',
    'y',
    'width',
    'monitors_failures',
    'monitors_all_events',
    'monitors_no_events_for',
    'time_saved_value',
    'time_saved_unit',
    'carried',
  ].map((column) => [column, sql.ref(`excluded.${column}`)]),
);

async function writeWebhookPaths(
  executor: Executor,
  { storyId, suffix }: DefinitionPlace,
  document: StoryDocument,
  guids: readonly string[],
  ids: ReadonlyMap<string, ActionId>,
): Promise<void> {
  await sql`
    delete from webhook_path using action where action.id = webhook_path.action_id and action.story_id = ${storyId}
  `.execute(executor);
  const rows = document.actions.flatMap((action, index) => {
    const guid = guids[index] ?? '';
    const path = pathOf(action, guid, suffix);
    const id = ids.get(guid);
    return path === null || id === undefined ? [] : [{ path, action_id: id }];
  });
  for (const batch of inBatches(rows)) await executor.insertInto('webhook_path').values(batch).execute();
}

/** What lies in which group. A guid that belongs to no other group of the file is kept in `carried` and has no effect. */
async function writeGroups(
  executor: Executor,
  storyId: StoryId,
  document: StoryDocument,
  actions: readonly Identified[],
): Promise<void> {
  const groups = new Map(
    actions.filter((_, index) => document.actions[index]?.type === groupType).map((g) => [g.guid, g.id]),
  );
  await executor
    .updateTable('action')
    .set({ group_id: null })
    .where('story_id', '=', storyId)
    .where('group_id', 'is not', null)
    .execute();
  if (groups.size === 0) return;
  const inside = new Map<ActionId, ActionId[]>();
  for (const [index, { groupGuid }] of document.actions.entries()) {
    const id = actions[index]?.id;
    const groupId = groupGuid === null ? undefined : groups.get(groupGuid);
    if (id === undefined || groupId === undefined || groupId === id) continue;
    inside.set(groupId, [...(inside.get(groupId) ?? []), id]);
  }
  for (const [groupId, ids] of inside) {
    await executor.updateTable('action').set({ group_id: groupId }).where('id', 'in', ids).execute();
  }
}

/** A guid in these lists that belongs to no action of the file is kept in `carried` and has no effect. */
async function writeCallableEnds(
  executor: Executor,
  storyId: StoryId,
  document: StoryDocument,
  actions: readonly Identified[],
): Promise<void> {
  const ids = new Map(actions.map(({ guid, id }) => [guid, id]));
  await executor
    .updateTable('story')
    .set({
      entry_action_id: document.entryGuid === null ? null : (ids.get(document.entryGuid) ?? null),
      exit_action_ids: idsOf(document.exitGuids, ids),
      api_entry_action_ids: idsOf(document.apiEntryGuids, ids),
      api_exit_action_ids: idsOf(document.apiExitGuids, ids),
    })
    .where('id', '=', storyId)
    .execute();
}

async function writeLinks(
  executor: Executor,
  storyId: StoryId,
  document: StoryDocument,
  actions: readonly Identified[],
): Promise<void> {
  await executor.deleteFrom('link').where('story_id', '=', storyId).execute();
  const rows = document.links.flatMap((link, position) => {
    const source = actions[link.source];
    const receiver = actions[link.receiver];
    if (source === undefined || receiver === undefined) return [];
    const carried = stringifyJson(link.carried);
    return [{ story_id: storyId, position, source_id: source.id, receiver_id: receiver.id, kind: link.kind, carried }];
  });
  for (const batch of inBatches(rows)) await executor.insertInto('link').values(batch).execute();
}

async function writeNotes(
  executor: Executor,
  storyId: StoryId,
  document: StoryDocument,
  actions: readonly Identified[],
  newGuid: () => string,
): Promise<void> {
  const groups = new Map(
    actions.filter((_, index) => document.actions[index]?.type === groupType).map((group) => [group.guid, group.id]),
  );
  await executor.deleteFrom('note').where('story_id', '=', storyId).execute();
  const rows = document.notes.map((note, position) => ({
    ...noteColumns(note),
    story_id: storyId,
    position,
    guid: note.guid === null ? newGuid() : storableText(note.guid),
    group_id: groups.get(note.groupGuid ?? '') ?? null,
  }));
  for (const batch of inBatches(rows)) await executor.insertInto('note').values(batch).execute();
}

function* inBatches<T>(rows: readonly T[]): Generator<T[]> {
  for (let start = 0; start < rows.length; start += BATCH) yield rows.slice(start, start + BATCH);
}
