/** Jobs on the wire (reference: api/admin.md, jobs), and actions with runs that wait (api/stories.md). */
import { z } from 'zod';
import { choiceInput, idInput, optionalIdInput, textInput } from './input.ts';
import { pageShape, pagingInput } from './paging.ts';

export const jobStates = ['queued', 'retry', 'dead', 'in_progress'] as const;

export const listJobsInput = z.object(pagingInput);
export const jobActionParams = z.object({ action_id: idInput });
export const jobParams = z.object({ job_id: idInput });

/** Times are seconds since 1970, `""` where there is none. */
const jobTime = z.union([z.number(), z.literal('')]);

export const jobShape = z
  .object({
    id: z.int(),
    type: z.enum(['AgentReceiveJob', 'AgentRunScheduleJob']),
    agent: z.object({ id: z.int(), name: z.string() }),
    events: z.int().nullable(),
    started_at: jobTime,
    retry_count: z.int(),
    last_retry: jobTime,
    error_class: z.string(),
  })
  .meta({ id: 'Job' });

export const pendingActionsInput = z.object({
  search: textInput.default(''),
  story_mode: choiceInput(['LIVE', 'TEST', '']).optional(),
  draft_id: optionalIdInput,
  ...pagingInput,
});

export const pendingActionsShape = pageShape(
  'pending_actions',
  z.object({ id: z.int(), name: z.string(), type: z.string(), pending_action_runs_count: z.int() }),
);
