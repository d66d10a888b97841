/** Deliveries as rows: what is still to do, what has changed about it, what is done. */
import type { UnitCommit } from '@fabula/engine';
import { stringifyJson } from '@fabula/formula';
import { Columns, numbers } from './array-literal.ts';
import { at, type Part, sorted } from './statement-part.ts';

const insertDeliveries = `insert into delivery (id, run_id, story_id, action_id, event_id, due_at, attempt, is_priority, state, started_at, waits_for, is_group_call, is_in_group,
claimed_by)
select t.id, t.run_id, t.story_id, t.action_id, t.event_id, ${at('t.due_at')}, t.attempt, t.is_priority, t.state, ${at('t.started_at')},
t.waits_for, t.is_group_call, t.is_in_group, case when t.is_claimed then $1::bigint end
from unnest($$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::float8[], $$::int[], $$::bool[], $$::json[], $$::float8[],
$$::bigint[], $$::bool[], $$::bool[], $$::bool[])
as t(id, run_id, story_id, action_id, event_id, due_at, attempt, is_priority, state, started_at, waits_for, is_group_call, is_in_group, is_claimed)`;

const changeDeliveries = `update delivery set due_at = ${at('t.due_at')}, attempt = t.attempt, is_priority = t.is_priority, state = t.state,
started_at = ${at('t.started_at')}, waits_for = t.waits_for, is_group_call = t.is_group_call, is_outcome_unknown = false, claimed_by = case when t.is_claimed then $1::bigint end, claim_number = null
from unnest($$::float8[], $$::int[], $$::bool[], $$::json[], $$::float8[], $$::bigint[], $$::bool[], $$::bool[], $$::bigint[])
as t(due_at, attempt, is_priority, state, started_at, waits_for, is_group_call, is_claimed, id)
where delivery.id = t.id and (delivery.claimed_by = $1::bigint or delivery.claimed_by is null) returning delivery.id`;

const finishDeliveries =
  'delete from delivery where id = any($$::bigint[]) and (claimed_by = $1::bigint or claimed_by is null) returning id';

export function newDeliveryPart(commits: readonly UnitCommit[]): Part | null {
  const columns = new Columns(14);
  let count = 0;
  for (const commit of commits) {
    for (const delivery of commit.deliveries) {
      if (!delivery.isNew) continue;
      count++;
      const { id, runId, storyId, actionId, eventId, dueAt, attempt, isPriority, state, startedAt } = delivery;
      columns.add(
        id,
        runId,
        storyId,
        actionId,
        eventId,
        dueAt,
        attempt,
        isPriority,
        stringifyJson(state),
        startedAt,
        delivery.waitsFor,
        delivery.isGroupCall,
        delivery.isInGroup,
        delivery.isClaimed,
      );
    }
  }
  if (count === 0) return null;
  return {
    name: 'new_delivery',
    shortName: 'nd',
    sql: insertDeliveries,
    values: columns.toParameters(),
  };
}

export function changedDeliveryPart(commits: readonly UnitCommit[]): Part | null {
  const ids: number[] = [];
  const columns = new Columns(8);
  const changed = commits.flatMap((commit) => commit.deliveries.filter((delivery) => !delivery.isNew));
  for (const delivery of sorted(changed, (each) => each.id)) {
    ids.push(delivery.id);
    columns.add(
      delivery.dueAt,
      delivery.attempt,
      delivery.isPriority,
      stringifyJson(delivery.state),
      delivery.startedAt,
      delivery.waitsFor,
      delivery.isGroupCall,
      delivery.isClaimed,
    );
  }
  if (ids.length === 0) return null;
  return {
    name: 'changed_delivery',
    shortName: 'cd',
    sql: changeDeliveries,
    values: [...columns.toParameters(), numbers(ids)],
  };
}

export function finishedPart(commits: readonly UnitCommit[]): Part | null {
  const ids = commits.flatMap((commit) => commit.finished).sort((a, b) => a - b);
  if (ids.length === 0) return null;
  return {
    name: 'finished',
    shortName: 'f',
    sql: finishDeliveries,
    values: [numbers(ids)],
  };
}
