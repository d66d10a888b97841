/** What people are still to be told. A row stays until it was sent, so a crash tells twice rather than never. */
import { stringifyJson, type Value } from '@fabula/formula';
import type { ActionId, StoryId } from '@fabula/model';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';

export interface NewNotification {
  readonly storyId: StoryId | null;
  readonly actionId: ActionId | null;
  /** An e-mail address or a URL. */
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  /** What a URL gets. */
  readonly body: Value;
}

export interface DueNotification {
  readonly id: number;
  readonly storyId: number | null;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  /** JSON text. */
  readonly body: string;
  readonly createdAt: Date;
  /** Attempts so far. */
  readonly attempts: number;
}

export async function addNotifications(
  executor: Executor,
  notifications: readonly NewNotification[],
  now: Date,
): Promise<void> {
  if (notifications.length === 0) return;
  await executor
    .insertInto('notification')
    .values(
      notifications.map(({ storyId, actionId, recipient, subject, text, body }) => ({
        story_id: storyId,
        action_id: actionId,
        recipient: storableText(recipient),
        subject: storableText(subject),
        text: storableText(text),
        body: stringifyJson(body),
        created_at: now,
        due_at: now,
      })),
    )
    .execute();
}

/** The oldest first. */
export async function dueNotifications(
  executor: Executor,
  now: Date,
  limit: number,
): Promise<readonly DueNotification[]> {
  const rows = await executor
    .selectFrom('notification')
    .selectAll()
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    storyId: row.story_id,
    recipient: row.recipient,
    subject: row.subject,
    text: row.text,
    body: row.body,
    createdAt: row.created_at,
    attempts: row.attempt_count,
  }));
}

export async function putOffNotification(executor: Executor, id: number, dueAt: Date): Promise<void> {
  await executor
    .updateTable('notification')
    .set((set) => ({ due_at: dueAt, attempt_count: set('attempt_count', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** It was sent, or nobody tries any more. */
export async function removeNotification(executor: Executor, id: number): Promise<void> {
  await executor.deleteFrom('notification').where('id', '=', id).execute();
}
