/**
 * What a run began with, who waits for it and its trace; and the ledger of effects: one row per attempt, written with its
 * outcome. The intent before it is `delivery.started_at`.
 */
export const ledger = `
alter table run
  add column root_action_id bigint,
  -- W3C trace context
  add column trace_parent text,
  -- the process in which a caller waits for an exit
  add column answer_to bigint;

create table effect (
  id bigint primary key,
  run_id bigint not null,
  story_id bigint not null,
  action_id bigint not null,
  delivery_id bigint not null,
  inbound_event_id bigint,
  attempt integer not null,
  -- done, failed, retried or unknown
  outcome text not null,
  started_at timestamptz not null,
  ended_at timestamptz not null
);
create index effect_run on effect (run_id, id);
create index effect_unknown on effect (story_id, id) where outcome = 'unknown';
`;
