/** Versions of stories and drafts: moments that were kept, by hand or before something was written over. */
import { stringifyJson } from '@fabula/formula';
import {
  asId,
  readVersionedStory,
  type StoryId,
  type UserId,
  type VersionedStory,
  writeVersionedStory,
} from '@fabula/model';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { readStoredObject } from '../database/stored-json.ts';
import { type Page, type Paging, windowOf } from './paging.ts';
import { findVersionedStory } from './versioned-stories.ts';

export interface StoryVersion {
  readonly id: number;
  readonly storyId: StoryId;
  /** Empty: nobody has named it. */
  readonly name: string;
  readonly description: string;
  readonly isAutomatic: boolean;
  /** Who kept it, or wrote over what it holds; null: they are gone. */
  readonly userId: UserId | null;
  readonly createdAt: Date;
}

export interface NewVersion {
  readonly name: string;
  readonly description?: string | undefined;
  readonly userId: UserId;
  readonly isAutomatic: boolean;
  /** ISO 8601 in UTC, seconds. */
  readonly at: string;
}

const columns = ['id', 'story_id', 'name', 'description', 'is_automatic', 'user_id', 'created_at'] as const;

/** Keeps the story as it stands; null: there is none. In a transaction of the caller. */
export async function saveVersion(
  executor: Executor,
  storyId: StoryId,
  version: NewVersion,
): Promise<StoryVersion | null> {
  const story = await findVersionedStory(executor, storyId);
  if (story === null) return null;
  const row = await executor
    .insertInto('story_version')
    .values({
      story_id: storyId,
      name: storableText(version.name),
      description: storableText(version.description ?? ''),
      user_id: version.userId,
      is_automatic: version.isAutomatic,
      document: stringifyJson(writeVersionedStory(story, version.at)),
    })
    .returning(columns)
    .executeTakeFirstOrThrow();
  if (version.isAutomatic) await pruneVersions(executor, storyId);
  return toVersion(row);
}

/** Automatic versions that a story keeps: the newest (unconfirmed). Those with a name stay. */
const KEPT_AUTOMATIC = 100;

async function pruneVersions(executor: Executor, storyId: StoryId): Promise<void> {
  await executor
    .deleteFrom('story_version')
    .where('id', 'in', (versions) =>
      versions
        .selectFrom('story_version')
        .select('id')
        .where('story_id', '=', storyId)
        .where('is_automatic', '=', true)
        .orderBy('id', 'desc')
        .offset(KEPT_AUTOMATIC),
    )
    .execute();
}

/** Newest first. */
export async function listVersions(executor: Executor, storyId: StoryId, paging: Paging): Promise<Page<StoryVersion>> {
  const { limit, offset } = windowOf(paging);
  const matching = executor.selectFrom('story_version').where('story_id', '=', storyId);
  const { count } = await matching
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await matching.select(columns).orderBy('id', 'desc').limit(limit).offset(offset).execute();
  return { items: rows.map(toVersion), count };
}

/** Of the live story or of any of its drafts; null: there is none. */
export async function findVersion(executor: Executor, liveId: StoryId, id: number): Promise<StoryVersion | null> {
  const row = await executor
    .selectFrom('story_version')
    .innerJoin('story', 'story.id', 'story_version.story_id')
    .select(columns.map((column) => `story_version.${column}` as const))
    .where('story_version.id', '=', id)
    .where((where) => where.or([where('story.id', '=', liveId), where('story.live_id', '=', liveId)]))
    .executeTakeFirst();
  return row === undefined ? null : toVersion(row);
}

/** What was kept; null: the version is gone. */
export async function findVersionStory(executor: Executor, id: number): Promise<VersionedStory | null> {
  const row = await executor.selectFrom('story_version').select('document').where('id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  const story = readVersionedStory(readStoredObject(row.document));
  if (!story.ok) throw new Error(`version ${id} cannot be read: ${story.error.message}`);
  return story.value;
}

/** Whoever names an automatic version wants to keep it. */
export async function renameVersion(executor: Executor, id: number, name: string): Promise<void> {
  await executor
    .updateTable('story_version')
    .set({ name: storableText(name), is_automatic: false })
    .where('id', '=', id)
    .execute();
}

export async function deleteVersion(executor: Executor, id: number): Promise<void> {
  await executor.deleteFrom('story_version').where('id', '=', id).execute();
}

function toVersion(row: {
  id: number;
  story_id: number;
  name: string;
  description: string;
  is_automatic: boolean;
  user_id: number | null;
  created_at: Date;
}): StoryVersion {
  return {
    id: row.id,
    storyId: asId(row.story_id),
    name: row.name,
    description: row.description,
    isAutomatic: row.is_automatic,
    userId: row.user_id === null ? null : asId(row.user_id),
    createdAt: row.created_at,
  };
}
