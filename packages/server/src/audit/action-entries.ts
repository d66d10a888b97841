/** What is told of an update of an action: one entry for each thing that is another one afterwards. */
import { getKey, keysOf, type ObjectValue, stringifyJson, type Value } from '@fabula/formula';
import type { Action, Link, Story } from '@fabula/model';
import { publicStoryId } from '../api/addressed-story.ts';
import type { AuditFacts } from './record-audit.ts';

type Told = Record<string, Value>;

interface Aspect {
  readonly operation: string;
  readonly read: (action: Action) => Told;
}

const aspects: readonly Aspect[] = [
  { operation: 'ActionsNameChange', read: ({ name }) => ({ name }) },
  { operation: 'ActionDescriptionChange', read: ({ description }) => ({ description }) },
  {
    operation: 'ActionsScheduleChange',
    read: ({ schedule }) => ({
      schedule: schedule === null ? null : schedule.map(({ cron, timezone }) => ({ cron, timezone })),
    }),
  },
  { operation: 'ActionsDisabledChange', read: ({ isDisabled }) => ({ disabled: isDisabled }) },
  {
    operation: 'ActionsMonitoringChange',
    read: ({ monitoring }) => ({
      monitorFailures: monitoring.failures,
      monitorAllEvents: monitoring.allEvents,
      monitorNoEventsEmitted: monitoring.noEventsFor,
    }),
  },
  { operation: 'StoryItemsMovement', read: ({ x, y }) => ({ position: { x, y } }) },
  {
    operation: 'LinkChange',
    read: ({ sources, receivers }) => ({ sources: sources.map(toldLink), receivers: receivers.map(toldLink) }),
  },
  // A name of ours.
  { operation: 'ActionRunsToSaveChange', read: ({ runsToSave }) => ({ runsToSave }) },
];

/** For `config.audit` of a route that tells what `actionEntries` gives. */
export const actionChanges: readonly string[] = ['ActionsOptionsChange', ...aspects.map(({ operation }) => operation)];

export function actionEntries(story: Story, before: Action, after: Action): readonly AuditFacts[] {
  const storyId = publicStoryId(story);
  const common = { storyId, ...(story.draft === null ? {} : { draftId: story.id }), actionIds: [after.id] };
  const changed = aspects.flatMap(({ operation, read }) => {
    const told = read(after);
    if (JSON.stringify(read(before)) === JSON.stringify(told)) return [];
    return [{ operation, storyId, inputs: { ...common, ...told } }];
  });
  const options = changedOptions(before.options, after.options);
  if (options.length === 0) return changed;
  return [{ operation: 'ActionsOptionsChange', storyId, inputs: { ...common, changedOptions: options } }, ...changed];
}

/** Their names alone: people write secrets into options, and that of a webhook is one. */
export function changedOptions(before: ObjectValue, after: ObjectValue): string[] {
  const names = [...new Set([...keysOf(before), ...keysOf(after)])];
  return names.filter((name) => textOf(getKey(before, name)) !== textOf(getKey(after, name)));
}

function textOf(value: Value | undefined): string | undefined {
  return value === undefined ? undefined : stringifyJson(value);
}

function toldLink({ sourceId, receiverId, kind }: Link) {
  return { sourceId, receiverId, kind };
}
