/**
 * The statement of a group commit: everything that many units produced, in one round trip and one transaction.
 *
 * One statement with data-modifying CTEs over `unnest` rather than a transaction of several: a lone caller waits for one
 * round trip, and many callers share it. It is prepared once per combination of parts that are present. Its last line
 * makes it fail as a whole when this process was fenced (`fenced`) or when a delivery that it finishes or changes is no
 * longer there (`stale`).
 *
 * Rows are given in the order of their ids, so that two processes lock shared rows (runs, activity) in the same order.
 */

import type { RunProgress, UnitCommit } from '@fabula/engine';
import { stringifyJson } from '@fabula/formula';
import type { ActionId } from '@fabula/model';
import { Columns, numbers } from './array-literal.ts';
import { ANSWER_CHANNEL } from './engine-notices.ts';
import { eventParts } from './event-rows.ts';
import { at, type Part } from './statement-part.ts';

export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

export function commitStatement(processId: number, commitId: number, commits: readonly UnitCommit[]): Statement {
  const parts = [
    ...runParts(commits),
    ...eventParts(commits),
    logPart(commits),
    newDeliveryPart(commits),
    changedDeliveryPart(commits),
    finishedPart(commits),
    effectPart(commits),
    answerPart(commits),
    activityPart(commits),
  ].filter((part) => part !== null);
  const values: unknown[] = [processId, commitId];
  const texts = ['alive as (update process set last_commit = $2::bigint where id = $1::bigint returning id)'];
  for (const part of parts) {
    let index = values.length;
    texts.push(`${part.name} as (${part.sql.replace(/\$\$/g, () => `$${++index}`)})`);
    values.push(...part.values);
  }
  const checks = ["fabula_require(exists (select from alive), 'fenced')"];
  // a query that nothing asks for is not run
  if (parts.some(({ name }) => name === 'exit_notice')) checks.push('(select count(*) from exit_notice)');
  for (const name of ['changed_delivery', 'finished']) {
    const part = parts.find((candidate) => candidate.name === name);
    if (part === undefined) continue;
    values.push(part.values.at(-1));
    checks.push(`fabula_require((select count(*) from ${name}) = cardinality($${values.length}::bigint[]), 'stale')`);
  }
  return {
    // PostgreSQL cuts names of prepared statements at 63 characters
    name: `commit ${parts.map((part) => initials(part.name)).join(' ')}`,
    text: `with ${texts.join(',\n')}\nselect ${checks.join(', ')}`,
    values,
  };
}

/** Several units of one batch may belong to the same run: their counts are added up, one row each. */
function runParts(commits: readonly UnitCommit[]): (Part | null)[] {
  const runs = new Map<number, RunProgress>();
  for (const commit of commits) {
    for (const run of commit.runs) {
      const known = runs.get(run.id);
      runs.set(run.id, known === undefined ? run : sum(known, run));
    }
  }
  const fresh = new Columns(12);
  const known = new Columns(4);
  let freshCount = 0;
  let knownCount = 0;
  for (const run of sorted(runs.values(), (each) => each.id)) {
    const { id, endedAt, addedEvents, addedActionRuns } = run;
    if (run.isNew) {
      freshCount++;
      fresh.add(
        id,
        run.guid,
        run.storyId,
        run.origin,
        run.callerId,
        run.startedAt,
        endedAt,
        addedEvents,
        addedActionRuns,
        run.rootActionId,
        run.traceParent,
        run.answerTo,
      );
    } else {
      knownCount++;
      known.add(id, endedAt, addedEvents, addedActionRuns);
    }
  }
  return [
    freshCount === 0
      ? null
      : {
          name: 'new_run',
          sql: `insert into run (id, guid, story_id, origin, caller_id, started_at, ended_at, event_count, action_run_count, root_action_id, trace_parent, answer_to)
select t.id, t.guid, t.story_id, t.origin, t.caller_id, ${at('t.started_at')}, ${at('t.ended_at')}, t.event_count, t.action_run_count,
t.root_action_id, t.trace_parent, t.answer_to
from unnest($$::bigint[], $$::uuid[], $$::bigint[], $$::text[], $$::bigint[], $$::float8[], $$::float8[], $$::int[], $$::int[], $$::bigint[], $$::text[], $$::bigint[])
as t(id, guid, story_id, origin, caller_id, started_at, ended_at, event_count, action_run_count, root_action_id, trace_parent, answer_to)`,
          values: fresh.toParameters(),
        },
    knownCount === 0
      ? null
      : {
          name: 'known_run',
          sql: `update run set ended_at = greatest(run.ended_at, ${at('t.ended_at')}), event_count = run.event_count + t.event_count,
action_run_count = run.action_run_count + t.action_run_count
from unnest($$::bigint[], $$::float8[], $$::int[], $$::int[]) as t(id, ended_at, event_count, action_run_count) where run.id = t.id`,
          values: known.toParameters(),
        },
  ];
}

