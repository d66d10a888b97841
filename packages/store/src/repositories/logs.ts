/** What actions said while they ran. */
import { type ActionId, asId, type EventId, type LogId, type RunId, type StoryId } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { type Page, type Paging, windowOf } from './paging.ts';
import { isLive } from './visibility.ts';

/** 2 warning, 3 info, 4 error. */
export type LogLevel = 2 | 3 | 4;

export interface LogRecord {
  readonly id: LogId;
  readonly storyId: StoryId;
  readonly actionId: ActionId;
  readonly runId: RunId;
  /** The event that the action was given; it may be gone. */
  readonly inboundEventId: EventId | null;
  readonly level: LogLevel;
  readonly message: string;
  readonly createdAt: Date;
}

export interface LogSearch {
  readonly actionId: ActionId;
  readonly level?: LogLevel | undefined;
}

/** Newest first. They live as long as events. */
export async function listLogs(
  executor: Executor,
  search: LogSearch,
  paging: Paging,
  now?: Date,
): Promise<Page<LogRecord>> {
  const { limit, offset } = windowOf(paging);
  let matching = executor
    .selectFrom('action_log')
    .innerJoin('story', 'story.id', 'action_log.story_id')
    .where('action_log.action_id', '=', search.actionId)
    .where(isLive(sql.ref('action_log.created_at'), sql.ref('action_log.run_id'), now));
  if (search.level !== undefined) matching = matching.where('level', '=', search.level);
  const { count } = await matching
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await matching
    .selectAll('action_log')
    .orderBy('action_log.id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
  const items = rows.map((row) => ({
    id: asId<LogId>(row.id),
    storyId: asId<StoryId>(row.story_id),
    actionId: asId<ActionId>(row.action_id),
    runId: asId<RunId>(row.run_id),
    inboundEventId: row.inbound_event_id === null ? null : asId<EventId>(row.inbound_event_id),
    level: levelOf(row.level),
    message: row.message,
    createdAt: row.created_at,
  }));
  return { items, count };
}

/** Removes the logs of an action, at most `limit` at a time, and takes them off its counters; gives how many. */
export async function deleteLogsOfAction(executor: Executor, actionId: ActionId, limit: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with gone as (
      delete from action_log where id in (select id from action_log where action_id = ${actionId} order by id limit ${limit})
      returning level
    ), counted as (
      update action_activity set logs_count = greatest(0, logs_count - (select count(*) from gone)),
        errors_count = greatest(0, errors_count - (select count(*) from gone where level = 4))
      where action_id = ${actionId}
    )
    select count(*)::int as count from gone
  `.execute(executor);
  return rows[0]?.count ?? 0;
}

function levelOf(level: number): LogLevel {
  if (level === 2 || level === 3 || level === 4) return level;
  throw new Error(`the database holds a log of level ${level}`);
}
