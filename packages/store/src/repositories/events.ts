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
import type { Executor } from '../database/database.ts';
import { readStoredObject } from '../database/stored-json.ts';
import { listEventRows } from './event-pages.ts';
import { type EventRow, findEventRows, type Output, pageOfEvents, readOutputs } from './event-rows.ts';
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
  /** With a story: false leaves out events of actions that lie in its groups. */
  readonly inGroups?: boolean | undefined;
  readonly actionId?: ActionId | undefined;
  readonly runId?: RunId | undefined;
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

/** null also when it was deleted, has expired, or its story is gone. */
export async function findEvent(executor: Executor, id: EventId, now?: Date): Promise<EventRecord | null> {
  return (await findEvents(executor, [id], now))[0] ?? null;
}

export async function findEvents(
  executor: Executor,
  ids: readonly EventId[],
  now?: Date,
): Promise<readonly EventRecord[]> {
  if (ids.length === 0) return [];
  const found = withWays(await findEventRows(executor, ids, now));
  return assemble(found, await readOutputs(executor, idsOn(found), null));
}

/**
 * Newest first, except after `sinceId`: a reader who follows the list goes forward.
 *
 * A page that is too large is refused, and its payloads are not read. It is not made shorter: readers follow the pages by
 * number, so an event left out of one would be on none.
 */
export async function listEvents(
  executor: Executor,
  search: EventSearch,
  paging: EventPaging,
  now?: Date,
): Promise<Result<Page<EventRecord>, EventsTooLarge>> {
  const { items, count } = await listEventRows(executor, search, windowOf(paging), now);
  const found = withWays(items);
  const maxBytes = found.length > 1 ? paging.maxBytes : null;
  const outputs = await readOutputs(executor, idsOn(found), maxBytes);
  const tooLarge = maxBytes === null ? null : findExcess(found, outputs, maxBytes);
  return tooLarge === null ? ok({ items: assemble(found, outputs), count }) : err(tooLarge);
}

/** What one action gave, without what was on the way to it. */
export interface RunOutput {
  readonly id: EventId;
  readonly parentId: EventId | null;
  readonly actionId: ActionId;
  readonly slug: string;
  readonly payloadText: string;
  readonly createdAt: Date;
}

/** Oldest first, the first `limit` of them. */
export async function listRunOutputs(
  executor: Executor,
  runId: RunId,
  limit: number,
  now?: Date,
): Promise<readonly RunOutput[]> {
  const rows = await pageOfEvents(executor, { teamIds: null, runId, sinceId: 0 }, { limit, offset: 0 }, now);
  const outputs = await readOutputs(
    executor,
    rows.map(({ id }) => id),
    null,
  );
  return withWays(rows).flatMap(({ row, way }) => {
    const payloadText = outputs.get(row.id)?.payload;
    const slug = way.find(([, id]) => id === row.id)?.[0];
    if (payloadText === undefined || payloadText === null || slug === undefined) return [];
    return {
      id: asId<EventId>(row.id),
      parentId: row.parent_id === null ? null : asId<EventId>(row.parent_id),
      actionId: asId<ActionId>(row.action_id),
      slug,
      payloadText,
      createdAt: row.created_at,
    };
  });
}

/** The outputs on the way to an event, its own included. */
type Way = readonly (readonly [slug: string, id: number])[];

interface FoundEvent {
  readonly row: EventRow;
  readonly way: Way;
}

type Outputs = ReadonlyMap<number, Output>;

function withWays(rows: readonly EventRow[]): readonly FoundEvent[] {
  return rows.map((row) => ({ row, way: readPath(row.path) }));
}

function idsOn(found: readonly FoundEvent[]): number[] {
  return [...new Set(found.flatMap(({ way }) => way.map(([, id]) => id)))];
}

/** An output counts with every event that shows it. null: all of them together are small enough. */
function findExcess(found: readonly FoundEvent[], outputs: Outputs, maxBytes: number): EventsTooLarge | null {
  let bytes = 0;
  let fitting = 0;
  for (const { way } of found) {
    for (const [, id] of way) bytes += outputs.get(id)?.bytes ?? 0;
    if (bytes <= maxBytes) fitting += 1;
  }
  return bytes <= maxBytes ? null : { bytes, fitting: Math.max(1, fitting) };
}

function assemble(found: readonly FoundEvent[], outputs: Outputs): readonly EventRecord[] {
  return found.map(({ row, way }) => toRecord(row, way, outputs));
}

function toRecord(row: EventRow, way: Way, read: Outputs): EventRecord {
  const outputs = way.flatMap(([slug, id]) => {
    const payload = read.get(id)?.payload;
    // An event can be sent again when the outputs on its way are gone: the rest of the tree is shown.
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
