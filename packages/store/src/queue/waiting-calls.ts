/** Deliveries that wait for runs, found by what they wait for. */
import type { WaitsFor } from '@fabula/engine';
import { type ActionId, asId, type DeliveryId, type EventId, type StoryId } from '@fabula/model';
import type pg from 'pg';

export interface WaitingCall {
  readonly storyId: StoryId;
  readonly actionId: ActionId;
  readonly eventId: EventId | null;
}

interface Found {
  readonly callerId: DeliveryId;
  readonly waitsFor: WaitsFor;
}

interface Row {
  readonly id: number;
  readonly waits_for: number;
}

export async function findWaitingCall(pool: pg.Pool, call: WaitingCall): Promise<Found | null> {
  const { rows } = await pool.query<Row>({
    name: 'find-waiting-call',
    text: `select d.id, d.waits_for from delivery d join run r on r.id = d.waits_for
where d.action_id = $1 and d.event_id is not distinct from $2 and r.story_id = $3 order by d.id limit 1`,
    values: [call.actionId, call.eventId, call.storyId],
  });
  return rows[0] === undefined ? null : toFound(rows[0]);
}

/** What is left of a run is found by `delivery_run`. */
export async function findEndedGroups(pool: pg.Pool): Promise<Found[]> {
  const { rows } = await pool.query<Row>({
    name: 'find-ended-groups',
    text: `select d.id, d.waits_for from delivery d
where d.is_group_call and d.claimed_by is null
  and not exists (select from delivery inner_one where inner_one.run_id = d.waits_for)
order by d.id limit 100`,
  });
  return rows.map(toFound);
}

function toFound(row: Row): Found {
  return { callerId: asId<DeliveryId>(row.id), waitsFor: asId<WaitsFor>(row.waits_for) };
}
