/**
 * What a story keeps in the database, and what it will keep if it goes on like this. Estimates: counters of the actions and
 * the size of some of their newest rows; nothing is read that grows with the story.
 */
import type { StoryId } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';

export interface StoryUsage {
  readonly events: number;
  readonly logs: number;
  /** About what they take on disk, with their indexes. */
  readonly bytes: number;
  readonly eventsPerDay: number;
  readonly bytesPerDay: number;
  /** When it goes on like this for as long as it keeps events. */
  readonly forecastEvents: number;
  readonly forecastBytes: number;
  /** Seconds. */
  readonly keepEventsFor: number;
}

/** Rows of each action that are measured. */
const sampled = 50;
/** A row costs so much beside what it says: its head and its places in the indexes. */
const overhead = { event: 150, group: 200, log: 150 };
/** A rate is not told from less: a burst in the first minute would count as a day of bursts. */
const leastSpanMs = 60 * 60_000;
const dayMs = 24 * 60 * 60_000;

/** null: there is no such story. */
export async function storyUsage(executor: Executor, storyId: StoryId, now: Date): Promise<StoryUsage | null> {
  const { rows } = await sql<{
    keep: number;
    created_at: Date;
    oldest: Date | null;
    events: number;
    logs: number;
    bytes: number;
  }>`
    select s.keep_events_for as keep, s.created_at,
      -- runs that are looked at by themselves may be far older than what they keep
      (select min(a.oldest) from action root cross join lateral (
        select r.started_at as oldest from run r
        where r.story_id = s.id and coalesce(r.root_action_id, 0) = root.id and r.look_at is null order by r.started_at limit 1
      ) a where root.story_id = s.id) as oldest,
      coalesce(sum(kept.events), 0)::float8 as events, coalesce(sum(kept.logs), 0)::float8 as logs,
      coalesce(sum(kept.events * kept.event_bytes + kept.logs * kept.log_bytes), 0)::float8 as bytes
    from story s left join lateral (
      select a.events_count as events, a.logs_count as logs,
        coalesce((
          select sum(size.bytes) / greatest(1, sum(size.events)) from (
            (select pg_column_size(e.payload) + pg_column_size(e.path) + ${overhead.event}::int as bytes, 1 as events from event e
              where e.action_id = a.action_id order by e.id desc limit ${sampled})
            union all
            (select pg_column_size(g.payloads) + pg_column_size(g.id_offsets) + pg_column_size(g.path_offsets) + ${overhead.group}::int, cardinality(g.id_offsets) from event_group g
              where g.action_id = a.action_id order by g.last_id desc limit 5)
          ) size
        ), 0) as event_bytes,
        coalesce((select avg(length(message)) + ${overhead.log}::int from (
          select message from action_log l where l.action_id = a.action_id order by l.id desc limit ${sampled}) m), 0) as log_bytes
      from action_activity a where a.story_id = s.id
    ) kept on true
    where s.id = ${storyId}
    group by s.id
  `.execute(executor);
  const row = rows[0];
  if (row === undefined) return null;
  const keepMs = row.keep * 1_000;
  const since = (row.oldest ?? row.created_at).getTime();
  const spanMs = Math.max(leastSpanMs, Math.min(keepMs, now.getTime() - since));
  const ahead = keepMs / spanMs;
  const perDay = dayMs / spanMs;
  return {
    events: row.events,
    logs: row.logs,
    bytes: Math.round(row.bytes),
    eventsPerDay: Math.round(row.events * perDay),
    bytesPerDay: Math.round(row.bytes * perDay),
    forecastEvents: Math.round(row.events * ahead),
    forecastBytes: Math.round(row.bytes * ahead),
    keepEventsFor: row.keep,
  };
}
