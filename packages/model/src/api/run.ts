/** Story runs on the wire (reference: api/story-runs.md). A run has no status field. */
import { z } from 'zod';
import { timeInput } from './input.ts';
import { timeOutput } from './output.ts';
import { pageShape, pagingInput } from './paging.ts';
import { draftInput, storyModes } from './story.ts';

export const runShape = z
  .object({
    guid: z.string(),
    /** Seconds. */
    duration: z.int(),
    story_id: z.int(),
    start_time: timeOutput,
    end_time: timeOutput,
    action_count: z.int(),
    event_count: z.int(),
    story_mode: z.enum(storyModes),
    draft_id: z.int().nullable().optional(),
    draft_name: z.string().nullable().optional(),
  })
  .meta({ id: 'StoryRun' });

export const runListShape = pageShape('story_runs', runShape);
export const runSummaryShape = z.object({ story_run: runShape });

export const runEventsShape = pageShape(
  'story_run_events',
  z.object({ id: z.int(), action_id: z.int(), created_at: timeOutput }),
);

export const groupRunListShape = pageShape(
  'group_runs',
  runShape.extend({ group_id: z.int() }).meta({ id: 'GroupRun' }),
);

export const groupRunEventsShape = pageShape(
  'group_run_events',
  z.object({ id: z.int(), action_id: z.int(), created_at: timeOutput }),
);

export const listGroupRunsInput = z.object({ ...pagingInput });

/** How an attempt to call the outside ended. started: it has not yet; unknown: Fabula was stopped before it could know. */
export const effectOutcomes = ['started', 'done', 'failed', 'retried', 'unknown'] as const;

/** The ledger of a run; an addition to the documented API. */
export const runEffectsShape = z.object({
  story_run_effects: z.array(
    z.object({
      id: z.int(),
      action_id: z.int(),
      delivery_id: z.int(),
      inbound_event_id: z.int().nullable(),
      /** 0 for the first. */
      attempt: z.int(),
      outcome: z.enum(effectOutcomes),
      started_at: timeOutput,
      ended_at: timeOutput.nullable(),
    }),
  ),
});

export const listRunsInput = z.object({
  since: timeInput.optional(),
  until: timeInput.optional(),
  ...draftInput,
  ...pagingInput,
});

export const getRunInput = z.object({ ...draftInput });
export const listRunEventsInput = z.object({ ...draftInput, ...pagingInput });
