/** The way of a run over the board: which actions emitted, and which links their events can have taken. */
import type { ActionResponse } from '@fabula/model';
import { linkId } from './story-graph.ts';

type Linked = Pick<ActionResponse, 'id' | 'links_to_receivers'>;

export interface RunPath {
  readonly guid: string;
  readonly actionIds: ReadonlySet<number>;
  readonly linkIds: ReadonlySet<string>;
}

/**
 * `guid` names the run. `emitters`: the action of each event, in order. A link counts when its receiver emitted after its source did; the
 * list of a run names no parents, so of two sources that both emitted before, both are shown.
 */
export function runPath(guid: string, emitters: readonly number[], actions: readonly Linked[]): RunPath {
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  emitters.forEach((actionId, at) => {
    if (!first.has(actionId)) first.set(actionId, at);
    last.set(actionId, at);
  });
  const linkIds = new Set<string>();
  for (const { id, links_to_receivers: links } of actions) {
    const sourceFirst = first.get(id);
    if (sourceFirst === undefined) continue;
    for (const { receiver_id: receiverId, type } of links) {
      const receiverLast = last.get(receiverId);
      if (receiverLast !== undefined && receiverLast > sourceFirst) linkIds.add(linkId(id, receiverId, type));
    }
  }
  return { guid, actionIds: new Set(first.keys()), linkIds };
}
