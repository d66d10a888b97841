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

/**
 * What belongs to the definition, and so goes to a draft under change control. `story` and `actions` are those that are written
 * to: of the draft, when it is one.
 */
export function toVersionedChange(
  story: Story,
  actions: readonly Action[],
  input: UpdateStoryInput,
): Result<StoryChange, [Problem, ...Problem[]]> {
  const webhookApi = changeWebhookApi(story, actions, input);
  const sendToStory = changeSendToStory(story, actions, input);
  const [first, ...rest] = [
    ...(webhookApi.ok ? [] : webhookApi.error),
    ...(sendToStory.ok ? [] : sendToStory.error),
    ...checkConfirmation(story, input),
  ];
  if (first !== undefined) return err([first, ...rest]);
  return ok({
    name: input.name,
    description: input.description,
    keepEventsFor: input.keep_events_for,
    isDisabled: input.disabled,
    isPriority: input.priority,
    monitorsFailures: input.monitor_failures,
    needsSkillConfirmation: input.send_to_story_skill_use_requires_confirmation,
    ...(webhookApi.ok ? webhookApi.value : {}),
    ...(sendToStory.ok ? sendToStory.value : {}),
  });
}

/** What belongs to the story itself and applies at once; `teamId` and `folderId` are left to the caller. */
export function toOwnChange(input: UpdateStoryInput): StoryChange {
  return {
    isLocked: input.locked,
    isChangeControlled: input.change_control_enabled,
    isReviewForOwners: input.change_control_owners_only,
    addTags: input.add_tag_names,
    removeTags: input.remove_tag_names,
  };
}

/** Whether anything of the definition is asked for. */
export function touchesDefinition(input: UpdateStoryInput): boolean {
  const own: readonly (keyof UpdateStoryInput)[] = [
    'locked',
    'change_control_enabled',
    'change_control_owners_only',
    'add_tag_names',
    'remove_tag_names',
    'team_id',
    'folder_id',
    'draft_id',
  ];
  return Object.entries(input).some(
    ([key, value]) => value !== undefined && !own.includes(key as keyof UpdateStoryInput),
  );
}

export function isOnlyMoveToFolder(input: UpdateStoryInput): boolean {
  return Object.entries(input).every(([key, value]) => value === undefined || key === 'folder_id');
}

/** Where a draft is written to, entry and exits may be named by the live actions: meant are those of the draft with their guid. */
export function withTwins(
  input: UpdateStoryInput,
  live: readonly Action[],
  drafted: readonly Action[],
): UpdateStoryInput {
  const twinOf = (id: number): number => {
    const guid = live.find((action) => action.id === id)?.guid;
    return drafted.find((action) => action.guid === guid)?.id ?? id;
  };
  const one = (id: number | null | undefined) => (id === null || id === undefined ? id : twinOf(id));
  return {
    ...input,
    api_entry_action_id: one(input.api_entry_action_id),
    entry_action_id: one(input.entry_action_id),
    entry_agent_id: one(input.entry_agent_id),
    exit_agent_id: one(input.exit_agent_id),
    api_exit_action_ids: input.api_exit_action_ids?.map(twinOf),
    exit_action_ids: input.exit_action_ids?.map(twinOf),
    exit_agent_ids: input.exit_agent_ids?.map(twinOf),
  };
}

/** Only a story that an AI Agent or an MCP server may call can ask a person before it is. */
function checkConfirmation(story: Story, input: UpdateStoryInput): Problem[] {
  const field = 'send_to_story_skill_use_requires_confirmation';
  if (input[field] === undefined) return [];
  const source = accessSourceOf(input) ?? story.accessSource;
  if (source === 'WORKBENCH' || source === 'STS_AND_WORKBENCH') return [];
  return [
    problem(
      'invalid_parameter',
      `${field} needs send_to_story_access_source WORKBENCH or STS_AND_WORKBENCH; it is ${source}.`,
      field,
    ),
  ];
}

/**
 * Naming an entry needs the exits beside it, and the switch; switching on alone takes the entry and exits that the story has
 * already.
 */
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
  const halves = checkBothEnds(
    input.api_entry_action_id,
    input.api_exit_action_ids,
    'api_entry_action_id',
    'api_exit_action_ids',
  );
  if (halves.length > 0) return err(halves);
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
    apiExitActionIds: [...new Set(exitIds)].map(asId<ActionId>),
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
  const halves = checkBothEnds(entryInput, exitInput, 'entry_action_id', 'exit_action_ids');
  if (halves.length > 0) return err(halves);
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
  if (!isOn) {
    if (!scopeInput && (input.shared_team_slugs ?? []).length === 0) return ok({});
    const field = scopeInput ? 'send_to_story_access' : 'shared_team_slugs';
    return err([problem('invalid_parameter', `${field} needs a send_to_story_access_source other than OFF.`, field)]);
  }

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
    exitActionIds: [...new Set(exitIds)].map(asId<ActionId>),
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

/** One end alone would leave the other to guessing. */
function checkBothEnds(
  entry: number | null | undefined,
  exits: readonly number[] | undefined,
  entryField: string,
  exitField: string,
): Problem[] {
  const hasEntry = entry !== undefined && entry !== null;
  const hasExits = exits !== undefined && exits.length > 0;
  if (hasEntry && exits === undefined) {
    return [problem('missing_parameter', `${exitField} must be given with ${entryField}.`, exitField)];
  }
  if (hasExits && entry === undefined) {
    return [problem('missing_parameter', `${entryField} must be given with ${exitField}.`, entryField)];
  }
  return [];
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
