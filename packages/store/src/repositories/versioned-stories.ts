/** Stories at one moment, read from their rows and written over them. */
import { asId, err, ok, type Result, type StoryId, type VersionedStory } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { findStoryDocument } from './export-story.ts';
import { recordStoryChange } from './story-change.ts';
import { lockStory } from './story-lock.ts';
import { storyColumns } from './story-rows.ts';
import { type DefinitionWriter, findTakenPath, writeDefinition } from './write-definition.ts';

/** Of a live story or a draft; null: there is none. */
export async function findVersionedStory(executor: Executor, storyId: StoryId): Promise<VersionedStory | null> {
  const row = await executor
    .selectFrom('story')
    .select(['is_disabled', 'is_priority', 'shared_team_slugs'])
    .where('id', '=', storyId)
    .executeTakeFirst();
  const document = await findStoryDocument(executor, storyId, true);
  if (row === undefined || document === null) return null;
  const keepers = await executor
    .selectFrom('action')
    .select(['guid', 'runs_to_save'])
    .where('story_id', '=', storyId)
    .where('runs_to_save', 'is not', null)
    .execute();
  return {
    document,
    isDisabled: row.is_disabled,
    isPriority: row.is_priority,
    sharedTeamSlugs: row.shared_team_slugs,
    runsToSave: new Map(keepers.map((row) => [row.guid, row.runs_to_save ?? 0])),
  };
}

export type ReplaceFailure =
  | { readonly kind: 'story_missing' }
  /** A webhook or page of another story has got this path in the meantime. */
  | { readonly kind: 'webhook_path_taken'; readonly path: string };

/**
 * Writes one moment over a live story or a draft. The story keeps its id, guid, tags, folder and history; actions of the same
 * guid keep their ids, and with them counters, memory and waiting events. In a transaction of the caller, who rolls back after
 * a failure. Runs that go on meanwhile see either all of it or nothing.
 */
export async function replaceStory(
  executor: Executor,
  storyId: StoryId,
  story: VersionedStory,
  writer: DefinitionWriter,
): Promise<Result<null, ReplaceFailure>> {
  if (!(await lockStory(executor, storyId))) return err({ kind: 'story_missing' });
  const { draft_suffix: suffix } = await executor
    .selectFrom('story')
    .select('draft_suffix')
    .where('id', '=', storyId)
    .executeTakeFirstOrThrow();
  const place = { storyId, suffix };
  const path = await findTakenPath(executor, place, story.document);
  if (path !== null) return err({ kind: 'webhook_path_taken', path });
  await executor.updateTable('story').set(versionedColumns(story)).where('id', '=', storyId).execute();
  await writeDefinition(executor, place, story.document, writer);
  await writeRunsToSave(executor, storyId, story);
  await recordStoryChange(executor, asId(storyId));
  return ok(null);
}

/** Columns of `story` that belong to its definition. */
export function versionedColumns(story: VersionedStory) {
  return {
    ...storyColumns(story.document),
    is_disabled: story.isDisabled,
    is_priority: story.isPriority,
    shared_team_slugs: story.sharedTeamSlugs.map(storableText),
  };
}

export async function writeRunsToSave(executor: Executor, storyId: StoryId, story: VersionedStory): Promise<void> {
  const guids = [...story.runsToSave.keys()];
  await sql`
    update action set runs_to_save = kept.count
    from (select story.guid, kept.count from action story
      left join unnest(${guids}::text[], ${[...story.runsToSave.values()]}::integer[]) as kept(guid, count) on kept.guid = story.guid
      where story.story_id = ${storyId}) kept
    where action.story_id = ${storyId} and action.guid = kept.guid and action.runs_to_save is distinct from kept.count
  `.execute(executor);
}
