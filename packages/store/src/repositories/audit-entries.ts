/** The audit log: written in the transaction of the change that it tells of, never altered. */
import { type ObjectValue, stringifyJson } from '@fabula/formula';
import type { StoryId, UserId } from '@fabula/model';
import type { Executor } from '../database/database.ts';
import { storableOrNull, storableText } from '../database/storable-text.ts';

export interface NewAuditEntry {
  /** A documented name such as `StoryCreation`, or one of ours of the same form. */
  readonly operation: string;
  readonly userId: UserId;
  readonly userEmail: string;
  readonly userName: string;
  /** null: the change belongs to no story. */
  readonly storyId: StoryId | null;
  /** What was asked for, without secrets. */
  readonly inputs: ObjectValue;
  readonly outputs: ObjectValue;
  readonly requestIp: string | null;
  readonly requestUserAgent: string | null;
}

export async function addAuditEntry(executor: Executor, entry: NewAuditEntry): Promise<void> {
  await executor
    .insertInto('audit_entry')
    .values({
      operation: entry.operation,
      user_id: entry.userId,
      user_email: storableText(entry.userEmail),
      user_name: storableText(entry.userName),
      story_id: entry.storyId,
      inputs: stringifyJson(entry.inputs),
      outputs: stringifyJson(entry.outputs),
      request_ip: storableOrNull(entry.requestIp),
      request_user_agent: storableOrNull(entry.requestUserAgent),
    })
    .execute();
}
