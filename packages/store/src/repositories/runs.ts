/** Runs of stories. A run has no status: whether something failed is told by the logs. */
import { type ActionId, asId, type EventId, type RunId, type StoryId } from '@fabula/model';
import type { Executor } from '../database/database.ts';
import { countEvents, pageOfEvents } from './event-rows.ts';
import type { EventSearch } from './events.ts';
import { type Page, type Paging, windowOf } from './paging.ts';
import { isRunLive } from './visibility.ts';

export interface RunSummary {
  readonly id: RunId;
  readonly guid: string;
  readonly storyId: StoryId;
  readonly origin: string;
  readonly startedAt: Date;
  /** Time of the newest event. */
  readonly endedAt: Date;
  readonly eventCount: number;
  readonly actionRunCount: number;
}

export interface RunEvent {
  readonly id: EventId;
  readonly actionId: ActionId;
  readonly createdAt: Date;
}

export interface RunScope {
  readonly storyId: StoryId;
  /** Runs of this group, which are called by runs of the story. */
  readonly groupId?: ActionId | undefined;
}

export interface RunSearch extends RunScope {
  /** Started after this time. */
  readonly since?: Date | undefined;
  /** Started until this time. */
  readonly until?: Date | undefined;
}

/** Newest first. */
export async function listRuns(
  executor: Executor,
  search: RunSearch,
  paging: Paging,
  now?: Date,
): Promise<Page<RunSummary>> {
  const { limit, offset } = windowOf(paging);
  let matching = runRows(executor, search, now);
  if (search.since !== undefined) matching = matching.where('started_at', '>', search.since);
  if (search.until !== undefined) matching = matching.where('started_at', '<=', search.until);
  const { count } = await matching
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await matching.selectAll('run').orderBy('run.id', 'desc').limit(limit).offset(offset).execute();
  return { items: rows.map(toRun), count };
}

/** `guid` is any text: one that is no uuid belongs to no run. */
export async function findRun(
  executor: Executor,
  scope: RunScope,
  guid: string,
  now?: Date,
): Promise<RunSummary | null> {
  if (!UUID.test(guid)) return null;
  const row = await runRows(executor, scope, now).selectAll('run').where('run.guid', '=', guid).executeTakeFirst();
  return row === undefined ? null : toRun(row);
}

/** Oldest first: those that are shown, though the run had more. */
export async function listRunEvents(
  executor: Executor,
  runId: RunId,
  paging: Paging,
  now?: Date,
): Promise<Page<RunEvent>> {
  const search: EventSearch = { teamIds: null, runId, sinceId: 0 };
  const count = await countEvents(executor, search, now);
  const rows = await pageOfEvents(executor, search, windowOf(paging), now);
  const items = rows.map((row) => ({
    id: asId<EventId>(row.id),
    actionId: asId<ActionId>(row.action_id),
    createdAt: row.created_at,
  }));
  return { items, count };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The runs of a story that is gone are gone with it, though their rows may still be there. */
function runRows(executor: Executor, { storyId, groupId }: RunScope, now: Date | undefined) {
  const runs = executor
    .selectFrom('run')
    .innerJoin('story', 'story.id', 'run.story_id')
    .where('run.story_id', '=', storyId)
    .where(isRunLive(now));
  if (groupId === undefined) return runs;
  return runs.where('run.root_action_id', 'in', (inside) =>
    inside.selectFrom('action').select('id').where('group_id', '=', groupId),
  );
}

function toRun(row: {
  id: number;
  guid: string;
  story_id: number;
  origin: string;
  started_at: Date;
  ended_at: Date;
  event_count: number;
  action_run_count: number;
}): RunSummary {
  return {
    id: asId(row.id),
    guid: row.guid,
    storyId: asId(row.story_id),
    origin: row.origin,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    eventCount: row.event_count,
    actionRunCount: row.action_run_count,
  };
}
