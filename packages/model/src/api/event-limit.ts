/** Limits of events a day on the wire. Our own: the documented API has none. */
import { z } from 'zod';
import { integerInput } from './input.ts';
import { timeOutput } from './output.ts';

const limitOutput = z.int().nullable();

const useShape = {
  /** What counts today; null: no limit. */
  daily_event_limit: limitOutput,
  events_today: z.int(),
  /** Whole percent, above 100 when it was overshot; null without a limit. */
  used_percentage: z.int().nullable(),
  /** warning: from 80 %; paused: used up, what is due waits. */
  status: z.enum(['ok', 'warning', 'paused']),
};

export const storyEventLimitShape = z
  .object({
    story_id: z.int(),
    ...useShape,
    /** The story's own; null: that of the installation for each story, if there is one. */
    own_daily_event_limit: limitOutput,
    /** Whose events are used up; null: it is not paused. */
    paused_by: z.enum(['story', 'installation']).nullable(),
    paused_until: timeOutput.nullable(),
  })
  .meta({ id: 'StoryEventLimit' });

export const eventLimitShape = z
  .object({
    ...useShape,
    daily_event_limit_per_story: limitOutput,
    paused_until: timeOutput.nullable(),
    /** Stories that the caller sees and that have used 80 % or more, the ones with the most events first; at most 100. */
    stories: z.array(z.object({ story_id: z.int(), name: z.string(), ...useShape })),
  })
  .meta({ id: 'EventLimit' });

const limitInput = z.union([integerInput(1, 999_999_999_999), z.null(), z.literal('')], {
  error: 'must be a whole number from 1 to 999999999999, or empty for none',
});

const toLimit = (value: number | '' | null) => (value === '' ? null : value);

export const putStoryEventLimitInput = z.object({ daily_event_limit: limitInput.transform(toLimit) });

export const putEventLimitInput = z.object({
  daily_event_limit: limitInput.transform(toLimit).optional(),
  daily_event_limit_per_story: limitInput.transform(toLimit).optional(),
});
