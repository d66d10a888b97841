/**
 * Makes a story from a file, or makes a story again from one.
 *
 * The first copy of a file in the tenant keeps its guids and webhook paths, so that whoever calls it finds it. When one of
 * them is taken the whole copy gets new ones: half of an identity would be worse than none.
 */
import {
  asId,
  err,
  type FolderId,
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
import { storyColumns } from './story-rows.ts';
import { addStoryTags } from './tags.ts';
import { saveVersion } from './versions.ts';
import { writeDefinition } from './write-definition.ts';

export interface StoryImport {
  readonly document: StoryDocument;
  /** null: the name in the file. */
  readonly newName: string | null;
  readonly teamId: TeamId;
  readonly folderId: FolderId | null;
  readonly userId: UserId;
  /**
   * `versionReplace`: takes the place of the team's story of the same name, which keeps its id, and the ids of those
   * actions that have the same guid; what was there is kept as a version. Makes a new one when there is none (unconfirmed).
   */
  readonly mode: 'new' | 'versionReplace';
  /** 32 new hex digits at each call. */
  readonly newGuid: () => string;
  /** Now: ISO 8601 in UTC, seconds. */
  readonly at: string;
}

/** The story that the file would replace may not be changed. */
export type ImportFailure =
  | { readonly kind: 'story_locked'; readonly name: string }
  /** It is changed through its drafts. */
  | { readonly kind: 'story_change_controlled'; readonly name: string; readonly id: StoryId };

/** In a transaction of the caller. After a failure nothing was written. */
export async function importStory(executor: Executor, request: StoryImport): Promise<Result<Story, ImportFailure>> {
  await lockImports(executor);
  const named = withName(request.document, request.newName);
  const former = request.mode === 'new' ? null : await findByName(executor, request.teamId, named.name);
  if (former?.isLocked) return err({ kind: 'story_locked', name: named.name });
  if (former?.isChangeControlled) {
    return err({ kind: 'story_change_controlled', name: named.name, id: former.id });
  }
  const replaced = former?.id ?? null;
  if (replaced !== null) {
    const { userId, at } = request;
    await saveVersion(executor, replaced, { name: 'Before a file took its place', userId, isAutomatic: true, at });
  }
  const isTaken = await isIdentityTaken(executor, named, replaced);
  const document = isTaken ? renewGuids(named, request.newGuid) : named;
  const storyId = await writeStory(executor, document, request, replaced);
  await writeDefinition(executor, { storyId, suffix: null }, document, request);
  await executor.deleteFrom('story_tag').where('story_id', '=', storyId).execute();
  await addStoryTags(executor, storyId, document.tags.map(storableText));
  await (replaced === null ? announceStory(executor, storyId) : recordStoryChange(executor, storyId));
  const story = await findStory(executor, storyId);
  if (story === null) throw new Error(`story ${storyId} is gone`);
  return ok(story);
}

/** Any number that nothing else locks. */
const IMPORT_LOCK = 7_241_987;

/** One import at a time, until the end of the transaction: two of the same file would both find its guids free. */
export async function lockImports(executor: Executor): Promise<void> {
  await sql`select pg_advisory_xact_lock(${IMPORT_LOCK})`.execute(executor);
}

function withName(document: StoryDocument, name: string | null): StoryDocument {
  if (name === null || name === document.name) return document;
  return { ...document, name, slug: slugOf(name) };
}

interface Former {
  readonly id: StoryId;
  readonly isLocked: boolean;
  readonly isChangeControlled: boolean;
}

/** Holds the row until the end of the transaction: nobody locks the story between this look and the replacement. */
async function findByName(executor: Executor, teamId: TeamId, name: string): Promise<Former | null> {
  const row = await executor
    .selectFrom('story')
    .select(['id', 'is_locked', 'is_change_controlled'])
    .where('team_id', '=', teamId)
    .where('name', '=', storableText(name))
    .where('live_id', 'is', null)
    .orderBy('id')
    .forUpdate()
    .executeTakeFirst();
  return row === undefined
    ? null
    : { id: asId(row.id), isLocked: row.is_locked, isChangeControlled: row.is_change_controlled };
}

/** Whether a story other than the replaced one has the guid, or an action's guid or webhook path, of this file. */
export async function isIdentityTaken(
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
    select 1 from action join story on story.id = action.story_id
      where action.guid = any(${guids}::text[]) and live_id is null and story_id is distinct from ${replaced}::bigint
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
