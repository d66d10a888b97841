/**
 * What stories and actions that were deleted have left in tables without foreign keys. Triggers note their ids.
 *
 * Runs of a deleted story go by the usual way, as if they had expired. A note stays for an hour after the deletion: work
 * that was under way then may still write.
 */
import { type Ask, at } from './ask.ts';

const hourMs = 60 * 60_000;
const atOnce = 100;

/** Gives whether there is more to do at once. */
export async function removeRemains(ask: Ask, now: number, rows: number): Promise<boolean> {
  const [story, action] = [await removeOfStories(ask, now, rows), await removeOfActions(ask, now, rows)];
  return story || action;
}

async function removeOfStories(ask: Ask, now: number, rows: number): Promise<boolean> {
  const [noted] = await ask<{ found: boolean }>('select exists (select from story_remains) as found');
  if (noted?.found !== true) return false;
  await ask('delete from action_activity where story_id in (select story_id from story_remains)');
  // runs that were to be looked at later, or never
  const [apart] = await ask<{ count: number }>(
    `with changed as (
  update run set look_at = '-infinity' where id in (
    select r.id from story_remains s join run r on r.story_id = s.story_id and r.look_at is not null and r.look_at > ${at('$1')}
    order by r.id limit $2::int for update of r)
  returning id)
select count(*)::int as count from changed`,
    [now, rows],
  );
  await ask(
    `delete from story_remains s where s.deleted_at <= ${at('$1')}
  and not exists (select from run r where r.story_id = s.story_id)`,
    [now - hourMs],
  );
  return apart?.count === rows;
}

async function removeOfActions(ask: Ask, now: number, rows: number): Promise<boolean> {
  const due = await ask<{ action_id: number }>(
    `select action_id from action_remains where look_at <= ${at('$1')} order by look_at limit $2::int`,
    [now, atOnce],
  );
  if (due.length === 0) return false;
  const ids = due.map((row) => row.action_id);
  const memory = await removeMemory(ask, ids, rows);
  await ask('delete from schedule where action_id = any($1::bigint[])', [ids]);
  if (memory) return true;
  // Counters are needed while events of the action are kept.
  await ask(
    `delete from action_activity a using action_remains g left join story s on true
where a.action_id = any($1::bigint[]) and g.action_id = a.action_id and s.id = a.story_id
  and ((a.events_count = 0 and a.logs_count = 0) or g.deleted_at + make_interval(days => 1, secs => s.keep_events_for) <= ${at('$2')})`,
    [ids, now],
  );
  await ask(
    `delete from action_remains g where g.action_id = any($1::bigint[]) and g.deleted_at <= ${at('$2')}
  and not exists (select from action_activity a where a.action_id = g.action_id)`,
    [ids, now - hourMs],
  );
  await ask(`update action_remains set look_at = ${at('$2')} where action_id = any($1::bigint[])`, [ids, now + hourMs]);
  return due.length === atOnce;
}

async function removeMemory(ask: Ask, actionIds: readonly number[], rows: number): Promise<boolean> {
  let isMore = false;
  for (const table of ['action_memory_item', 'action_memory']) {
    const [gone] = await ask<{ count: number }>(
      `with gone as (
  delete from ${table} where ctid = any(array(select ctid from ${table} where action_id = any($1::bigint[]) limit $2::int)) returning 1)
select count(*)::int as count from gone`,
      [actionIds, rows],
    );
    if (gone?.count === rows) isMore = true;
  }
  return isMore;
}
