/** The ledger as rows, and the notices of exits that somebody waits for elsewhere. */
import type { UnitCommit } from '@fabula/engine';
import { Columns } from './array-literal.ts';
import { ANSWER_CHANNEL } from './engine-notices.ts';
import { at, type Part } from './statement-part.ts';

const insertEffects = `insert into effect (id, run_id, story_id, action_id, delivery_id, inbound_event_id, attempt, outcome, started_at, ended_at)
select t.id, t.run_id, t.story_id, t.action_id, t.delivery_id, t.inbound_event_id, t.attempt, t.outcome, ${at('t.started_at')}, ${at('t.ended_at')}
from unnest($$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::int[], $$::text[], $$::float8[], $$::float8[])
as t(id, run_id, story_id, action_id, delivery_id, inbound_event_id, attempt, outcome, started_at, ended_at)`;

const notifyExits = `select pg_notify('${ANSWER_CHANNEL}', t.text) from unnest($$::text[]) as t(text)`;

/** The ledger: attempts at effects that have ended. */
export function effectPart(commits: readonly UnitCommit[]): Part | null {
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
    name: 'new_effect',
    shortName: 'e',
    sql: insertEffects,
    values: columns.toParameters(),
  };
}

/** Told to the process in which somebody waits when this transaction is durable, and not before: that is what `notify` is. */
export function answerPart(commits: readonly UnitCommit[]): Part | null {
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
    shortName: 'x',
    sql: notifyExits,
    values: columns.toParameters(),
  };
}
