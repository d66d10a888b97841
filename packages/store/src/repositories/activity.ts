/** What the storyboard shows of each action while the story runs: counters that the engine keeps, and what is pending. */
import { type ActionId, asId, type StoryId } from '@fabula/model';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';

export interface ActionActivity {
  readonly eventsCount: number;
  readonly logsCount: number;
  readonly errorsCount: number;
  readonly lastReceiveAt: Date | null;
  readonly lastEventAt: Date | null;
  readonly lastErrorLogAt: Date | null;
}

export const noActivity: ActionActivity = {
  eventsCount: 0,
  logsCount: 0,
  errorsCount: 0,
  lastReceiveAt: null,
  lastEventAt: null,
  lastErrorLogAt: null,
};

/** Actions that never did anything are absent: `noActivity`. */
export async function storyActivity(
  executor: Executor,
  storyId: StoryId,
): Promise<ReadonlyMap<ActionId, ActionActivity>> {
  const rows = await executor.selectFrom('action_activity').selectAll().where('story_id', '=', storyId).execute();
  return byAction(rows);
}

export async function actionActivity(
  executor: Executor,
  actionIds: readonly ActionId[],
): Promise<ReadonlyMap<ActionId, ActionActivity>> {
  const rows = await executor
    .selectFrom('action_activity')
    .selectAll()
    .where('action_id', '=', anyOf(actionIds))
    .execute();
  return byAction(rows);
}

/** Deliveries still to do, per action of the story that has any. */
export async function pendingDeliveries(executor: Executor, storyId: StoryId): Promise<ReadonlyMap<ActionId, number>> {
  const rows = await executor
    .selectFrom('delivery')
    .select(['action_id', (select) => select.fn.countAll<number>().as('count')])
    .where('story_id', '=', storyId)
    .groupBy('action_id')
    .execute();
  return new Map(rows.map((row) => [asId<ActionId>(row.action_id), row.count]));
}

interface ActivityRow {
  action_id: number;
  events_count: number;
  logs_count: number;
  errors_count: number;
  last_receive_at: Date | null;
  last_event_at: Date | null;
  last_error_log_at: Date | null;
}

function byAction(rows: readonly ActivityRow[]): ReadonlyMap<ActionId, ActionActivity> {
  return new Map(
    rows.map((row) => [
      asId<ActionId>(row.action_id),
      {
        eventsCount: row.events_count,
        logsCount: row.logs_count,
        errorsCount: row.errors_count,
        lastReceiveAt: row.last_receive_at,
        lastEventAt: row.last_event_at,
        lastErrorLogAt: row.last_error_log_at,
      },
    ]),
  );
}
