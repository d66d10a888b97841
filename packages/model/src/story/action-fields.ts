/** The fields of an action in an export: how each schema wrote them, and how they are written back. */
import { getKey, isArrayValue, isObjectValue, makeObject, type ObjectValue, type Value } from '@fabula/formula';
import { flagAt, numberAt, objectAt, textAt, wholeNumberAt } from './carried-values.ts';
import { setInPlace } from './in-place.ts';
import type { ScheduleEntry } from './story-definition.ts';
import type { ActionFields } from './story-document.ts';

/** Total: whatever a key holds, there is a value for the field. */
export function readActionFields(carried: ObjectValue): ActionFields {
  const monitoring = objectAt(carried, 'monitoring');
  const reporting = objectAt(carried, 'reporting');
  return {
    type: textAt(carried, 'type') ?? '',
    name: textAt(carried, 'name') ?? '',
    guid: textAt(carried, 'guid'),
    description: textAt(carried, 'description'),
    isDisabled: flagAt(carried, 'disabled'),
    schedule: readSchedule(getKey(carried, 'schedule')),
    monitoring: {
      failures: flagAt(monitoring, 'monitor_failures'),
      allEvents: flagAt(monitoring, 'monitor_all_events'),
      noEventsFor: wholeNumberAt(monitoring, 'monitor_no_events_emitted'),
    },
    timeSavedValue: numberAt(reporting, 'time_saved_value') ?? 0,
    timeSavedUnit: textAt(reporting, 'time_saved_unit') ?? 'minutes',
    width: numberAt(carried, 'width'),
    groupGuid: textAt(carried, 'group_guid'),
  };
}

/** The keys whose values differ from what `carried` gives. */
export function changedActionKeys(carried: ObjectValue, now: ActionFields): ReadonlyMap<string, Value> {
  const before = readActionFields(carried);
  const changes = new Map<string, Value>();
  if (before.type !== now.type) changes.set('type', now.type);
  if (before.name !== now.name) changes.set('name', now.name);
  if (before.guid !== now.guid) changes.set('guid', now.guid);
  if (before.description !== now.description) changes.set('description', now.description);
  if (before.isDisabled !== now.isDisabled) changes.set('disabled', now.isDisabled);
  if (before.width !== now.width) changes.set('width', now.width);
  if (before.groupGuid !== now.groupGuid) changes.set('group_guid', now.groupGuid);
  if (!isSameSchedule(before.schedule, now.schedule)) changes.set('schedule', scheduleValue(now.schedule));
  const monitoring = changedMonitoringKeys(before, now);
  if (monitoring.size > 0) changes.set('monitoring', setInPlace(objectAt(carried, 'monitoring'), monitoring));
  const reporting = changedReportingKeys(before, now);
  if (reporting.size > 0) changes.set('reporting', setInPlace(objectAt(carried, 'reporting'), reporting));
  return changes;
}

/** What the product writes for an action that was made here. Types that cannot be scheduled have no `schedule`. */
export function newActionShape(type: string): ObjectValue {
  return makeObject([
    ['type', type],
    ['name', ''],
    ['disabled', false],
    ['description', null],
    ['guid', null],
    ['origin_story_identifier', null],
    ['options', makeObject([])],
    ['reporting', { time_saved_value: 0, time_saved_unit: 'minutes' }],
    ['monitoring', { monitor_all_events: false, monitor_failures: false, monitor_no_events_emitted: null }],
    ['template', { created_from_template_guid: null, created_from_template_version: null, template_tags: [] }],
    ['width', null],
    ...(unscheduledTypes.has(type) ? [] : [['schedule', null] as const]),
  ]);
}

const unscheduledTypes = new Set(['Agents::WebhookAgent', 'Agents::TriggerAgent', 'Agents::FormAgent']);

function changedMonitoringKeys(before: ActionFields, now: ActionFields): ReadonlyMap<string, Value> {
  const changes = new Map<string, Value>();
  const { failures, allEvents, noEventsFor } = now.monitoring;
  if (before.monitoring.allEvents !== allEvents) changes.set('monitor_all_events', allEvents);
  if (before.monitoring.failures !== failures) changes.set('monitor_failures', failures);
  if (before.monitoring.noEventsFor !== noEventsFor) changes.set('monitor_no_events_emitted', noEventsFor);
  return changes;
}

function changedReportingKeys(before: ActionFields, now: ActionFields): ReadonlyMap<string, Value> {
  const changes = new Map<string, Value>();
  if (before.timeSavedValue !== now.timeSavedValue) changes.set('time_saved_value', now.timeSavedValue);
  if (before.timeSavedUnit !== now.timeSavedUnit) changes.set('time_saved_unit', now.timeSavedUnit);
  return changes;
}

/** A list of entries or one bare entry. An entry without a cron text is passed over; a missing time zone is UTC. */
function readSchedule(value: Value | undefined): readonly ScheduleEntry[] | null {
  if (value === undefined || value === null) return null;
  const list = isArrayValue(value) ? value : [value];
  return list.flatMap((entry) => {
    const cron = isObjectValue(entry) ? textAt(entry, 'cron') : null;
    if (!isObjectValue(entry) || cron === null) return [];
    return [{ cron, timezone: textAt(entry, 'timezone') ?? 'UTC' }];
  });
}

function scheduleValue(schedule: readonly ScheduleEntry[] | null): Value {
  return schedule === null ? null : schedule.map(({ cron, timezone }) => ({ cron, timezone }));
}

function isSameSchedule(before: ActionFields['schedule'], now: ActionFields['schedule']): boolean {
  if (before === null || now === null) return before === now;
  return (
    before.length === now.length &&
    before.every((entry, index) => entry.cron === now[index]?.cron && entry.timezone === now[index]?.timezone)
  );
}
