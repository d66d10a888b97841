/**
 * The trash of a team: stories as they were when they were deleted, with what only the story itself has. What happened in them
 * (runs, events, logs, versions, drafts) is not kept.
 */
import {
  getKey,
  isArrayValue,
  isObjectValue,
  makeObject,
  type ObjectValue,
  stringifyJson,
  type Value,
} from '@fabula/formula';
import {
  type ActionId,
  asId,
  err,
  ok,
  type Result,
  readVersionedStory,
  renewGuids,
  type Story,
  type StoryId,
  type TeamId,
  type UserId,
  writeVersionedStory,
} from '@fabula/model';
import { sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { readStoredObject } from '../database/stored-json.ts';
import { isIdentityTaken } from './import-story.ts';
import { type Page, type Paging, windowOf } from './paging.ts';
import { deleteStories, findStory } from './stories.ts';
import { announceStory } from './story-change.ts';
import { addStoryTags } from './tags.ts';
import { findVersionedStory, versionedColumns, writeRunsToSave } from './versioned-stories.ts';
import { type DefinitionWriter, writeDefinition } from './write-definition.ts';

export interface TrashedStory {
  readonly id: number;
  readonly teamId: TeamId;
  /** That it had, and has again when it is restored. */
  readonly storyId: StoryId;
  readonly name: string;
  /** null: that user is gone. */
  readonly deletedBy: UserId | null;
  readonly deletedAt: Date;
}

export interface TrashSearch {
  /** Those that the caller sees; null: all. */
  readonly teamIds: readonly TeamId[] | null;
  /** Part of the name, in any case. */
  readonly search?: string | undefined;
}

/** Days after which a deleted story is gone for good (unconfirmed). */
export const KEPT_DAYS = 30;

/** Puts live stories into the trash of their teams; gives those that were there. In a transaction of the caller. */
export async function trashStories(
  executor: Executor,
  ids: readonly StoryId[],
  by: UserId | null,
  at: string,
): Promise<readonly StoryId[]> {
  for (const id of ids) {
    const content = await contentOf(executor, id, at);
    const story = await findStory(executor, id);
    if (content === null || story === null) continue;
    await executor
      .insertInto('trashed_story')
      .values({
        team_id: story.teamId,
        story_id: id,
        name: storableText(story.name),
        deleted_by: by,
        content: stringifyJson(content),
      })
      .execute();
  }
  await sql`delete from trashed_story where deleted_at < now() - ${KEPT_DAYS} * interval '1 day'`.execute(executor);
  return deleteStories(executor, ids);
}

/** Newest first. */
export async function listTrash(executor: Executor, search: TrashSearch, paging: Paging): Promise<Page<TrashedStory>> {
  const { limit, offset } = windowOf(paging);
  let matching = executor
    .selectFrom('trashed_story')
    .where(sql<boolean>`deleted_at >= now() - ${KEPT_DAYS} * interval '1 day'`);
  if (search.teamIds !== null) matching = matching.where('team_id', '=', anyOf(search.teamIds));
  if (search.search) {
    matching = matching.where(sql<boolean>`position(lower(${storableText(search.search)}) in lower(name)) > 0`);
  }
  const { count } = await matching
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await matching.select(columns).orderBy('id', 'desc').limit(limit).offset(offset).execute();
  return { items: rows.map(toTrashed), count };
}

export async function findTrashed(executor: Executor, id: number): Promise<TrashedStory | null> {
  const row = await executor.selectFrom('trashed_story').select(columns).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toTrashed(row);
}

/** Gone for good; gives how many. */
export async function emptyTrash(executor: Executor, teamIds: readonly TeamId[] | null): Promise<number> {
  let matching = executor.deleteFrom('trashed_story');
  if (teamIds !== null) matching = matching.where('team_id', '=', anyOf(teamIds));
  return (await matching.returning('id').execute()).length;
}

export async function deleteTrashed(executor: Executor, id: number): Promise<void> {
  await executor.deleteFrom('trashed_story').where('id', '=', id).execute();
}

export interface Restored {
  readonly story: Story;
  /** Somebody has brought the same file in meanwhile: guids and addresses are new ones. */
  readonly isRenewed: boolean;
}

/**
 * Takes the story out of the trash: with its id and those of its actions, and under its addresses when they are free. In a
 * transaction of the caller.
 */
export async function restoreTrashed(
  executor: Executor,
  id: number,
  writer: DefinitionWriter,
): Promise<Result<Restored, 'missing' | 'id_taken'>> {
  const row = await executor.deleteFrom('trashed_story').where('id', '=', id).returningAll().executeTakeFirst();
  if (row === undefined) return err('missing');
  const content = readStoredObject(row.content);
  const kept = readVersionedStory(objectIn(content, 'story'));
  if (!kept.ok) throw new Error(`trashed story ${id} cannot be read: ${kept.error.message}`);
  const storyId = asId<StoryId>(row.story_id);
  if ((await findStory(executor, storyId)) !== null) return err('id_taken');
  const isRenewed = await isIdentityTaken(executor, kept.value.document, null);
  const document = isRenewed ? renewGuids(kept.value.document, writer.newGuid) : kept.value.document;
  const story = { ...kept.value, document };
  const own = objectIn(content, 'own');
  await executor
    .insertInto('story')
    .values({
      ...versionedColumns(story),
      id: storyId,
      team_id: row.team_id,
      guid: document.guid ?? writer.newGuid(),
      folder_id: await folderStillThere(executor, numberIn(own, 'folder_id')),
      user_id: await userStillThere(executor, numberIn(own, 'user_id')),
      is_locked: getKey(own, 'locked') === true,
      is_change_controlled: getKey(own, 'change_controlled') === true,
      is_review_for_owners: getKey(own, 'review_for_owners') === true,
    })
    .execute();
  await writeDefinition(executor, { storyId, suffix: null }, document, {
    ...writer,
    ids: isRenewed ? undefined : idsIn(objectIn(content, 'action_ids')),
  });
  await writeRunsToSave(executor, storyId, story);
  await addStoryTags(executor, storyId, textsIn(own, 'tags'));
  for (const ownerId of numbersIn(own, 'owners')) {
    if ((await userStillThere(executor, ownerId)) === null) continue;
    await executor.insertInto('story_owner').values({ story_id: storyId, user_id: ownerId }).execute();
  }
  await announceStory(executor, storyId);
  const restored = await findStory(executor, storyId);
  if (restored === null) throw new Error(`story ${storyId} is gone`);
  return ok({ story: restored, isRenewed });
}

const columns = ['id', 'team_id', 'story_id', 'name', 'deleted_by', 'deleted_at'] as const;

async function contentOf(executor: Executor, id: StoryId, at: string): Promise<ObjectValue | null> {
  const versioned = await findVersionedStory(executor, id);
  const story = await findStory(executor, id);
  if (versioned === null || story === null) return null;
  const actions = await executor.selectFrom('action').select(['id', 'guid']).where('story_id', '=', id).execute();
  return makeObject([
    ['story', writeVersionedStory({ ...versioned, document: { ...versioned.document, guid: story.guid } }, at)],
    [
      'own',
      makeObject([
        ['folder_id', story.folderId],
        ['user_id', story.userId],
        ['tags', [...story.tags]],
        ['owners', [...story.ownerIds]],
        // A copy that comes back belongs to its team alone.
        ['locked', story.isLocked && story.syncedFrom === null],
        ['change_controlled', story.isChangeControlled],
        ['review_for_owners', story.isReviewForOwners],
      ]),
    ],
    ['action_ids', makeObject(actions.map((action) => [action.guid, action.id] as const))],
  ]);
}

async function folderStillThere(executor: Executor, id: number | null): Promise<number | null> {
  if (id === null) return null;
  const row = await executor.selectFrom('folder').select('id').where('id', '=', id).executeTakeFirst();
  return row?.id ?? null;
}

async function userStillThere(executor: Executor, id: number | null): Promise<number | null> {
  if (id === null) return null;
  const row = await executor.selectFrom('app_user').select('id').where('id', '=', id).executeTakeFirst();
  return row?.id ?? null;
}

function objectIn(object: ObjectValue, key: string): ObjectValue {
  const value = getKey(object, key);
  return value !== undefined && isObjectValue(value) ? value : {};
}

function numberIn(object: ObjectValue, key: string): number | null {
  const value = getKey(object, key);
  return typeof value === 'number' ? value : null;
}

function listIn(object: ObjectValue, key: string): readonly Value[] {
  const value = getKey(object, key);
  return isArrayValue(value) ? value : [];
}

function textsIn(object: ObjectValue, key: string): readonly string[] {
  return listIn(object, key).filter((value) => typeof value === 'string');
}

function numbersIn(object: ObjectValue, key: string): readonly number[] {
  return listIn(object, key).filter((value) => typeof value === 'number');
}

function idsIn(object: ObjectValue): ReadonlyMap<string, ActionId> {
  return new Map(
    Object.entries(object).flatMap(([guid, id]): [string, ActionId][] =>
      typeof id === 'number' ? [[guid, asId(id)]] : [],
    ),
  );
}

function toTrashed(row: {
  id: number;
  team_id: number;
  story_id: number;
  name: string;
  deleted_by: number | null;
  deleted_at: Date;
}): TrashedStory {
  return {
    id: row.id,
    teamId: asId(row.team_id),
    storyId: asId(row.story_id),
    name: row.name,
    deletedBy: row.deleted_by === null ? null : asId(row.deleted_by),
    deletedAt: row.deleted_at,
  };
}
