/** A list of 100 orders is taken apart, each order transformed, the results put together again and answered. */
import { randomUUID } from 'node:crypto';
import type { Scenario, Step } from './scenario.ts';

const itemCount = 100;

interface Item {
  readonly id: number;
  readonly price: number;
  readonly quantity: number;
}

export const fanout: Scenario = {
  name: 'fanout',
  about: `webhook → explode (${itemCount} items) → transform of each → implode → answer; the caller waits`,
  story: 'bench-fanout.json',
  webhook: 'bench-fanout/bench',
  body: () => JSON.stringify({ orders: Array.from({ length: itemCount }, (_, id) => makeItem(id)) }),
  isRight: (answer) => {
    const results: { reference: string; total: number }[] = JSON.parse(answer);
    // An implode collects in the order of arrival.
    const totals = new Map(results.map(({ reference, total }) => [reference, total]));
    return results.length === itemCount && totals.size === itemCount && totals.get('order-7') === 7 * 1.5 * 8;
  },
};

function makeItem(id: number): Item {
  return { id, price: id * 1.5, quantity: id + 1 };
}

/** The answer alone, as somebody would compute it who keeps nothing. */
export function answerItems({ orders }: { readonly orders: readonly Item[] }) {
  return orders.map(rate);
}

function rate({ id, price, quantity }: Item) {
  return { reference: `order-${id}`, total: price * quantity };
}

/** The story as plain code, with all its events. */
export function fanOut(
  body: { readonly orders: readonly Item[] },
  headers: unknown,
): { answer: unknown; steps: Step[] } {
  const guid = randomUUID();
  const size = body.orders.length;
  const steps: Step[] = [{ slug: 'receive_orders', payload: { body, headers }, parent: null }];
  for (const [index, order] of body.orders.entries()) {
    steps.push({ slug: 'each_order', payload: { index, guid, size, order }, parent: 0 });
  }
  const answer = answerItems(body);
  for (const [index, payload] of answer.entries()) {
    steps.push({ slug: 'rate_order', payload, parent: 1 + index });
  }
  steps.push({ slug: 'all_orders', payload: answer, parent: steps.length - 1 });
  return { answer, steps };
}
