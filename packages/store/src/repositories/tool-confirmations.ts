/** Calls of stories that a person is asked about. The engine writes the questions (queue/ask-rows.ts); people's answers come in here. */
import { stringifyJson, type Value } from '@fabula/formula';
import {
  type ActionId,
  asId,
  type RunId,
  type StoryId,
  type TeamId,
  type ToolConfirmationId,
  type ToolConfirmationStatus,
  type UserId,
} from '@fabula/model';
import { type RawBuilder, sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { readStored } from '../database/stored-json.ts';
import { type Page, type Paging, windowOf } from './paging.ts';

export interface ToolConfirmation {
  readonly id: ToolConfirmationId;
  readonly status: ToolConfirmationStatus;
  readonly isOfMcp: boolean;
  readonly tool: string;
  readonly input: Value;
  readonly teamId: TeamId;
  /** The story or draft that asks. */
  readonly storyId: StoryId;
  readonly storyName: string;
  readonly draft: { readonly liveId: StoryId; readonly name: string } | null;
  readonly actionId: ActionId;
  readonly actionName: string | null;
  readonly called: { readonly id: StoryId; readonly name: string; readonly liveId: StoryId | null } | null;
  readonly runId: RunId;
  readonly runGuid: string | null;
  readonly askedAt: Date;
  readonly expiresAt: Date;
  readonly decidedAt: Date | null;
  readonly decidedBy: { readonly id: UserId; readonly email: string; readonly name: string } | null;
  readonly reason: string | null;
}

export interface ToolConfirmationSearch {
  /** Teams whose stories ask; null: all. */
  readonly teamIds: readonly TeamId[] | null;
  readonly status?: ToolConfirmationStatus | undefined;
  /** A story or draft, as the one that asks or the one that is to be called. */
  readonly storyId?: StoryId | undefined;
}

/**
 * `now`, milliseconds since 1970, is the engine's clock. An open question that is not waited for any more was cancelled with its run,
 * its action or its story.
 */
export function statusAt(now: number): RawBuilder<ToolConfirmationStatus> {
  return sql<ToolConfirmationStatus>`case
    when c.is_approved then 'approved' when not c.is_approved then 'denied'
    when c.expires_at <= to_timestamp(${now}::float8 / 1000) then 'expired'
    when exists (select from delivery d where d.id = c.delivery_id and d.waits_for = d.id) then 'waiting'
    else 'cancelled' end`;
}

interface Row {
  readonly id: number;
  readonly status: ToolConfirmationStatus;
  readonly is_of_mcp: boolean;
  readonly tool: string;
  readonly input: string;
  readonly team_id: number;
  readonly story_id: number;
  readonly story_name: string;
  readonly live_id: number | null;
  readonly draft_name: string | null;
  readonly action_id: number;
  readonly action_name: string | null;
  readonly called_id: number | null;
  readonly called_name: string;
  readonly called_live_id: number | null;
  readonly run_id: number;
  readonly run_guid: string | null;
  readonly asked_at: Date;
  readonly expires_at: Date;
  readonly decided_at: Date | null;
  readonly decider_id: number | null;
  readonly decider_email: string;
  readonly decider_name: string;
  readonly reason: string | null;
}

function selectFor(now: number) {
  return sql`select c.id, ${statusAt(now)} as status, c.call_key is not null as is_of_mcp, c.tool, c.input,
    s.team_id, c.story_id, s.name as story_name, s.live_id, s.draft_name, c.action_id, a.name as action_name,
    called.id as called_id, called.name as called_name, called.live_id as called_live_id,
    c.run_id, r.guid as run_guid, c.asked_at, c.expires_at, c.decided_at,
    u.id as decider_id, u.email as decider_email, trim(u.first_name || ' ' || u.last_name) as decider_name, c.reason
  from tool_confirmation c join story s on s.id = c.story_id
    left join action a on a.id = c.action_id left join story called on called.id = c.called_story_id
    left join run r on r.id = c.run_id left join app_user u on u.id = c.decided_by`;
}

/** Newest first. */
export async function listToolConfirmations(
  executor: Executor,
  { teamIds, status, storyId }: ToolConfirmationSearch,
  now: number,
  paging: Paging,
): Promise<Page<ToolConfirmation>> {
  const { limit, offset } = windowOf(paging);
  const conditions = [
    ...(teamIds === null ? [] : [sql`s.team_id = ${anyOf(teamIds)}`]),
    ...(status === undefined ? [] : [sql`${statusAt(now)} = ${status}`]),
    ...(storyId === undefined ? [] : [sql`(c.story_id = ${storyId} or c.called_story_id = ${storyId})`]),
  ];
  const where = conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;
  const { rows } =
    await sql<Row>`${selectFor(now)} ${where} order by c.id desc limit ${limit} offset ${offset}`.execute(executor);
  const counted = await sql<{ count: number }>`select count(*)::int as count from tool_confirmation c
    join story s on s.id = c.story_id ${where}`.execute(executor);
  return { items: rows.map(toConfirmation), count: counted.rows[0]?.count ?? 0 };
}

export async function findToolConfirmation(
  executor: Executor,
  id: ToolConfirmationId,
  now: number,
): Promise<ToolConfirmation | null> {
  const { rows } = await sql<Row>`${selectFor(now)} where c.id = ${id}`.execute(executor);
  return rows[0] === undefined ? null : toConfirmation(rows[0]);
}

export interface Verdict {
  readonly isApproved: boolean;
  readonly reason: string | null;
  readonly userId: UserId;
}

/**
 * Answers the question and lets what waits for it go on, as the engine reads it (`asking.ts`); inside a transaction. false: it was
 * answered before, its time is up, or nothing waits for it any more. Of two answers at the same moment one gets the waiting row.
 */
export async function decideToolConfirmation(
  executor: Executor,
  id: ToolConfirmationId,
  { isApproved, reason, userId }: Verdict,
  now: number,
): Promise<boolean> {
  const at = sql<Date>`to_timestamp(${now}::float8 / 1000)`;
  const answer = stringifyJson({ approved: isApproved, reason });
  const { rows } = await sql`
    update delivery d set state = json_build_object('answer', ${answer}::json, 'state', d.state), due_at = ${at}, waits_for = null
    from tool_confirmation c
    where c.id = ${id} and c.is_approved is null and c.expires_at > ${at}
      and d.id = c.delivery_id and d.waits_for = d.id and d.claimed_by is null
    returning d.id
  `.execute(executor);
  if (rows.length === 0) return false;
  await executor
    .updateTable('tool_confirmation')
    .set({
      is_approved: isApproved,
      decided_at: at,
      decided_by: userId,
      reason: reason === null ? null : storableText(reason),
    })
    .where('id', '=', id)
    .execute();
  return true;
}

function toConfirmation(row: Row): ToolConfirmation {
  const { live_id: liveId, called_id: calledId, called_live_id: calledLiveId, decider_id: deciderId } = row;
  return {
    id: asId(row.id),
    status: row.status,
    isOfMcp: row.is_of_mcp,
    tool: row.tool,
    input: readStored(row.input),
    teamId: asId(row.team_id),
    storyId: asId(row.story_id),
    storyName: row.story_name,
    draft: liveId === null ? null : { liveId: asId(liveId), name: row.draft_name ?? '' },
    actionId: asId(row.action_id),
    actionName: row.action_name,
    called:
      calledId === null
        ? null
        : { id: asId(calledId), name: row.called_name, liveId: calledLiveId === null ? null : asId(calledLiveId) },
    runId: asId(row.run_id),
    runGuid: row.run_guid,
    askedAt: row.asked_at,
    expiresAt: row.expires_at,
    decidedAt: row.decided_at,
    decidedBy: deciderId === null ? null : { id: asId(deciderId), email: row.decider_email, name: row.decider_name },
    reason: row.reason,
  };
}
