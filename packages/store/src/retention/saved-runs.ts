/**
 * Some actions save the newest runs that began with them beyond the period. Marks those runs before they expire, and takes
 * the mark from those that newer ones have replaced.
 */
import { type Ask, at } from './ask.ts';
import { savedAheadMs } from './times.ts';

const root = 'coalesce(r.root_action_id, 0)';
const newestOf = (condition: string): string =>
  `(select r.id, r.started_at, r.is_kept from run r
    where r.story_id = saver.story_id and ${root} = saver.id and r.look_at is ${condition}
    order by r.started_at desc limit saver.runs_to_save)`;

const text = `with saver as materialized (
  select a.id, a.story_id, a.runs_to_save, s.keep_events_for from action a join story s on s.id = a.story_id
  where a.runs_to_save > 0 and a.id > $2::bigint order by a.id limit $3::int
), newest as materialized (
  select saver.keep_events_for, n.* from saver cross join lateral (
    select * from (${newestOf('null')} union all ${newestOf('not null')}) as both_kinds
    order by started_at desc, id desc limit saver.runs_to_save
  ) as n
), changing as (
  select id, true as is_kept from newest
  where not is_kept and started_at <= ${at(`($1::float8 - keep_events_for * 1000.0 + least($4::float8, keep_events_for * 250.0))`)}
  union all
  select r.id, false from saver join run r on r.story_id = saver.story_id and ${root} = saver.id and r.is_kept
  where r.id not in (select id from newest)
), locked as (
  select id from run where id in (select id from changing) order by id for update
), changed as (
  update run set is_kept = changing.is_kept,
    look_at = case when changing.is_kept then 'infinity'::timestamptz else '-infinity'::timestamptz end
  from changing join locked on locked.id = changing.id where run.id = changing.id
)
select max(id) as last, count(*)::int as count from saver`;

/** Actions that one statement sees to: each may have some hundreds of runs to save. */
const atOnce = 50;

export async function markSavedRuns(ask: Ask, now: number): Promise<void> {
  let after = 0;
  for (;;) {
    const [page] = await ask<{ last: number | null; count: number }>(text, [now, after, atOnce, savedAheadMs]);
    if (page === undefined || page.last === null || page.count < atOnce) break;
    after = page.last;
  }
  await ask(`with former as (
  select r.id from run r where r.is_kept
    and not exists (select from action a where a.id = r.root_action_id and a.story_id = r.story_id and a.runs_to_save > 0)
  order by r.id for update
)
update run set is_kept = false, look_at = '-infinity' from former where run.id = former.id`);
}