function sum(a: RunProgress, b: RunProgress): RunProgress {
  return {
    ...a,
    isNew: a.isNew || b.isNew,
    endedAt: Math.max(a.endedAt, b.endedAt),
    addedEvents: a.addedEvents + b.addedEvents,
    addedActionRuns: a.addedActionRuns + b.addedActionRuns,
  };
}

function logPart(commits: readonly UnitCommit[]): Part | null {
  const columns = new Columns(8);
  let count = 0;
  for (const commit of commits) {
    for (const log of commit.logs) {
      count++;
      const message = storableText(log.message);
      columns.add(log.id, log.runId, log.storyId, log.actionId, log.inboundEventId, log.level, message, log.createdAt);
    }
  }
  if (count === 0) return null;
  return {
    name: 'new_log',
    sql: `insert into action_log (id, run_id, story_id, action_id, inbound_event_id, level, message, created_at)
select t.id, t.run_id, t.story_id, t.action_id, t.inbound_event_id, t.level, t.message, ${at('t.created_at')}
from unnest($$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::smallint[], $$::text[], $$::float8[])
as t(id, run_id, story_id, action_id, inbound_event_id, level, message, created_at)`,
    values: columns.toParameters(),
  };
}

/** Plain text columns cannot hold U+0000 or half a surrogate pair; people read an escape instead. */
export function storableText(text: string): string {
  return text.replaceAll('\u0000', '\\u0000').toWellFormed();
}

function newDeliveryPart(commits: readonly UnitCommit[]): Part | null {
  const columns = new Columns(11);
  let count = 0;
  for (const commit of commits) {
    for (const delivery of commit.deliveries) {
      if (!delivery.isNew) continue;
      count++;
      const { id, runId, storyId, actionId, eventId, dueAt, attempt, isPriority, state, startedAt, isClaimed } =
        delivery;
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
        isClaimed,
      );
    }
  }
  if (count === 0) return null;
  return {
    name: 'new_delivery',
    sql: `insert into delivery (id, run_id, story_id, action_id, event_id, due_at, attempt, is_priority, state, started_at, claimed_by)
select t.id, t.run_id, t.story_id, t.action_id, t.event_id, ${at('t.due_at')}, t.attempt, t.is_priority, t.state, ${at('t.started_at')},
case when t.is_claimed then $1::bigint end
from unnest($$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::float8[], $$::int[], $$::bool[], $$::json[], $$::float8[], $$::bool[])
as t(id, run_id, story_id, action_id, event_id, due_at, attempt, is_priority, state, started_at, is_claimed)`,
    values: columns.toParameters(),
  };
}

function changedDeliveryPart(commits: readonly UnitCommit[]): Part | null {
  const ids: number[] = [];
  const columns = new Columns(6);
  const changed = commits.flatMap((commit) => commit.deliveries.filter((delivery) => !delivery.isNew));
  for (const delivery of sorted(changed, (each) => each.id)) {
    ids.push(delivery.id);
    columns.add(
      delivery.dueAt,
      delivery.attempt,
      delivery.isPriority,
      stringifyJson(delivery.state),
      delivery.startedAt,
      delivery.isClaimed,
    );
  }
  if (ids.length === 0) return null;
  return {
    name: 'changed_delivery',
    sql: `update delivery set due_at = ${at('t.due_at')}, attempt = t.attempt, is_priority = t.is_priority, state = t.state,
started_at = ${at('t.started_at')}, is_outcome_unknown = false, claimed_by = case when t.is_claimed then $1::bigint end, claim_number = null
from unnest($$::float8[], $$::int[], $$::bool[], $$::json[], $$::float8[], $$::bool[], $$::bigint[])
as t(due_at, attempt, is_priority, state, started_at, is_claimed, id)
where delivery.id = t.id and (delivery.claimed_by = $1::bigint or delivery.claimed_by is null) returning delivery.id`,
    values: [...columns.toParameters(), numbers(ids)],
  };
}

