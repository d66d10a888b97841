/** Reports on the wire (reference: api/reporting.md). */
import { z } from 'zod';
import { booleanInput, choiceInput, optionalIdInput, textInput, timeInput } from './input.ts';
import { timeOutput } from './output.ts';
import { pageShape, pagingInput } from './paging.ts';

const none = z.literal('').transform((): undefined => undefined);
const optionalTime = z.union([timeInput, none], { error: 'must be a time, such as 2026-01-31T12:00:00Z' }).optional();

export const dateUnits = ['hour', 'day', 'week', 'month'] as const;
export type DateUnit = (typeof dateUnits)[number];

export const timeSavedInput = z.object({
  start_date: optionalTime,
  end_date: optionalTime,
  date_unit: choiceInput(dateUnits).default('day'),
  fill_gaps: booleanInput.default(true),
  team_id: optionalIdInput,
  story_id: optionalIdInput,
  action_id: optionalIdInput,
  ...pagingInput,
});

/** `value`: seconds. */
export const timeSavedListShape = pageShape('time_saved', z.object({ date: timeOutput, value: z.number() }));

export const performanceOptions = [
  'most_active_actions',
  'action_with_least_activity',
  'slowest_actions',
  'fastest_actions',
] as const;

export const actionPerformanceInput = z.object({
  filter_option: choiceInput(performanceOptions).default('most_active_actions'),
  team_id: optionalIdInput,
  story_id: optionalIdInput,
  action_id: optionalIdInput,
  ...pagingInput,
});

/** Durations in seconds (unconfirmed). */
export const actionPerformanceListShape = pageShape(
  'action_performance',
  z.object({
    action: z.object({
      id: z.int(),
      story_id: z.int(),
      type: z.string(),
      name: z.string(),
      story_container: z.object({ id: z.int(), live_story: z.object({ group: z.boolean() }) }),
    }),
    average_duration: z.number(),
    min_duration: z.number(),
    max_duration: z.number(),
    processed_count: z.int(),
    story_name: z.string(),
    recorded_at: timeOutput,
  }),
);

export const aiFeatures = ['workbench', 'workbench_storyboard', 'ai_agents', 'other'] as const;
export const aiGroupings = ['model', 'provider', 'team', 'feature', 'day', 'story', 'action', 'user'] as const;
export type AiGrouping = (typeof aiGroupings)[number];

export const aiUsageInput = z.object({
  relative_date: textInput.optional(),
  start_date: optionalTime,
  end_date: optionalTime,
  team_id: optionalIdInput,
  story_id: optionalIdInput,
  action_id: optionalIdInput,
  user_id: optionalIdInput,
  model_id: textInput.optional(),
  provider_id: optionalIdInput,
  feature: choiceInput([...aiFeatures, '']).optional(),
  group_by: choiceInput([...aiGroupings, '']).optional(),
});

const usage = {
  credits_used: z.number(),
  billed_cost: z.number(),
  input_tokens: z.number(),
  output_tokens: z.number(),
  cached_tokens: z.number(),
  usage_count: z.number(),
};

/** The names of keys are unconfirmed. `key` tells the group: a name, a date or an id, null for what belongs to none. */
export const aiUsageShape = z
  .object({
    ...usage,
    groups: z.array(z.object({ key: z.union([z.string(), z.int()]).nullable(), ...usage })).optional(),
  })
  .meta({ id: 'AiUsage' });
