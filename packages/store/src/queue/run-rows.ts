/** Runs as rows: new ones whole, known ones by what is added to them. */
import type { RunProgress, UnitCommit } from '@fabula/engine';
import { Columns } from './array-literal.ts';
import { at, type Part, sorted } from './statement-part.ts';

const insertRuns = `insert into run (id, guid, story_id, origin, caller_id, started_at, ended_at, event_count, action_run_count, root_action_id, trace_parent, answer_to)
select t.id, t.guid, t.story_id, t.origin, t.caller_id, ${at('t.started_at')}, ${at('t.ended_at')}, t.event_count, t.action_run_count,
t.root_action_id, t.trace_parent, t.answer_to
from unnest($$::bigint[], $$::uuid[], $$::bigint[], $$::text[], $$::bigint[], $$::float8[], $$::float8[], $$::int[], $$::int[], $$::bigint[], $$::text[], $$::bigint[])
as t(id, guid, story_id, origin, caller_id, started_at, ended_at, event_count, action_run_count, root_action_id, trace_parent, answer_to)`;

const updateRuns = `update run set ended_at = greatest(run.ended_at, ${at('t.ended_at')}), event_count = run.event_count + t.event_count,
action_run_count = run.action_run_count + t.action_run_count
from unnest($$::bigint[], $$::float8[], $$::int[], $$::int[]) as t(id, ended_at, event_count, action_run_count) where run.id = t.id`;

/** Several units of one batch may belong to the same run: their counts are added up, one row each. */
export function runParts(commits: readonly UnitCommit[]): (Part | null)[] {
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
          shortName: 'nr',
          sql: insertRuns,
          values: fresh.toParameters(),
        },
    knownCount === 0
      ? null
      : {
          name: 'known_run',
          shortName: 'kr',
          sql: updateRuns,
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
