import type { StoryResponse } from '@fabula/model';
import { expect, test } from 'vitest';
import { changedSettings, type StorySettingsForm, settingsOf } from './changed-settings.ts';

const story = {
  name: 'Doors',
  description: null,
  tags: ['site', 'night'],
  team_id: 1,
  folder_id: 5,
  keep_events_for: 604_800,
  priority: false,
  monitor_failures: false,
  change_control_owners_only: false,
} as unknown as StoryResponse;

test('a form in which nothing was changed sends nothing', () => {
  expect(changedSettings(story, settingsOf(story))).toBeNull();
});

test.each<[string, Partial<StorySettingsForm>, object]>([
  ['a name, without the spaces around it', { name: ' Gates ' }, { name: 'Gates' }],
  ['a description', { description: 'Who comes in' }, { description: 'Who comes in' }],
  ['tags that came and went', { tags: 'night,  day, day,' }, { add_tag_names: ['day'], remove_tag_names: ['site'] }],
  ['the order of tags: nothing that a story keeps', { tags: 'night, site', priority: true }, { priority: true }],
  ['a folder', { folderId: null }, { folder_id: null }],
  ['a team, whose folders are others', { teamId: 2, folderId: null }, { team_id: 2, folder_id: null }],
  ['how long events stay', { keepEventsFor: 3600 }, { keep_events_for: 3600 }],
])('only what was changed is sent: %s', (_, change, expected) => {
  expect(changedSettings(story, { ...settingsOf(story), ...change })).toEqual(expected);
});
