import type { StoryId } from '@fabula/model';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';

/** Locks the story until the end of the transaction, so that changes of its parts come one after the other. */
export async function lockStory(executor: Executor, id: StoryId): Promise<boolean> {
  const row = await executor.selectFrom('story').select('id').where('id', '=', id).forUpdate().executeTakeFirst();
  return row !== undefined;
}

/** As {@link lockStory}, in the order of their ids: two who want the same stories do not wait for each other. */
export async function lockStories(executor: Executor, ids: readonly StoryId[]): Promise<void> {
  await executor.selectFrom('story').select('id').where('id', '=', anyOf(ids)).orderBy('id').forUpdate().execute();
}
