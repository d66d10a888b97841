/**
 * A run of a called story may be broken off and taken up again by another run, through a webhook for instance, if that one
 * passes on what the first event of the call said: `#action_id` and `#event_id`, or `#agent_id` in older stories
 * (actions.md section 9.2). They are looked for in the run's first event, or in its body.
 */
import { getKey, isObjectValue, toNative, toNumber, type Value } from '@fabula/formula';
import { type ActionId, asId, type EventId, type StoryId } from '@fabula/model';
import type { Chain } from './calls.ts';
import type { Way } from './way.ts';

export function chainOf(storyId: StoryId, way: Way): Chain | null {
  const first = way.outputs[0]?.payload;
  return chainIn(storyId, first) ?? chainIn(storyId, member(first, 'body'));
}

function chainIn(storyId: StoryId, value: Value | undefined): Chain | null {
  const actionId = idIn(member(value, '#action_id')) ?? idIn(member(value, '#agent_id'));
  if (actionId === null) return null;
  const eventId = idIn(member(value, '#event_id'));
  return { storyId, actionId: asId<ActionId>(actionId), eventId: eventId === null ? null : asId<EventId>(eventId) };
}

function member(value: Value | undefined, key: string): Value | undefined {
  return value !== undefined && isObjectValue(value) ? getKey(value, key) : undefined;
}

/** A number, or its text. */
function idIn(value: Value | undefined): number | null {
  const number = value === undefined ? undefined : toNumber(value);
  const id = number === undefined ? undefined : toNative(number);
  return id !== undefined && Number.isSafeInteger(id) && id > 0 ? id : null;
}
