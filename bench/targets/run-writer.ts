/**
 * Writes runs and their events as somebody would by hand: while one statement is on its way, all that arrives waits and
 * shares the next one.
 */
import { randomUUID } from 'node:crypto';
import type { Database } from '@fabula/store';
import type { Step } from '../scenarios/scenario.ts';

export interface Run {
  readonly id: number;
  /** Of the events written so far, in order. */
  readonly events: { readonly id: number; readonly path: Readonly<Record<string, number>> }[];
}

export interface RunWriter {
  begin(): Run;
  /** Resolves when the next steps of the run are durable. */
  write(run: Run, steps: readonly Step[], isLast: boolean): Promise<void>;
}

const tables = [
  `create table if not exists bench_run (
    id bigint primary key, guid uuid not null, story_id bigint not null, origin text not null, caller_id bigint,
    started_at timestamptz not null, ended_at timestamptz, event_count integer not null, action_run_count integer not null
  )`,
  `create table if not exists bench_event (
    id bigint primary key, run_id bigint not null, story_id bigint not null, action_id bigint not null, parent_id bigint,
    slug text not null, path json not null, payload json not null, is_re_emitted boolean not null, created_at timestamptz not null
  )`,
];

const newRuns = {
  name: 'new_run',
  types: ['bigint', 'uuid', 'timestamptz', 'timestamptz', 'int'],
  sql: (rows: string) => `insert into bench_run
    select id, guid, 1, 'webhook', null, at, ended_at, events, events from ${rows} as run (id, guid, at, ended_at, events)`,
};
const endedRuns = {
  name: 'ended_run',
  types: ['bigint', 'timestamptz', 'int'],
  sql: (rows: string) => `update bench_run set ended_at = run.at,
    event_count = event_count + run.events, action_run_count = action_run_count + run.events
    from ${rows} as run (id, at, events) where bench_run.id = run.id`,
};
const newEvents = {
  name: 'new_event',
  types: ['bigint', 'bigint', 'bigint', 'bigint', 'text', 'json', 'json', 'timestamptz'],
  sql: (rows: string) => `insert into bench_event
    select id, run_id, 1, action_id, parent_id, slug, path, payload, false, at
    from ${rows} as event (id, run_id, action_id, parent_id, slug, path, payload, at)`,
};
const kinds = [newRuns, endedRuns, newEvents];

interface Waiting {
  readonly run: Run;
  readonly steps: readonly Step[];
  readonly isLast: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export async function openRunWriter(pool: Database['pool']): Promise<RunWriter> {
  for (const table of tables) await pool.query(table);
  const { rows } = await pool.query<{ last: string }>(
    'select greatest((select max(id) from bench_run), (select max(id) from bench_event), 0)::text as last',
  );
  let lastId = Number(rows[0]?.last);
  let waiting: Waiting[] = [];
  let isWriting = false;

  async function writeAll(): Promise<void> {
    if (isWriting) return;
    isWriting = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await pool.query(statementOf(group, () => ++lastId));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    isWriting = false;
  }

  return {
    begin: () => ({ id: ++lastId, events: [] }),
    write: (run, steps, isLast) =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ run, steps, isLast, resolve, reject });
        void writeAll();
      }),
  };
}

/** One statement, prepared once for each combination of kinds of rows. */
function statementOf(group: readonly Waiting[], nextId: () => number) {
  const rows = new Map(kinds.map((kind) => [kind, kind.types.map((): unknown[] => [])]));
  const add = (kind: (typeof kinds)[number], ...values: unknown[]) => {
    for (const [index, column] of (rows.get(kind) ?? []).entries()) column.push(values[index]);
  };
  for (const { run, steps, isLast } of group) {
    const at = new Date().toISOString();
    if (run.events.length === 0) add(newRuns, run.id, randomUUID(), at, isLast ? at : null, steps.length);
    else if (isLast) add(endedRuns, run.id, at, steps.length);
    for (const { slug, payload, parent } of steps) {
      const before = parent === null ? undefined : run.events[parent];
      const id = nextId();
      const path = { ...before?.path, [slug]: id };
      const actionId = Object.keys(path).length;
      add(newEvents, id, run.id, actionId, before?.id ?? null, slug, JSON.stringify(path), JSON.stringify(payload), at);
      run.events.push({ id, path });
    }
  }
  const present = kinds.filter((kind) => (rows.get(kind)?.[0]?.length ?? 0) > 0);
  const values: unknown[] = [];
  const parts = present.map((kind) => {
    const parameters = kind.types.map((type, index) => `$${values.length + index + 1}::${type}[]`);
    values.push(...(rows.get(kind) ?? []));
    return `${kind.name} as (${kind.sql(`unnest(${parameters.join(', ')})`)})`;
  });
  return { name: present.map(({ name }) => name).join(' '), text: `with ${parts.join(', ')} select`, values };
}
