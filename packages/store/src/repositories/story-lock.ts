import type { StoryId } from '@fabula/model';
import type { Executor } from '../database/database.ts';

/** Locks the story until the end of the transaction, so that changes of its parts come one after the other. */
export async function lockStory(executor: Executor, id: StoryId): Promise<boolean> {
  const row = await executor.selectFrom('story').select('id').where('id', '=', id).forUpdate().executeTakeFirst();
  return row !== undefined;
}
