/** What a commit adds to the counters of reports: a row per action and hour, and per model where one was asked. */
import type { UnitCommit } from '@fabula/engine';
import { Columns } from './array-literal.ts';
import type { Part } from './statement-part.ts';

const hourMs = 3_600_000;

/** Of a run of the action; see `time_saved_unit` in the reference. */
const secondsSaved = `(select a.time_saved_value * case a.time_saved_unit
when 'seconds' then 1 when 'hours' then 3600 when 'days' then 86400 else 60 end from action a where a.id = t.action_id)`;

const addActionHours = `insert into action_hour as h (action_id, hour, story_id, runs, saved_seconds, took_ms, least_ms, most_ms)
select t.action_id, to_timestamp(t.hour), t.story_id, t.runs, t.runs * coalesce(${secondsSaved}, 0), t.took, t.least, t.most
from unnest($$::bigint[], $$::float8[], $$::bigint[], $$::bigint[], $$::float8[], $$::float8[], $$::float8[])
as t(action_id, hour, story_id, runs, took, least, most)
on conflict (action_id, hour) do update set runs = h.runs + excluded.runs, saved_seconds = h.saved_seconds + excluded.saved_seconds,
took_ms = h.took_ms + excluded.took_ms, least_ms = least(h.least_ms, excluded.least_ms), most_ms = greatest(h.most_ms, excluded.most_ms)`;

interface ActionHour {
  readonly actionId: number;
  readonly storyId: number;
  readonly hour: number;
  runs: number;
  took: number;
  least: number;
  most: number;
}

export function actionHourPart(commits: readonly UnitCommit[]): Part | null {
  const hours = new Map<string, ActionHour>();
  for (const { actionRuns } of commits) {
    for (const { actionId, storyId, at, tookMs } of actionRuns) {
      const hour = hourOf(at);
      const key = `${actionId} ${hour}`;
      const known = hours.get(key);
      if (known === undefined) {
        hours.set(key, { actionId, storyId, hour, runs: 1, took: tookMs, least: tookMs, most: tookMs });
        continue;
      }
      known.runs++;
      known.took += tookMs;
      known.least = Math.min(known.least, tookMs);
      known.most = Math.max(known.most, tookMs);
    }
  }
  if (hours.size === 0) return null;
  const columns = new Columns(7);
  for (const { actionId, hour, storyId, runs, took, least, most } of inOrder(hours.values())) {
    columns.add(actionId, hour, storyId, runs, took, least, most);
  }
  return { name: 'action_hour_added', shortName: 'h', sql: addActionHours, values: columns.toParameters() };
}

const addModelHours = `insert into model_hour as h (action_id, hour, model, story_id, uses, input_tokens, output_tokens, cached_tokens)
select t.action_id, to_timestamp(t.hour), t.model, t.story_id, t.uses, t.input, t.output, t.cached
from unnest($$::bigint[], $$::float8[], $$::text[], $$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[], $$::bigint[])
as t(action_id, hour, model, story_id, uses, input, output, cached)
on conflict (action_id, hour, model) do update set uses = h.uses + excluded.uses,
input_tokens = h.input_tokens + excluded.input_tokens, output_tokens = h.output_tokens + excluded.output_tokens,
cached_tokens = h.cached_tokens + excluded.cached_tokens`;

interface ModelHour {
  readonly actionId: number;
  readonly storyId: number;
  readonly hour: number;
  readonly model: string;
  uses: number;
  input: number;
  output: number;
  cached: number;
}

export function modelHourPart(commits: readonly UnitCommit[]): Part | null {
  const hours = new Map<string, ModelHour>();
  for (const { modelUses } of commits) {
    for (const { actionId, storyId, at, model: name, input, output, cached } of modelUses) {
      const [hour, model] = [hourOf(at), storableModel(name)];
      const key = `${actionId} ${hour} ${model}`;
      const known = hours.get(key) ?? { actionId, storyId, hour, model, uses: 0, input: 0, output: 0, cached: 0 };
      known.uses++;
      known.input += count(input);
      known.output += count(output);
      known.cached += count(cached);
      hours.set(key, known);
    }
  }
  if (hours.size === 0) return null;
  const columns = new Columns(8);
  for (const { actionId, hour, model, storyId, uses, input, output, cached } of inOrder(hours.values())) {
    columns.add(actionId, hour, model, storyId, uses, input, output, cached);
  }
  return { name: 'model_hour_added', shortName: 'm', sql: addModelHours, values: columns.toParameters() };
}

function hourOf(at: number): number {
  return (Math.floor(at / hourMs) * hourMs) / 1000;
}

/** As other rows: by action, so that two processes lock them in the same order. */
function inOrder<T extends { readonly actionId: number; readonly hour: number; readonly model?: string }>(
  rows: Iterable<T>,
): T[] {
  const byModel = (a: T, b: T) => ((a.model ?? '') < (b.model ?? '') ? -1 : 1);
  return [...rows].sort((a, b) => a.actionId - b.actionId || a.hour - b.hour || byModel(a, b));
}

/** A service names it, and a service may say anything: that must not fail the commit that it is a part of. */
function storableModel(name: string): string {
  return name.replaceAll('\u0000', '').toWellFormed().slice(0, 200).toWellFormed();
}

function count(tokens: number): number {
  return Number.isSafeInteger(tokens) && tokens > 0 && tokens < 1e12 ? tokens : 0;
}
