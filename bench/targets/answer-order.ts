/** The story of examples/stories/bench-sync.json as plain code. */
export interface Order {
  readonly id: number;
  readonly customer: { readonly name: string; readonly country: string };
  readonly price: number;
  readonly quantity: number;
}

/** The outputs of the actions, in order; `answer` is the last one. */
export function answerOrder(order: Order) {
  const total = order.price * order.quantity;
  const shaped = { id: order.id, customer: `${order.customer.name} (${order.customer.country})`, total };
  const rated = { reference: `order-${shaped.id}`, is_large: total > 100, label: shaped.customer.toUpperCase() };
  const decided = { rule_matched: total > 100 };
  const answer = { reference: rated.reference, total, decision: 'review' };
  return { shaped, rated, decided, answer };
}
