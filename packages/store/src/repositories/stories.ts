/** Stories as the API shows and changes them. Lists are in ./story-list.ts, files in ./import-story.ts and ./export-story.ts. */
import {
  type AccessScope,
  type AccessSource,
  type ActionId,
  asId,
  type CalledStory,
  type FolderId,
  type Story,
  type StoryId,
  slugOf,
  type TeamId,
  type UserId,
} from '@fabula/model';
import { sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { storableOrNull, storableText } from '../database/storable-text.ts';
import { toDraftMark } from './draft-mark.ts';
import { announceStory, recordStoryChange } from './story-change.ts';
import { lockStory } from './story-lock.ts';
import { addStoryTags, giveTagsToTeam, removeStoryTags } from './tags.ts';

export interface NewStory {
  readonly teamId: TeamId;
  readonly folderId: FolderId | null;
  readonly userId: UserId;
  readonly name: string;
  readonly description: string | null;
  /** Seconds. */
  readonly keepEventsFor: number;
  readonly isDisabled: boolean;
  readonly isPriority: boolean;
  readonly tags: readonly string[];
  /** 32 hex digits. */
  readonly guid: string;
}

/** What is left out stays as it is. */
export interface StoryChange {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly keepEventsFor?: number | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly isLocked?: boolean | undefined;
  readonly isPriority?: boolean | undefined;
  readonly isChangeControlled?: boolean | undefined;
  readonly isReviewForOwners?: boolean | undefined;
  readonly teamId?: TeamId | undefined;
  readonly folderId?: FolderId | null | undefined;
  readonly addTags?: readonly string[] | undefined;
  readonly removeTags?: readonly string[] | undefined;
  readonly recipients?: readonly string[] | undefined;
  readonly isWebhookApiEnabled?: boolean | undefined;
  readonly apiEntryActionIds?: readonly ActionId[] | undefined;
  readonly apiExitActionIds?: readonly ActionId[] | undefined;
  readonly accessSource?: AccessSource | undefined;
  readonly accessScope?: AccessScope | null | undefined;
  readonly sharedTeamSlugs?: readonly string[] | undefined;
  readonly needsSkillConfirmation?: boolean | undefined;
  readonly entryActionId?: ActionId | null | undefined;
  readonly exitActionIds?: readonly ActionId[] | undefined;
  /** Sets the flag on every action. */
  readonly monitorsFailures?: boolean | undefined;
}

/** `guid` must be free in the tenant. */
export async function createStory(executor: Executor, story: NewStory): Promise<Story> {
  const { id } = await executor
    .insertInto('story')
    .values({
      team_id: story.teamId,
      folder_id: story.folderId,
      user_id: story.userId,
      guid: story.guid,
      name: storableText(story.name),
      slug: slugOf(story.name),
      description: storableOrNull(story.description),
      keep_events_for: story.keepEventsFor,
      is_disabled: story.isDisabled,
      is_priority: story.isPriority,
      schema_version: NEW_STORY.schemaVersion,
      standard_lib_version: NEW_STORY.standardLibVersion,
      action_runtime_version: NEW_STORY.actionRuntimeVersion,
      carried: '{}',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const storyId = asId<StoryId>(id);
  await executor.insertInto('story_owner').values({ story_id: storyId, user_id: story.userId }).execute();
  await addStoryTags(executor, storyId, story.tags);
  await announceStory(executor, storyId);
  return getStory(executor, storyId);
}

/** The newest file format and versions that this program writes and understands (reference: story-export.md 1). */
const NEW_STORY = { schemaVersion: 30, standardLibVersion: 92, actionRuntimeVersion: 83 };

export async function findStory(executor: Executor, id: StoryId): Promise<Story | null> {
  const row = await storyRows(executor).where('story.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toStory(row);
}

/** Of those that are there; in no order. */
export async function findStories(executor: Executor, ids: readonly number[]): Promise<readonly Story[]> {
  return (await storyRows(executor).where('story.id', '=', anyOf(ids)).execute()).map(toStory);
}

/** By id, of those that are there. */
export async function findCalledStories(
  executor: Executor,
  ids: readonly number[],
): Promise<ReadonlyMap<number, CalledStory>> {
  const known = ids.filter((id) => Number.isSafeInteger(id));
  const rows = await executor
    .selectFrom('story')
    .select(['id', 'guid', 'name'])
    .where('id', '=', anyOf(known))
    .execute();
  return new Map(rows.map(({ id, guid, name }) => [id, { guid, name }]));
}

async function getStory(executor: Executor, id: StoryId): Promise<Story> {
  const story = await findStory(executor, id);
  if (story === null) throw new Error(`story ${id} is gone`);
  return story;
}

/** Columns of the story itself: what it does stays the same. */
const own: ReadonlySet<string> = new Set([
  'is_locked',
  'is_change_controlled',
  'is_review_for_owners',
  'team_id',
  'folder_id',
]);

/** Gives the changed story; null when there is none. In the caller's transaction. A change of nothing leaves no trace. */
export async function updateStory(executor: Executor, id: StoryId, change: StoryChange): Promise<Story | null> {
  if (!(await lockStory(executor, id))) return null;
  const columns = {
    ...(change.name === undefined ? {} : { name: storableText(change.name), slug: slugOf(change.name) }),
    ...given('description', storableOrNull(change.description)),
    ...given('keep_events_for', change.keepEventsFor),
    ...given('is_disabled', change.isDisabled),
    ...given('is_locked', change.isLocked),
    ...given('is_priority', change.isPriority),
    ...given('is_change_controlled', change.isChangeControlled),
    ...given('is_review_for_owners', change.isReviewForOwners),
    ...given('team_id', change.teamId),
    // A folder belongs to one team: without another one, a story that moves lies at the root.
    ...given('folder_id', change.teamId === undefined ? change.folderId : (change.folderId ?? null)),
    ...given('recipients', change.recipients?.map(storableText)),
    ...given('is_webhook_api_enabled', change.isWebhookApiEnabled),
    ...given('api_entry_action_ids', listOf(change.apiEntryActionIds)),
    ...given('api_exit_action_ids', listOf(change.apiExitActionIds)),
    ...given('access_source', change.accessSource),
    ...given('access_scope', change.accessScope),
    ...given('shared_team_slugs', change.sharedTeamSlugs?.map(storableText)),
    ...given('needs_skill_confirmation', change.needsSkillConfirmation),
    ...given('entry_action_id', change.entryActionId),
    ...given('exit_action_ids', listOf(change.exitActionIds)),
    ...given('monitors_failures', change.monitorsFailures),
  };
  if (Object.keys(columns).length > 0) {
    await executor.updateTable('story').set(columns).where('id', '=', id).execute();
  }
  if (change.teamId !== undefined) {
    await moveDrafts(executor, id, change.teamId);
    await giveTagsToTeam(executor, id);
  }
  if (change.monitorsFailures !== undefined) {
    await executor
      .updateTable('action')
      .set({ monitors_failures: change.monitorsFailures })
      .where('story_id', '=', id)
      .execute();
  }
  await removeStoryTags(executor, id, change.removeTags ?? []);
  await addStoryTags(executor, id, change.addTags ?? []);
  const isEdit = change.monitorsFailures !== undefined || Object.keys(columns).some((column) => !own.has(column));
  const isTagged = [...(change.addTags ?? []), ...(change.removeTags ?? [])].length > 0;
  if (isEdit || isTagged || Object.keys(columns).length > 0) await recordStoryChange(executor, id, isEdit);
  return findStory(executor, id);
}

/**
 * Removes stories with their actions, links and notes; gives those that were there. Their runs, events and logs are found
 * no more from this moment; the sweep removes their rows.
 */
export async function deleteStories(executor: Executor, ids: readonly StoryId[]): Promise<readonly StoryId[]> {
  const rows = await executor.deleteFrom('story').where('id', '=', anyOf(ids)).returning('id').execute();
  const deleted = rows.map((row) => asId<StoryId>(row.id));
  for (const id of deleted) await announceStory(executor, id);
  return deleted;
}

/** A draft is always in the team of its live story. */
async function moveDrafts(executor: Executor, id: StoryId, teamId: TeamId): Promise<void> {
  const drafts = await executor
    .updateTable('story')
    .set({ team_id: teamId })
    .where('live_id', '=', id)
    .returning('id')
    .execute();
  for (const draft of drafts) await recordStoryChange(executor, asId(draft.id), false);
}

function given<K extends string, T>(name: K, value: T | undefined): { [key in K]?: T } {
  // The computed key is K by construction; the compiler widens it to string.
  return value === undefined ? {} : ({ [name]: value } as { [key in K]: T });
}

/** pg takes arrays that it may keep. */
function listOf<T>(values: readonly T[] | undefined): T[] | undefined {
  return values === undefined ? undefined : [...values];
}

/** For modules that read stories in their own way, with {@link toStory}. */
export function storyRows(executor: Executor) {
  // What belongs to a draft and its live story alike is the live story's.
  const liveId = sql`coalesce(story.live_id, story.id)`;
  return executor
    .selectFrom('story')
    .leftJoin('story as live', 'live.id', 'story.live_id')
    .leftJoin('synced_story as copy', 'copy.story_id', 'story.id')
    .selectAll('story')
    .select([
      'copy.source_url as synced_from',
      'live.folder_id as live_folder_id',
      sql<boolean>`coalesce(live.is_locked, story.is_locked)`.as('is_locked_for_all'),
      sql<boolean>`coalesce(live.is_change_controlled, story.is_change_controlled)`.as('is_controlled'),
      sql<boolean>`coalesce(live.is_review_for_owners, story.is_review_for_owners)`.as('is_for_owners'),
      sql<string[]>`array(
        select tag.name from story_tag join tag on tag.id = story_tag.tag_id
        where story_tag.story_id = ${liveId} order by story_tag.position)`.as('tags'),
      sql<number[]>`array(select user_id from story_owner where story_id = ${liveId} order by user_id)`.as('owner_ids'),
      sql<number[]>`array(
        select id from action
        where story_id = story.id and (monitors_failures or monitors_all_events or monitors_no_events_for is not null)
        order by position)`.as('monitoring_action_ids'),
      sql<boolean>`coalesce((select bool_and(monitors_failures) from action where story_id = story.id), false)`.as(
        'all_monitor_failures',
      ),
    ]);
}

type StoryRow = Awaited<ReturnType<ReturnType<typeof storyRows>['executeTakeFirstOrThrow']>>;

export function toStory(row: StoryRow): Story {
  const folderId = row.live_id === null ? row.folder_id : row.live_folder_id;
  return {
    id: asId(row.id),
    draft: toDraftMark(row),
    teamId: asId(row.team_id),
    folderId: folderId === null ? null : asId(folderId),
    userId: row.user_id === null ? null : asId(row.user_id),
    guid: row.guid,
    name: row.name,
    slug: row.slug,
    description: row.description,
    keepEventsFor: row.keep_events_for,
    isDisabled: row.is_disabled,
    isPriority: row.is_priority,
    isLocked: row.is_locked_for_all,
    syncedFrom: row.synced_from,
    isChangeControlled: row.is_controlled,
    isReviewForOwners: row.is_for_owners,
    monitorsFailures: row.all_monitor_failures,
    monitoringActionIds: row.monitoring_action_ids.map(asId<ActionId>),
    tags: row.tags,
    ownerIds: row.owner_ids.map(asId<UserId>),
    recipients: row.recipients,
    isWebhookApiEnabled: row.is_webhook_api_enabled,
    apiEntryActionIds: row.api_entry_action_ids.map(asId<ActionId>),
    apiExitActionIds: row.api_exit_action_ids.map(asId<ActionId>),
    accessSource: row.access_source,
    accessScope: row.access_scope,
    sharedTeamSlugs: row.shared_team_slugs,
    needsSkillConfirmation: row.needs_skill_confirmation,
    entryActionId: row.entry_action_id === null ? null : asId(row.entry_action_id),
    exitActionIds: row.exit_action_ids.map(asId<ActionId>),
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    editedAt: row.edited_at,
  };
}
