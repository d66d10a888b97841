/** Stories as the documents show them (reference: api/stories.md). Drafts and promoted stories have the same fields. */
import {
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
} from './shape.test-kit.ts';

const fields = {
  id: integer,
  guid,
  slug: text,
  name: text,
  description: orNull(text),
  user_id: integer,
  team_id: integer,
  folder_id: orNull(integer),
  keep_events_for: integer,
  disabled: flag,
  priority: flag,
  locked: flag,
  published: flag,
  mode: oneOf('LIVE', 'TEST'),
  tags: listOf(text),
  owners: listOf(integer),
  created_at: time,
  updated_at: time,
  edited_at: time,
  change_control_enabled: flag,
  draft_id: orNull(integer),
  draft_name: orNull(text),
  send_to_story_enabled: flag,
  send_to_story_access_source: oneOf('OFF', 'STS', 'WORKBENCH', 'STS_AND_WORKBENCH'),
  send_to_story_access: orNull(oneOf('TEAM', 'GLOBAL', 'SPECIFIC_TEAMS')),
  send_to_story_skill_use_requires_confirmation: flag,
  shared_team_slugs: listOf(text),
  entry_agent_id: orNull(integer),
  exit_agents: listOf(object({ id: integer })),
  monitor_failures: flag,
  actions_with_monitoring: listOf(integer),
  recipients: listOf(object({ address: text })),
};

const exceptions = {
  maybe: {
    // While it is enabled.
    send_to_story_referring_story_ids: listOf(integer),
    // Documented as parameters; that answers have them is unconfirmed.
    webhook_api_enabled: flag,
    api_entry_action_id: orNull(integer),
    api_exit_action_ids: listOf(integer),
  },
  more: ['change_control_owners_only', 'synced_from'],
};

export const story: Shape = object(fields, exceptions);

/** With `include_live_activity`. */
export const liveStory: Shape = object(
  {
    ...fields,
    pending_action_runs_count: integer,
    concurrent_runs_count: integer,
    tokens_used_percentage: number,
    not_working_actions_count: integer,
  },
  exceptions,
);
