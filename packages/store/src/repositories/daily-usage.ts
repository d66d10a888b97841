/**
 * Events by story and day (UTC). Each process adds what it has written since the last time, so the rows are the sum over
 * all processes; a process that is killed takes at most what it had not added yet with it.
 */
import { asId, type StoryId, type TeamId } from '@fabula/model';
import { sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';

/** The row that stands for all stories together. */
const all = 0;

export interface DayOfStory {
  readonly storyId: StoryId;
  readonly events: number;
  /** The story's own limit; null: it has none. */
  readonly ownLimit: number | null;
}

export interface DayOfAll {
  readonly events: number;
  readonly stories: readonly DayOfStory[];
}

/** Days are written `2026-01-31`. Rows are taken in the same order by everyone, so that nobody waits in a circle. */
export async function addDailyUsage(
  executor: Executor,
  day: string,
  events: ReadonlyMap<StoryId, number>,
): Promise<void> {
  let sum = 0;
  for (const count of events.values()) sum += count;
  const rows: [number, number][] = [[all, sum], ...events];
  rows.sort(([a], [b]) => a - b);
  await sql`
    insert into daily_usage as u (day, story_id, events)
    select ${day}::date, a.story_id, a.events
    from unnest(${rows.map(([id]) => id)}::bigint[], ${rows.map(([, count]) => count)}::bigint[])
      with ordinality as a(story_id, events, place)
    order by place
    on conflict (day, story_id) do update set events = u.events + excluded.events
  `.execute(executor);
}

/**
 * What all stories together have used, and each of `storyIds`, and each that has used the share of its limit; `perStory`
 * is the limit of stories without their own, null for none.
 */
export async function readDailyUsage(
  executor: Executor,
  day: string,
  storyIds: readonly StoryId[],
  perStory: number | null,
  share: number,
): Promise<DayOfAll> {
  const { rows } = await sql<{ story_id: number; events: number; daily_events: number | null }>`
    select u.story_id, u.events, l.daily_events
    from daily_usage u left join story_event_limit l on l.story_id = u.story_id
    where u.day = ${day}::date and (
      u.story_id = ${all}
      or u.story_id = ${anyOf(storyIds)}
      or u.events >= coalesce(l.daily_events, ${perStory}::bigint) * ${share}::float8
    )
  `.execute(executor);
  return {
    events: rows.find((row) => row.story_id === all)?.events ?? 0,
    stories: rows.filter((row) => row.story_id !== all).map(toDay),
  };
}

export async function readStoryDay(executor: Executor, day: string, storyId: StoryId): Promise<DayOfStory> {
  const { rows } = await sql<{ story_id: number; events: number | null; daily_events: number | null }>`
    select s.id as story_id, u.events, l.daily_events
    from story s
    left join daily_usage u on u.story_id = s.id and u.day = ${day}::date
    left join story_event_limit l on l.story_id = s.id
    where s.id = ${storyId}
  `.execute(executor);
  const [row] = rows;
  return row === undefined ? { storyId, events: 0, ownLimit: null } : toDay({ ...row, events: row.events ?? 0 });
}

/** The stories that have used the share of their limit on the day, the ones with the most events first. */
export async function listStoriesNearLimit(
  executor: Executor,
  search: { readonly day: string; readonly perStory: number | null; readonly share: number; readonly limit: number },
  /** null: of all teams. */
  teamIds: readonly TeamId[] | null,
): Promise<readonly (DayOfStory & { readonly name: string })[]> {
  const { rows } = await sql<{ story_id: number; events: number; daily_events: number | null; name: string }>`
    select u.story_id, u.events, l.daily_events, s.name
    from daily_usage u
    join story s on s.id = u.story_id
    left join story_event_limit l on l.story_id = u.story_id
    where u.day = ${search.day}::date
      and u.events >= coalesce(l.daily_events, ${search.perStory}::bigint) * ${search.share}::float8
      and ${teamIds === null ? sql`true` : sql`s.team_id = ${anyOf(teamIds)}`}
    order by u.events desc, u.story_id limit ${search.limit}
  `.execute(executor);
  return rows.map((row) => ({ ...toDay(row), name: row.name }));
}

/** True for one caller only, of all processes: that one tells people of the mark. null: all stories together. */
export async function markTold(
  executor: Executor,
  day: string,
  storyId: StoryId | null,
  mark: 80 | 100,
): Promise<boolean> {
  const { rows } = await sql`
    update daily_usage set told = ${mark}
    where day = ${day}::date and story_id = ${storyId ?? all} and told < ${mark}
    returning 1
  `.execute(executor);
  return rows.length > 0;
}

/** After a change of a limit its marks are reached anew. null: of every story, and of all together. */
export async function forgetTold(executor: Executor, day: string, storyId: StoryId | null): Promise<void> {
  await sql`
    update daily_usage set told = 0
    where day = ${day}::date and told > 0 and ${storyId === null ? sql`true` : sql`story_id = ${storyId}`}
  `.execute(executor);
}

export async function deleteDailyUsageBefore(executor: Executor, day: string): Promise<void> {
  await executor.deleteFrom('daily_usage').where('day', '<', sql<Date>`${day}::date`).execute();
}

function toDay(row: { story_id: number; events: number; daily_events: number | null }): DayOfStory {
  return { storyId: asId(row.story_id), events: row.events, ownLimit: row.daily_events };
}
