/** The first floor: what Fastify and JSON cost by themselves. It computes the answer and keeps nothing. */
import Fastify from 'fastify';
import { answerOrder, type Order } from './answer-order.ts';

const app = Fastify();
app.post<{ Body: Order }>('/order', async (request) => answerOrder(request.body).answer);
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
