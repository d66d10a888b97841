/** What the storyboard shows of each action while the story runs: counters that the engine keeps, and what is pending. */
import { type ActionId, asId, type StoryId } from '@fabula/model';
import { sql } from 'kysely';
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

/** What its own counters do not tell of an action. */
export interface ActionHistory {
  /** Of the action in the live story and in its drafts together. */
  readonly blendedEventsCount: number;
  /** When its schedule last started a run, as long as that run is there. */
  readonly lastCheckAt: Date | null;
}

export const noHistory: ActionHistory = { blendedEventsCount: 0, lastCheckAt: null };

/** The runs are read by the indexes of retention, the newest first; of actions that have a schedule now. */
export async function actionHistory(
  executor: Executor,
  actionIds: readonly ActionId[],
): Promise<ReadonlyMap<ActionId, ActionHistory>> {
  const lastTick = (isLookedAt: boolean) => sql`(select started_at from run
    where run.story_id = a.story_id and coalesce(root_action_id, 0) = a.id and origin = 'schedule'
    and look_at ${isLookedAt ? sql`is not null` : sql`is null`} order by started_at desc limit 1)`;
  const { rows } = await sql<{ id: number; events: number; last_check_at: Date | null }>`
    select a.id, coalesce(sum(activity.events_count), 0)::bigint as events,
      case when a.schedule is not null then greatest(${lastTick(false)}, ${lastTick(true)}) end as last_check_at
    from action a join story on story.id = a.story_id
    join action twin on twin.guid = a.guid
    join story home on home.id = twin.story_id and coalesce(home.live_id, home.id) = coalesce(story.live_id, story.id)
    left join action_activity activity on activity.action_id = twin.id
    where a.id = any(${[...actionIds]}::bigint[]) group by a.id
  `.execute(executor);
  return new Map(
    rows.map((row) => [asId<ActionId>(row.id), { blendedEventsCount: row.events, lastCheckAt: row.last_check_at }]),
  );
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
