/**
 * The first floor: what Fastify and JSON cost by themselves. It computes the answer of each scenario in plain code and
 * keeps nothing; for `http` it is a bare proxy.
 */
import Fastify from 'fastify';
import { answerItems } from '../scenarios/fanout.ts';
import { answerWith, type LookUpOrder, lookUp } from '../scenarios/http.ts';
import type { Order } from '../scenarios/scenario.ts';
import { answerOrder } from '../scenarios/sync.ts';

const app = Fastify();
app.post<{ Body: Order }>('/sync', async ({ body, headers }) => answerOrder(body, headers).answer);
app.post('/ack', async (_request, reply) => reply.code(201).send('Ok'));
app.post<{ Body: Parameters<typeof answerItems>[0] }>('/fanout', async ({ body }) => answerItems(body));
app.post<{ Body: LookUpOrder }>('/http', async ({ body }) => answerWith(await lookUp(body), body).answer);
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
