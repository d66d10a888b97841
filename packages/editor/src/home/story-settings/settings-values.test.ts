import { parseJson } from '@fabula/formula';
import type { ActionResponse, StoryResponse } from '@fabula/model';
import { describe, expect, test } from 'vitest';
import { type Calls, hasProblems, planOf, problemsIn, type StorySettingsForm, settingsOf } from './settings-values.ts';

const story = {
  name: 'Doors',
  description: null,
  tags: ['site', 'night'],
  team_id: 1,
  folder_id: 5,
  owners: [1, 2],
  locked: false,
  disabled: false,
  keep_events_for: 604_800,
  priority: false,
  monitor_failures: false,
  recipients: [{ address: 'ada@example.com' }],
  change_control_owners_only: false,
  send_to_story_access_source: 'OFF',
  send_to_story_access: null,
  send_to_story_skill_use_requires_confirmation: true,
  shared_team_slugs: [],
  entry_agent_id: null,
  exit_agents: [],
  webhook_api_enabled: false,
  api_entry_action_id: null,
  api_exit_action_ids: [],
} as unknown as StoryResponse;

function anAction(id: number, type: string, options = '{}'): ActionResponse {
  const parsed = parseJson(options);
  return { id, type, options: parsed.ok ? parsed.value : null } as unknown as ActionResponse;
}

const actions = [
  anAction(7, 'Agents::WebhookAgent'),
  anAction(8, 'Agents::EventTransformationAgent', '{"mode":"message_only"}'),
];

const before = settingsOf(story);
const calls = (change: Partial<Calls>): Partial<StorySettingsForm> => ({ calls: { ...before.calls, ...change } });
const called = { source: 'STS', entryId: 7, exitIds: [8] } as const;

test('a form in which nothing was changed sends nothing', () => {
  expect(planOf(before, settingsOf(story), actions)).toBeNull();
});

test.each<[string, Partial<StorySettingsForm>, object]>([
  ['a name, without the spaces around it', { name: ' Gates ' }, { name: 'Gates' }],
  ['a description', { description: 'Who comes in' }, { description: 'Who comes in' }],
  ['tags that came and went', { tags: 'night,  day, day,' }, { add_tag_names: ['day'], remove_tag_names: ['site'] }],
  ['the order of tags: nothing that a story keeps', { tags: 'night, site', priority: true }, { priority: true }],
  ['a folder', { folderId: null }, { folder_id: null }],
  ['a team, whose folders are others', { teamId: 2, folderId: null }, { team_id: 2, folder_id: null }],
  ['how long events stay', { keepEventsFor: 3600 }, { keep_events_for: 3600 }],
  [
    'who may call it, with its ends',
    calls(called),
    {
      send_to_story_access_source: 'STS',
      entry_action_id: 7,
      exit_action_ids: [8],
      send_to_story_access: 'TEAM',
      shared_team_slugs: [],
    },
  ],
  [
    'the API, with its ends',
    { api: { isOn: true, entryId: 7, exitIds: [8] } },
    { webhook_api_enabled: true, api_entry_action_id: 7, api_exit_action_ids: [8] },
  ],
])('only what was changed is sent: %s', (_, change, expected) => {
  expect(planOf(before, { ...before, ...change }, actions)?.update).toEqual(expected);
});

test('a confirmation is only sent where a person can be asked', () => {
  const sent = (source: Calls['source']) =>
    planOf(before, { ...before, ...calls({ ...called, source, asksFirst: false }) }, actions)?.update;
  expect(sent('STS')).not.toHaveProperty('send_to_story_skill_use_requires_confirmation');
  expect(sent('WORKBENCH')).toHaveProperty('send_to_story_skill_use_requires_confirmation', false);
});

test('what is switched off takes nothing with it, and what was off needs no word', () => {
  const on = { ...before, ...calls(called), api: { isOn: true, entryId: 7, exitIds: [8] } };
  expect(planOf(on, before, actions)?.update).toEqual({
    send_to_story_access_source: 'OFF',
    webhook_api_enabled: false,
  });
  expect(planOf(before, { ...before, ...calls({ access: 'GLOBAL' }) }, actions)).toBeNull();
});

test('people and addresses are sent one by one; an address that was only typed goes along', () => {
  const form = { ...before, owners: [2, 3], recipients: [], newRecipient: ' https://chat.example/hook ' };
  expect(planOf(before, form, actions)).toMatchObject({
    update: {},
    addedOwners: [3],
    removedOwners: [1],
    addedRecipients: ['https://chat.example/hook'],
    removedRecipients: ['ada@example.com'],
  });
});

test('a story is unlocked with the first change and locked after the last', () => {
  const locked = { ...before, locked: true };
  expect(planOf(locked, before, actions)).toMatchObject({ update: { locked: false }, isLocking: false });
  expect(planOf(before, locked, actions)).toMatchObject({ update: {}, isLocking: true });
  expect(planOf(locked, locked, actions)).toBeNull();
});

describe('what the server would refuse is known before', () => {
  test.each<[string, Partial<StorySettingsForm>, object]>([
    ['nothing wrong', {}, { calls: {}, api: {} }],
    ['no name', { name: ' ' }, { name: expect.any(String) }],
    [
      'called without ends',
      calls({ source: 'STS' }),
      { calls: { entry: expect.any(String), exits: expect.any(String) } },
    ],
    [
      'called by chosen teams of which there are none',
      calls({ ...called, access: 'SPECIFIC_TEAMS' }),
      { calls: { teams: expect.any(String) } },
    ],
    [
      'an API without an answer',
      { api: { isOn: true, entryId: 7, exitIds: [] } },
      { api: { exits: expect.any(String) } },
    ],
    ['an address that is none', { newRecipient: 'ada' }, { recipient: expect.any(String) }],
  ])('%s', (_, change, expected) => {
    const found = problemsIn(before, { ...before, ...change }, actions);
    expect(found).toMatchObject(expected);
    expect(hasProblems(found)).toBe(Object.keys(change).length > 0);
  });

  test('what is off may be incomplete', () => {
    expect(hasProblems(problemsIn(before, { ...before, ...calls({ access: 'SPECIFIC_TEAMS' }) }, []))).toBe(false);
  });

  test('what was left incomplete by others keeps nobody from changing something else', () => {
    const broken = { ...before, ...calls({ ...called, exitIds: [99] }) };
    expect(hasProblems(problemsIn(broken, { ...broken, priority: true }, actions))).toBe(false);
  });

  test.each(['ada@example.com', 'Ada <ada@example.com>', 'https://chat.example/hook'])(
    '%s may hear of failures',
    (address) => {
      expect(problemsIn(before, { ...before, newRecipient: address }, actions)).not.toHaveProperty('recipient');
    },
  );
});
