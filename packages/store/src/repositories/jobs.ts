/**
 * Work of the engine as people who run Fabula see it: what is queued, tried again, under way, and what failed for good. Snapshots:
 * what a process does from beginning to end in its memory is in none of them.
 */
import { type ActionId, asId, type EventId } from '@fabula/model';
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { type Page, type Paging, windowOf } from './paging.ts';

/**
 * queued: due, and nobody has taken it up. retry: a further attempt waits for its time. in_progress: taken up by a process.
 * dead: an effect that ended in an error, or of which it is not known how it ended.
 */
export type JobState = 'queued' | 'retry' | 'in_progress' | 'dead';

export interface Job {
  /** Of the delivery; of a dead one, of its record in the ledger. */
  readonly id: number;
  readonly actionId: ActionId;
  /** null: the action is gone. */
  readonly actionName: string | null;
  /** What the action is to receive; null: a run begins here. */
  readonly eventId: number | null;
  /** Since when it is due, or under way. */
  readonly startedAt: Date | null;
  readonly attempt: number;
  readonly lastAttemptAt: Date | null;
  readonly outcome: string | null;
}

interface JobRow {
  id: number;
  action_id: number;
  name: string | null;
  event_id: number | null;
  started_at: Date | null;
  attempt: number;
  last_attempt_at: Date | null;
  outcome: string | null;
}

/** Oldest first. */
export async function listJobs(executor: Executor, state: JobState, now: number, paging: Paging): Promise<Page<Job>> {
  const { limit, offset } = windowOf(paging);
  const { source, where, order, columns } = state === 'dead' ? dead : pending(state, now);
  const total = await sql<{ count: number }>`select count(*)::int as count from ${source} where ${where}`.execute(
    executor,
  );
  const { rows } = await sql<JobRow>`
    select j.id, j.action_id, a.name, j.attempt, ${columns}
    from (select * from ${source} where ${where} order by ${order} limit ${limit} offset ${offset}) j
    left join action a on a.id = j.action_id
    left join lateral (
      select e.ended_at, e.outcome from effect e
      where e.run_id = j.run_id and e.delivery_id = j.id order by e.id desc limit 1
    ) last on ${state === 'dead' ? sql`false` : sql`j.attempt > 0`}
    order by ${order}
  `.execute(executor);
  return { count: total.rows[0]?.count ?? 0, items: rows.map(toJob) };
}

/** At most `limit`, of one action or of all; gives how many. What is under way is left alone. */
export async function deleteJobs(
  executor: Executor,
  state: Exclude<JobState, 'in_progress'>,
  now: number,
  actionId: ActionId | null,
  limit: number,
): Promise<number> {
  const ofAction = actionId === null ? sql`true` : sql`action_id = ${actionId}`;
  const { source, where, order } = state === 'dead' ? dead : pending(state, now);
  const chosen = sql`select id from ${source} where ${where} and ${ofAction} order by ${order} limit ${limit}
    for update skip locked`;
  const { rows } = await (state === 'dead'
    ? sql<{ id: number }>`update effect set is_dismissed = true where id in (${chosen}) returning id`
    : sql<{ id: number }>`delete from delivery where id in (${chosen}) returning id`
  ).execute(executor);
  return rows.length;
}

/** Takes one job away; gives its action. null: there is none in this state, or a process has it at the moment. */
export async function deleteJob(
  executor: Executor,
  state: Exclude<JobState, 'in_progress'>,
  now: number,
  id: number,
): Promise<ActionId | null> {
  const { source, where } = state === 'dead' ? dead : pending(state, now);
  const chosen = sql`select id from ${source} where ${where} and id = ${id} for update skip locked`;
  const { rows } = await (state === 'dead'
    ? sql<{ action_id: number }>`update effect set is_dismissed = true where id in (${chosen}) returning action_id`
    : sql<{ action_id: number }>`delete from delivery where id in (${chosen}) returning action_id`
  ).execute(executor);
  return rows[0] === undefined ? null : asId<ActionId>(rows[0].action_id);
}

export interface DeadJob {
  readonly actionId: ActionId;
  /** null: a run began there. */
  readonly eventId: EventId | null;
}

export async function findDeadJob(executor: Executor, id: number): Promise<DeadJob | null> {
  const { rows } = await sql<{ action_id: number; inbound_event_id: number | null }>`
    select action_id, inbound_event_id from effect where ${dead.where} and id = ${id}`.execute(executor);
  const [row] = rows;
  if (row === undefined) return null;
  return {
    actionId: asId<ActionId>(row.action_id),
    eventId: row.inbound_event_id === null ? null : asId<EventId>(row.inbound_event_id),
  };
}

/** A dead job that was taken off the list stands on it again. */
export async function keepDeadJob(executor: Executor, id: number): Promise<void> {
  await sql`update effect set is_dismissed = false where id = ${id}`.execute(executor);
}

interface Selection {
  readonly source: RawBuilder<unknown>;
  readonly where: RawBuilder<unknown>;
  readonly order: RawBuilder<unknown>;
  readonly columns: RawBuilder<unknown>;
}

const dead: Selection = {
  source: sql`effect`,
  where: sql`outcome in ('failed', 'unknown') and not is_dismissed`,
  order: sql`id`,
  columns: sql`j.inbound_event_id as event_id, j.started_at, j.ended_at as last_attempt_at, j.outcome`,
};

function pending(state: Exclude<JobState, 'dead'>, now: number): Selection {
  const due = sql`due_at <= to_timestamp(${now}::float8 / 1000)`;
  // What waits for an answer is no job, and what a process left in the middle is told of by the next one.
  const free = sql`claimed_by is null and due_at is not null and waits_for is null and started_at is null`;
  const where = {
    queued: sql`${free} and attempt = 0 and ${due}`,
    retry: sql`${free} and attempt > 0`,
    in_progress: sql`claimed_by is not null and waits_for is null`,
  }[state];
  return {
    source: sql`delivery`,
    where,
    order: sql`due_at, id`,
    columns: sql`j.event_id, coalesce(j.started_at, j.due_at) as started_at, last.ended_at as last_attempt_at, last.outcome`,
  };
}

function toJob(row: JobRow): Job {
  return {
    id: row.id,
    actionId: asId<ActionId>(row.action_id),
    actionName: row.name,
    eventId: row.event_id,
    startedAt: row.started_at,
    attempt: row.attempt,
    lastAttemptAt: row.last_attempt_at,
    outcome: row.outcome,
  };
}

export interface QueueLook {
  readonly processes: number;
  /** Taken up by any of them. */
  readonly claimed: number;
  readonly due: number;
  readonly oldestDueAt: Date | null;
}

export async function lookAtQueue(executor: Executor, now: number): Promise<QueueLook> {
  const { rows } = await sql<{ processes: number; claimed: number; due: number; oldest: Date | null }>`
    select (select count(*)::int from process) as processes,
      (select count(*)::int from delivery where claimed_by is not null and waits_for is null) as claimed,
      count(*)::int as due, min(due_at) as oldest
    from delivery where claimed_by is null and due_at <= to_timestamp(${now}::float8 / 1000)
  `.execute(executor);
  const [row] = rows;
  return {
    processes: row?.processes ?? 0,
    claimed: row?.claimed ?? 0,
    due: row?.due ?? 0,
    oldestDueAt: row?.oldest ?? null,
  };
}
