/** How events go through a part of a board: where they come in, where they leave, and whether more than one may. Pure. */
import { getKey } from '@fabula/formula';
import type { ActionResponse } from '@fabula/model';
import type { BoardLink } from '../board.ts';

export interface Crossing {
  /** From the outside to the inside. */
  readonly inward: readonly BoardLink[];
  readonly outward: readonly BoardLink[];
  readonly within: readonly BoardLink[];
}

export function crossingOf(links: readonly BoardLink[], inside: ReadonlySet<string>): Crossing {
  const isInside = ({ source, receiver }: BoardLink) => [inside.has(source), inside.has(receiver)] as const;
  const where = (from: boolean, to: boolean) =>
    links.filter((link) => isInside(link)[0] === from && isInside(link)[1] === to);
  return { inward: where(false, true), outward: where(true, false), within: where(true, true) };
}

/** The ends that all of these have in common; null: some have others. `side`: the end that is meant. */
export function commonEnds(links: readonly BoardLink[], side: 'source' | 'receiver'): readonly string[] | null {
  const other = side === 'source' ? 'receiver' : 'source';
  const ends = new Map<string, Set<string>>();
  for (const link of links) {
    const key = `${link[other]} ${link.type}`;
    ends.set(key, (ends.get(key) ?? new Set()).add(link[side]));
  }
  const [first = new Set<string>(), ...more] = ends.values();
  return more.every((each) => each.size === first.size && [...each].every((end) => first.has(end))) ? [...first] : null;
}

/** Whether what leaves can come in again. */
export function comesBack(links: readonly BoardLink[], inside: ReadonlySet<string>): boolean {
  const { outward } = crossingOf(links, inside);
  const reached = new Set(outward.map(({ receiver }) => receiver));
  for (const guid of reached) {
    for (const { source, receiver } of links) if (source === guid) reached.add(receiver);
  }
  return [...reached].some((guid) => inside.has(guid));
}

/**
 * Whether one event that comes in at `firsts` may make more than one leave along `exits`. An event takes one kind of link only
 * (a match or none, an event or a failure), and all links of that kind; Explode makes many of it, Implode one of many.
 */
export function mayLeaveTwice(
  actions: readonly Pick<ActionResponse, 'guid' | 'type' | 'options'>[],
  within: readonly BoardLink[],
  firsts: readonly string[],
  exits: readonly BoardLink[],
): boolean {
  const modes = new Map(actions.map((action) => [action.guid, modeOf(action)]));
  const counts = new Map<string, number>();
  const from = (guid: string) => (modes.get(guid) === 'implode' ? 0 : (counts.get(guid) ?? 0));
  const leaving = (guid: string): number => {
    const kinds = new Map<string, number>();
    // However many receivers there are outside: it is one event that leaves.
    for (const type of new Set(exits.filter(({ source }) => source === guid).map((link) => link.type)))
      kinds.set(type, 1);
    for (const { source, receiver, type } of within) {
      if (source === guid) kinds.set(type, (kinds.get(type) ?? 0) + from(receiver));
    }
    return Math.max(0, ...kinds.values());
  };
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const { guid } of actions) {
      const count = Math.min(2, leaving(guid) * (modes.get(guid) === 'explode' ? 2 : 1));
      if (count === (counts.get(guid) ?? 0)) continue;
      counts.set(guid, count);
      isNew = true;
    }
  }
  const gathered = actions.filter(({ guid }) => modes.get(guid) === 'implode').map(({ guid }) => counts.get(guid) ?? 0);
  return [...firsts.map(from), ...gathered].reduce((sum, count) => sum + count, 0) > 1;
}

function modeOf({ type, options }: Pick<ActionResponse, 'type' | 'options'>): unknown {
  return type === 'Agents::EventTransformationAgent' ? getKey(options, 'mode') : undefined;
}
