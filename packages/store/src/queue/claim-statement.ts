/** Deliveries of one story taken before others have their turn, however long its backlog and however small the claim. */
const turn = 10;

/** Looked at for each one that is to be claimed: as many claims may be on their way at once, each past the rows of the others. */
const spare = 4;

/**
 * Claims at most `$3` due deliveries, fairly: stories take turns of ten, those of priority first within a turn, and each gives at
 * most `$4`, whatever its backlog.
 *
 * The stories are found by skipping from one to the next in the index (a `distinct` would read the whole backlog). Those whose
 * first due delivery comes first give their earliest ones: a turn at least, and more the fewer stories there are. All that is only
 * looked at. One after the other, in the order of turns, they are then locked until there are enough, so that no more
 * rows are locked than claimed; a loop over the primary key, since a lock taken below a sort would take them all.
 * `skip locked` keeps processes from waiting for each other. A process that was taken for dead claims nothing: its burial and
 * its claim wait for each other (`for key share` does not wait for its commits).
 */
export const claimStatement = {
  name: 'claim',
  text: `with recursive waiting_story as (
  (select story_id from delivery where claimed_by is null and due_at is not null order by story_id limit 1)
  union all
  select (select d.story_id from delivery d
    where d.claimed_by is null and d.due_at is not null and d.story_id > s.story_id order by d.story_id limit 1)
  from waiting_story s where s.story_id is not null
), next_story as materialized (
  select first.story_id from waiting_story s cross join lateral (
    select d.id, d.story_id, d.is_priority, d.due_at from delivery d
    where d.story_id = s.story_id and d.claimed_by is null and d.due_at <= to_timestamp($2 / 1000.0)
    order by d.due_at, d.id limit 1
  ) first
  where s.story_id is not null
  order by first.is_priority desc, first.due_at, first.id limit ${spare} * $3::int
), candidate as materialized (
  select due.id, (due.place > $4::int) as is_beyond, (due.place - 1) / ${turn} as turn, due.is_priority, due.due_at
  from (
    select d.*, row_number() over (partition by d.story_id order by d.due_at, d.id) as place
    from next_story s cross join lateral (
      select d.id, d.story_id, d.is_priority, d.due_at from delivery d
      where d.story_id = s.story_id and d.claimed_by is null and d.due_at <= to_timestamp($2 / 1000.0)
      order by d.due_at, d.id
      limit least(${spare} * $4::int, greatest(${turn}, 2 * ${spare} * $3::int / (select count(*) from next_story)))
    ) d
  ) due
), locked as materialized (
  select free.id, free.story_id, c.is_beyond, c.turn, c.is_priority, c.due_at
  from (select * from candidate order by is_beyond, turn, is_priority desc, due_at, id) c cross join lateral (
    select d.id, d.story_id from delivery d
    where d.id = c.id and d.claimed_by is null and d.due_at <= to_timestamp($2 / 1000.0) for update skip locked
  ) free
  limit least($3::int, $4::int * (select count(*) from next_story))
), picked as (
  select l.id from (
    select id, row_number() over (partition by story_id order by due_at, id) as place from locked
  ) l
  where l.place <= $4::int
), alive as (
  select id from process where id = $1 for key share
)
update delivery d set claimed_by = alive.id, claim_number = $5
from picked, run r, alive
where d.id = picked.id and r.id = d.run_id
returning d.id, d.run_id, d.story_id, d.action_id, d.event_id, d.due_at, d.attempt, d.is_priority, d.state,
  d.started_at, d.is_outcome_unknown, d.waits_for, d.is_group_call, d.is_in_group, r.guid, r.origin, r.caller_id, r.started_at as run_started_at, r.story_id as run_story_id,
  r.root_action_id, r.trace_parent, r.answer_to`,
};

/**
 * Claims the delivery `$2`, which waits for `$3`, for the process `$1`. One that this process has claimed because its time is up
 * has a claim number. Rows from before `waits_for` wait for one run in their life.
 */
export const claimWaitingStatement = {
  name: 'claim-waiting',
  text: `with alive as (
  select id from process where id = $1 for key share
)
update delivery d set claimed_by = alive.id, claim_number = null
from run r, alive
where d.id = $2 and (d.waits_for = $3 or (d.waits_for is null and d.due_at is null))
  and (d.claimed_by is null or (d.claimed_by = $1 and d.claim_number is null)) and r.id = d.run_id
returning d.id, d.run_id, d.story_id, d.action_id, d.event_id, d.due_at, d.attempt, d.is_priority, d.state,
  d.started_at, d.is_outcome_unknown, d.waits_for, d.is_group_call, d.is_in_group, r.guid, r.origin, r.caller_id, r.started_at as run_started_at, r.story_id as run_story_id,
  r.root_action_id, r.trace_parent, r.answer_to`,
};