function finishedPart(commits: readonly UnitCommit[]): Part | null {
  const ids = commits.flatMap((commit) => commit.finished).sort((a, b) => a - b);
  if (ids.length === 0) return null;
  return {
    name: 'finished',
    sql: 'delete from delivery where id = any($$::bigint[]) and (claimed_by = $1::bigint or claimed_by is null) returning id',
    values: [numbers(ids)],
  };
}

/** The ledger: attempts at effects that have ended. */
function effectPart(commits: readonly UnitCommit[]): Part | null {
  const columns = new Columns(10);
  let count = 0;
  for (const commit of commits) {
    for (const effect of commit.effects) {
      count++;
      const { id, runId, storyId, actionId, deliveryId, inboundEventId, attempt, outcome, startedAt, endedAt } = effect;
      columns.add(id, runId, storyId, actionId, deliveryId, inboundEventId, attempt, outcome, startedAt, endedAt);
    }
  }
  if (count === 0) return null;
  return {
    name: 'x_effect',
    sql: `insert into effect (id, run_id, story_id, action_id, delivery_id, inbound_event_id, attempt, outcome, started_at, ended_at)
select t.id, t.run_id, t.story_id, t.action_id, t.delivery_id, t.inbound_event_id, t.attempt, t.outcome, ${at('t.started_at')}, ${at('t.ended_at')}
from unnest($$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::int[], $$::text[], $$::float8[], $$::float8[])
as t(id, run_id, story_id, action_id, delivery_id, inbound_event_id, attempt, outcome, started_at, ended_at)`,
    values: columns.toParameters(),
  };
}

/** Told to the process in which somebody waits when this transaction is durable, and not before: that is what `notify` is. */
function answerPart(commits: readonly UnitCommit[]): Part | null {
  const columns = new Columns(1);
  let count = 0;
  for (const commit of commits) {
    for (const { processId, runId, eventId } of commit.answers) {
      count++;
      columns.add(`${processId} ${runId} ${eventId}`);
    }
  }
  if (count === 0) return null;
  return {
    name: 'exit_notice',
    sql: `select pg_notify('${ANSWER_CHANNEL}', t.text) from unnest($$::text[]) as t(text)`,
    values: columns.toParameters(),
  };
}

interface ActionCounts {
  readonly storyId: number;
  events: number;
  logs: number;
  errors: number;
  receivedAt: number | null;
  eventAt: number | null;
  errorAt: number | null;
}

function activityPart(commits: readonly UnitCommit[]): Part | null {
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
    sql: `insert into action_activity as a (action_id, story_id, events_count, logs_count, errors_count, last_receive_at, last_event_at, last_error_log_at)
select t.action_id, t.story_id, t.events, t.logs, t.errors, ${at('t.received_at')}, ${at('t.event_at')}, ${at('t.error_at')}
from unnest($$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::float8[], $$::float8[], $$::float8[])
as t(action_id, story_id, events, logs, errors, received_at, event_at, error_at)
on conflict (action_id) do update set events_count = a.events_count + excluded.events_count,
logs_count = a.logs_count + excluded.logs_count, errors_count = a.errors_count + excluded.errors_count,
last_receive_at = greatest(a.last_receive_at, excluded.last_receive_at),
last_event_at = greatest(a.last_event_at, excluded.last_event_at),
last_error_log_at = greatest(a.last_error_log_at, excluded.last_error_log_at)`,
    values: columns.toParameters(),
  };
}

/** `new_run` → `nr`, `finished` → `f`. */
function initials(name: string): string {
  return name.replace(/([a-z])[a-z]*_?/g, '$1');
}

function sorted<T>(items: Iterable<T>, key: (item: T) => number): T[] {
  return [...items].sort((a, b) => key(a) - key(b));
}
