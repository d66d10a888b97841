/**
 * What the engine writes: runs, events, deliveries, logs, memory.
 *
 * No foreign keys here: these tables take tens of thousands of rows a second, every row is written by a transaction that
 * knows its parents, and what belongs to a deleted story is removed in small batches. Payloads are `json`: the text is
 * kept as written, and only its syntax is checked. Each index is paid for at every insert; the lists of the API read
 * `event` by action or by run.
 */
export const engineTables = `
create table process (
  id bigint generated always as identity primary key,
  host text not null,
  pid integer not null,
  started_at timestamptz not null default now(),
  -- number of the newest commit of this process: tells, after a lost connection, whether a commit was written
  last_commit bigint not null default 0
) with (fillfactor = 10);

-- Ids of runs, events, deliveries and logs, given out in blocks so that a run has them before its commit.
create sequence runtime_id as bigint minvalue 1 start 1 increment by 10000;

create table run (
  id bigint primary key,
  guid uuid not null,
  story_id bigint not null,
  origin text not null,
  caller_id bigint,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  event_count integer not null,
  action_run_count integer not null
);
create unique index run_guid on run (guid);
create index run_story on run (story_id, id);

create table event (
  id bigint primary key,
  run_id bigint not null,
  story_id bigint not null,
  action_id bigint not null,
  parent_id bigint,
  slug text not null,
  -- {slug: event id}: the newest output per action on the way here, this event included
  path json not null,
  -- own output only, as written
  payload json not null,
  is_re_emitted boolean not null,
  created_at timestamptz not null
);
create index event_action on event (action_id, id);
create index event_run on event (run_id, id);

create table action_log (
  id bigint primary key,
  run_id bigint not null,
  story_id bigint not null,
  action_id bigint not null,
  inbound_event_id bigint,
  level smallint not null,
  message text not null,
  created_at timestamptz not null
);
create index action_log_action on action_log (action_id, id);
create index action_log_run on action_log (run_id, id);

create table delivery (
  id bigint primary key,
  run_id bigint not null,
  story_id bigint not null,
  action_id bigint not null,
  event_id bigint,
  -- null: waits for an answer, not for a time
  due_at timestamptz,
  attempt integer not null,
  is_priority boolean not null,
  state json not null,
  -- set in the commit after which an effect may start
  started_at timestamptz,
  -- true: the process that had started this effect died before it recorded the outcome
  is_outcome_unknown boolean not null default false,
  claimed_by bigint,
  -- which claim of that process; null: claimed since it was written
  claim_number bigint
) with (fillfactor = 80);
create index delivery_free on delivery (story_id, due_at, id) where claimed_by is null and due_at is not null;
create index delivery_due on delivery (due_at) where claimed_by is null and due_at is not null;
create index delivery_claimed on delivery (claimed_by) where claimed_by is not null;
create index delivery_action on delivery (action_id);

-- Counters that the storyboard shows; one row per action, kept in the transaction of the events that they count.
create table action_activity (
  action_id bigint primary key,
  story_id bigint not null,
  events_count bigint not null,
  logs_count bigint not null,
  errors_count bigint not null,
  last_receive_at timestamptz,
  last_event_at timestamptz,
  last_error_log_at timestamptz
) with (fillfactor = 50);
create index action_activity_story on action_activity (story_id);

create table action_memory (
  action_id bigint not null,
  key text not null,
  rank bigint not null default 0,
  value json not null,
  primary key (action_id, key)
);
create index action_memory_rank on action_memory (action_id, rank);

create table action_memory_item (
  action_id bigint not null,
  key text not null,
  id bigint generated always as identity,
  item json not null,
  primary key (action_id, key, id)
);

-- The next tick of each cron entry of each live action; kept in step with the action's schedule.
create table schedule (
  action_id bigint not null,
  story_id bigint not null,
  cron text not null,
  timezone text not null,
  -- null: never again
  next_at timestamptz,
  primary key (action_id, cron, timezone)
);
create index schedule_next on schedule (next_at) where next_at is not null;

-- Turns a condition inside a statement into a failure of the whole statement.
create function fabula_require(holds boolean, reason text) returns boolean language plpgsql as $body$
begin
  if holds is not true then
    raise exception using errcode = 'FB001', message = reason;
  end if;
  return true;
end
$body$;
`;
