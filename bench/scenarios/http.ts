/** A webhook whose story asks a local service before it answers. */
import { isDeepStrictEqual } from 'node:util';
import { request } from 'undici';
import { inARow, type Order, order, type Scenario, type Step } from './scenario.ts';

export const http: Scenario = {
  name: 'http',
  about: 'webhook → HTTP Request to a local service → transform → answer; the caller waits',
  story: 'bench-http.json',
  webhook: 'bench-http/bench',
  body: (directory) => JSON.stringify({ ...order, directory }),
  isRight: (answer) =>
    isDeepStrictEqual(JSON.parse(answer), { reference: 'order-4711', customer: 'Ada Example', total: 196 }),
};

export type LookUpOrder = Order & { readonly directory: string };

/** The part that calls: what came back. */
export async function lookUp({ directory, id }: LookUpOrder) {
  const response = await request(`${directory}/customers/${id}`);
  return {
    status: response.statusCode,
    headers: response.headers,
    body: (await response.body.json()) as { name: string },
  };
}

/** The part after the call. */
export function answerWith(found: Awaited<ReturnType<typeof lookUp>>, body: Order): { answer: unknown; steps: Step[] } {
  const answer = { reference: `order-${body.id}`, customer: found.body.name, total: body.price * body.quantity };
  return { answer, steps: inARow({ look_up_customer: found, answer }, 0) };
}
