/** Which action a webhook address belongs to. One path belongs to one action of the whole tenant. */
import { type ActionId, asId, type StoryId } from '@fabula/model';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';

export interface WebhookPath {
  readonly path: string;
  readonly actionId: ActionId;
  readonly storyId: StoryId;
}

/** Gives the action this path in place of its former one. False: another action has it. */
export async function setWebhookPath(executor: Executor, actionId: ActionId, name: string): Promise<boolean> {
  const path = storableText(name);
  const holder = await executor
    .selectFrom('webhook_path')
    .select('action_id')
    .where('path', '=', path)
    .executeTakeFirst();
  if (holder !== undefined) return holder.action_id === actionId;
  await executor.deleteFrom('webhook_path').where('action_id', '=', actionId).execute();
  const inserted = await executor
    .insertInto('webhook_path')
    .values({ path, action_id: actionId })
    .onConflict((conflict) => conflict.column('path').doNothing())
    .returning('path')
    .execute();
  return inserted.length === 1;
}

export async function findWebhookPath(executor: Executor, path: string): Promise<WebhookPath | null> {
  const row = await executor
    .selectFrom('webhook_path')
    .innerJoin('action', 'action.id', 'webhook_path.action_id')
    .select(['path', 'action_id', 'story_id'])
    .where('path', '=', storableText(path))
    .executeTakeFirst();
  return row === undefined ? null : { path, actionId: asId(row.action_id), storyId: asId(row.story_id) };
}
