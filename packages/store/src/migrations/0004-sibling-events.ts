/**
 * Siblings: many events that one action wrote in one run in one commit (an explode, and what follows it item by item) are
 * one row. A row per event cost more than all else that a fan-out does.
 *
 * The arrays run in parallel, oldest event first. `any_event` shows both kinds of row as events.
 */
export const siblingEvents = `
create table event_group (
  first_id bigint primary key,
  last_id bigint not null,
  run_id bigint not null,
  story_id bigint not null,
  action_id bigint not null,
  slug text not null,
  -- of the newest
  created_at timestamptz not null,
  ids bigint[] not null,
  parent_ids bigint[] not null,
  paths json[] not null,
  payloads json[] not null,
  created_ats timestamptz[] not null
);
create index event_group_action on event_group (action_id, last_id);
create index event_group_run on event_group (run_id, first_id);
`;
