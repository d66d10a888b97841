/** Where a run stands, for those who look at it through its pages. */
import { type ActionId, asId, type DeliveryId, type EventId, type RunId, type StoryId } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { countEvents, pageOfEvents } from './event-rows.ts';
import { isRunLive } from './visibility.ts';

export interface VisitedRun {
  readonly id: RunId;
  readonly guid: string;
  readonly storyId: StoryId;
  /** Something of it is still to do. */
  readonly goesOn: boolean;
}

/** null: there is none, or it has expired. `guid` is a uuid. */
export async function findVisitedRun(executor: Executor, guid: string, now?: Date): Promise<VisitedRun | null> {
  const row = await executor
    .selectFrom('run')
    .innerJoin('story', 'story.id', 'run.story_id')
    .select((select) => [
      'run.id',
      'run.guid',
      'run.story_id',
      select
        .exists(select.selectFrom('delivery').select('delivery.id').whereRef('delivery.run_id', '=', 'run.id'))
        .as('goes_on'),
    ])
    .where('run.guid', '=', guid)
    .where(isRunLive(now))
    .executeTakeFirst();
  if (row === undefined) return null;
  return { id: asId(row.id), guid: row.guid, storyId: asId(row.story_id), goesOn: Boolean(row.goes_on) };
}

export interface WaitingVisit {
  readonly deliveryId: DeliveryId;
  readonly actionId: ActionId;
  readonly eventId: EventId | null;
}

/** Deliveries of the run that wait for somebody outside, oldest first. */
export async function listWaitingVisits(executor: Executor, runId: RunId): Promise<readonly WaitingVisit[]> {
  const rows = await executor
    .selectFrom('delivery')
    .select(['id', 'action_id', 'event_id'])
    .where('run_id', '=', runId)
    .where(sql<boolean>`waits_for = id`)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    deliveryId: asId(row.id),
    actionId: asId(row.action_id),
    eventId: row.event_id === null ? null : asId(row.event_id),
  }));
}

/** The newest event that the action has written in the run; null: none that is shown. */
export async function newestEventIn(
  executor: Executor,
  runId: RunId,
  actionId: ActionId,
  now?: Date,
): Promise<EventId | null> {
  const search = { teamIds: null, runId, actionId, sinceId: 0 };
  const count = await countEvents(executor, search, now);
  if (count === 0) return null;
  const [row] = await pageOfEvents(executor, search, { limit: 1, offset: count - 1 }, now);
  return row === undefined ? null : asId(row.id);
}
