/**
 * The second floor: what somebody would write by hand who needs this one automation and must not lose a request. One
 * route, plain code, and an answer only after the run and its five events are in the database, in the columns that
 * Fabula keeps them in. While one INSERT is on its way, all requests that arrive wait and share the next one.
 */
import { randomUUID } from 'node:crypto';
import { openDatabase } from '@fabula/store';
import Fastify from 'fastify';
import { answerOrder, type Order } from './answer-order.ts';

const slugs = ['receive_order', 'shape_order', 'rate_order', 'is_it_large', 'answer'] as const;

const tables = `
create table if not exists bench_run (
  id bigint primary key, guid uuid not null, story_id bigint not null, origin text not null, caller_id bigint,
  started_at timestamptz not null, ended_at timestamptz not null, event_count integer not null, action_run_count integer not null
);
create table if not exists bench_event (
  id bigint primary key, run_id bigint not null, story_id bigint not null, action_id bigint not null, parent_id bigint,
  slug text not null, path json not null, payload json not null, is_re_emitted boolean not null, created_at timestamptz not null
)`;

const insert = `
with runs as (
  insert into bench_run
  select id, guid, 1, 'webhook', null, at, at, 5, 5
  from unnest($1::bigint[], $2::uuid[], $3::timestamptz[]) as run (id, guid, at)
)
insert into bench_event
select id, run_id, 1, action_id, parent_id, slug, path, payload, false, at
from unnest($4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::json[], $10::json[], $11::timestamptz[])
  as event (id, run_id, action_id, parent_id, slug, path, payload, at)`;

interface Waiting {
  readonly request: { readonly body: Order; readonly headers: Readonly<Record<string, unknown>> };
  readonly outputs: ReturnType<typeof answerOrder>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const database = await openDatabase({
  url: process.env['DATABASE_URL'],
  dataDir: process.env['FABULA_DATA_DIR'] ?? '',
  onError: (error) => {
    throw error;
  },
});
for (const statement of tables.split(';')) await database.pool.query(statement);

let nextId = 1;
let waiting: Waiting[] = [];
let isWriting = false;

async function writeAll(): Promise<void> {
  if (isWriting) return;
  isWriting = true;
  while (waiting.length > 0) {
    const group = waiting;
    waiting = [];
    try {
      await database.pool.query({ name: 'insert', text: insert, values: rowsOf(group) });
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
  isWriting = false;
}

function rowsOf(group: readonly Waiting[]): unknown[][] {
  const columns: unknown[][] = Array.from({ length: 11 }, () => []);
  const add = (from: number, ...values: unknown[]) => {
    for (const [index, value] of values.entries()) columns[from + index]?.push(value);
  };
  for (const { request, outputs } of group) {
    const at = new Date().toISOString();
    const runId = nextId++;
    add(0, runId, randomUUID(), at);
    const { shaped, rated, decided, answer } = outputs;
    const received = { body: request.body, headers: request.headers };
    const path: Record<string, number> = {};
    let parentId: number | null = null;
    for (const [index, payload] of [received, shaped, rated, decided, answer].entries()) {
      const id = nextId++;
      const slug = slugs[index] ?? '';
      path[slug] = id;
      add(3, id, runId, index + 1, parentId, slug, JSON.stringify(path), JSON.stringify(payload), at);
      parentId = id;
    }
  }
  return columns;
}

const app = Fastify();
app.post<{ Body: Order }>('/order', async (request) => {
  const outputs = answerOrder(request.body);
  await new Promise<void>((resolve, reject) => {
    waiting.push({ request, outputs, resolve, reject });
    void writeAll();
  });
  return outputs.answer;
});
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
