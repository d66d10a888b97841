/**
 * What an update of a story means: the documented parameters, old spellings included, become one change of the story, or
 * the problems that forbid it. Pure; what must exist elsewhere (teams, folders) is checked by the route.
 */

import { getKey } from '@fabula/formula';
import {
  type AccessScope,
  type AccessSource,
  type Action,
  type ActionId,
  asId,
  err,
  ok,
  type Problem,
  problem,
  type Result,
  type Story,
  type UpdateStoryInput,
  WEBHOOK_TYPE,
} from '@fabula/model';
import type { StoryChange } from '@fabula/store';

const transformType = 'Agents::EventTransformationAgent';

/** Plain fields and settings; `teamId` and `folderId` are left to the caller. `actions`: all of the story. */
export function toStoryChange(
  story: Story,
  actions: readonly Action[],
  input: UpdateStoryInput,
): Result<StoryChange, [Problem, ...Problem[]]> {
  const webhookApi = changeWebhookApi(story, actions, input);
  const sendToStory = changeSendToStory(story, actions, input);
  const [first, ...rest] = [
    ...(webhookApi.ok ? [] : webhookApi.error),
    ...(sendToStory.ok ? [] : sendToStory.error),
    ...(input.change_control_enabled === true
      ? [problem('invalid_parameter', 'This version has no change control.', 'change_control_enabled')]
      : []),
  ];
  if (first !== undefined) return err([first, ...rest]);
  return ok({
    name: input.name,
    description: input.description,
    keepEventsFor: input.keep_events_for,
    isDisabled: input.disabled,
    isLocked: input.locked,
    isPriority: input.priority,
    addTags: input.add_tag_names,
    removeTags: input.remove_tag_names,
    monitorsFailures: input.monitor_failures,
    needsSkillConfirmation: input.send_to_story_skill_use_requires_confirmation,
    ...(webhookApi.ok ? webhookApi.value : {}),
    ...(sendToStory.ok ? sendToStory.value : {}),
  });
}

/** Switching on needs an entry and exits: those of the request, else those that the story has already. */
function changeWebhookApi(
  story: Story,
  actions: readonly Action[],
  input: UpdateStoryInput,
): Result<StoryChange, Problem[]> {
  const isOn = input.webhook_api_enabled ?? story.isWebhookApiEnabled;
  const isTouched =
    input.webhook_api_enabled !== undefined ||
    input.api_entry_action_id !== undefined ||
    input.api_exit_action_ids !== undefined;
  if (!isTouched) return ok({});
  if (!isOn) {
    if (input.webhook_api_enabled === false) return ok({ isWebhookApiEnabled: false });
    return err([
      problem(
        'invalid_parameter',
        'webhook_api_enabled must be true when its actions are named.',
        'webhook_api_enabled',
      ),
    ]);
  }
  const entryId = input.api_entry_action_id ?? story.apiEntryActionIds[0] ?? null;
  const exitIds = input.api_exit_action_ids ?? story.apiExitActionIds;
  const problems = [
    ...checkEntry(actions, entryId, 'api_entry_action_id'),
    ...checkExits(actions, exitIds, 'api_exit_action_ids'),
  ];
  if (entryId === null || problems.length > 0) return err(problems);
  return ok({
    isWebhookApiEnabled: true,
    apiEntryActionIds: [asId<ActionId>(entryId)],
    apiExitActionIds: exitIds.map(asId<ActionId>),
  });
}

function changeSendToStory(
  story: Story,
  actions: readonly Action[],
  input: UpdateStoryInput,
): Result<StoryChange, Problem[]> {
  const source = accessSourceOf(input);
  const entryInput = input.entry_action_id ?? input.entry_agent_id;
  const exitInput =
    input.exit_action_ids ?? input.exit_agent_ids ?? (input.exit_agent_id ? [input.exit_agent_id] : undefined);
  const scopeInput = scopeOf(input);
  if (source === 'OFF') return ok({ accessSource: 'OFF', accessScope: null });
  const isTouched = source !== undefined || entryInput !== undefined || exitInput !== undefined;
  const isOn = source !== undefined || story.accessSource !== 'OFF';
  if (!isOn && isTouched) {
    return err([
      problem(
        'invalid_parameter',
        'send_to_story_access_source must be STS, WORKBENCH or STS_AND_WORKBENCH when its actions are named.',
        'send_to_story_access_source',
      ),
    ]);
  }
  if (!isOn) return ok({});

  const scope = scopeInput ?? story.accessScope ?? 'TEAM';
  const slugs = input.shared_team_slugs ?? story.sharedTeamSlugs;
  const entryId = entryInput ?? story.entryActionId;
  const exitIds = exitInput ?? story.exitActionIds;
  const problems = [
    ...(isTouched ? checkEntry(actions, entryId, 'entry_action_id') : []),
    ...(isTouched ? checkExits(actions, exitIds, 'exit_action_ids') : []),
    ...(scope === 'SPECIFIC_TEAMS' && slugs.length === 0
      ? [problem('missing_parameter', 'shared_team_slugs is required for SPECIFIC_TEAMS.', 'shared_team_slugs')]
      : []),
  ];
  if (problems.length > 0) return err(problems);
  return ok({
    accessSource: source ?? story.accessSource,
    accessScope: scope,
    sharedTeamSlugs: slugs,
    entryActionId: entryId === null ? null : asId<ActionId>(entryId),
    exitActionIds: exitIds.map(asId<ActionId>),
  });
}

/** TEAM and GLOBAL are scopes that some clients send as a source; the old switch knows only on and off. */
function accessSourceOf(input: UpdateStoryInput): AccessSource | undefined {
  const source = input.send_to_story_access_source;
  if (source === 'TEAM' || source === 'GLOBAL') return 'STS';
  if (source !== undefined) return source;
  if (input.send_to_story_enabled === undefined) return undefined;
  return input.send_to_story_enabled ? 'STS' : 'OFF';
}

function scopeOf(input: UpdateStoryInput): AccessScope | null | undefined {
  const source = input.send_to_story_access_source;
  return source === 'TEAM' || source === 'GLOBAL' ? source : input.send_to_story_access;
}

function checkEntry(actions: readonly Action[], id: number | null, field: string): Problem[] {
  if (id === null) return [problem('missing_parameter', `${field} is required.`, field)];
  const action = actions.find((candidate) => candidate.id === id);
  if (action?.type === WEBHOOK_TYPE) return [];
  return [problem('invalid_parameter', `${field} must be a webhook action of this story.`, field)];
}

function checkExits(actions: readonly Action[], ids: readonly number[], field: string): Problem[] {
  if (ids.length === 0) return [problem('missing_parameter', `${field} is required.`, field)];
  const areExits = ids.every((id) => actions.some((action) => action.id === id && isMessageOnly(action)));
  if (areExits) return [];
  return [problem('invalid_parameter', `${field} must be message-only event transforms of this story.`, field)];
}

function isMessageOnly(action: Action): boolean {
  return action.type === transformType && getKey(action.options, 'mode') === 'message_only';
}
