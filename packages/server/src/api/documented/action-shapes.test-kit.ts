/** Actions and events as the documents show them (reference: api/actions.md, api/events.md). */
import {
  anyObject,
  flag,
  guid,
  integer,
  listOf,
  number,
  object,
  oneOf,
  orNull,
  type Shape,
  text,
  time,
  uuid,
} from './shape.test-kit.ts';

const linkType = oneOf('DEFAULT', 'NO_MATCH', 'FAILURE');

const fields = {
  id: integer,
  type: text,
  user_id: integer,
  options: anyObject,
  name: text,
  description: orNull(text),
  schedule: orNull(listOf(object({ cron: text, timezone: text }))),
  blended_events_count: integer,
  logs_count: integer,
  last_check_at: orNull(time),
  last_receive_at: orNull(time),
  last_event_at: orNull(time),
  last_error_log_at: orNull(time),
  created_at: time,
  updated_at: time,
  disabled: flag,
  guid,
  group_id: orNull(integer),
  nested_group_id: orNull(integer),
  position: object({ x: integer, y: integer }),
  story_id: integer,
  story_mode: oneOf('LIVE', 'TEST'),
  team_id: integer,
  sources: listOf(integer),
  receivers: listOf(integer),
  time_saved_value: number,
  time_saved_unit: text,
  monitor_failures: flag,
  monitor_all_events: flag,
  monitor_no_events_emitted: orNull(integer),
  draft_id: orNull(integer),
  draft_name: orNull(text),
};

const exceptions = {
  maybe: {
    // Of webhook and receive-email actions alone.
    num_runs_to_save: integer,
    // Whether answers have them is unconfirmed.
    links_to_sources: listOf(object({ source_id: integer, type: linkType })),
    links_to_receivers: listOf(object({ receiver_id: integer, type: linkType })),
    // Its older name.
    events_count: integer,
  },
  more: ['width', 'email_address'],
};

export const action: Shape = object(fields, exceptions);

/** With `include_live_activity`. */
export const liveAction: Shape = object(
  { ...fields, pending_action_runs_count: integer },
  { ...exceptions, more: [...exceptions.more, 'not_working'] },
);

export const event: Shape = object(
  {
    id: integer,
    agent_id: integer,
    payload: anyObject,
    created_at: time,
    updated_at: time,
    story_run_guid: uuid,
    previous_event_ids: listOf(integer),
  },
  { maybe: { re_emitted: flag } },
);
