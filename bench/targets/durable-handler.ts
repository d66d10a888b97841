/**
 * The second floor: what somebody would write by hand who needs just these automations and must not lose a request. One
 * route each, plain code, and an answer only after the run and its events are in the database, in the columns that
 * Fabula keeps them in. `ack` stores what it received, answers, and stores the rest; `http` stores before and after its call.
 */
import { openDatabase } from '@fabula/store';
import Fastify from 'fastify';
import { workOff } from '../scenarios/ack.ts';
import { fanOut } from '../scenarios/fanout.ts';
import { answerWith, type LookUpOrder, lookUp } from '../scenarios/http.ts';
import { type Order, order, type Step } from '../scenarios/scenario.ts';
import { answerOrder } from '../scenarios/sync.ts';
import { openRunWriter } from './run-writer.ts';

const database = await openDatabase({
  url: process.env['DATABASE_URL'],
  dataDir: process.env['FABULA_DATA_DIR'] ?? '',
  templateDirectory: 'dist/database-template',
  onError: (error) => {
    throw error;
  },
});
const writer = await openRunWriter(database.pool);
let endedCount = 0;

const app = Fastify();
app.post<{ Body: Order }>('/sync', async ({ body, headers }) => {
  const { answer, steps } = answerOrder(body, headers);
  await writer.write(writer.begin(), steps, true);
  return answer;
});
app.post<{ Body: Order }>('/ack', async ({ body, headers }, reply) => {
  const run = writer.begin();
  await writer.write(run, [received(body, headers)], false);
  // As the story does: after the answer, and nobody waits.
  setImmediate(() => void writer.write(run, workOff(body), true).then(() => endedCount++));
  return reply.code(201).send('Ok');
});
app.post<{ Body: Parameters<typeof fanOut>[0] }>('/fanout', async ({ body, headers }) => {
  const { answer, steps } = fanOut(body, headers);
  await writer.write(writer.begin(), steps, true);
  return answer;
});
app.post<{ Body: LookUpOrder }>('/http', async ({ body, headers }) => {
  const run = writer.begin();
  await writer.write(run, [received(body, headers)], false);
  const { answer, steps } = answerWith(await lookUp(body), body);
  await writer.write(run, steps, true);
  return answer;
});
app.get('/ended', async () => ({ ended: endedCount }));
/** How long one commit of a run of `sync` takes that nobody shares, in a loop: milliseconds each. */
app.get<{ Querystring: { seconds: string } }>('/bare-commits', async ({ query, headers }) => {
  const durations: number[] = [];
  for (const end = performance.now() + 1000 * Number(query.seconds); performance.now() < end; ) {
    const begin = performance.now();
    await writer.write(writer.begin(), answerOrder(order, headers).steps, true);
    durations.push(performance.now() - begin);
  }
  return durations;
});
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void app.close().then(() => database.close()));
}

function received(body: unknown, headers: unknown): Step {
  return { slug: 'receive_order', payload: { body, headers }, parent: null };
}
