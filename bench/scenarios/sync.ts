/** Webhook → two transforms → condition → answer, and the caller waits for it. */
import { isDeepStrictEqual } from 'node:util';
import { inARow, type Order, order, type Scenario, type Step } from './scenario.ts';

export const sync: Scenario = {
  name: 'sync',
  about: 'webhook → two transforms → condition → answer; the caller waits',
  story: 'bench-sync.json',
  webhook: 'bench-sync/bench',
  body: () => JSON.stringify(order),
  isRight: (answer) =>
    isDeepStrictEqual(JSON.parse(answer), { reference: 'order-4711', total: 196, decision: 'review' }),
};

/** The story as plain code. */
export function answerOrder(body: Order, headers: unknown): { answer: unknown; steps: Step[] } {
  const total = body.price * body.quantity;
  const shaped = { id: body.id, customer: `${body.customer.name} (${body.customer.country})`, total };
  const rated = { reference: `order-${shaped.id}`, is_large: total > 100, label: shaped.customer.toUpperCase() };
  const answer = { reference: rated.reference, total, decision: 'review' };
  const steps = {
    receive_order: { body, headers },
    shape_order: shaped,
    rate_order: rated,
    is_it_large: { rule_matched: total > 100 },
    answer,
  };
  return { answer, steps: inARow(steps, null) };
}
