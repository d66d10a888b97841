/** The form of a story's settings: what it begins with, what forbids to send it, and what of it is sent. Pure. */
import type { ActionResponse, StoryResponse } from '@fabula/model';
import type { SettingsPlan } from '../../data/story-settings.ts';
import { type Ends, type EndsProblems, endsProblems, usableEnds } from './ends.ts';
import { recipientProblem } from './recipient.ts';

/** What belongs to what runs: under change control it is changed in a draft. */
export interface Definition {
  readonly name: string;
  readonly description: string;
  readonly disabled: boolean;
  /** Seconds. */
  readonly keepEventsFor: number;
  readonly priority: boolean;
  readonly monitorFailures: boolean;
  readonly recipients: readonly string[];
  readonly calls: Calls;
  readonly api: Api;
}

/** Send to Story: who may call it, and as what. */
export interface Calls extends Ends {
  readonly source: StoryResponse['send_to_story_access_source'];
  readonly access: NonNullable<StoryResponse['send_to_story_access']>;
  readonly slugs: readonly string[];
  readonly asksFirst: boolean;
}

/** The story as an API that answers. */
export interface Api extends Ends {
  readonly isOn: boolean;
}

/** What belongs to the story itself: it changes at once, also under change control. */
export interface Belongings {
  /** Names with commas between. */
  readonly tags: string;
  readonly teamId: number;
  readonly folderId: number | null;
  readonly owners: readonly number[];
  readonly locked: boolean;
  readonly ownersOnly: boolean;
}

export interface StorySettingsForm extends Definition, Belongings {
  /** An address that is typed and not yet in the list; it goes with what is saved. */
  readonly newRecipient: string;
}

/** `definition`: the story or draft that is written to. */
export function settingsOf(story: StoryResponse, definition: StoryResponse = story): StorySettingsForm {
  return { ...belongingsOf(story), ...definitionOf(definition), newRecipient: '' };
}

function belongingsOf(story: StoryResponse): Belongings {
  return {
    tags: story.tags.join(', '),
    teamId: story.team_id,
    folderId: story.folder_id,
    owners: story.owners,
    locked: story.locked,
    ownersOnly: story.change_control_owners_only,
  };
}

function definitionOf(story: StoryResponse): Definition {
  return {
    name: story.name,
    description: story.description ?? '',
    disabled: story.disabled,
    keepEventsFor: story.keep_events_for,
    priority: story.priority,
    monitorFailures: story.monitor_failures,
    recipients: story.recipients.map(({ address }) => address),
    calls: {
      source: story.send_to_story_access_source,
      access: story.send_to_story_access ?? 'TEAM',
      slugs: story.shared_team_slugs,
      asksFirst: story.send_to_story_skill_use_requires_confirmation,
      entryId: story.entry_agent_id,
      exitIds: story.exit_agents.map(({ id }) => id),
    },
    api: {
      isOn: story.webhook_api_enabled,
      entryId: story.api_entry_action_id,
      exitIds: story.api_exit_action_ids,
    },
  };
}

/** Only agents and MCP clients can be held until a person has agreed. */
export function mayAskFirst({ source }: Pick<Calls, 'source'>): boolean {
  return source === 'WORKBENCH' || source === 'STS_AND_WORKBENCH';
}

export interface SettingsProblems {
  readonly name?: string;
  readonly calls: EndsProblems & { readonly teams?: string };
  readonly api: EndsProblems;
  readonly recipient?: string;
}

/** What the server would refuse, by the field that has to be mended. What nobody touched is not sent, and so not looked at. */
export function problemsIn(
  before: StorySettingsForm,
  form: StorySettingsForm,
  actions: readonly ActionResponse[],
): SettingsProblems {
  const { calls, api } = form;
  const isCalled = calls.source !== 'OFF' && !isSame(before.calls, calls);
  const needsTeams = isCalled && calls.access === 'SPECIFIC_TEAMS' && calls.slugs.length === 0;
  const recipient = form.newRecipient.trim() === '' ? undefined : recipientProblem(form.newRecipient);
  return {
    ...(form.name.trim() === '' ? { name: 'A story needs a name.' } : {}),
    calls: {
      ...(isCalled ? endsProblems(calls, actions) : {}),
      ...(needsTeams ? { teams: 'Choose at least one team, or let this team alone call it.' } : {}),
    },
    api: api.isOn && !isSame(before.api, api) ? endsProblems(api, actions) : {},
    ...(recipient === undefined ? {} : { recipient }),
  };
}

export function hasProblems({ calls, api, ...rest }: SettingsProblems): boolean {
  return [calls, api, rest].some((each) => Object.keys(each).length > 0);
}

