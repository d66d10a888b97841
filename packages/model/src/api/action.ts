/** Actions and links on the wire (reference: api/actions.md). The list key stays `agents`. */
import { z } from 'zod';
import {
  anyInput,
  booleanInput,
  choiceInput,
  idInput,
  integerInput,
  listInput,
  nameInput,
  objectInput,
  optionalIdInput,
  textInput,
} from './input.ts';
import { objectOutput, timeOutput } from './output.ts';
import { pageShape, pagingInput } from './paging.ts';
import { draftInput, storyModes } from './story.ts';

export const linkTypes = ['DEFAULT', 'NO_MATCH', 'FAILURE'] as const;

const scheduleShape = z.array(z.object({ cron: z.string(), timezone: z.string() }));

export const actionShape = z
  .object({
    id: z.int(),
    type: z.string(),
    /** null: the creator is no longer there. */
    user_id: z.int().nullable(),
    options: objectOutput,
    name: z.string(),
    description: z.string().nullable(),
    schedule: scheduleShape.nullable(),
    blended_events_count: z.int(),
    events_count: z.int(),
    logs_count: z.int(),
    last_check_at: timeOutput.nullable(),
    last_receive_at: timeOutput.nullable(),
    last_event_at: timeOutput.nullable(),
    last_error_log_at: timeOutput.nullable(),
    created_at: timeOutput,
    updated_at: timeOutput,
    disabled: z.boolean(),
    guid: z.string(),
    group_id: z.int().nullable(),
    nested_group_id: z.int().nullable(),
    position: z.object({ x: z.number(), y: z.number() }),
    width: z.number().nullable(),
    story_id: z.int(),
    story_mode: z.enum(storyModes),
    team_id: z.int(),
    sources: z.array(z.int()),
    receivers: z.array(z.int()),
    links_to_sources: z.array(z.object({ source_id: z.int(), type: z.enum(linkTypes) })),
    links_to_receivers: z.array(z.object({ receiver_id: z.int(), type: z.enum(linkTypes) })),
    time_saved_value: z.number(),
    time_saved_unit: z.string(),
    monitor_failures: z.boolean(),
    monitor_all_events: z.boolean(),
    monitor_no_events_emitted: z.int().nullable(),
    draft_id: z.int().nullable(),
    draft_name: z.string().nullable(),
    num_runs_to_save: z.int().optional(),
    /** Of Receive Email: where mails for it can be sent; null: this Fabula takes no mail. */
    email_address: z.string().nullable().optional(),
    pending_action_runs_count: z.int().optional(),
    not_working: z.boolean().optional(),
  })
  .meta({ id: 'Action' });

export type ActionResponse = z.output<typeof actionShape>;

export const actionListShape = pageShape('agents', actionShape);

export const positionInput = z.object(
  { x: coordinate(), y: coordinate() },
  { error: 'must be an object with the numbers x and y' },
);

const linkTypeInput = choiceInput(linkTypes).default('DEFAULT');
const linkToSourceInput = z.object({ source_id: idInput, type: linkTypeInput });
const linkToReceiverInput = z.object({ receiver_id: idInput, type: linkTypeInput });

/** Fields that creation and update share. */
const editableFields = {
  description: textInput.nullable().optional(),
  disabled: booleanInput.optional(),
  source_ids: listInput(idInput).optional(),
  links_to_sources: listInput(linkToSourceInput).optional(),
  receiver_ids: listInput(idInput).optional(),
  links_to_receivers: listInput(linkToReceiverInput).optional(),
  schedule: anyInput.optional(),
  monitor_failures: booleanInput.optional(),
  monitor_all_events: booleanInput.optional(),
  monitor_no_events_emitted: integerInput(0, 2 ** 31)
    .nullable()
    .optional(),
  draft_id: optionalIdInput,
};

export const createActionInput = z.object({
  type: textInput,
  name: nameInput,
  options: objectInput,
  position: positionInput,
  story_id: optionalIdInput,
  group_id: optionalIdInput,
  ...editableFields,
});

export const updateActionInput = z.object({
  name: nameInput.optional(),
  options: objectInput.optional(),
  /** An addition: the options that the change was made from. Refused with 409 when somebody else has changed them meanwhile. */
  if_options: objectInput.optional(),
  position: positionInput.optional(),
  num_runs_to_save: integerInput(0, 10_000).nullable().optional(),
  ...editableFields,
});

export const getActionInput = z.object({ include_live_activity: booleanInput.default(false) });

export const listActionsInput = z.object({
  story_id: optionalIdInput,
  team_id: optionalIdInput,
  group_id: optionalIdInput,
  action_type: textInput.optional(),
  include_live_activity: booleanInput.default(false),
  ...draftInput,
  ...pagingInput,
});

export const deleteLinksInput = z.object({
  links: listInput(z.object({ source_id: idInput, receiver_id: idInput })).refine((links) => links.length > 0, {
    error: 'must name at least one link',
  }),
});

export const removeEventsInput = z.object({ async_deletion: booleanInput.optional() });

/** The schedule as the API shows it, also accepted as one bare object. `timezone` is UTC when left out. */
export const scheduleInput = listInput(z.object({ cron: textInput, timezone: textInput.default('UTC') })).nullable();

export const listLogsInput = z.object({
  level: integerInput(2, 4).optional(),
  ...pagingInput,
});

function coordinate() {
  return z
    .union([z.number(), z.string().regex(/^-?\d{1,9}(\.\d+)?$/, { error: 'must be a number' })], {
      error: 'must be a number',
    })
    .transform((value) => Number(value));
}
