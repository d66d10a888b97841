/**
 * Claims due deliveries, fairly: each story with free deliveries gives at most `$4` of them, whatever its backlog.
 *
 * The stories are found by skipping from one to the next in the index (a `distinct` would read the whole backlog), then each
 * gives its earliest due rows, ten in turn. `skip locked` keeps processes from waiting for each other. A process that was taken for dead
 * claims nothing: its burial and its claim wait for each other (`for key share` does not wait for its commits).
 */
/** Deliveries of one story taken before others have their turn, however long its backlog and however small the claim. */
const turn = 10;

export const claimStatement = {
  name: 'claim',
  text: `with recursive waiting_story as (
  (select story_id from delivery where claimed_by is null and due_at is not null order by story_id limit 1)
  union all
  select (select d.story_id from delivery d
    where d.claimed_by is null and d.due_at is not null and d.story_id > s.story_id order by d.story_id limit 1)
  from waiting_story s where s.story_id is not null
), picked as (
  select due.id from (
    select candidate.*, row_number() over (partition by candidate.story_id order by candidate.due_at, candidate.id) as place
    from waiting_story s cross join lateral (
      select d.id, d.story_id, d.is_priority, d.due_at from delivery d
      where d.story_id = s.story_id and d.claimed_by is null and d.due_at <= to_timestamp($2 / 1000.0)
      order by d.due_at, d.id limit $4 for update skip locked
    ) candidate
    where s.story_id is not null
  ) due
  order by (due.place - 1) / ${turn}, due.is_priority desc, due.due_at, due.id limit $3
), alive as (
  select id from process where id = $1 for key share
)
update delivery d set claimed_by = alive.id, claim_number = $5
from picked, run r, alive
where d.id = picked.id and r.id = d.run_id
returning d.id, d.run_id, d.story_id, d.action_id, d.event_id, d.due_at, d.attempt, d.is_priority, d.state,
  d.started_at, d.is_outcome_unknown, r.guid, r.origin, r.caller_id, r.started_at as run_started_at, r.story_id as run_story_id,
  r.root_action_id, r.trace_parent, r.answer_to`,
};

/** Claims the delivery `$2`, which waits for an answer, for the process `$1`. */
export const claimWaitingStatement = {
  name: 'claim-waiting',
  text: `with alive as (
  select id from process where id = $1 for key share
)
update delivery d set claimed_by = alive.id, claim_number = null
from run r, alive
where d.id = $2 and d.due_at is null and (d.claimed_by is null or d.claimed_by = $1) and r.id = d.run_id
returning d.id, d.run_id, d.story_id, d.action_id, d.event_id, d.due_at, d.attempt, d.is_priority, d.state,
  d.started_at, d.is_outcome_unknown, r.guid, r.origin, r.caller_id, r.started_at as run_started_at, r.story_id as run_story_id,
  r.root_action_id, r.trace_parent, r.answer_to`,
};
