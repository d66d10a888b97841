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
  const { rows } = await sql<Piece>`with place as materialized (
  select id, ${cutoff(now)} as cutoff from story where id = ${storyId} and ${isSeen}
), wide as materialized (
  select r.range, r.events, r.oldest > place.cutoff as is_whole
  from place join event_range r on r.story_id = place.id and r.bits = 16 and r.newest > place.cutoff
), narrow as materialized (
  select r.range, r.events, r.oldest > place.cutoff as is_whole
  from wide cross join place join event_range r on r.story_id = place.id and r.bits = 8
    and r.range between wide.range << 8 and (wide.range << 8) + 255 and r.newest > place.cutoff
  where not wide.is_whole
), saved as materialized (
  select run.id from place join run on run.story_id = place.id and run.is_kept
), shown as (
  select event.id from narrow cross join place join event on event.story_id = place.id
    and event.id between narrow.range << 8 and (narrow.range << 8) + 255
  where not narrow.is_whole and not event.is_deleted and event.created_at > place.cutoff
  union all
  select g.first_id + id_offset from narrow cross join place join event_group g on g.story_id = place.id
    and g.last_id between narrow.range << 8 and (narrow.range << 8) + 255 + 32767 and g.first_id <= (narrow.range << 8) + 255
    cross join lateral unnest(g.id_offsets) as id_offset
  where not narrow.is_whole and g.created_at > place.cutoff and not g.first_id + id_offset = any(g.deleted_ids)
    and (g.first_id + id_offset) >> 8 = narrow.range
  union all
  select event.id from saved cross join place join event on event.run_id = saved.id
  where not event.is_deleted and event.created_at <= place.cutoff
  union all
  select g.first_id + id_offset from saved cross join place join event_group g on g.run_id = saved.id
    cross join lateral unnest(g.id_offsets) as id_offset
  where g.created_at <= place.cutoff and not g.first_id + id_offset = any(g.deleted_ids)
)
select (range << 16) + 65535 as last, events, true as "isWide" from wide where is_whole
union all
select (range << 8) + 255, events, false from narrow where is_whole
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
where story_id = ${storyId} and bits = 8 and range between ${last}::bigint >> 8 << 8 and ${last}::bigint >> 8
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
