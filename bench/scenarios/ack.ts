/** A webhook that answers at once; three transforms follow, and nobody waits for them. */
import { inARow, type Order, order, type Scenario, type Step } from './scenario.ts';

export const ack: Scenario = {
  name: 'ack',
  about: 'webhook, answered at once → three transforms; runs per second until all of them have ended',
  story: 'bench-ack.json',
  webhook: 'bench-ack/bench',
  body: () => JSON.stringify(order),
  isRight: (answer) => answer === 'Ok',
  lastAction: 'File order',
};

/** The story as plain code, after its answer. */
export function workOff(body: Order): Step[] {
  const total = body.price * body.quantity;
  const shaped = { id: body.id, customer: `${body.customer.name} (${body.customer.country})`, total };
  const rated = { reference: `order-${shaped.id}`, is_large: total > 100, label: shaped.customer.toUpperCase() };
  const filed = { reference: rated.reference, total, decision: 'review' };
  return inARow({ shape_order: shaped, rate_order: rated, file_order: filed }, 0);
}
