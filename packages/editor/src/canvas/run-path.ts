/** The way of a run over the board: which actions emitted, and which links their events can have taken. */
import type { ActionResponse } from '@fabula/model';
import { linkKey, linksOf } from '../board/board.ts';

type Linked = Pick<ActionResponse, 'id' | 'guid' | 'links_to_receivers'>;

export interface RunPath {
  readonly guid: string;
  /** Guids of actions. */
  readonly actions: ReadonlySet<string>;
  /** Keys of links. */
  readonly links: ReadonlySet<string>;
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
  const ids = new Map(actions.map((action) => [action.guid, action.id]));
  const at = (times: ReadonlyMap<number, number>, ofAction: string) => times.get(ids.get(ofAction) ?? 0);
  const links = new Set<string>();
  for (const link of linksOf({ actions })) {
    const sourceFirst = at(first, link.source);
    const receiverLast = at(last, link.receiver);
    if (sourceFirst !== undefined && receiverLast !== undefined && receiverLast > sourceFirst) links.add(linkKey(link));
  }
  const guids = actions.filter(({ id }) => first.has(id)).map((action) => action.guid);
  return { guid, actions: new Set(guids), links };
}
