/**
 * Events as people read them. A row holds an action's own output; what is shown is the tree of all outputs on the way,
 * put together from their texts without reading them, so that every digit stays as it was written.
 */
import { entriesOf } from '@fabula/formula';
import { type ActionId, asId, type EventId, type RunId, type StoryId, type TeamId } from '@fabula/model';
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

/** null also when its story is gone. */
export async function findEvent(executor: Executor, id: EventId): Promise<EventRecord | null> {
  const rows = await selectRecord(eventRows(executor).where('event.id', '=', id)).execute();
  return (await assemble(executor, rows))[0] ?? null;
}

export async function findEvents(executor: Executor, ids: readonly EventId[]): Promise<readonly EventRecord[]> {
  const rows = await selectRecord(eventRows(executor).where('event.id', '=', anyOf(ids))).execute();
  return assemble(executor, rows);
}

/** Newest first, except after `sinceId`: a reader who follows the list goes forward. */
export async function listEvents(executor: Executor, search: EventSearch, paging: Paging): Promise<Page<EventRecord>> {
  const { limit, offset } = windowOf(paging);
  const { count } = await restrict(eventRows(executor), search)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await selectRecord(restrict(eventRows(executor), search))
    .orderBy('event.id', search.sinceId === undefined ? 'desc' : 'asc')
    .limit(limit)
    .offset(offset)
    .execute();
  return { items: await assemble(executor, rows), count };
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

function selectRecord<O>(query: EventQuery<O>) {
  return query.selectAll('event').select(['story.team_id', 'run.guid as run_guid']);
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

type EventRow = EventTable & { readonly team_id: number; readonly run_guid: string };

async function assemble(executor: Executor, rows: readonly EventRow[]): Promise<readonly EventRecord[]> {
  const paths = new Map(rows.map((row) => [row.id, readPath(row.path)]));
  const payloads = new Map(rows.map((row) => [row.id, row.payload]));
  const missing = new Set([...paths.values()].flat().map(([, id]) => id));
  for (const id of payloads.keys()) missing.delete(id);
  if (missing.size > 0) {
    const others = await executor
      .selectFrom('event')
      .select(['id', 'payload'])
      .where('id', '=', anyOf([...missing]))
      .execute();
    for (const other of others) payloads.set(other.id, other.payload);
  }
  return rows.map((row) => toRecord(row, paths.get(row.id) ?? [], payloads));
}

function toRecord(
  row: EventRow,
  path: readonly (readonly [slug: string, id: number])[],
  payloads: ReadonlyMap<number, string>,
): EventRecord {
  const outputs = path.flatMap(([slug, id]) => {
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
    previousEventIds: path
      .map(([, id]) => asId<EventId>(id))
      .filter((id) => id !== row.id)
      .sort((a, b) => a - b),
    payloadText: `{${outputs.join(',')}}`,
    isReEmitted: row.is_re_emitted,
    createdAt: row.created_at,
  };
}

function readPath(text: string): (readonly [slug: string, id: number])[] {
  return entriesOf(readStoredObject(text)).map(([slug, id]) => {
    if (typeof id !== 'number') throw new Error('the database holds a path without event ids');
    return [slug, id];
  });
}
