/** Performing an action by hand: for real, or only to see what would come out. */
import { makeObject, type ObjectValue, stringifyJson, type Value } from '@fabula/formula';
import { runStartedShape, triedActionShape } from '@fabula/model';
import type { z } from 'zod';
import { request } from './http.ts';

/** What an action would do with an event. Nothing of it was emitted. */
export type TriedAction = z.output<typeof triedActionShape>;

/** `options`: tried instead of the stored ones. */
export function tryAction(actionId: number, eventId: number | undefined, options: ObjectValue): Promise<TriedAction> {
  const body = stringifyJson(makeObject([...eventIn(eventId), ['options', options]]));
  return request(`/api/v1/actions/${actionId}/test`, triedActionShape, { method: 'POST', body });
}

/** Gives the guid of the run in which it happens. */
export async function runAction(actionId: number, eventId: number | undefined): Promise<string> {
  const body = stringifyJson(makeObject(eventIn(eventId)));
  return (await request(`/api/v1/actions/${actionId}/run`, runStartedShape, { method: 'POST', body })).story_run_guid;
}

function eventIn(eventId: number | undefined): [string, Value][] {
  return eventId === undefined ? [] : [['event_id', eventId]];
}
