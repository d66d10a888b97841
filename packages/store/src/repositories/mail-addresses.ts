/** Receive Email actions: their addresses, and which of them have a mailbox to look after. */
import { type ActionId, asId, type StoryId } from '@fabula/model';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';

export const MAIL_TYPE = 'Agents::IMAPAgent';

export interface MailAction {
  readonly actionId: ActionId;
  readonly storyId: StoryId;
}

/** Whose address it is; `name`: what comes before the @. */
export async function findMailAction(executor: Executor, name: string): Promise<MailAction | null> {
  const row = await executor
    .selectFrom('action')
    .select(['id', 'story_id'])
    .where('mail_name', '=', storableText(name))
    .where('type', '=', MAIL_TYPE)
    .executeTakeFirst();
  return row === undefined ? null : { actionId: asId(row.id), storyId: asId(row.story_id) };
}

/** Those of live stories that are switched on, with the revision of their story. */
export async function listMailActions(
  executor: Executor,
): Promise<readonly (MailAction & { readonly revision: number })[]> {
  const rows = await executor
    .selectFrom('action')
    .innerJoin('story', 'story.id', 'action.story_id')
    .select(['action.id', 'action.story_id', 'story.revision'])
    .where('action.type', '=', MAIL_TYPE)
    .where('action.is_disabled', '=', false)
    .where('story.is_disabled', '=', false)
    // A draft would take the mails of the live story away.
    .where('story.live_id', 'is', null)
    .orderBy('action.id')
    .execute();
  return rows.map((row) => ({ actionId: asId(row.id), storyId: asId(row.story_id), revision: row.revision }));
}
