/** Stories that people want to find quickly: of each person their own. */
import { asId, type StoryId, type UserId } from '@fabula/model';
import type { Executor } from '../database/database.ts';

/** Oldest story first. */
export async function listFavorites(executor: Executor, userId: UserId): Promise<readonly StoryId[]> {
  const rows = await executor
    .selectFrom('favorite_story')
    .select('story_id')
    .where('user_id', '=', userId)
    .orderBy('story_id')
    .execute();
  return rows.map(({ story_id }) => asId<StoryId>(story_id));
}

/** One that is there already stays. */
export async function addFavorite(executor: Executor, userId: UserId, storyId: StoryId): Promise<void> {
  await executor
    .insertInto('favorite_story')
    .values({ user_id: userId, story_id: storyId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** One that is not there is gone already. */
export async function removeFavorite(executor: Executor, userId: UserId, storyId: StoryId): Promise<void> {
  await executor.deleteFrom('favorite_story').where('user_id', '=', userId).where('story_id', '=', storyId).execute();
}
