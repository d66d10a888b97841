/** The ledger of a run's effects: each attempt with its outcome, and those that are under way. */
import { type ActionId, asId, type DeliveryId, type EventId, type RunId } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { isLive } from './visibility.ts';

export interface EffectRecord {
  /** Of the attempt; while it is under way, of its delivery. */
  readonly id: number;
  readonly actionId: ActionId;
  readonly deliveryId: DeliveryId;
  readonly inboundEventId: EventId | null;
  /** 0 for the first. */
  readonly attempt: number;
  /** started: under way. unknown: the process died before it could say. */
  readonly outcome: 'done' | 'failed' | 'retried' | 'unknown' | 'started';
  readonly startedAt: Date;
  /** null: it has not ended, as far as is known. */
  readonly endedAt: Date | null;
}

/** Oldest first, at most `limit`. Attempts that have ended live as long as events. */
export async function listEffects(
  executor: Executor,
  runId: RunId,
  now?: Date,
  limit = 1_000,
): Promise<readonly EffectRecord[]> {
  const { rows } =
    await sql<EffectRow>`select effect.id, effect.action_id, effect.delivery_id, effect.inbound_event_id, effect.attempt,
  effect.outcome, effect.started_at, effect.ended_at
from effect join story on story.id = effect.story_id
where effect.run_id = ${runId} and ${isLive(sql.ref('effect.ended_at'), sql.ref('effect.run_id'), now)}
union all
select id, action_id, id, event_id, attempt, case when is_outcome_unknown then 'unknown' else 'started' end, started_at, null
from delivery where run_id = ${runId} and started_at is not null
order by started_at, id limit ${limit}`.execute(executor);
  return rows.map((row) => ({
    id: row.id,
    actionId: asId<ActionId>(row.action_id),
    deliveryId: asId<DeliveryId>(row.delivery_id),
    inboundEventId: row.inbound_event_id === null ? null : asId<EventId>(row.inbound_event_id),
    attempt: row.attempt,
    outcome: row.outcome,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  }));
}

interface EffectRow {
  readonly id: number;
  readonly action_id: number;
  readonly delivery_id: number;
  readonly inbound_event_id: number | null;
  readonly attempt: number;
  readonly outcome: EffectRecord['outcome'];
  readonly started_at: Date;
  readonly ended_at: Date | null;
}
