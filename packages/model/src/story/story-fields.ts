/** The fields of a story that have a meaning here: how each schema wrote them, and how they are written back. */
import { getKey, isArrayValue, isObjectValue, type ObjectValue, slugOf, type Value } from '@fabula/formula';
import { flagAt, textAt, textsAt, wholeNumberAt } from './carried-values.ts';
import type { AccessScope, AccessSource } from './story.ts';
import type { StoryFields } from './story-document.ts';

/** Seven days: the documented default of the product. */
const USUAL_RETENTION = 604_800;

/** Numbers of 2 and 3 are unconfirmed. */
const accessSources: readonly AccessSource[] = ['OFF', 'STS', 'WORKBENCH', 'STS_AND_WORKBENCH'];
const accessScopes: readonly AccessScope[] = ['TEAM', 'GLOBAL', 'SPECIFIC_TEAMS'];

/** Total: whatever a key holds, there is a value for the field. */
export function readStoryFields(carried: ObjectValue): StoryFields {
  const name = textAt(carried, 'name') ?? '';
  const slug = textAt(carried, 'slug');
  const retention = wholeNumberAt(carried, 'keep_events_for');
  return {
    name,
    description: textAt(carried, 'description'),
    guid: textAt(carried, 'guid'),
    slug: slug === null || slug === '' ? slugOf(name) : slug,
    keepEventsFor: retention !== null && retention > 0 ? retention : USUAL_RETENTION,
    tags: namesAt(carried, 'tags', 'name'),
    recipients: namesAt(carried, 'recipients', 'address'),
    monitorsFailures: flagAt(carried, 'monitor_failures'),
    isWebhookApiEnabled: flagAt(carried, 'synchronous_webhooks_enabled'),
    apiEntryGuids: textsAt(carried, 'api_entry_action_guids'),
    apiExitGuids: textsAt(carried, 'api_exit_action_guids'),
    accessSource: readAccessSource(carried),
    accessScope: readAccessScope(carried),
    needsSkillConfirmation: flagAt(carried, 'send_to_story_skill_use_requires_confirmation', true),
    entryGuid: textAt(carried, 'entry_agent_guid'),
    exitGuids: readExitGuids(carried),
  };
}

/** The keys whose values differ from what `carried` gives. */
export function changedStoryKeys(carried: ObjectValue, now: StoryFields): ReadonlyMap<string, Value> {
  const before = readStoryFields(carried);
  const changes = new Map<string, Value>();
  for (const [field, write] of writers) {
    if (!isSame(before[field], now[field])) {
      for (const [key, value] of write(now, carried)) changes.set(key, value);
    }
  }
  return changes;
}

type Written = readonly (readonly [key: string, value: Value])[];

const writers: readonly (readonly [keyof StoryFields, (now: StoryFields, carried: ObjectValue) => Written])[] = [
  ['name', (now) => [['name', now.name]]],
  ['description', (now) => [['description', now.description]]],
  ['guid', (now) => [['guid', now.guid]]],
  // Files older than schema 4 have no slug, and the name gives it.
  ['slug', (now, carried) => (getKey(carried, 'slug') === undefined ? [] : [['slug', now.slug]])],
  ['keepEventsFor', (now) => [['keep_events_for', now.keepEventsFor]]],
  ['tags', (now) => [['tags', now.tags]]],
  ['recipients', (now) => [['recipients', now.recipients]]],
  ['monitorsFailures', (now) => [['monitor_failures', now.monitorsFailures]]],
  ['isWebhookApiEnabled', (now) => [['synchronous_webhooks_enabled', now.isWebhookApiEnabled]]],
  ['apiEntryGuids', (now) => [['api_entry_action_guids', now.apiEntryGuids]]],
  ['apiExitGuids', (now) => [['api_exit_action_guids', now.apiExitGuids]]],
  [
    'accessSource',
    (now) => [
      ['send_to_story_enabled', now.accessSource !== 'OFF'],
      ['send_to_story_access_source', accessSources.indexOf(now.accessSource)],
    ],
  ],
  ['accessScope', (now) => [['send_to_story_access', now.accessScope]]],
  ['needsSkillConfirmation', (now) => [['send_to_story_skill_use_requires_confirmation', now.needsSkillConfirmation]]],
  ['entryGuid', (now) => [['entry_agent_guid', now.entryGuid]]],
  [
    'exitGuids',
    (now, carried) => [
      ['exit_agent_guids', now.exitGuids],
      ...(getKey(carried, 'exit_agent_guid') === undefined
        ? []
        : [['exit_agent_guid', now.exitGuids[0] ?? null] as const]),
    ],
  ],
];

function isSame(before: StoryFields[keyof StoryFields], now: StoryFields[keyof StoryFields]): boolean {
  if (!Array.isArray(before) || !Array.isArray(now)) return before === now;
  return before.length === now.length && before.every((item, index) => item === now[index]);
}

/** A list of names, or of objects that hold them. */
function namesAt(object: ObjectValue, key: string, nameKey: string): readonly string[] {
  const list = getKey(object, key);
  if (!isArrayValue(list)) return [];
  return list
    .map((item) => (isObjectValue(item) ? textAt(item, nameKey) : item))
    .filter((name) => typeof name === 'string');
}

function readAccessSource(carried: ObjectValue): AccessSource {
  const isEnabled = flagAt(carried, 'send_to_story_enabled');
  const source = accessSources[wholeNumberAt(carried, 'send_to_story_access_source') ?? -1];
  if (source === undefined || source === 'OFF') return isEnabled ? 'STS' : 'OFF';
  return isEnabled ? source : 'OFF';
}

function readAccessScope(carried: ObjectValue): AccessScope | null {
  const scope = textAt(carried, 'send_to_story_access')?.toUpperCase();
  return accessScopes.find((known) => known === scope) ?? null;
}

function readExitGuids(carried: ObjectValue): readonly string[] {
  const guids = textsAt(carried, 'exit_agent_guids');
  if (guids.length > 0) return guids;
  // The sole form of 2020.
  const guid = textAt(carried, 'exit_agent_guid');
  return guid === null ? [] : [guid];
}
