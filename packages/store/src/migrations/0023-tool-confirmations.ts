/**
 * Calls of stories by agents and MCP clients that a person is asked about. Written by the engine together with the delivery that
 * waits, and removed with its run, so it refers to them without foreign keys like the engine's other tables.
 */
export const toolConfirmations = `
create table tool_confirmation (
  id bigint generated always as identity primary key,
  delivery_id bigint not null,
  run_id bigint not null,
  -- who asks: an agent's action, or an MCP server
  story_id bigint not null,
  action_id bigint not null,
  called_story_id bigint not null,
  tool text not null,
  input json not null,
  -- of an MCP call: the same for equal calls; the process in which a connection waits for the outcome; when it was told
  call_key text,
  attended_by bigint,
  told_at timestamptz,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  -- the answer; null: none yet
  is_approved boolean,
  decided_at timestamptz,
  decided_by bigint references app_user (id) on delete set null,
  reason text,
  check ((is_approved is null) = (decided_at is null))
);
create index tool_confirmation_of_story on tool_confirmation (story_id, id);
create index tool_confirmation_of_called on tool_confirmation (called_story_id, id);
create index tool_confirmation_of_run on tool_confirmation (run_id);
create index tool_confirmation_of_call on tool_confirmation (call_key, id) where call_key is not null;
create index tool_confirmation_decider on tool_confirmation (decided_by) where decided_by is not null;
`;
