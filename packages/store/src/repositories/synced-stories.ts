/** Stories that are copies of others, of this tenant or another: where they came from, and how they are written. */
import { createHash } from 'node:crypto';
import { stringifyJson } from '@fabula/formula';
import {
  asId,
  calling,
  err,
  ok,
  type Result,
  type StoryId,
  settleStory,
  type TeamId,
  type TravellingStory,
  type UserId,
  type VersionedStory,
  wantedPaths,
} from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { readStoredObject } from '../database/stored-json.ts';
import { createStory, findStory } from './stories.ts';
import { recordStoryChange } from './story-change.ts';
import { addStoryTags } from './tags.ts';
import { trashStories } from './trash.ts';
import { findVersionedStory, type ReplaceFailure, replaceStory } from './versioned-stories.ts';
import { saveVersion } from './versions.ts';

/** Whose copy it is: a team has one of each story. */
export interface SyncSource {
  /** Of the installation. */
  readonly tenant: string;
  readonly storyGuid: string;
  /** Where people find it. */
  readonly url: string;
}

export interface SyncedStory {
  readonly storyId: StoryId;
  readonly seed: string;
  readonly digest: string;
  readonly revision: number;
  readonly wasDisabled: boolean;
}

export async function findSyncedStory(
  executor: Executor,
  { tenant, storyGuid }: Pick<SyncSource, 'tenant' | 'storyGuid'>,
  teamId: TeamId,
): Promise<SyncedStory | null> {
  const row = await executor
    .selectFrom('synced_story')
    .selectAll()
    .where('source_tenant', '=', tenant)
    .where('source_guid', '=', storyGuid)
    .where('team_id', '=', teamId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { seed, digest, revision, was_disabled: wasDisabled } = row;
  return { storyId: asId(row.story_id), seed, digest, revision, wasDisabled };
}

export interface ArrivingStory {
  readonly source: SyncSource;
  readonly teamId: TeamId;
  readonly travelling: TravellingStory;
  /** Of what arrives. */
  readonly digest: string;
  /** Of the source story. */
  readonly revision: number;
  readonly userId: UserId;
  /** 32 new hex digits at each call. */
  readonly newGuid: () => string;
  /** Now: ISO 8601 in UTC, seconds. */
  readonly at: string;
}

/** How the copy would stand after this sync, and how it stands. In a transaction, so that both are of one moment. */
export async function settleArrival(
  executor: Executor,
  arriving: Pick<ArrivingStory, 'travelling' | 'newGuid' | 'source' | 'teamId'>,
  copy: SyncedStory | null,
): Promise<Settled> {
  const { travelling, newGuid } = arriving;
  const seed = copy?.seed ?? newGuid();
  const before = copy === null ? null : await findVersionedStory(executor, copy.storyId);
  const taken = await takenPaths(executor, wantedPaths(travelling), copy?.storyId ?? null);
  const copies = await findCopies(executor, arriving, new Set(travelling.calls.values()));
  const rename = (former: string) => createHash('sha256').update(`${seed}:${former}`).digest('hex').slice(0, 32);
  const settled = settleStory(travelling, before, {
    rename,
    isTaken: (path) => taken.has(path),
    newSecret: newGuid,
    copyOf: (storyGuid) => copies.get(storyGuid) ?? null,
  });
  const calls = new Map([...travelling.calls].map(([action, called]) => [rename(action), called]));
  const { isDisabled } = travelling.story;
  // Whoever switches a copy off or on at the destination is not overruled until the source does so.
  const isOwnWill = copy !== null && before !== null && copy.wasDisabled === isDisabled;
  return { before, after: isOwnWill ? { ...settled, isDisabled: before.isDisabled } : settled, seed, calls };
}

interface Settled {
  readonly before: VersionedStory | null;
  readonly after: VersionedStory;
  readonly seed: string;
  /** Guid of the copy's action → guid of the story that it calls, at its source. */
  readonly calls: ReadonlyMap<string, string>;
}

/** The copies that the team has of these stories of the same source, by guid there. */
async function findCopies(
  executor: Executor,
  { source, teamId }: Pick<ArrivingStory, 'source' | 'teamId'>,
  guids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  if (guids.size === 0) return new Map();
  const rows = await executor
    .selectFrom('synced_story')
    .select(['source_guid', 'story_id'])
    .where('source_tenant', '=', source.tenant)
    .where('team_id', '=', teamId)
    .where('source_guid', 'in', [...guids])
    .execute();
  return new Map(rows.map((row) => [row.source_guid, row.story_id]));
}

/**
 * Writes the copy: makes it, or takes the place of what it was, which is kept as a version. In a transaction of the caller, who holds
 * off imports (`lockImports`) and rolls back after a failure.
 */
export async function writeSyncedStory(
  executor: Executor,
  arriving: ArrivingStory,
): Promise<Result<WrittenCopy, ReplaceFailure>> {
  const { source, teamId, travelling, userId, newGuid, at } = arriving;
  const copy = await findSyncedStory(executor, source, teamId);
  const { before, after, seed, calls } = await settleArrival(executor, arriving, copy);
  const storyId = copy?.storyId ?? (await createCopy(executor, arriving, after));
  if (before !== null) {
    await saveVersion(executor, storyId, { name: 'Before it was synced', userId, isAutomatic: true, at });
  }
  const replaced = await replaceStory(executor, storyId, after, { userId, newGuid });
  if (!replaced.ok) return err(replaced.error);
  await executor.deleteFrom('story_tag').where('story_id', '=', storyId).execute();
  await addStoryTags(executor, storyId, travelling.story.document.tags.map(storableText));
  const facts = {
    source_url: storableText(source.url),
    digest: arriving.digest,
    revision: arriving.revision,
    was_disabled: travelling.story.isDisabled,
    calls: JSON.stringify(Object.fromEntries(calls)),
    synced_at: sql<Date>`now()`,
  };
  await executor
    .insertInto('synced_story')
    .values({
      ...facts,
      story_id: storyId,
      source_tenant: source.tenant,
      source_guid: source.storyGuid,
      team_id: teamId,
      seed,
    })
    .onConflict((conflict) => conflict.column('story_id').doUpdateSet(facts))
    .execute();
  return ok({ storyId, callers: copy === null ? await pointTo(executor, arriving, storyId) : [] });
}

export interface WrittenCopy {
  readonly storyId: StoryId;
  /** Other copies that were changed, because this is the story that they call. */
  readonly callers: readonly StoryId[];
}

/** Copies that came before the story that they call have called it by its name so far. */
async function pointTo(
  executor: Executor,
  { source, teamId }: ArrivingStory,
  storyId: StoryId,
): Promise<readonly StoryId[]> {
  const { rows } = await sql<{ id: number; story_id: number; options: string }>`
    select action.id, action.story_id, action.options::text as options from synced_story caller
    cross join lateral json_each_text(caller.calls) as call (guid, called)
    join action on action.story_id = caller.story_id and action.guid = call.guid
    where caller.source_tenant = ${source.tenant} and caller.team_id = ${teamId} and call.called = ${source.storyGuid}
    order by action.id
  `.execute(executor);
  for (const row of rows) {
    const options = stringifyJson(calling(readStoredObject(row.options), String(storyId)));
    await executor.updateTable('action').set({ options }).where('id', '=', row.id).execute();
  }
  const callers = [...new Set(rows.map((row) => asId<StoryId>(row.story_id)))];
  for (const caller of callers) await recordStoryChange(executor, caller, false);
  return callers;
}

async function createCopy(executor: Executor, arriving: ArrivingStory, after: VersionedStory): Promise<StoryId> {
  const { document } = after;
  const story = await createStory(executor, {
    teamId: arriving.teamId,
    folderId: null,
    userId: arriving.userId,
    name: document.name,
    description: document.description,
    keepEventsFor: document.keepEventsFor,
    isDisabled: after.isDisabled,
    isPriority: after.isPriority,
    tags: [],
    guid: document.guid ?? arriving.newGuid(),
  });
  await executor.updateTable('story').set({ is_locked: true }).where('id', '=', story.id).execute();
  return story.id;
}

/** Makes an ordinary story of a copy; for good. Gives whether it was one. */
export async function detachStory(executor: Executor, storyId: StoryId): Promise<boolean> {
  const { numDeletedRows } = await executor
    .deleteFrom('synced_story')
    .where('story_id', '=', storyId)
    .executeTakeFirst();
  if (numDeletedRows === 0n) return false;
  await executor.updateTable('story').set({ is_locked: false }).where('id', '=', storyId).execute();
  await recordStoryChange(executor, storyId, false);
  return true;
}

/** What its source no longer feeds: stays as an ordinary story, or goes to the trash. Gives its id; null: there was no copy. */
export async function releaseCopy(
  executor: Executor,
  source: Pick<SyncSource, 'tenant' | 'storyGuid'>,
  teamId: TeamId,
  how: 'detach' | 'delete',
  by: { readonly userId: UserId | null; readonly at: string },
): Promise<StoryId | null> {
  const copy = await findSyncedStory(executor, source, teamId);
  if (copy === null) return null;
  if (how === 'detach') await detachStory(executor, copy.storyId);
  else if ((await findStory(executor, copy.storyId)) !== null) {
    await trashStories(executor, [copy.storyId], by.userId, by.at);
  }
  return copy.storyId;
}

async function takenPaths(
  executor: Executor,
  paths: readonly string[],
  own: StoryId | null,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ path: string }>`
    select path from webhook_path join action on action.id = webhook_path.action_id
    where path = any(${[...paths]}::text[]) and story_id is distinct from ${own}::bigint
  `.execute(executor);
  return new Set(rows.map(({ path }) => path));
}
