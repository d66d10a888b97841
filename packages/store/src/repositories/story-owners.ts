/** People who answer for a story. */
import type { StoryId, UserId } from '@fabula/model';
import type { Executor } from '../database/database.ts';
import { recordStoryChange } from './story-change.ts';

/** Whoever is one already stays one. In a transaction of the caller. */
export async function addStoryOwner(executor: Executor, storyId: StoryId, userId: UserId): Promise<void> {
  await executor
    .insertInto('story_owner')
    .values({ story_id: storyId, user_id: userId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await recordStoryChange(executor, storyId, false);
}

/** False: the user is none. In a transaction of the caller. */
export async function removeStoryOwner(executor: Executor, storyId: StoryId, userId: UserId): Promise<boolean> {
  const removed = await executor
    .deleteFrom('story_owner')
    .where('story_id', '=', storyId)
    .where('user_id', '=', userId)
    .returning('user_id')
    .execute();
  if (removed.length === 0) return false;
  await recordStoryChange(executor, storyId, false);
  return true;
}
