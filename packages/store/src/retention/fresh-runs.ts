/**
 * Finds runs that have come to the end of their story's period, oldest first, for each story and root action.
 *
 * Pairs of story and root are found by skipping from one to the next in the index `run_fresh`, a page at a time: the rows
 * between are not read. Runs that do not go as a whole leave that index (`setApart`), so nothing is looked at twice.
 */
import { type Ask, at } from './ask.ts';
import { graceMs, usualRunMs } from './times.ts';

/** Where the walk over pairs of story and root is. */
export interface Place {
  readonly storyId: number;
  readonly rootId: number;
}

export const beforeAll: Place = { storyId: -1, rootId: -1 };

export interface OldRun {
  readonly id: number;
  /** Rows that it wrote, about. */
  readonly weight: number;
  /** gone: its story was deleted; ended: nothing of it is shown or pending; lives: anything else. */
  readonly state: 'gone' | 'ended' | 'lives';
}

export interface OldRuns {
  readonly runs: readonly OldRun[];
  /** The last pair of this page; null: there are no more pairs. */
  readonly last: Place | null;
  /** A pair gave as many as were asked for. */
  readonly isFull: boolean;
}

const root = 'coalesce(r.root_action_id, 0)';
const nextPair = (after: string): string =>
  `select r.story_id, ${root} as root_id from run r where r.look_at is null and (r.story_id, ${root}) > (${after}) order by r.story_id, ${root} limit 1`;

const text = `with recursive pair(story_id, root_id) as (
  (${nextPair('$1::bigint, $2::bigint')})
  union all
  select next.story_id, next.root_id from pair cross join lateral (${nextPair('pair.story_id, pair.root_id')}) as next
), page as materialized (
  select story_id, root_id from pair limit $3::int
), old as (
  select page.story_id, page.root_id, found.* from page
  left join story s on s.id = page.story_id
  cross join lateral (
    select r.id, greatest(r.event_count, r.action_run_count) + 1 as weight,
      case when s.id is null then 'gone'
        when r.is_kept or r.ended_at > ${at(`($5::float8 - s.keep_events_for * 1000.0)`)} then 'lives'
        when exists (select from delivery d where d.run_id = r.id) then 'lives'
        else 'ended' end as state
    from run r
    where r.story_id = page.story_id and ${root} = page.root_id and r.look_at is null
      and r.started_at <= coalesce(${at(`($6::float8 - s.keep_events_for * 1000.0)`)}, 'infinity')
    order by r.started_at limit $4::int
  ) as found
)
select story_id, root_id, id, weight, state from old
union all
(select story_id, root_id, null, null, null from page order by story_id desc, root_id desc limit 1)`;

export async function findOldRuns(
  ask: Ask,
  after: Place,
  now: number,
  limits: { readonly pairs: number; readonly runsPerPair: number },
): Promise<OldRuns> {
  const expired = now - graceMs;
  const rows = await ask<{
    story_id: number;
    root_id: number;
    id: number | null;
    weight: number;
    state: OldRun['state'];
  }>(text, [after.storyId, after.rootId, limits.pairs, limits.runsPerPair, expired, expired - usualRunMs]);
  const runs: OldRun[] = [];
  const found = new Map<string, number>();
  let last: Place | null = null;
  for (const { story_id: storyId, root_id: rootId, id, weight, state } of rows) {
    if (id === null) last = { storyId, rootId };
    else {
      runs.push({ id, weight, state });
      const pair = `${storyId} ${rootId}`;
      found.set(pair, (found.get(pair) ?? 0) + 1);
    }
  }
  return { runs, last, isFull: [...found.values()].some((count) => count >= limits.runsPerPair) };
}

/** These runs are looked at by themselves from now on; one that is kept only when it is kept no more. */
export async function setApart(ask: Ask, runIds: readonly number[]): Promise<void> {
  if (runIds.length === 0) return;
  await ask(
    `with locked as (select id from run where id = any($1::bigint[]) and look_at is null order by id for update)
update run set look_at = case when is_kept then 'infinity'::timestamptz else '-infinity'::timestamptz end
from locked where run.id = locked.id`,
    [runIds],
  );
}

/** How long the oldest run of all has been past its story's period, in milliseconds; 0: none is. Reads every pair. */
export async function readLag(ask: Ask, now: number): Promise<number> {
  const rows = await ask<{ lag: number | null }>(
    `with recursive pair(story_id, root_id) as (
  (${nextPair('-1, -1')})
  union all
  select next.story_id, next.root_id from pair cross join lateral (${nextPair('pair.story_id, pair.root_id')}) as next
)
select max($1::float8 - extract(epoch from oldest.started_at)::float8 * 1000 - s.keep_events_for * 1000.0)::float8 as lag
from pair join story s on s.id = pair.story_id
cross join lateral (
  select r.started_at from run r where r.story_id = pair.story_id and ${root} = pair.root_id and r.look_at is null
  order by r.started_at limit 1
) as oldest`,
    [now],
  );
  return Math.max(0, rows[0]?.lag ?? 0);
}
