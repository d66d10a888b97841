/** Rows of action memory: locked and read at the start of a transaction, changed before its end. */
import type { LockedMemory, MemoryChange, MemoryKey } from '@fabula/engine';
import { stringifyJson, type Value } from '@fabula/formula';
import type pg from 'pg';
import { Columns, numbers } from './array-literal.ts';
import { storedValue } from './claimed-row.ts';
import { allSent } from './in-transaction.ts';

/** A session, or any session. */
type Queries = pg.ClientBase | pg.Pool;

/** First half of the advisory locks on the memory of actions; the second half is the action. */
const lockClass = 4_711_002;

/**
 * Locks by action rather than by key: a key that is not there yet has no row to lock, and a lock per key of a large batch
 * would not fit into the lock table. Always in the same order, so that two processes cannot wait for each other.
 */
export async function lockMemory(client: pg.ClientBase, keys: readonly MemoryKey[]): Promise<LockedMemory> {
  const actions = [...new Set(keys.map((key) => key.actionId % 2_147_483_647))].sort((a, b) => a - b);
  const locked = client.query({
    name: 'memory-lock',
    text: 'select pg_advisory_xact_lock($1::int, action) from unnest($2::int[]) as action',
    values: [lockClass, numbers(actions)],
  });
  // A statement of its own: it sees what was committed before the lock was given.
  const [, memory] = await allSent(locked, readMemory(client, keys));
  return memory;
}

/** The values now; items when they are asked for. */
export async function readMemory(client: Queries, keys: readonly MemoryKey[]): Promise<LockedMemory> {
  const { rows } = await client.query<{ action_id: number; key: string; value: string }>({
    name: 'memory-read',
    text: `select m.action_id, m.key, m.value from unnest($1::bigint[], $2::text[]) as t(action_id, key)
join action_memory m on m.action_id = t.action_id and m.key = t.key`,
    values: keyColumns(keys),
  });
  const values = new Map(rows.map((row): [string, Value] => [`${row.action_id} ${row.key}`, storedValue(row.value)]));
  return {
    get: ({ actionId, key }) => values.get(`${actionId} ${key}`) ?? null,
    items: async ({ actionId, key }) => {
      const items = await client.query<{ item: string }>({
        name: 'memory-items',
        text: 'select item from action_memory_item where action_id = $1 and key = $2 order by id',
        values: [actionId, key],
      });
      return items.rows.map((row) => storedValue(row.item));
    },
  };
}

/** Sends the changes, in their order, without waiting for the answers. */
export function changeMemory(client: pg.ClientBase, changes: readonly MemoryChange[]): Promise<unknown>[] {
  return [...removals(changes), ...puts(changes), ...appends(changes), ...forgettings(changes)].map((statement) =>
    client.query(statement),
  );
}

function removals(changes: readonly MemoryChange[]): pg.QueryConfig[] {
  const removed = changes.filter((change) => change.value === null);
  if (removed.length === 0) return [];
  return ['action_memory_item', 'action_memory'].map((table) => ({
    name: `memory-remove-${table}`,
    text: `delete from ${table} m using unnest($1::bigint[], $2::text[]) as t(action_id, key) where m.action_id = t.action_id and m.key = t.key`,
    values: keyColumns(removed),
  }));
}

function puts(changes: readonly MemoryChange[]): pg.QueryConfig[] {
  const columns = new Columns(4);
  let count = 0;
  for (const { actionId, key, value, rank } of changes) {
    if (value === undefined || value === null) continue;
    count++;
    columns.add(actionId, key, rank ?? 0, stringifyJson(value));
  }
  if (count === 0) return [];
  return [
    {
      name: 'memory-put',
      text: `insert into action_memory (action_id, key, rank, value) select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::json[])
on conflict (action_id, key) do update set rank = excluded.rank, value = excluded.value`,
      values: columns.toParameters(),
    },
  ];
}

function appends(changes: readonly MemoryChange[]): pg.QueryConfig[] {
  const columns = new Columns(3);
  let count = 0;
  for (const { actionId, key, append } of changes) {
    for (const item of append ?? []) {
      count++;
      columns.add(actionId, key, stringifyJson(item));
    }
  }
  if (count === 0) return [];
  return [
    {
      name: 'memory-append',
      text: `insert into action_memory_item (action_id, key, item) select action_id, key, item
from unnest($1::bigint[], $2::text[], $3::json[]) with ordinality as t(action_id, key, item, place) order by place`,
      values: columns.toParameters(),
    },
  ];
}

function forgettings(changes: readonly MemoryChange[]): pg.QueryConfig[] {
  return changes.flatMap(({ actionId, forgetBelow }) =>
    forgetBelow === undefined
      ? []
      : [
          {
            name: 'memory-forget',
            text: 'delete from action_memory where action_id = $1 and rank < $2 and rank > 0',
            values: [actionId, forgetBelow],
          },
        ],
  );
}

function keyColumns(keys: readonly MemoryKey[]): string[] {
  const columns = new Columns(2);
  for (const { actionId, key } of keys) columns.add(actionId, key);
  return columns.toParameters();
}
