/** What may lie in a group (reference: actions.md section 12). */
import type { ActionType } from '@fabula/engine';
import {
  type Action,
  type ActionId,
  groupInputType,
  groupOutputType,
  groupType,
  PAGE_TYPE,
  type ScheduleEntry,
  type StoryId,
  WEBHOOK_TYPE,
} from '@fabula/model';
import { refuse } from './api-failure.ts';

/** What starts runs of its own has no place inside a group. */
const outside: ReadonlySet<string> = new Set([WEBHOOK_TYPE, PAGE_TYPE, 'Agents::IMAPAgent']);
const inside: ReadonlySet<string> = new Set([groupInputType, groupOutputType]);

/** Which field of a request says where an action lies, of what type it is, and when it runs. */
const ownFields = { group: 'group_id', type: 'type', schedule: 'schedule' };

/** Refuses an action that may not lie there. `group`: the action that is named as its group; null: none is. */
export function requirePlace(
  group: Pick<Action, 'id' | 'type' | 'storyId'> | null,
  storyId: StoryId,
  { type, title }: Pick<ActionType, 'type' | 'title'>,
  schedule: readonly ScheduleEntry[] | null | undefined,
  fields = ownFields,
): void {
  if (group === null) {
    if (inside.has(type))
      return refuse('invalid_parameter', `A ${title} lies in a group: give ${fields.group}.`, fields.group);
    return;
  }
  if (group.type !== groupType) {
    return refuse('invalid_parameter', `Action ${group.id} is no group.`, fields.group);
  }
  if (group.storyId !== storyId) {
    return refuse('invalid_parameter', `Group ${group.id} is not part of story ${storyId}.`, fields.group);
  }
  if (outside.has(type)) return refuse('invalid_parameter', `A ${title} action cannot lie in a group.`, fields.type);
  requireUnscheduled(group.id, schedule, fields.schedule);
}

export function requireUnscheduled(
  groupId: ActionId | null,
  schedule: readonly ScheduleEntry[] | null | undefined,
  field = 'schedule',
): void {
  if (groupId === null || schedule === null || schedule === undefined || schedule.length === 0) return;
  refuse(
    'invalid_parameter',
    'An action inside a group has no schedule: schedule the action that leads to the group.',
    field,
  );
}