/** What has to be sent so that `before` becomes `form`; null: nothing. */
export function planOf(
  before: StorySettingsForm,
  form: StorySettingsForm,
  actions: readonly ActionResponse[],
): SettingsPlan | null {
  const wanted = withNewRecipient(form);
  const plan = {
    update: { ...definitionChanges(before, form, actions), ...belongingsChanges(before, form) },
    addedOwners: missingFrom(before.owners, form.owners),
    removedOwners: missingFrom(form.owners, before.owners),
    addedRecipients: missingFrom(before.recipients, wanted),
    removedRecipients: missingFrom(wanted, before.recipients),
    isLocking: form.locked && !before.locked,
  };
  const isNothing =
    Object.keys(plan.update).length === 0 &&
    !plan.isLocking &&
    [plan.addedOwners, plan.removedOwners, plan.addedRecipients, plan.removedRecipients].every(
      ({ length }) => length === 0,
    );
  return isNothing ? null : plan;
}

/** Whether something is changed that goes to a draft under change control. */
export function touchesDefinition(
  before: StorySettingsForm,
  form: StorySettingsForm,
  actions: readonly ActionResponse[],
): boolean {
  const wanted = withNewRecipient(form);
  return (
    Object.keys(definitionChanges(before, form, actions)).length > 0 ||
    missingFrom(before.recipients, wanted).length > 0 ||
    missingFrom(wanted, before.recipients).length > 0
  );
}

type Changes = Readonly<Record<string, unknown>>;

function definitionChanges(before: Definition, form: Definition, actions: readonly ActionResponse[]): Changes {
  const is = (key: keyof Definition): boolean => form[key] !== before[key];
  return {
    ...(is('name') ? { name: form.name.trim() } : {}),
    ...(is('description') ? { description: form.description } : {}),
    ...(is('disabled') ? { disabled: form.disabled } : {}),
    ...(is('keepEventsFor') ? { keep_events_for: form.keepEventsFor } : {}),
    ...(is('priority') ? { priority: form.priority } : {}),
    ...(is('monitorFailures') ? { monitor_failures: form.monitorFailures } : {}),
    ...callsChanges(before.calls, form.calls, actions),
    ...apiChanges(before.api, form.api, actions),
  };
}

/** Entry, exits and source go together, as the server asks for it. */
function callsChanges(before: Calls, calls: Calls, actions: readonly ActionResponse[]): Changes {
  if (isSame(before, calls)) return {};
  if (calls.source === 'OFF') return before.source === 'OFF' ? {} : { send_to_story_access_source: 'OFF' };
  const { entryId, exitIds } = usableEnds(calls, actions);
  return {
    send_to_story_access_source: calls.source,
    entry_action_id: entryId,
    exit_action_ids: exitIds,
    send_to_story_access: calls.access,
    shared_team_slugs: calls.access === 'SPECIFIC_TEAMS' ? calls.slugs : [],
    ...(mayAskFirst(calls) && calls.asksFirst !== before.asksFirst
      ? { send_to_story_skill_use_requires_confirmation: calls.asksFirst }
      : {}),
  };
}

function apiChanges(before: Api, api: Api, actions: readonly ActionResponse[]): Changes {
  if (isSame(before, api)) return {};
  if (!api.isOn) return before.isOn ? { webhook_api_enabled: false } : {};
  const { entryId, exitIds } = usableEnds(api, actions);
  return { webhook_api_enabled: true, api_entry_action_id: entryId, api_exit_action_ids: exitIds };
}

function belongingsChanges(before: Belongings, form: Belongings): Changes {
  const tags = namesIn(form.tags);
  const tagsBefore = namesIn(before.tags);
  const added = missingFrom(tagsBefore, tags);
  const removed = missingFrom(tags, tagsBefore);
  const isMoved = form.teamId !== before.teamId;
  return {
    ...(added.length > 0 ? { add_tag_names: added } : {}),
    ...(removed.length > 0 ? { remove_tag_names: removed } : {}),
    ...(isMoved ? { team_id: form.teamId } : {}),
    ...(isMoved || form.folderId !== before.folderId ? { folder_id: form.folderId } : {}),
    ...(before.locked && !form.locked ? { locked: false } : {}),
    ...(form.ownersOnly !== before.ownersOnly ? { change_control_owners_only: form.ownersOnly } : {}),
  };
}

function withNewRecipient({ recipients, newRecipient }: StorySettingsForm): readonly string[] {
  const address = newRecipient.trim();
  return address === '' || recipients.includes(address) ? recipients : [...recipients, address];
}

/** They hold texts, numbers and lists of those. */
function isSame(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function missingFrom<T>(list: readonly T[], wanted: readonly T[]): T[] {
  return wanted.filter((each) => !list.includes(each));
}

function namesIn(text: string): string[] {
  return [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '');
}
