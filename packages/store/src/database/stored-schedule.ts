/** The schedule column: null, or a JSON list of `{cron, timezone}` that was checked when it was written. */
import { getKey, isArrayValue, isObjectValue, stringifyJson } from '@fabula/formula';
import type { ScheduleEntry } from '@fabula/model';
import { readStored } from './stored-json.ts';

export function scheduleText(schedule: readonly ScheduleEntry[] | null): string | null {
  return schedule === null ? null : stringifyJson(schedule.map(({ cron, timezone }) => ({ cron, timezone })));
}

export function readSchedule(text: string | null): readonly ScheduleEntry[] | null {
  if (text === null) return null;
  const list = readStored(text);
  if (!isArrayValue(list)) throw new Error('the database holds another JSON value where a schedule was written');
  return list.map((entry) => {
    const cron = isObjectValue(entry) ? getKey(entry, 'cron') : undefined;
    const timezone = isObjectValue(entry) ? getKey(entry, 'timezone') : undefined;
    if (typeof cron !== 'string' || typeof timezone !== 'string')
      throw new Error('the database holds a broken schedule');
    return { cron, timezone };
  });
}
