/**
 * Makes a story from a file, or makes a story again from one.
 *
 * The first copy of a file in the tenant keeps its guids and webhook paths, so that whoever calls it finds it. When one of
 * them is taken the whole copy gets new ones: half of an identity would be worse than none.
 */
import { stringifyJson } from '@fabula/formula';
import {
  type ActionId,
  asId,
  err,
  type FolderId,
  groupType,
  ok,
  publicPathOf,
  type Result,
  renewGuids,
  type Story,
  type StoryDocument,
  type StoryId,
  slugOf,
  type TeamId,
  type UserId,
} from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { findStory } from './stories.ts';
import { announceStory, recordStoryChange } from './story-change.ts';
import { actionColumns, idsOf, noteColumns, storyColumns } from './story-rows.ts';
import { addStoryTags } from './tags.ts';

export interface StoryImport {
  readonly document: StoryDocument;
  /** null: the name in the file. */
  readonly newName: string | null;
  readonly teamId: TeamId;
  readonly folderId: FolderId | null;
  readonly userId: UserId;
  /**
   * `versionReplace`: takes the place of the team's story of the same name, which keeps its id, and the ids of those
   * actions that have the same guid; makes a new one when there is none (unconfirmed).
   */
  readonly mode: 'new' | 'versionReplace';
  /** 32 new hex digits at each call. */
  readonly newGuid: () => string;
}

/** The story that the file would replace may not be changed. */
export interface ImportFailure {
  readonly kind: 'story_locked';
  readonly name: string;
}

/** In a transaction of the caller. After a failure nothing was written. */
export async function importStory(executor: Executor, request: StoryImport): Promise<Result<Story, ImportFailure>> {
  // One import at a time: two of the same file would both find its guids free.
  await sql`select pg_advisory_xact_lock(${IMPORT_LOCK})`.execute(executor);
  const named = withName(request.document, request.newName);
  const former = request.mode === 'new' ? null : await findByName(executor, request.teamId, named.name);
  if (former?.isLocked) return err({ kind: 'story_locked', name: named.name });
  const replaced = former?.id ?? null;
  const isTaken = await isIdentityTaken(executor, named, replaced);
  const document = isTaken ? renewGuids(named, request.newGuid) : named;
  const storyId = await writeStory(executor, document, request, replaced);
  const actions = await writeActions(executor, storyId, document, request);
  await writeGroups(executor, storyId, document, actions);
  await writeCallableEnds(executor, storyId, document, actions);
  await writeLinks(executor, storyId, document, actions);
  await writeNotes(executor, storyId, document, request.newGuid);
  await executor.deleteFrom('story_tag').where('story_id', '=', storyId).execute();
  await addStoryTags(executor, storyId, document.tags.map(storableText));
  await (replaced === null ? announceStory(executor, storyId) : recordStoryChange(executor, storyId));
  const story = await findStory(executor, storyId);
  if (story === null) throw new Error(`story ${storyId} is gone`);
  return ok(story);
}

/** Any number that nothing else locks. */
const IMPORT_LOCK = 7_241_987;
/** Rows of one statement: PostgreSQL takes 65,535 parameters. */
const BATCH = 500;

interface Identified {
  readonly guid: string;
  readonly id: ActionId;
}

function withName(document: StoryDocument, name: string | null): StoryDocument {
  if (name === null || name === document.name) return document;
  return { ...document, name, slug: slugOf(name) };
}

interface Former {
  readonly id: StoryId;
  readonly isLocked: boolean;
}

/** Holds the row until the end of the transaction: nobody locks the story between this look and the replacement. */
async function findByName(executor: Executor, teamId: TeamId, name: string): Promise<Former | null> {
  const row = await executor
    .selectFrom('story')
    .select(['id', 'is_locked'])
    .where('team_id', '=', teamId)
    .where('name', '=', storableText(name))
    .orderBy('id')
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : { id: asId(row.id), isLocked: row.is_locked };
}

/** Whether a story other than the replaced one has the guid, or an action's guid or webhook path, of this file. */
async function isIdentityTaken(
  executor: Executor,
  document: StoryDocument,
  replaced: StoryId | null,
): Promise<boolean> {
  const guids = document.actions.flatMap((action) => (action.guid === null ? [] : [action.guid]));
  const paths = document.actions.flatMap((action) => {
    const path = publicPathOf({ ...action, guid: action.guid ?? '' });
    return path === null || path === '' ? [] : [path];
  });
  const { rows } = await sql`
    select 1 from story where guid = ${document.guid} and live_id is null and id is distinct from ${replaced}::bigint
    union all
    select 1 from action where guid = any(${guids}::text[]) and story_id is distinct from ${replaced}::bigint
    union all
    select 1 from webhook_path join action on action.id = webhook_path.action_id
      where path = any(${paths}::text[]) and story_id is distinct from ${replaced}::bigint
    limit 1
  `.execute(executor);
  return rows.length > 0;
}

async function writeStory(
  executor: Executor,
  document: StoryDocument,
  request: StoryImport,
  replaced: StoryId | null,
): Promise<StoryId> {
  const columns = { ...storyColumns(document), guid: document.guid ?? request.newGuid() };
  if (replaced !== null) {
    await executor
      .updateTable('story')
      .set({ ...columns, ...(request.folderId === null ? {} : { folder_id: request.folderId }) })
      .where('id', '=', replaced)
      .execute();
    return replaced;
  }
  const { id } = await executor
    .insertInto('story')
    .values({ ...columns, team_id: request.teamId, folder_id: request.folderId, user_id: request.userId })
    .returning('id')
    .executeTakeFirstOrThrow();
  await executor.insertInto('story_owner').values({ story_id: id, user_id: request.userId }).execute();
  return asId(id);
}

/** Gives the ids in the order of the file. */
async function writeActions(
  executor: Executor,
  storyId: StoryId,
  document: StoryDocument,
  request: StoryImport,
): Promise<readonly Identified[]> {
  const guids = document.actions.map((action) => action.guid ?? request.newGuid());
  await executor
    .deleteFrom('action')
    .where('story_id', '=', storyId)
    .where(sql<boolean>`guid <> all(${guids}::text[])`)
    .execute();
  const rows = document.actions.map((action, position) => ({
    ...actionColumns(action),
    story_id: storyId,
    position,
    user_id: request.userId,
    guid: guids[position] ?? request.newGuid(),
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
  await writeWebhookPaths(executor, storyId, document, guids, ids);
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
  storyId: StoryId,
  document: StoryDocument,
  guids: readonly string[],
  ids: ReadonlyMap<string, ActionId>,
): Promise<void> {
  await sql`
    delete from webhook_path using action where action.id = webhook_path.action_id and action.story_id = ${storyId}
  `.execute(executor);
  const rows = document.actions.flatMap((action, index) => {
    const guid = guids[index] ?? '';
    const path = publicPathOf({ ...action, guid });
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
  newGuid: () => string,
): Promise<void> {
  await executor.deleteFrom('note').where('story_id', '=', storyId).execute();
  const rows = document.notes.map((note, position) => ({
    ...noteColumns(note),
    story_id: storyId,
    position,
    guid: note.guid === null ? newGuid() : storableText(note.guid),
  }));
  for (const batch of inBatches(rows)) await executor.insertInto('note').values(batch).execute();
}

function* inBatches<T>(rows: readonly T[]): Generator<T[]> {
  for (let start = 0; start < rows.length; start += BATCH) yield rows.slice(start, start + BATCH);
}
