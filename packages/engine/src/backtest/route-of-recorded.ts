import { getKey, isObjectValue, type Value } from '@fabula/formula';
import type { LinkKind } from '@fabula/model';
import type { ActionLinks } from '../decide/decide-next.ts';

/** The links that a recorded event went along: where a failure has links of its own, its event is the one with an `error`. */
export function routeOfRecorded(links: ActionLinks, payload: Value): LinkKind {
  const isFailure = isObjectValue(payload) && getKey(payload, 'error') !== undefined;
  return isFailure && links.failure.length > 0 ? 'failure' : 'default';
}
