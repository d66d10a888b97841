/** What is in the database at the end, read in bulk and past the repositories: the judge takes nobody's word for it. */
import type { Database } from '@fabula/store';

export interface FoundRun {
  readonly runId: number;
  /** Name of the story. */
  readonly story: string;
  /** The id in the body that its webhook received; null: there is none. */
  readonly sentId: string | null;
  /** Events by name of the action. */
  readonly events: ReadonlyMap<string, number>;
  /** Messages of its error logs. */
  readonly errors: readonly string[];
  /** Deliveries of it that nobody has done. */
  readonly left: number;
}

export interface Findings {
  readonly runs: readonly FoundRun[];
  /** Sentences about deliveries that are still there. */
  readonly leftovers: readonly string[];
}

interface RunRow {
  readonly run_id: number;
  readonly story: string;
  readonly sent_id: string | null;
  /** `{action: events}`; null: no events. */
  readonly events: string | null;
  readonly errors: string | null;
}

interface LeftRow {
  readonly id: number;
  readonly run_id: number;
  readonly action: string;
  readonly story: string;
  readonly claimed_by: number | null;
  readonly is_alive: boolean;
  readonly due_at: Date | null;
}

export async function readFindings({ pool }: Database): Promise<Findings> {
  const left = await pool.query<LeftRow>(`
select d.id, d.run_id, a.name as action, s.name as story, d.claimed_by, d.due_at, p.id is not null as is_alive
from delivery d join action a on a.id = d.action_id join story s on s.id = d.story_id left join process p on p.id = d.claimed_by
order by d.id`);
  const runs = await pool.query<RunRow>(`
with written as (
  select e.run_id, a.name, count(*) as count, max(case when a.type = 'Agents::WebhookAgent' then e.payload -> 'body' ->> 'id' end) as sent_id
  from any_event e join action a on a.id = e.action_id group by e.run_id, a.name
), by_run as (
  select run_id, json_object_agg(name, count) as events, max(sent_id) as sent_id from written group by run_id
), failed as (
  select run_id, json_agg(message) as errors from action_log where level = 4 group by run_id
)
select r.id as run_id, s.name as story, b.sent_id, b.events, f.errors
from run r join story s on s.id = r.story_id left join by_run b on b.run_id = r.id left join failed f on f.run_id = r.id
order by r.id`);
  const leftByRun = new Map<number, number>();
  for (const { run_id } of left.rows) leftByRun.set(run_id, (leftByRun.get(run_id) ?? 0) + 1);
  return {
    runs: runs.rows.map((row) => ({
      runId: row.run_id,
      story: row.story,
      sentId: row.sent_id,
      events: new Map(Object.entries(JSON.parse(row.events ?? '{}'))),
      errors: JSON.parse(row.errors ?? '[]'),
      left: leftByRun.get(row.run_id) ?? 0,
    })),
    leftovers: left.rows.map(describe),
  };
}

function describe({ id, run_id, action, story, claimed_by, due_at, is_alive }: LeftRow): string {
  const holder =
    claimed_by === null
      ? 'claimed by nobody'
      : `claimed by process ${claimed_by}, which is ${is_alive ? 'registered' : 'gone'}`;
  const time = due_at === null ? 'waiting for an answer' : `due at ${due_at.toISOString()}`;
  return `delivery ${id} of run ${run_id} to "${action}" of "${story}" is left: ${holder}, ${time}`;
}
