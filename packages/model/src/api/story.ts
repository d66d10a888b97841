/** Stories on the wire (reference: api/stories.md). Old words such as `agent` live here and nowhere deeper. */
import { z } from 'zod';
import {
  booleanInput,
  choiceInput,
  idInput,
  listInput,
  nameInput,
  namesInput,
  objectInput,
  optionalIdInput,
  textInput,
} from './input.ts';
import { objectOutput, timeOutput } from './output.ts';
import { pageShape, pagingInput } from './paging.ts';

/** Seconds that events may be kept: 1 h, 6 h, 1 d, 3 d, 7 d, 14 d, 30 d, 60 d, 90 d, 180 d, 365 d. */
export const retentions: readonly number[] = [
  3600, 21600, 86400, 259200, 604800, 1209600, 2592000, 5184000, 7776000, 15552000, 31536000,
];
export const usualRetention = 604800;

export const accessSources = ['OFF', 'STS', 'WORKBENCH', 'STS_AND_WORKBENCH'] as const;
export const accessScopes = ['TEAM', 'GLOBAL', 'SPECIFIC_TEAMS'] as const;
export const storyModes = ['LIVE', 'TEST'] as const;

export const storyShape = z
  .object({
    id: z.int(),
    guid: z.string(),
    slug: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    /** null: the creator is no longer there. */
    user_id: z.int().nullable(),
    team_id: z.int(),
    folder_id: z.int().nullable(),
    keep_events_for: z.int(),
    disabled: z.boolean(),
    priority: z.boolean(),
    locked: z.boolean(),
    published: z.boolean(),
    mode: z.enum(storyModes),
    tags: z.array(z.string()),
    owners: z.array(z.int()),
    created_at: timeOutput,
    updated_at: timeOutput,
    edited_at: timeOutput,
    change_control_enabled: z.boolean(),
    /** Only owners of the story approve what others propose. An addition to the documented API. */
    change_control_owners_only: z.boolean(),
    /** Address of the story that this is a synced copy of; null: it is none. An addition to the documented API. */
    synced_from: z.string().nullable(),
    /** null: the live story. */
    draft_id: z.int().nullable(),
    draft_name: z.string().nullable(),
    send_to_story_enabled: z.boolean(),
    send_to_story_access_source: z.enum(accessSources),
    send_to_story_access: z.enum(accessScopes).nullable(),
    send_to_story_referring_story_ids: z.array(z.int()).optional(),
    send_to_story_skill_use_requires_confirmation: z.boolean(),
    shared_team_slugs: z.array(z.string()),
    entry_agent_id: z.int().nullable(),
    exit_agents: z.array(z.object({ id: z.int() })),
    webhook_api_enabled: z.boolean(),
    api_entry_action_id: z.int().nullable(),
    api_exit_action_ids: z.array(z.int()),
    monitor_failures: z.boolean(),
    actions_with_monitoring: z.array(z.int()),
    recipients: z.array(z.object({ address: z.string() })),
    pending_action_runs_count: z.int().optional(),
    concurrent_runs_count: z.int().optional(),
    tokens_used_percentage: z.number().optional(),
    not_working_actions_count: z.int().optional(),
  })
  .meta({ id: 'Story' });

export type StoryResponse = z.output<typeof storyShape>;

export const draftListInput = z.object({ ...pagingInput });
export const createDraftInput = z.object({ name: nameInput });
export const storyListShape = pageShape('stories', storyShape);

const notARetention = `must be one of ${retentions.join(', ')}`;

const retentionInput = z
  .union([z.int({ error: notARetention }), z.string().regex(/^\d{1,9}$/, { error: notARetention })], {
    error: notARetention,
  })
  .transform((value, context) => {
    const seconds = Number(value);
    if (retentions.includes(seconds)) return seconds;
    context.addIssue({ code: 'custom', message: notARetention });
    return z.NEVER;
  });

const descriptionInput = textInput.max(65_536, { error: 'must not be longer than 65536 characters' }).nullable();

/** Which draft is meant; an empty text means nothing was chosen. */
export const draftInput = {
  story_mode: choiceInput(['LIVE', 'TEST', '']).optional(),
  draft_id: optionalIdInput,
};

