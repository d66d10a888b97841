/**
 * Every change of a story, its actions, links or notes ends here, in the same transaction: the revision rises, so that
 * definitions held in memory are known to be old, and the other processes are told.
 */
import type { StoryId } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';

/** Notices carry the story's id. Delivered by PostgreSQL when, and only if, the transaction commits. */
export const STORY_CHANNEL = 'fabula_story';

/** `isEdit`: what the story does or shows has changed, not only where it lies. */
export async function recordStoryChange(executor: Executor, id: StoryId, isEdit = true): Promise<void> {
  await sql`
    update story set
      revision = revision + 1,
      updated_at = now(),
      edited_at = case when ${isEdit}::boolean then now() else edited_at end
    where id = ${id}
  `.execute(executor);
  await announceStory(executor, id);
}

export async function announceStory(executor: Executor, id: StoryId): Promise<void> {
  await sql`select pg_notify(${STORY_CHANNEL}, ${String(id)})`.execute(executor);
}
