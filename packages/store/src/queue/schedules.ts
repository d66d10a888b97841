/** The ticks of scheduled actions. */
import type { NextTick, TickRun } from '@fabula/engine';
import type { Database } from '../database/database.ts';
import { Columns } from './array-literal.ts';
import { inTransaction } from './in-transaction.ts';

interface Entry {
  readonly action_id: number;
  readonly story_id: number;
  readonly cron: string;
  readonly timezone: string;
}

/** Entries of all actions of live stories (drafts do not act on their own: unconfirmed), as `action.schedule` has them: a list of {cron, timezone}, or null. */
const entries = `select a.id as action_id, a.story_id, e.entry ->> 'cron' as cron, coalesce(e.entry ->> 'timezone', 'UTC') as timezone
from action a join story st on st.id = a.story_id and st.live_id is null
cross join lateral json_array_elements(case when json_typeof(a.schedule) = 'array' then a.schedule else '[]'::json end) as e(entry)
where a.schedule is not null and e.entry ->> 'cron' is not null`;

export async function syncSchedules({ pool }: Database, now: number, nextTick: NextTick): Promise<void> {
  await pool.query(
    `delete from schedule s where not exists (select from (${entries}) e where e.action_id = s.action_id and e.cron = s.cron and e.timezone = s.timezone)`,
  );
  const missing = await pool.query<Entry>(
    `select * from (${entries}) e where not exists (select from schedule s where s.action_id = e.action_id and s.cron = e.cron and s.timezone = e.timezone)`,
  );
  if (missing.rows.length === 0) return;
  const columns = new Columns(5);
  for (const { action_id, story_id, cron, timezone } of missing.rows) {
    columns.add(action_id, story_id, cron, timezone, nextTick(cron, timezone, now));
  }
  await pool.query(
    `insert into schedule (action_id, story_id, cron, timezone, next_at)
select action_id, story_id, cron, timezone, to_timestamp(next / 1000.0)
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::float8[]) as e(action_id, story_id, cron, timezone, next)
on conflict do nothing`,
    columns.toParameters(),
  );
}

/** Ticks that were missed while nobody looked fire once. */
export async function fireTicks(
  { pool }: Database,
  now: number,
  limit: number,
  nextTick: NextTick,
  newRun: () => TickRun,
): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<Entry>(
      `select action_id, story_id, cron, timezone from schedule
where next_at <= to_timestamp($1::float8 / 1000.0) order by next_at limit $2 for update skip locked`,
      [now, limit],
    );
    if (rows.length === 0) return 0;
    const columns = new Columns(7);
    for (const { action_id, cron, timezone } of rows) {
      const { runId, guid, deliveryId } = newRun();
      columns.add(action_id, cron, timezone, nextTick(cron, timezone, now), runId, guid, deliveryId);
    }
    await client.query(fire, [now, ...columns.toParameters()]);
    return rows.length;
  });
}

/** Moves every entry on; those of actions and stories that are disabled start nothing. */
const fire = `with tick as (
  select * from unnest($2::bigint[], $3::text[], $4::text[], $5::float8[], $6::bigint[], $7::uuid[], $8::bigint[])
    as t(action_id, cron, timezone, next, run_id, guid, delivery_id)
), moved as (
  update schedule s set next_at = to_timestamp(t.next / 1000.0) from tick t
  where s.action_id = t.action_id and s.cron = t.cron and s.timezone = t.timezone
), live as (
  select t.*, a.story_id, s.is_priority, to_timestamp($1::float8 / 1000.0) as at
  from tick t join action a on a.id = t.action_id join story s on s.id = a.story_id
  where not a.is_disabled and not s.is_disabled
), new_run as (
  insert into run (id, guid, story_id, origin, caller_id, started_at, ended_at, event_count, action_run_count, root_action_id)
  select run_id, guid, story_id, 'schedule', null, at, at, 0, 0, action_id from live
)
insert into delivery (id, run_id, story_id, action_id, event_id, due_at, attempt, is_priority, state, started_at, claimed_by)
select delivery_id, run_id, story_id, action_id, null, at, 0, is_priority, 'null'::json, null, null from live`;
