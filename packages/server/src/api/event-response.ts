/** The event object of the documented API (reference: api/events.md). */
import { isObjectValue, parseJson } from '@fabula/formula';
import { toTimestamp } from '@fabula/model';
import type { EventRecord } from '@fabula/store';

/** Deeper than any body that is let in, because the tree of outputs stands around it. */
const storedDepth = 2_000;

export function toEventResponse(event: EventRecord) {
  const payload = parseJson(event.payloadText, { maxDepth: storedDepth });
  if (!payload.ok || !isObjectValue(payload.value)) throw new Error(`event ${event.id} does not hold an object`);
  const createdAt = toTimestamp(event.createdAt.getTime());
  return {
    id: event.id,
    agent_id: event.actionId,
    payload: payload.value,
    created_at: createdAt,
    updated_at: createdAt,
    story_run_guid: event.runGuid,
    previous_event_ids: [...event.previousEventIds],
    re_emitted: event.isReEmitted,
  };
}