export const createStoryInput = z.object({
  team_id: idInput,
  name: nameInput.optional(),
  description: descriptionInput.optional(),
  keep_events_for: retentionInput.optional(),
  folder_id: optionalIdInput,
  tags: namesInput.optional(),
  disabled: booleanInput.optional(),
  priority: booleanInput.optional(),
});

export const getStoryInput = z.object({ ...draftInput, include_live_activity: booleanInput.default(false) });

export const updateStoryInput = z.object({
  name: nameInput.optional(),
  description: descriptionInput.optional(),
  add_tag_names: namesInput.optional(),
  remove_tag_names: namesInput.optional(),
  keep_events_for: retentionInput.optional(),
  disabled: booleanInput.optional(),
  locked: booleanInput.optional(),
  priority: booleanInput.optional(),
  webhook_api_enabled: booleanInput.optional(),
  api_entry_action_id: optionalIdInput,
  api_exit_action_ids: listInput(idInput).optional(),
  send_to_story_access_source: choiceInput([...accessSources, 'TEAM', 'GLOBAL']).optional(),
  entry_action_id: optionalIdInput,
  exit_action_ids: listInput(idInput).optional(),
  send_to_story_access: choiceInput(accessScopes).nullable().optional(),
  shared_team_slugs: namesInput.optional(),
  send_to_story_skill_use_requires_confirmation: booleanInput.optional(),
  team_id: idInput.optional(),
  folder_id: optionalIdInput,
  change_control_enabled: booleanInput.optional(),
  change_control_owners_only: booleanInput.optional(),
  draft_id: optionalIdInput,
  monitor_failures: booleanInput.optional(),
  send_to_story_enabled: booleanInput.optional(),
  entry_agent_id: optionalIdInput,
  exit_agent_ids: listInput(idInput).optional(),
  exit_agent_id: optionalIdInput,
});

export const storyOwnerInput = z.object({ user_id: idInput });

/** Of the caller, oldest story first. */
export const favoriteStoriesShape = z.object({ story_ids: z.array(z.int()) });

/** An e-mail address or a URL. */
export const storyRecipientInput = z.object({ address: textInput, draft_id: optionalIdInput });

export type UpdateStoryInput = z.output<typeof updateStoryInput>;

export const storyFilters = [
  'SEND_TO_STORY_ENABLED',
  'HIGH_PRIORITY',
  'API_ENABLED',
  'PUBLISHED',
  'FAVORITE',
  'CHANGE_CONTROL_ENABLED',
  'DISABLED',
  'LOCKED',
] as const;

export const storyOrders = [
  'NAME',
  'NAME_DESC',
  'RECENTLY_EDITED',
  'LEAST_RECENTLY_EDITED',
  'ACTION_COUNT_ASC',
  'ACTION_COUNT_DESC',
] as const;

export const listStoriesInput = z.object({
  team_id: optionalIdInput,
  folder_id: optionalIdInput,
  tags: namesInput.optional(),
  search: textInput.optional(),
  filter: choiceInput([...storyFilters, '']).optional(),
  order: choiceInput([...storyOrders, '']).optional(),
  include_live_activity: booleanInput.default(false),
  ...pagingInput,
});

const mostInBatch = 10_000;
export const batchDeleteInput = z.object({
  ids: listInput(idInput).refine((ids) => ids.length > 0 && ids.length <= mostInBatch, {
    error: `must name between one and ${mostInBatch.toLocaleString('en')} stories`,
  }),
});

export const importStoryInput = z.object({
  new_name: nameInput.optional(),
  data: objectInput,
  team_id: idInput,
  folder_id: optionalIdInput,
  mode: choiceInput(['new', 'versionReplace']).default('new'),
  draft_name: textInput.optional(),
});

export const exportStoryInput = z.object({
  randomize_urls: booleanInput.default(false),
  clear_recipients: booleanInput.default(false),
  draft_id: optionalIdInput,
});

export const exportShape = objectOutput;

export const disableStoryInput = z.object({ disabled: booleanInput.optional() });
export const disableStoryShape = z.object({ disabled: z.boolean() });
