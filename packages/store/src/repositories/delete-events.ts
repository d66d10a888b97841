/**
 * Deleting events: they are marked, and found no more from then on. Their rows go with the next sweep of their runs, once
 * no visible event shows them; the counters of their actions follow then.
 */
import type { ActionId, EventId } from '@fabula/model';
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from '../database/database.ts';

/** false: there is no such event, or it is deleted already. */
export async function deleteEvent(executor: Executor, id: EventId): Promise<boolean> {
  const single = sql`select id, run_id from event where id = ${id} and not is_deleted`;
  const grouped = sql`select place.id, place.last_id, place.first_id, g.run_id from fabula_grouped(${[id]}::bigint[]) place
    join event_group g on g.last_id = place.last_id and g.first_id = place.first_id
    where not place.id = any(g.deleted_ids)`;
  return (await mark(executor, single, grouped)) > 0;
}

/**
 * Deletes events of an action, at most `limit`; gives how many, fewer when there are no more. `between`: so that they are read
 * by the index of the action (see `inOrder` in event-rows.ts).
 */
export async function deleteEventsOfAction(executor: Executor, actionId: ActionId, limit: number): Promise<number> {
  const single = sql`select id, run_id from event where action_id between ${actionId} and ${actionId} and not is_deleted
    order by action_id, id limit ${sql.lit(limit)}`;
  const grouped = sql`select g.first_id + item.id_offset as id, g.last_id, g.first_id, g.run_id
    from (
      select * from event_group where action_id between ${actionId} and ${actionId} and cardinality(id_offsets) > cardinality(deleted_ids)
      order by action_id, last_id limit ${sql.lit(limit)}
    ) g
    cross join lateral unnest(g.id_offsets) as item(id_offset)
    where not g.first_id + item.id_offset = any(g.deleted_ids)
    limit greatest(0, ${sql.lit(limit)} - (select count(*) from single))`;
  return mark(executor, single, grouped);
}

/** Locks as the sweep does: events, then their runs in the order of their ids. */
async function mark(executor: Executor, single: RawBuilder<unknown>, grouped: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{
    marked: number;
  }>`with single as materialized (${single}), grouped as materialized (${grouped}), marked_single as (
  update event set is_deleted = true where id = any(array(select id from single))
), marked_group as (
  update event_group g set deleted_ids = array(select distinct id from unnest(g.deleted_ids || chosen.ids) as id)
  from (select last_id, first_id, array_agg(id) as ids from grouped group by last_id, first_id) chosen
  where g.last_id = chosen.last_id and g.first_id = chosen.first_id
), due as (
  select id from run where id = any(array(select run_id from single union select run_id from grouped)) order by id for update
), looked_at as (
  update run set look_at = '-infinity' where id = any(array(select id from due))
)
select (select count(*) from single) + (select count(*) from grouped) as marked`.execute(executor);
  return rows[0]?.marked ?? 0;
}
