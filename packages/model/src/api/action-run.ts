/** Performing an action by hand, and what it remembers. Additions of ours; the hosted product has them in its screens only. */
import { z } from 'zod';
import { objectInput, optionalIdInput } from './input.ts';
import { anyOutput, timeOutput } from './output.ts';
import { metaShape, pagingInput } from './paging.ts';

/** `event_id`: the event to receive, of an action of the same story; without it the action receives none. */
export const runActionInput = z.object({ event_id: optionalIdInput });

export const runStartedShape = z.object({ story_run_guid: z.string() });

/** `options`: tried instead of the stored ones. */
export const tryActionInput = z.object({ event_id: optionalIdInput, options: objectInput.optional() });

export const triedActionShape = z.object({
  /** What events the action would have emitted. */
  payloads: z.array(anyOutput),
  /** The links that they would have gone along; null: no event. */
  route: z.enum(['default', 'no_match', 'failure']).nullable(),
  logs: z.array(z.object({ level: z.int(), message: z.string() })),
  /** What the action would go on with later, in words; null: it is done. */
  waits_for: z.string().nullable(),
});

export const listMemoryInput = z.object(pagingInput);

export const memoryShape = z.object({
  action_memory: z.array(z.object({ key: z.string(), value: anyOutput, items_count: z.int() })),
  /** Events that the action holds back; the next 100. */
  held_events: z.array(z.object({ event_id: z.int().nullable(), due_at: timeOutput })),
  held_events_count: z.int(),
  meta: metaShape,
});

export const releasedShape = z.object({
  /** Events that were held and go on now. */
  released_events_count: z.int(),
  /** Collections that were emitted as they were. */
  released_collections_count: z.int(),
});
