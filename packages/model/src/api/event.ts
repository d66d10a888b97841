/** Events and logs on the wire (reference: api/events.md, api/actions.md). */
import { z } from 'zod';
import { booleanInput, idInput, integerInput, listInput, optionalIdInput, timeInput } from './input.ts';
import { objectOutput, timeOutput } from './output.ts';
import { pageShape, pagingInput } from './paging.ts';

export const eventShape = z
  .object({
    id: z.int(),
    agent_id: z.int(),
    payload: objectOutput,
    created_at: timeOutput,
    updated_at: timeOutput,
    story_run_guid: z.string(),
    previous_event_ids: z.array(z.int()),
    re_emitted: z.boolean(),
  })
  .meta({ id: 'Event' });

export const eventListShape = pageShape('events', eventShape);

const eventFilters = {
  /** The list starts after this event; 0 is the beginning. */
  since_id: integerInput(0, Number.MAX_SAFE_INTEGER).optional(),
  until_id: integerInput(0, Number.MAX_SAFE_INTEGER).optional(),
  show_reemitted_events_only: booleanInput.default(false),
};

export const listActionEventsInput = z.object({
  ...eventFilters,
  /** As in the list of all events. An addition to the documented API. */
  since: timeInput.optional(),
  until: timeInput.optional(),
  ...pagingInput,
});

export const listEventsInput = z.object({
  ...eventFilters,
  since: timeInput.optional(),
  until: timeInput.optional(),
  team_id: optionalIdInput,
  story_id: optionalIdInput,
  include_groups: booleanInput.default(false),
  ...pagingInput,
});

export const mostReEmitted = 500;
export const reEmitInput = z.object({
  event_ids: listInput(idInput).refine((ids) => ids.length > 0 && ids.length <= mostReEmitted, {
    error: `must name between one and ${mostReEmitted} events`,
  }),
});
export const reEmittedShape = z.object({ reemitted_event_ids: z.array(z.int()) });

export const logShape = z
  .object({
    id: z.int(),
    level: z.int(),
    message: z.string(),
    created_at: timeOutput,
    inbound_event: eventShape.nullable(),
  })
  .meta({ id: 'ActionLog' });

export const logListShape = pageShape('action_logs', logShape);
