/** What a commit adds to the counters that the storyboard shows: one row per action. */
import type { UnitCommit } from '@fabula/engine';
import type { ActionId } from '@fabula/model';
import { Columns } from './array-literal.ts';
import { at, type Part, sorted } from './statement-part.ts';

const addActivity = `insert into action_activity as a (action_id, story_id, events_count, logs_count, errors_count, last_receive_at, last_event_at, last_error_log_at)
select t.action_id, t.story_id, t.events, t.logs, t.errors, ${at('t.received_at')}, ${at('t.event_at')}, ${at('t.error_at')}
from unnest($$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::float8[], $$::float8[], $$::float8[])
as t(action_id, story_id, events, logs, errors, received_at, event_at, error_at)
on conflict (action_id) do update set events_count = a.events_count + excluded.events_count,
logs_count = a.logs_count + excluded.logs_count, errors_count = a.errors_count + excluded.errors_count,
last_receive_at = greatest(a.last_receive_at, excluded.last_receive_at),
last_event_at = greatest(a.last_event_at, excluded.last_event_at),
last_error_log_at = greatest(a.last_error_log_at, excluded.last_error_log_at)`;

interface ActionCounts {
  readonly storyId: number;
  events: number;
  logs: number;
  errors: number;
  receivedAt: number | null;
  eventAt: number | null;
  errorAt: number | null;
}

export function activityPart(commits: readonly UnitCommit[]): Part | null {
  const counts = new Map<ActionId, ActionCounts>();
  const of = (actionId: ActionId, storyId: number): ActionCounts => {
    let known = counts.get(actionId);
    if (known === undefined) {
      known = { storyId, events: 0, logs: 0, errors: 0, receivedAt: null, eventAt: null, errorAt: null };
      counts.set(actionId, known);
    }
    return known;
  };
  for (const commit of commits) {
    for (const received of commit.received) of(received.actionId, received.storyId).receivedAt = received.at;
    for (const event of commit.events) {
      const action = of(event.actionId, event.storyId);
      action.events++;
      action.eventAt = event.createdAt;
    }
    for (const log of commit.logs) {
      const action = of(log.actionId, log.storyId);
      action.logs++;
      if (log.level !== 4) continue;
      action.errors++;
      action.errorAt = log.createdAt;
    }
  }
  if (counts.size === 0) return null;
  const columns = new Columns(8);
  for (const [id, action] of sorted(counts, ([actionId]) => actionId)) {
    columns.add(
      id,
      action.storyId,
      action.events,
      action.logs,
      action.errors,
      action.receivedAt,
      action.eventAt,
      action.errorAt,
    );
  }
  return {
    name: 'activity',
    shortName: 'a',
    sql: addActivity,
    values: columns.toParameters(),
  };
}
