/** Change requests: drafts that somebody wants to see live. */
import { asId, type ChangeRequestStatus, type StoryId, type UserId } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';

export interface ChangeRequest {
  readonly id: number;
  readonly liveId: StoryId;
  /** null: the draft is gone. */
  readonly draftId: StoryId | null;
  readonly draftName: string;
  readonly title: string;
  readonly description: string;
  readonly status: ChangeRequestStatus;
  /** null: that user is gone. */
  readonly requestedBy: UserId | null;
  readonly reviewedBy: UserId | null;
  /** Why it was rejected, or promoted without approval. */
  readonly reason: string;
}

export interface NewChangeRequest {
  readonly liveId: StoryId;
  readonly draftId: StoryId;
  readonly draftName: string;
  readonly title: string;
  readonly description: string;
  readonly requestedBy: UserId;
}

/** The draft has no other open one: the caller has looked, and holds the live story. */
export async function createChangeRequest(executor: Executor, request: NewChangeRequest): Promise<ChangeRequest> {
  const row = await executor
    .insertInto('change_request')
    .values({
      live_id: request.liveId,
      draft_id: request.draftId,
      draft_name: storableText(request.draftName),
      title: storableText(request.title),
      description: storableText(request.description),
      status: 'PENDING',
      requested_by: request.requestedBy,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toChangeRequest(row);
}

/** The one that waits for approval or promotion; null: none does. */
export async function findOpenRequest(executor: Executor, draftId: StoryId): Promise<ChangeRequest | null> {
  const row = await executor
    .selectFrom('change_request')
    .selectAll()
    .where('draft_id', '=', draftId)
    .where('status', 'in', ['PENDING', 'APPROVED'])
    .executeTakeFirst();
  return row === undefined ? null : toChangeRequest(row);
}

/** The newest one of the draft, open or closed; null: there was none yet. */
export async function findNewestRequest(executor: Executor, draftId: StoryId): Promise<ChangeRequest | null> {
  const row = await executor
    .selectFrom('change_request')
    .selectAll()
    .where('draft_id', '=', draftId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toChangeRequest(row);
}

export async function findChangeRequest(
  executor: Executor,
  liveId: StoryId,
  id: number,
): Promise<ChangeRequest | null> {
  const row = await executor
    .selectFrom('change_request')
    .selectAll()
    .where('id', '=', id)
    .where('live_id', '=', liveId)
    .executeTakeFirst();
  return row === undefined ? null : toChangeRequest(row);
}

export async function setChangeRequestStatus(
  executor: Executor,
  id: number,
  change: {
    readonly status: ChangeRequestStatus;
    readonly reviewedBy?: UserId | undefined;
    readonly reason?: string | undefined;
  },
): Promise<ChangeRequest> {
  const row = await executor
    .updateTable('change_request')
    .set({
      status: change.status,
      ...(change.reviewedBy === undefined ? {} : { reviewed_by: change.reviewedBy }),
      ...(change.reason === undefined ? {} : { reason: storableText(change.reason) }),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return toChangeRequest(row);
}

export async function addDraftEditor(executor: Executor, draftId: StoryId, userId: UserId): Promise<void> {
  await executor
    .insertInto('draft_editor')
    .values({ draft_id: draftId, user_id: userId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function listDraftEditors(executor: Executor, draftId: StoryId): Promise<readonly UserId[]> {
  const rows = await executor
    .selectFrom('draft_editor')
    .select('user_id')
    .where('draft_id', '=', draftId)
    .orderBy('user_id')
    .execute();
  return rows.map((row) => asId(row.user_id));
}

function toChangeRequest(row: {
  id: number;
  live_id: number;
  draft_id: number | null;
  draft_name: string;
  title: string;
  description: string;
  status: ChangeRequestStatus;
  requested_by: number | null;
  reviewed_by: number | null;
  reason: string;
}): ChangeRequest {
  return {
    id: row.id,
    liveId: asId(row.live_id),
    draftId: row.draft_id === null ? null : asId(row.draft_id),
    draftName: row.draft_name,
    title: row.title,
    description: row.description,
    status: row.status,
    requestedBy: row.requested_by === null ? null : asId(row.requested_by),
    reviewedBy: row.reviewed_by === null ? null : asId(row.reviewed_by),
    reason: row.reason,
  };
}
