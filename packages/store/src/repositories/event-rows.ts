/**
 * The rows behind lists of events. An event has a row of its own (`event`) or shares one with its siblings (`event_group`);
 * a list is merged from both, and nobody above this file sees a difference.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { byKey, groupedOutputs, groupedParent, groupedPath, groupedTime } from '../database/grouped-events.ts';
import type { EventSearch } from './events.ts';
import type { Window } from './paging.ts';
import { isLive } from './visibility.ts';

/** All but the output: what is shown is put together from several. */
export interface EventRow {
  readonly id: number;
  readonly run_id: number;
  readonly story_id: number;
  readonly action_id: number;
  readonly parent_id: number | null;
  readonly path: string;
  readonly is_re_emitted: boolean;
  readonly created_at: Date;
  readonly team_id: number;
  readonly run_guid: string;
}

/** In no order. */
export async function findEventRows(
  executor: Executor,
  ids: readonly number[],
  now: Date | undefined,
): Promise<EventRow[]> {
  const wanted = sql`${[...ids]}::bigint[]`;
  const found = sql`select id, null::bigint as first_id, null::bigint as last_id, null::integer as place from event where id = any(${wanted})
union all select id, first_id, last_id, place from fabula_grouped(${wanted})`;
  const { rows } = await completed(found, now).execute(executor);
  return rows;
}

export async function countEvents(executor: Executor, search: EventSearch, now: Date | undefined): Promise<number> {
  const { rows } = await sql<{ count: number }>`select (
  select count(*) from event join story on story.id = event.story_id where ${matches('event', search, now)}
) + (
  select coalesce(sum(case when ${isWhole(search)} then cardinality(g.id_offsets) - cardinality(g.deleted_ids)
    else (select count(*) from ${items} where ${itemMatches(search)}) end), 0)::bigint
  from event_group g join story on story.id = g.story_id where ${matches('g', search, now)}
) as count`.execute(executor);
  return rows[0]?.count ?? 0;
}

/** Newest first, or oldest first where the search has `sinceId`. */
export async function pageOfEvents(
  executor: Executor,
  search: EventSearch,
  window: Window,
  now: Date | undefined,
): Promise<EventRow[]> {
  // Enough for most pages: a group has eight events or more, unless some were removed. Otherwise more are read.
  for (let groups = 24 + Math.ceil((window.limit + window.offset) / 8); ; groups *= 8) {
    const page = await readPage(executor, search, window, groups, now);
    if (page !== null) return page;
  }
}

/**
 * Reads the `groups` last groups only (by their last ids; the first ones, by their first, when it goes forward). All ids of
 * the others lie beyond the edge of the last one that was read. null: the page may reach beyond it too.
 */
async function readPage(
  executor: Executor,
  search: EventSearch,
  { limit, offset }: Window,
  groups: number,
  now: Date | undefined,
): Promise<EventRow[] | null> {
  const isForward = search.sinceId !== undefined;
  const order = isForward ? sql`asc` : sql`desc`;
  const edge = isForward ? sql`first_id` : sql`last_id`;
  // As text: the planner must know that few rows are wanted.
  const most = sql.lit(limit + offset);
  const found = sql`select * from (
    (select event.id, null::bigint as first_id, null::bigint as last_id, null::integer as place
      from event join story on story.id = event.story_id where ${matches('event', search, now)}
      order by ${inOrder('event', 'id', search)} limit ${most})
    union all
    (select g.first_id + item.id_offset, g.first_id, g.last_id, item.place::integer
      from near join event_group g on g.last_id = near.last_id and g.first_id = near.first_id cross join lateral ${items}
      where ${itemMatches(search)} order by 1 ${order} limit ${most})
  ) as either order by id ${order} limit ${sql.lit(limit)} offset ${sql.lit(offset)}`;
  const { rows } = await sql<
    { edge: number | null; read: number } & (EventRow | { id: null })
  >`with near as materialized (
  select g.last_id, g.first_id from event_group g join story on story.id = g.story_id where ${matches('g', search, now)}
  order by ${inOrder('g', isForward ? 'first_id' : 'last_id', search)} limit ${sql.lit(groups)}
), reading as (
  select count(*) as read, ${isForward ? sql`max` : sql`min`}(${edge}) as edge from near
)
select * from reading left join (${completed(found, now)}) as page on true order by page.id ${order}`.execute(executor);
  const page = rows.filter((row): row is (typeof rows)[number] & EventRow => row.id !== null);
  const [{ read, edge: end } = { read: 0, edge: null }] = rows;
  const last = page.at(-1);
  if (read < groups || end === null) return page;
  const isInside = last !== undefined && page.length === limit && (isForward ? last.id <= end : last.id >= end);
  return isInside ? page : null;
}

