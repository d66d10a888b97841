/**
 * Events as people read them. A row holds an action's own output; what is shown is the tree of all outputs on the way,
 * put together from their texts without reading them, so that every digit stays as it was written.
 */
import { entriesOf } from '@fabula/formula';
import {
  type ActionId,
  asId,
  type EventId,
  err,
  ok,
  type Result,
  type RunId,
  type StoryId,
  type TeamId,
} from '@fabula/model';
import { type SelectQueryBuilder, sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { readStoredObject } from '../database/stored-json.ts';
import type { EventTable, Tables } from '../database/tables.ts';
import { type Page, type Paging, windowOf } from './paging.ts';

export interface EventRecord {
  readonly id: EventId;
  readonly storyId: StoryId;
  readonly teamId: TeamId;
  readonly actionId: ActionId;
  readonly runId: RunId;
  readonly runGuid: string;
  readonly parentId: EventId | null;
  /** The other events on the way to this one, oldest first. */
  readonly previousEventIds: readonly EventId[];
  /** JSON text of `{slug: output, …}` in the order of the way. */
  readonly payloadText: string;
  readonly isReEmitted: boolean;
  readonly createdAt: Date;
}

export interface EventSearch {
  /** Teams that the caller sees; null: all. */
  readonly teamIds: readonly TeamId[] | null;
  readonly storyId?: StoryId | undefined;
  readonly actionId?: ActionId | undefined;
  /** Later than this event; the list then runs from old to new. */
  readonly sinceId?: number | undefined;
  /** This event or an earlier one. */
  readonly untilId?: number | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  readonly isReEmitted?: boolean | undefined;
}

/** What a list of events may hold. */
export interface EventPaging extends Paging {
  /** Of the payloads' texts together. A page of one event is given whatever its size. */
  readonly maxBytes: number;
}

export interface EventsTooLarge {
  readonly bytes: number;
  /** So many of the first events of the page are small enough together; 1 at least. */
  readonly fitting: number;
}

/** null also when its story is gone. */
export async function findEvent(executor: Executor, id: EventId): Promise<EventRecord | null> {
  const rows = await selectRecord(eventRows(executor).where('event.id', '=', id)).execute();
  return (await assemble(executor, rows))[0] ?? null;
}

export async function findEvents(executor: Executor, ids: readonly EventId[]): Promise<readonly EventRecord[]> {
  const rows = await selectRecord(eventRows(executor).where('event.id', '=', anyOf(ids))).execute();
  return assemble(executor, rows);
}

/**
 * Newest first, except after `sinceId`: a reader who follows the list goes forward.
 *
 * A page that is too large is refused before any payload is read. It is not made shorter: readers follow the pages by
 * number, so an event left out of one would be on none.
 */
export async function listEvents(
  executor: Executor,
  search: EventSearch,
  paging: EventPaging,
): Promise<Result<Page<EventRecord>, EventsTooLarge>> {
  const { limit, offset } = windowOf(paging);
  const { count } = await restrict(eventRows(executor), search)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await selectRecord(restrict(eventRows(executor), search))
    .orderBy('event.id', search.sinceId === undefined ? 'desc' : 'asc')
    .limit(limit)
    .offset(offset)
    .execute();
  const tooLarge = await findExcess(executor, rows, paging.maxBytes);
  return tooLarge === null ? ok({ items: await assemble(executor, rows), count }) : err(tooLarge);
}

/** Removes the events of an action, at most `limit` at a time; gives how many. */
export async function deleteEventsOfAction(executor: Executor, actionId: ActionId, limit: number): Promise<number> {
  const { rows } = await sql`
    delete from event where id in (select id from event where action_id = ${actionId} order by id limit ${limit})
    returning id
  `.execute(executor);
  return rows.length;
}

function eventRows(executor: Executor) {
  return executor
    .selectFrom('event')
    .innerJoin('story', 'story.id', 'event.story_id')
    .innerJoin('run', 'run.id', 'event.run_id');
}

type EventQuery<O> = SelectQueryBuilder<Tables, 'event' | 'story' | 'run', O>;

/** All but the payload: what is shown is put together from several. */
function selectRecord<O>(query: EventQuery<O>) {
  return query.select([
    'event.id',
    'event.run_id',
    'event.story_id',
    'event.action_id',
    'event.parent_id',
    'event.path',
    'event.is_re_emitted',
    'event.created_at',
    'story.team_id',
    'run.guid as run_guid',
  ]);
}

function restrict<O>(query: EventQuery<O>, search: EventSearch): EventQuery<O> {
  let restricted = query;
  if (search.teamIds !== null) restricted = restricted.where('story.team_id', '=', anyOf(search.teamIds));
  if (search.storyId !== undefined) restricted = restricted.where('event.story_id', '=', search.storyId);
  if (search.actionId !== undefined) restricted = restricted.where('event.action_id', '=', search.actionId);
  if (search.sinceId !== undefined) restricted = restricted.where('event.id', '>', search.sinceId);
  if (search.untilId !== undefined) restricted = restricted.where('event.id', '<=', search.untilId);
  if (search.since !== undefined) restricted = restricted.where('event.created_at', '>', search.since);
  if (search.until !== undefined) restricted = restricted.where('event.created_at', '<=', search.until);
  if (search.isReEmitted !== undefined) restricted = restricted.where('event.is_re_emitted', '=', search.isReEmitted);
  return restricted;
}

type EventRow = Omit<EventTable, 'slug' | 'payload'> & { readonly team_id: number; readonly run_guid: string };

/** The outputs on the way to an event, its own included. */
type Way = readonly (readonly [slug: string, id: number])[];

/** null: one event, or all of them together small enough. */
async function findExcess(
  executor: Executor,
  rows: readonly EventRow[],
  maxBytes: number,
): Promise<EventsTooLarge | null> {
  if (rows.length <= 1) return null;
  const ways = rows.map((row) => readPath(row.path));
  const outputs = await executor
    .selectFrom('event')
    .select(['id', sql<number>`octet_length(payload::text)`.as('bytes')])
    .where('id', '=', anyOf(idsOn(ways)))
    .execute();
  const sizes = new Map(outputs.map((output) => [output.id, output.bytes]));
  let bytes = 0;
  let fitting = 0;
  for (const way of ways) {
    for (const [, id] of way) bytes += sizes.get(id) ?? 0;
    if (bytes <= maxBytes) fitting += 1;
  }
  return bytes <= maxBytes ? null : { bytes, fitting: Math.max(1, fitting) };
}

async function assemble(executor: Executor, rows: readonly EventRow[]): Promise<readonly EventRecord[]> {
  if (rows.length === 0) return [];
  const ways = rows.map((row) => ({ row, way: readPath(row.path) }));
  const outputs = await executor
    .selectFrom('event')
    .select(['id', 'payload'])
    .where('id', '=', anyOf(idsOn(ways.map(({ way }) => way))))
    .execute();
  const payloads = new Map(outputs.map((output) => [output.id, output.payload]));
  return ways.map(({ row, way }) => toRecord(row, way, payloads));
}

function idsOn(ways: readonly Way[]): number[] {
  return [...new Set(ways.flatMap((way) => way.map(([, id]) => id)))];
}

function toRecord(row: EventRow, way: Way, payloads: ReadonlyMap<number, string>): EventRecord {
  const outputs = way.flatMap(([slug, id]) => {
    const payload = payloads.get(id);
    // Older than the story keeps events: its output is gone, the rest of the tree is not.
    return payload === undefined ? [] : [`${JSON.stringify(slug)}:${payload}`];
  });
  return {
    id: asId(row.id),
    storyId: asId(row.story_id),
    teamId: asId(row.team_id),
    actionId: asId(row.action_id),
    runId: asId(row.run_id),
    runGuid: row.run_guid,
    parentId: row.parent_id === null ? null : asId(row.parent_id),
    previousEventIds: way
      .map(([, id]) => asId<EventId>(id))
      .filter((id) => id !== row.id)
      .sort((a, b) => a - b),
    payloadText: `{${outputs.join(',')}}`,
    isReEmitted: row.is_re_emitted,
    createdAt: row.created_at,
  };
}

function readPath(text: string): Way {
  return entriesOf(readStoredObject(text)).map(([slug, id]) => {
    if (typeof id !== 'number') throw new Error('the database holds a path without event ids');
    return [slug, id];
  });
}
