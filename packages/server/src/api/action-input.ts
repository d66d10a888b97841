/** What the parameters of an action mean, for creation and update alike. Pure. */
import { nextTick } from '@fabula/engine';
import { getKey, type ObjectValue } from '@fabula/formula';
import {
  type ActionId,
  asId,
  type createActionInput,
  type Monitoring,
  type ScheduleEntry,
  scheduleInput,
  type updateActionInput,
} from '@fabula/model';
import type { LinkEnd } from '@fabula/store';
import type { z } from 'zod';
import { canSaveRuns, kindByType } from './action-response.ts';
import { refuse } from './api-failure.ts';

type ActionInput = z.output<typeof createActionInput> | z.output<typeof updateActionInput>;

/** The links that are asked for. `source_ids` and `links_to_sources` exclude each other, and so for receivers. */
export function readLinks(input: ActionInput): { readonly sources: LinkEnd[]; readonly receivers: LinkEnd[] } {
  if (input.source_ids !== undefined && input.links_to_sources !== undefined) {
    refuse('invalid_parameter', 'source_ids and links_to_sources exclude each other.', 'links_to_sources');
  }
  if (input.receiver_ids !== undefined && input.links_to_receivers !== undefined) {
    refuse('invalid_parameter', 'receiver_ids and links_to_receivers exclude each other.', 'links_to_receivers');
  }
  return {
    sources: [
      ...(input.source_ids ?? []).map((id): LinkEnd => ({ id: asId<ActionId>(id), kind: 'default' })),
      ...(input.links_to_sources ?? []).map(
        (link): LinkEnd => ({ id: asId<ActionId>(link.source_id), kind: kindByType[link.type] }),
      ),
    ],
    receivers: [
      ...(input.receiver_ids ?? []).map((id): LinkEnd => ({ id: asId<ActionId>(id), kind: 'default' })),
      ...(input.links_to_receivers ?? []).map(
        (link): LinkEnd => ({ id: asId<ActionId>(link.receiver_id), kind: kindByType[link.type] }),
      ),
    ],
  };
}

/** A webhook's path that nobody could call is refused; whether it is taken only the database knows. */
export function requireUsablePath(options: ObjectValue | undefined): void {
  const path = options === undefined ? undefined : getKey(options, 'path');
  if (typeof path !== 'string' || (path.length <= 255 && !/[\s\p{Cc}]/u.test(path))) return;
  const rule = 'must be at most 255 characters, without blanks and control characters';
  refuse('invalid_parameter', `options.path ${rule}.`, 'options.path');
}

/** undefined: not mentioned; null: none. */
export function readSchedule(
  input: ActionInput,
  canBeScheduled: boolean,
  now: number,
): readonly ScheduleEntry[] | null | undefined {
  if (input.schedule === undefined) return undefined;
  const parsed = scheduleInput.safeParse(input.schedule);
  if (!parsed.success) {
    return refuse('invalid_parameter', 'schedule must be a list of {"cron", "timezone"}.', 'schedule');
  }
  const schedule = parsed.data;
  if (schedule !== null && schedule.length > 0 && !canBeScheduled) {
    return refuse('invalid_parameter', 'Actions of this type have no schedule.', 'schedule');
  }
  for (const { cron, timezone } of schedule ?? []) {
    // Five fields: the smallest step is a minute.
    if (cron.trim().split(/\s+/).length === 5 && nextTick(cron, timezone, now) !== null) continue;
    return refuse('invalid_parameter', `"${cron}" in the time zone "${timezone}" is never due.`, 'schedule');
  }
  return schedule;
}

/** undefined: not mentioned. Where no runs can be saved, none is the number that may be named. */
export function readRunsToSave(count: number | null | undefined, type: string): number | undefined {
  if (count === undefined) return undefined;
  if (canSaveRuns(type)) return count ?? 0;
  if (count) refuse('invalid_parameter', `Actions of the type ${type} save no runs.`, 'num_runs_to_save');
  return undefined;
}

export function readMonitoring(input: ActionInput): Partial<Monitoring> {
  return {
    ...(input.monitor_failures === undefined ? {} : { failures: input.monitor_failures }),
    ...(input.monitor_all_events === undefined ? {} : { allEvents: input.monitor_all_events }),
    ...(input.monitor_no_events_emitted === undefined ? {} : { noEventsFor: input.monitor_no_events_emitted }),
  };
}