/** The whole rows of what was found, as far as it is shown. */
function completed(found: RawBuilder<unknown>, now: Date | undefined): RawBuilder<EventRow> {
  return sql<EventRow>`select found.id, run.id as run_id, story.id as story_id, coalesce(event.action_id, g.action_id) as action_id,
  case when g.first_id is null then event.parent_id else ${sql.raw(groupedParent('g', 'found.place'))} end as parent_id,
  case when g.first_id is null then event.path else ${sql.raw(groupedPath('g', 'found.place'))} end as path,
  coalesce(event.is_re_emitted, false) as is_re_emitted,
  coalesce(event.created_at, ${sql.raw(groupedTime('g', 'found.place'))}) as created_at,
  story.team_id, run.guid as run_guid
from (${found}) found
left join lateral ${sql.raw(byKey('event', 'id = found.id and found.place is null'))} event on true
left join lateral ${sql.raw(byKey('event_group', 'last_id = found.last_id and first_id = found.first_id'))} g on true
join lateral ${sql.raw(byKey('run', 'id = coalesce(event.run_id, g.run_id)'))} run on true
join lateral ${sql.raw(byKey('story', 'id = coalesce(event.story_id, g.story_id)'))} story on true
where not coalesce(event.is_deleted, found.id = any(g.deleted_ids))
  and ${isLive(sql`coalesce(event.created_at, g.created_at)`, sql`run.id`, now)}`;
}

const items = sql`unnest(g.id_offsets) with ordinality as item(id_offset, place)`;
const itemTime = sql.raw(groupedTime('g', 'item.place'));
/** Longer than the times of a group differ. */
const longest = sql`interval '2 seconds'`;

/** For a group: some of its events may match. */
function matches(row: 'event' | 'g', search: EventSearch, now: Date | undefined): RawBuilder<boolean> {
  const { teamIds, storyId, inGroups, actionId, runId, sinceId, untilId, since, until, isReEmitted } = search;
  const isGroup = row === 'g';
  const column = (name: string) => sql.ref(`${row}.${name}`);
  const conditions = [
    isLive(column('created_at'), column('run_id'), now),
    isGroup ? sql`cardinality(g.id_offsets) > cardinality(g.deleted_ids)` : sql`not event.is_deleted`,
  ];
  if (teamIds !== null) conditions.push(sql`story.team_id = any(${[...teamIds]}::bigint[])`);
  if (storyId !== undefined) {
    conditions.push(sql`story.id = ${storyId}`, sql`${column('story_id')} between ${storyId} and ${storyId}`);
    const grouped = sql`select id from action where story_id = ${storyId} and group_id is not null`;
    if (inGroups === false) conditions.push(sql`${column('action_id')} <> all(array(${grouped}))`);
  }
  if (actionId !== undefined) conditions.push(sql`${column('action_id')} between ${actionId} and ${actionId}`);
  if (runId !== undefined) conditions.push(sql`${column('run_id')} between ${runId} and ${runId}`);
  if (sinceId !== undefined) conditions.push(sql`${column(isGroup ? 'last_id' : 'id')} > ${sinceId}`);
  if (untilId !== undefined) conditions.push(sql`${column(isGroup ? 'first_id' : 'id')} <= ${untilId}`);
  if (since !== undefined) conditions.push(sql`${column('created_at')} > ${since}::timestamptz`);
  if (until !== undefined)
    conditions.push(sql`${column('created_at')} <= ${until}::timestamptz${isGroup ? sql` + ${longest}` : sql``}`);
  if (isReEmitted !== undefined)
    conditions.push(isGroup ? sql.lit(!isReEmitted) : sql`event.is_re_emitted = ${isReEmitted}`);
  return sql`${sql.join(conditions, sql` and `)}`;
}

