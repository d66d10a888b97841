/**
 * Removes rows and takes them off the counters of their actions, in one statement.
 *
 * The counters' rows are locked last, in the order of their ids, like commits lock them: neither waits long for the other,
 * and never in a circle.
 */
import type { Ask } from './ask.ts';

export interface Removed {
  readonly events: number;
  readonly logs: number;
  readonly effects: number;
  readonly runs: number;
}

export interface Removal {
  readonly removed: Removed;
  /** How long the database worked on it. Waiting for its turn does not count. */
  readonly ms: number;
}

export const nothingRemoved: Removed = { events: 0, logs: 0, effects: 0, runs: 0 };

export function addRemoved(a: Removed, b: Removed): Removed {
  return {
    events: a.events + b.events,
    logs: a.logs + b.logs,
    effects: a.effects + b.effects,
    runs: a.runs + b.runs,
  };
}

export function rowsOf({ events, logs, effects, runs }: Removed): number {
  return events + logs + effects + runs;
}

/** Which rows go, as SQL. A part that is left out removes nothing. */
interface Parts {
  /** Queries to put before the others. */
  readonly before?: string;
  /** Conditions on the rows of `event`, `action_log`, `effect` and `run`. */
  readonly event: string;
  readonly log: string;
  readonly effect: string;
  readonly run?: string;
  /** Which questions to people go with their runs. */
  readonly ask?: string;
  /** A query that removes from `event_group` and gives `action_id` and `removed`, how many events that was. */
  readonly group: string;
}

function removalText({ before, event, log, effect, run, ask, group }: Parts): string {
  const queries = [
    ...(before === undefined ? [] : [before]),
    `gone_event as (delete from event where ${event} returning action_id)`,
    `gone_group as (${group})`,
    `gone_log as (delete from action_log where ${log} returning action_id, level)`,
    `gone_effect as (delete from effect where ${effect} returning id)`,
    ...(ask === undefined ? [] : [`gone_ask as (delete from tool_confirmation where ${ask})`]),
    `gone_run as (${run === undefined ? 'select where false' : `delete from run where ${run} returning id`})`,
    `lost as (
  select action_id, sum(events) as events, sum(logs) as logs, sum(errors) as errors from (
    select action_id, count(*) as events, 0 as logs, 0 as errors from gone_event group by action_id
    union all select action_id, sum(removed), 0, 0 from gone_group group by action_id
    union all select action_id, 0, count(*), count(*) filter (where level = 4) from gone_log group by action_id
  ) as each_table group by action_id)`,
    `locked as (select action_id from action_activity where action_id in (select action_id from lost) order by action_id for update)`,
    `counted as (
  update action_activity a set
    events_count = greatest(0, a.events_count - lost.events),
    logs_count = greatest(0, a.logs_count - lost.logs),
    errors_count = greatest(0, a.errors_count - lost.errors)
  from lost join locked on locked.action_id = lost.action_id where a.action_id = lost.action_id)`,
  ];
  return `with ${queries.join(',\n')}
select coalesce((select sum(events) from lost), 0)::int as events, coalesce((select sum(logs) from lost), 0)::int as logs,
  (select count(*) from gone_effect)::int as effects, (select count(*) from gone_run)::int as runs,
  extract(epoch from clock_timestamp() - statement_timestamp())::float8 * 1000 as ms`;
}

async function remove(ask: Ask, text: string, values: readonly unknown[]): Promise<Removal> {
  const [row] = await ask<{ events: number; logs: number; effects: number; runs: number; ms: number }>(text, values);
  if (row === undefined) return { removed: nothingRemoved, ms: 0 };
  const { ms, ...removed } = row;
  return { removed, ms };
}

const wholeRuns = removalText({
  event: 'run_id = any($1::bigint[])',
  log: 'run_id = any($1::bigint[])',
  effect: 'run_id = any($1::bigint[])',
  run: 'id = any($1::bigint[])',
  ask: 'run_id = any($1::bigint[])',
  group:
    'delete from event_group where run_id = any($1::bigint[]) returning action_id, cardinality(id_offsets) as removed',
});

/** Removes runs with all that they wrote. */
export function removeRuns(ask: Ask, runIds: readonly number[]): Promise<Removal> {
  return remove(ask, wholeRuns, [runIds]);
}

const partOfRun = removalText({
  event: 'id in (select id from event where run_id = $1::bigint order by id limit $2::int)',
  log: 'id in (select id from action_log where run_id = $1::bigint order by id limit $2::int)',
  effect: 'id in (select id from effect where run_id = $1::bigint order by id limit $2::int)',
  // a group holds a thousand events and a megabyte at most
  group: `delete from event_group where run_id = $1::bigint and first_id in (
    select first_id from event_group where run_id = $1::bigint order by first_id limit greatest(1, $2::int / 1000))
  returning action_id, cardinality(id_offsets) as removed`,
});

