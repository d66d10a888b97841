/**
 * How many events a story shows, and where in it a page begins, from the counts that triggers keep (migration 24): the
 * events before a page are not read, however many there are.
 *
 * A wide range (2^16 ids) is one piece when all of it is shown. Where the story's period ends, narrow ones (2^8 ids) are, and
 * in the narrow ones where it ends the events themselves are counted. Events of saved runs are shown beyond the period.
 */
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import type { EventSearch } from './events.ts';
import { cutoff } from './visibility.ts';

/** Events of a story that follow each other in the order of their ids. */
export interface Piece {
  /** The largest id that may be in it. */
  readonly last: number;
  readonly events: number;
  readonly isWide: boolean;
}

/** Searched for is all that a story shows. */
export type StoryEvents = EventSearch & { readonly storyId: number };

export function isStoryWhole(search: EventSearch): search is StoryEvents {
  const { storyId, inGroups, actionId, runId, sinceId, untilId, since, until, isReEmitted } = search;
  const others = [actionId, runId, sinceId, untilId, since, until, isReEmitted];
  return storyId !== undefined && inGroups !== false && others.every((each) => each === undefined);
}

/** Newest first. */
export async function readPieces(
  executor: Executor,
  { storyId, teamIds }: StoryEvents,
  now: Date | undefined,
): Promise<readonly Piece[]> {
  const isSeen = teamIds === null ? sql`true` : sql`team_id = any(${[...teamIds]}::bigint[])`;
  // offset 0: each by its index, whatever the planner takes the number of ranges for
  const { rows } = await sql<Piece>`with place as materialized (
  select id, ${cutoff(now)} as cutoff from story where id = ${storyId} and ${isSeen}
), wide as materialized (
  select r.range, r.events, r.oldest > place.cutoff as is_whole
  from place join event_range r on r.story_id = place.id and r.bits = 16 and r.newest > place.cutoff
), narrow as materialized (
  select r.range, r.events, r.oldest > place.cutoff as is_whole, r.range << 8 as first, (r.range << 8) + 255 as last
  from place cross join wide cross join lateral (
    select * from event_range where story_id = place.id and bits = 8
      and range between wide.range << 8 and (wide.range << 8) + 255 offset 0
  ) r
  where not wide.is_whole and r.newest > place.cutoff
), saved as materialized (
  select run.id from place join run on run.story_id = place.id and run.is_kept
), shown as (
  select event.id from place cross join narrow cross join lateral (
    select * from event where story_id = place.id and id between narrow.first and narrow.last offset 0
  ) event
  where not narrow.is_whole and not event.is_deleted and event.created_at > place.cutoff
  union all
  select g.first_id + id_offset from place cross join narrow cross join lateral (
    select * from event_group where story_id = place.id and last_id between narrow.first and narrow.last + 32767
      and first_id <= narrow.last offset 0
  ) g cross join lateral unnest(g.id_offsets) as id_offset
  where not narrow.is_whole and g.created_at > place.cutoff and not g.first_id + id_offset = any(g.deleted_ids)
    and g.first_id + id_offset between narrow.first and narrow.last
  union all
  select event.id from place cross join saved cross join lateral (
    select * from event where run_id = saved.id offset 0
  ) event
  where not event.is_deleted and event.created_at <= place.cutoff
  union all
  select g.first_id + id_offset from place cross join saved cross join lateral (
    select * from event_group where run_id = saved.id offset 0
  ) g cross join lateral unnest(g.id_offsets) as id_offset
  where g.created_at <= place.cutoff and not g.first_id + id_offset = any(g.deleted_ids)
)
select (range << 16) + 65535 as last, events, true as "isWide" from wide where is_whole
union all
select last, events, false from narrow where is_whole
union all
select ((id >> 8) << 8) + 255, count(*)::integer, false from shown group by id >> 8
order by 1 desc`.execute(executor);
  return rows;
}

/** The narrow ranges of a wide piece, newest first. */
export async function readNarrowPieces(
  executor: Executor,
  storyId: number,
  { last }: Piece,
): Promise<readonly Piece[]> {
  const { rows } = await sql<Piece>`select (range << 8) + 255 as last, events, false as "isWide" from event_range
where story_id = ${storyId} and bits = 8 and range between (${last}::bigint >> 16) << 8 and ${last}::bigint >> 8
order by 1 desc`.execute(executor);
  return rows;
}

/** The piece that holds the event with so many before it; null: there are no more than those. */
export function pieceAt(pieces: readonly Piece[], offset: number): { piece: Piece; offset: number } | null {
  let before = 0;
  for (const piece of pieces) {
    if (before + piece.events > offset) return { piece, offset: offset - before };
    before += piece.events;
  }
  return null;
}

export function countIn(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { events }) => sum + events, 0);
}
