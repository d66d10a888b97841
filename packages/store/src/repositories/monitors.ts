/**
 * Monitored actions: what they have done, by the counters that every commit adds to, and what people were told of it. The
 * difference is what is still to be told, so nothing is written while actions run, and nothing read of those that nobody
 * monitors.
 */
import { type ActionId, asId, type StoryId } from '@fabula/model';
import { type SqlBool, sql } from 'kysely';
import type { Executor } from '../database/database.ts';

export interface ToldState {
  readonly errors: number;
  readonly events: number;
  readonly errorsWaitUntil: Date | null;
  readonly eventsWaitUntil: Date | null;
  readonly watchedSince: Date;
  readonly silentSince: Date | null;
}

export interface MonitoredAction {
  readonly actionId: ActionId;
  readonly actionName: string;
  readonly actionType: string;
  readonly storyId: StoryId;
  readonly storyName: string;
  readonly recipients: readonly string[];
  readonly monitorsFailures: boolean;
  readonly monitorsAllEvents: boolean;
  /** Seconds; null: silence is nothing to tell. */
  readonly monitorsNoEventsFor: number | null;
  readonly errorsCount: number;
  readonly eventsCount: number;
  readonly lastEventAt: Date | null;
  readonly told: ToldState;
}

export interface ErrorLine {
  readonly message: string;
  readonly createdAt: Date;
  /** null: the run is gone. */
  readonly runGuid: string | null;
}

/** Monitoring that nobody would hear of, and that of what is switched off or a draft, is none. */
const isMonitored = sql<SqlBool>`
  a.id in (
    select id from action
    where monitors_failures or monitors_all_events or monitors_no_events_for is not null
    union all
    select id from action where story_id in (select id from story where monitors_failures)
  )
  and s.live_id is null and not a.is_disabled and not s.is_disabled and cardinality(s.recipients) > 0
`;

/** What was there before is not told: counting begins with the edit that switched monitoring on, minutes ago at most. */
const begin = sql<Date>`greatest(a.updated_at, s.updated_at, now() - interval '5 minutes')`;

/** Forgets what is no longer monitored, and begins with what is. */
export async function syncMonitors(executor: Executor): Promise<void> {
  await sql`
    delete from monitor m where not exists (
      select from action a join story s on s.id = a.story_id where a.id = m.action_id and ${isMonitored}
    )
  `.execute(executor);
  await sql`
    insert into monitor (action_id, told_errors, told_events, watched_since)
    select a.id,
      case when a.created_at >= ${begin} then 0 else coalesce(c.errors_count, 0) - (
        select count(*) from action_log l where l.action_id = a.id and l.level = 4 and l.created_at >= ${begin}
      ) end,
      case when a.created_at >= ${begin} then 0
        else coalesce(c.events_count, 0) - (case when c.last_event_at >= ${begin} then 1 else 0 end) end,
      ${begin}
    from action a
    join story s on s.id = a.story_id
    left join action_activity c on c.action_id = a.id
    where ${isMonitored} and not exists (select from monitor m where m.action_id = a.id)
    on conflict do nothing
  `.execute(executor);
}

export async function listMonitored(executor: Executor): Promise<readonly MonitoredAction[]> {
  const { rows } = await sql<MonitoredRow>`
    select a.id, a.name, a.type, a.story_id, s.name as story_name, s.recipients,
      a.monitors_failures or s.monitors_failures as monitors_failures, a.monitors_all_events, a.monitors_no_events_for,
      coalesce(c.errors_count, 0) as errors_count, coalesce(c.events_count, 0) as events_count, c.last_event_at,
      m.told_errors, m.told_events, m.errors_wait_until, m.events_wait_until, m.watched_since, m.silent_since
    from monitor m
    join action a on a.id = m.action_id
    join story s on s.id = a.story_id
    left join action_activity c on c.action_id = m.action_id
    order by a.id
  `.execute(executor);
  return rows.map((row) => ({
    actionId: asId(row.id),
    actionName: row.name,
    actionType: row.type,
    storyId: asId(row.story_id),
    storyName: row.story_name,
    recipients: row.recipients,
    monitorsFailures: row.monitors_failures,
    monitorsAllEvents: row.monitors_all_events,
    monitorsNoEventsFor: row.monitors_no_events_for,
    errorsCount: row.errors_count,
    eventsCount: row.events_count,
    lastEventAt: row.last_event_at,
    told: {
      errors: row.told_errors,
      events: row.told_events,
      errorsWaitUntil: row.errors_wait_until,
      eventsWaitUntil: row.events_wait_until,
      watchedSince: row.watched_since,
      silentSince: row.silent_since,
    },
  }));
}

/** False: another process has told of it in the meantime; nothing is to be told. */
export async function putTold(
  executor: Executor,
  actionId: ActionId,
  before: ToldState,
  after: ToldState,
): Promise<boolean> {
  const { rows } = await sql`
    update monitor set told_errors = ${after.errors}, told_events = ${after.events},
      errors_wait_until = ${after.errorsWaitUntil}, events_wait_until = ${after.eventsWaitUntil},
      silent_since = ${after.silentSince}
    where action_id = ${actionId} and told_errors = ${before.errors} and told_events = ${before.events}
      and silent_since is not distinct from ${before.silentSince}::timestamptz
    returning 1
  `.execute(executor);
  return rows.length > 0;
}

/** Newest first. */
export async function latestErrors(
  executor: Executor,
  actionId: ActionId,
  limit: number,
): Promise<readonly ErrorLine[]> {
  const { rows } = await sql<{ message: string; created_at: Date; guid: string | null }>`
    select l.message, l.created_at, r.guid from action_log l left join run r on r.id = l.run_id
    where l.action_id = ${actionId} and l.level = 4 order by l.id desc limit ${limit}
  `.execute(executor);
  return rows.map((row) => ({ message: row.message, createdAt: row.created_at, runGuid: row.guid }));
}

/** The run of the action's newest event; null: there is none. */
export async function latestRunGuid(executor: Executor, actionId: ActionId): Promise<string | null> {
  const { rows } = await sql<{ guid: string }>`
    select r.guid from (
      (select id, run_id from event where action_id = ${actionId} order by id desc limit 1)
      union all
      (select last_id, run_id from event_group where action_id = ${actionId} order by last_id desc limit 1)
    ) newest join run r on r.id = newest.run_id order by newest.id desc limit 1
  `.execute(executor);
  return rows[0]?.guid ?? null;
}

interface MonitoredRow {
  id: number;
  name: string;
  type: string;
  story_id: number;
  story_name: string;
  recipients: string[];
  monitors_failures: boolean;
  monitors_all_events: boolean;
  monitors_no_events_for: number | null;
  errors_count: number;
  events_count: number;
  last_event_at: Date | null;
  told_errors: number;
  told_events: number;
  errors_wait_until: Date | null;
  events_wait_until: Date | null;
  watched_since: Date;
  silent_since: Date | null;
}