/** Removes some of what a large run wrote, about `limit` rows of each kind; the run itself stays. */
export function removePartOfRun(ask: Ask, runId: number, limit: number): Promise<Removal> {
  return remove(ask, partOfRun, [runId, limit]);
}

export interface Unneeded {
  readonly eventIds: readonly number[];
  /** Groups with something to remove, and which of their events go. */
  readonly groups: readonly { readonly firstId: number; readonly lastId: number; readonly ids: readonly number[] }[];
  /** Logs and effects go by their own time. */
  readonly runs: readonly { readonly id: number; readonly cutoff: number }[];
}

/** Most logs and effects that one statement removes by their time. */
const atMost = 5_000;

/**
 * A group of which only some events go is written anew without them. It could stay whole until the last one goes, but a
 * deleted event must not linger in it, and a group whose one event waits a week in a delay may be a megabyte.
 */
const unneededRows = removalText({
  before: `old_row as (
  select c.run_id, to_timestamp(c.cutoff / 1000.0) as until from unnest($4::bigint[], $5::float8[]) as c(run_id, cutoff)
), named as (
  select first_id, last_id, array_agg(id) as ids
  from unnest($2::bigint[], $3::bigint[], $6::bigint[]) as t(first_id, last_id, id) group by first_id, last_id
), cut as (
  select g.first_id, g.last_id, g.action_id, cardinality(g.id_offsets) as before,
    array(select item.place from unnest(g.id_offsets) with ordinality as item(id_offset, place)
      where not g.first_id + item.id_offset = any(named.ids) order by item.place) as places
  from named join event_group g on g.first_id = named.first_id and g.last_id = named.last_id
), less as (
  update event_group g set
    id_offsets = array(select g.id_offsets[p.place] from unnest(cut.places) as p(place) order by p.place),
    deleted_ids = array(select g.first_id + g.id_offsets[p.place] from unnest(cut.places) as p(place)
      where g.first_id + g.id_offsets[p.place] = any(g.deleted_ids)),
    ages = case when cardinality(g.ages) = 1 then g.ages
      else array(select g.ages[p.place] from unnest(cut.places) as p(place) order by p.place) end,
    parent_offsets = case when cardinality(g.parent_offsets) = 1 then g.parent_offsets
      else array(select g.parent_offsets[p.place] from unnest(cut.places) as p(place) order by p.place) end,
    path_offsets = array(
      select g.path_offsets[(p.place - 1) * cardinality(g.path_slugs) + way.place]
      from unnest(cut.places) as p(place) cross join generate_series(1, cardinality(g.path_slugs)) as way(place)
      order by p.place, way.place),
    -- the texts of the outputs stay as they were written
    payloads = (select ('[' || string_agg(output.value::text, ',' order by output.place) || ']')::json
      from json_array_elements(g.payloads) with ordinality as output(value, place) where output.place = any(cut.places))
  from cut where g.first_id = cut.first_id and g.last_id = cut.last_id and cut.places <> '{}'
  returning g.action_id, cut.before - cardinality(cut.places) as removed
), emptied as (
  delete from event_group g using cut
  where g.first_id = cut.first_id and g.last_id = cut.last_id and cut.places = '{}'
  returning g.action_id, cut.before as removed
)`,
  event: 'id = any($1::bigint[])',
  log: `id in (select l.id from old_row join action_log l on l.run_id = old_row.run_id and l.created_at <= old_row.until limit ${atMost})`,
  effect: `id in (select e.id from old_row join effect e on e.run_id = old_row.run_id and e.ended_at <= old_row.until limit ${atMost})`,
  group: 'select action_id, removed from less union all select action_id, removed from emptied',
});

/** `isMore`: so many logs or effects were old that some were left. */
export async function removeUnneeded(ask: Ask, unneeded: Unneeded): Promise<{ removed: Removed; isMore: boolean }> {
  const { eventIds, groups, runs } = unneeded;
  const members = groups.flatMap(({ firstId, lastId, ids }) => ids.map((id) => ({ firstId, lastId, id })));
  const { removed } = await remove(ask, unneededRows, [
    eventIds,
    members.map(({ firstId }) => firstId),
    members.map(({ lastId }) => lastId),
    runs.map(({ id }) => id),
    runs.map(({ cutoff }) => cutoff),
    members.map(({ id }) => id),
  ]);
  return { removed, isMore: removed.logs >= atMost || removed.effects >= atMost };
}
