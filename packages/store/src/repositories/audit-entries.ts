/** The audit log: written in the transaction of the change that it tells of, never altered. */
import { type ObjectValue, stringifyJson } from '@fabula/formula';
import { asId, type StoryId, type UserId } from '@fabula/model';
import { sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { storableOrNull, storableText } from '../database/storable-text.ts';
import { readStoredObject } from '../database/stored-json.ts';
import { type Page, type Paging, windowOf } from './paging.ts';

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

export interface AuditEntry extends NewAuditEntry {
  readonly id: number;
  readonly createdAt: Date;
}

export interface AuditSearch {
  readonly before?: Date | undefined;
  readonly after?: Date | undefined;
  readonly userIds?: readonly UserId[] | undefined;
  readonly operations?: readonly string[] | undefined;
}

/** Newest first. */
export async function listAuditEntries(
  executor: Executor,
  search: AuditSearch,
  paging: Paging,
): Promise<Page<AuditEntry>> {
  const { limit, offset } = windowOf(paging);
  let matching = executor.selectFrom('audit_entry');
  if (search.before !== undefined) matching = matching.where('created_at', '<', search.before);
  if (search.after !== undefined) matching = matching.where('created_at', '>', search.after);
  if (search.userIds !== undefined) matching = matching.where('user_id', '=', anyOf(search.userIds));
  if (search.operations !== undefined) {
    matching = matching.where('operation', '=', sql<string>`any(${[...search.operations]}::text[])`);
  }
  const { count } = await matching
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await matching.selectAll().orderBy('id', 'desc').limit(limit).offset(offset).execute();
  const items = rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at,
    operation: row.operation,
    userId: asId<UserId>(row.user_id),
    userEmail: row.user_email,
    userName: row.user_name,
    storyId: row.story_id === null ? null : asId<StoryId>(row.story_id),
    inputs: readStoredObject(row.inputs),
    outputs: readStoredObject(row.outputs),
    requestIp: row.request_ip,
    requestUserAgent: row.request_user_agent,
  }));
  return { items, count };
}
