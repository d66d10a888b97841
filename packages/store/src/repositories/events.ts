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
import { countEvents, type EventRow, findEventRows, pageOfEvents, readOutputSizes, readOutputs } from './event-rows.ts';
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
  return ids.length === 0 ? [] : assemble(executor, await findEventRows(executor, ids, now));
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
  now?: Date,
): Promise<Result<Page<EventRecord>, EventsTooLarge>> {
  const count = await countEvents(executor, search, now);
  const rows = await pageOfEvents(executor, search, windowOf(paging), now);
  const tooLarge = await findExcess(executor, rows, paging.maxBytes);
  return tooLarge === null ? ok({ items: await assemble(executor, rows), count }) : err(tooLarge);
}

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
  const sizes = await readOutputSizes(executor, idsOn(ways));
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
  const payloads = await readOutputs(executor, idsOn(ways.map(({ way }) => way)));
  return ways.map(({ row, way }) => toRecord(row, way, payloads));
}

function idsOn(ways: readonly Way[]): number[] {
  return [...new Set(ways.flatMap((way) => way.map(([, id]) => id)))];
}

function toRecord(row: EventRow, way: Way, payloads: ReadonlyMap<number, string>): EventRecord {
  const outputs = way.flatMap(([slug, id]) => {
    const payload = payloads.get(id);
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
