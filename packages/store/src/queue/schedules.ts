/** The ticks of scheduled actions. */
import type { NextTick, TickRun } from '@fabula/engine';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';

interface Entry {
  readonly action_id: number;
  readonly story_id: number;
  readonly cron: string;
  readonly timezone: string;
}

/** Entries of all actions, as `action.schedule` has them: a list of {cron, timezone}, or null. */
const entries = `select a.id as action_id, a.story_id, e.entry ->> 'cron' as cron, coalesce(e.entry ->> 'timezone', 'UTC') as timezone
from action a cross join lateral json_array_elements(case when json_typeof(a.schedule) = 'array' then a.schedule else '[]'::json end) as e(entry)
where a.schedule is not null and e.entry ->> 'cron' is not null`;

export async function syncSchedules({ pool }: Database, now: number, nextTick: NextTick): Promise<void> {
  await pool.query(
    `delete from schedule s where not exists (select from (${entries}) e where e.action_id = s.action_id and e.cron = s.cron and e.timezone = s.timezone)`,
  );
  const missing = await pool.query<Entry>(
    `select * from (${entries}) e where not exists (select from schedule s where s.action_id = e.action_id and s.cron = e.cron and s.timezone = e.timezone)`,
  );
  for (const entry of missing.rows) {
    const next = nextTick(entry.cron, entry.timezone, now);
    await pool.query(
      'insert into schedule (action_id, story_id, cron, timezone, next_at) values ($1, $2, $3, $4, to_timestamp($5 / 1000.0)) on conflict do nothing',
      [entry.action_id, entry.story_id, entry.cron, entry.timezone, next],
    );
  }
}

export async function fireTicks(
  { kysely }: Database,
  now: number,
  limit: number,
  nextTick: NextTick,
  newRun: () => TickRun,
): Promise<number> {
  const due = sql`to_timestamp(${now}::float8 / 1000.0)`;
  return kysely.transaction().execute(async (transaction) => {
    const { rows } = await sql<Entry>`select action_id, story_id, cron, timezone from schedule
where next_at <= ${due} order by next_at limit ${limit} for update skip locked`.execute(transaction);
    for (const entry of rows) {
      const next = nextTick(entry.cron, entry.timezone, now);
      await sql`update schedule set next_at = to_timestamp(${next}::float8 / 1000.0)
where action_id = ${entry.action_id} and cron = ${entry.cron} and timezone = ${entry.timezone}`.execute(transaction);
      const { runId, guid, deliveryId } = newRun();
      await sql`with live as (
  select a.id, a.story_id, s.is_priority from action a join story s on s.id = a.story_id
  where a.id = ${entry.action_id} and not a.is_disabled and not s.is_disabled
), new_run as (
  insert into run (id, guid, story_id, origin, caller_id, started_at, ended_at, event_count, action_run_count, root_action_id)
  select ${runId}::bigint, ${guid}::uuid, story_id, 'schedule', null, ${due}, ${due}, 0, 0, id from live
)
insert into delivery (id, run_id, story_id, action_id, event_id, due_at, attempt, is_priority, state, started_at, claimed_by)
select ${deliveryId}::bigint, ${runId}::bigint, story_id, id, null, ${due}, 0, is_priority, 'null'::json, null, null from live`.execute(
        transaction,
      );
    }
    return rows.length;
  });
}
