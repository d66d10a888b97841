/** What an action remembers between runs (runtime.md section 5), and the events that it holds back: seen, cleared, released. */
import type { Value } from '@fabula/formula';
import { type ActionId, asId, type EventId } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { readStored } from '../database/stored-json.ts';
import { type Page, type Paging, windowOf } from './paging.ts';

export interface MemoryEntry {
  readonly key: string;
  readonly value: Value;
  /** Items collected under the key. */
  readonly items: number;
}

export interface HeldEvent {
  /** The event that waits; null: a run that began here. */
  readonly eventId: EventId | null;
  readonly dueAt: Date;
}

export async function listMemory(executor: Executor, actionId: ActionId, paging: Paging): Promise<Page<MemoryEntry>> {
  const { limit, offset } = windowOf(paging);
  const { count } = await executor
    .selectFrom('action_memory')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('action_id', '=', actionId)
    .executeTakeFirstOrThrow();
  const { rows } = await sql<{ key: string; value: string; items: number }>`
    select m.key, m.value, (
      select count(*)::int from action_memory_item i where i.action_id = m.action_id and i.key = m.key
    ) as items
    from action_memory m where m.action_id = ${actionId} order by m.key limit ${limit} offset ${offset}
  `.execute(executor);
  return { items: rows.map(({ key, value, items }) => ({ key, value: readStored(value), items })), count };
}

/** Events that the action holds for later (delay, throttle, a retry), the next one first. */
export async function listHeldEvents(executor: Executor, actionId: ActionId, limit: number): Promise<Page<HeldEvent>> {
  const { rows } = await sql<{ event_id: number | null; due_at: Date; count: number }>`
    select event_id, due_at, count(*) over ()::int as count
    from delivery where action_id = ${actionId} and ${isHeld} order by due_at, id limit ${limit}
  `.execute(executor);
  const items = rows.map((row) => ({
    eventId: row.event_id === null ? null : asId<EventId>(row.event_id),
    dueAt: row.due_at,
  }));
  return { items, count: rows[0]?.count ?? 0 };
}

/** Forgets everything, and drops the events that wait. One transaction; gives how many events were dropped. */
export async function clearMemory(executor: Executor, actionId: ActionId): Promise<number> {
  await executor.deleteFrom('action_memory').where('action_id', '=', actionId).execute();
  await executor.deleteFrom('action_memory_item').where('action_id', '=', actionId).execute();
  const { numAffectedRows } = await sql`
    delete from delivery where action_id = ${actionId} and ${isHeld}
  `.execute(executor);
  return Number(numAffectedRows ?? 0);
}

/** Makes the events that wait due at once; gives how many. */
export async function releaseHeldEvents(executor: Executor, actionId: ActionId, now: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update delivery set due_at = to_timestamp(${now}::float8 / 1000) where action_id = ${actionId} and ${isHeld}
  `.execute(executor);
  return Number(numAffectedRows ?? 0);
}

/** Not under way, and with a state of its own: what has none is work that simply has not been done yet. */
const isHeld = sql`claimed_by is null and due_at is not null and started_at is null and waits_for is null and state::text <> 'null'`;
