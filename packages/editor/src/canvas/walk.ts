/** Which action comes next, for people who move by keyboard. Pure: actions in, ids out. */
import type { ActionResponse } from '@fabula/model';

type Placed = Pick<ActionResponse, 'id' | 'position' | 'receivers' | 'sources'>;

export type Direction = 'up' | 'down' | 'left' | 'right';

/** The order of Tab: from each beginning along its links, branches from left to right, then what no beginning reaches. */
export function walkOrder(actions: readonly Placed[]): number[] {
  const byId = new Map(actions.map((action) => [action.id, action]));
  const inReadingOrder = actions.toSorted((a, b) => a.position.y - b.position.y || a.position.x - b.position.x);
  const fromLeft = actions.toSorted((a, b) => a.position.x - b.position.x || a.position.y - b.position.y);
  const order = new Set<number>();

  function walk(start: Placed) {
    const stack = [start];
    for (let action = stack.pop(); action !== undefined; action = stack.pop()) {
      if (order.has(action.id)) continue;
      order.add(action.id);
      const next = action.receivers.flatMap((id) => byId.get(id) ?? []);
      stack.push(...next.toSorted((a, b) => b.position.x - a.position.x));
    }
  }

  for (const action of fromLeft) if (action.sources.length === 0) walk(action);
  for (const action of inReadingOrder) walk(action);
  return [...order];
}

/** The action that an arrow key leads to: near in its direction and not far to the side; `undefined` at the border. */
export function neighbour(actions: readonly Placed[], fromId: number, direction: Direction): number | undefined {
  const from = actions.find((action) => action.id === fromId)?.position;
  if (from === undefined) return undefined;
  let best: { id: number; cost: number } | undefined;
  for (const { id, position } of actions) {
    const right = position.x - from.x;
    const down = position.y - from.y;
    const isAcross = direction === 'left' || direction === 'right';
    const ahead = isAcross ? (direction === 'right' ? right : -right) : direction === 'down' ? down : -down;
    const aside = Math.abs(isAcross ? down : right);
    if (ahead <= 0 || aside > ahead * 3) continue;
    const cost = ahead + aside * 2;
    if (best === undefined || cost < best.cost) best = { id, cost };
  }
  return best?.id;
}