/**
 * Ids in their order, read from the index of the action, run or story. The conditions are ranges of one value (`matches`): of
 * an equality the planner knows that its column orders nothing, and it may rather filter the whole table in the order of ids.
 */
function inOrder(row: 'event' | 'g', id: string, search: EventSearch): RawBuilder<unknown> {
  const { actionId, runId, storyId, sinceId } = search;
  const direction = sinceId === undefined ? sql`desc` : sql`asc`;
  const scope =
    actionId !== undefined
      ? ['action_id']
      : runId !== undefined
        ? ['run_id']
        : storyId !== undefined
          ? ['story_id']
          : [];
  return sql.join([...scope, id].map((name) => sql`${sql.ref(`${row}.${name}`)} ${direction}`));
}

/** An event of a group that may match does. */
function itemMatches({ sinceId, untilId, since, until }: EventSearch): RawBuilder<boolean> {
  const conditions = [sql`not g.first_id + item.id_offset = any(g.deleted_ids)`];
  if (sinceId !== undefined) conditions.push(sql`g.first_id + item.id_offset > ${sinceId}`);
  if (untilId !== undefined) conditions.push(sql`g.first_id + item.id_offset <= ${untilId}`);
  if (since !== undefined) conditions.push(sql`${itemTime} > ${since}::timestamptz`);
  if (until !== undefined) conditions.push(sql`${itemTime} <= ${until}::timestamptz`);
  return sql`${sql.join(conditions, sql` and `)}`;
}

/** All events of the group match, but for those that are deleted. */
function isWhole({ sinceId, untilId, since, until }: EventSearch): RawBuilder<boolean> {
  const conditions = [sql`true`];
  if (sinceId !== undefined) conditions.push(sql`g.first_id > ${sinceId}`);
  if (untilId !== undefined) conditions.push(sql`g.last_id <= ${untilId}`);
  if (since !== undefined) conditions.push(sql`g.created_at > ${since}::timestamptz + ${longest}`);
  if (until !== undefined) conditions.push(sql`g.created_at <= ${until}::timestamptz`);
  return sql`${sql.join(conditions, sql` and `)}`;
}

/** An event's own output. */
export interface Output {
  readonly id: number;
  readonly bytes: number;
  /** JSON text as it was written. */
  readonly payload: string;
}

/** Whatever their age. When they hold more than `maxBytes` together (null: any size), their sizes only, and no text. */
export async function readOutputs(
  executor: Executor,
  ids: readonly number[],
  maxBytes: number | null,
): Promise<ReadonlyMap<number, Output>> {
  const wanted = sql`${[...ids]}::bigint[]`;
  const { rows } = await sql<Output>`with output as (
  select id, octet_length(payload::text) as bytes, payload from event where id = any(${wanted})
  union all
  select g.first_id + g.id_offsets[item.place], octet_length(item.payload::text), item.payload
  from (select last_id, first_id, array_agg(place) as places from fabula_grouped(${wanted}) group by last_id, first_id) found
  ${sql.raw(groupedOutputs)}
)
select id, bytes, case when sum(bytes) over () > ${maxBytes}::bigint then '' else payload::text end as payload from output`.execute(
    executor,
  );
  return new Map(rows.map((row) => [row.id, row]));
}
