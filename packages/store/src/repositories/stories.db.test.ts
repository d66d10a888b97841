import { makeObject, type ObjectValue } from '@fabula/formula';
import { type Action, type ActionId, asId, type Story, type StoryId } from '@fabula/model';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { aFile, type Home, importInto, makeHome, newGuid, parse, readExport } from '../testing/home.test-kit.ts';
import {
  createAction,
  deleteAction,
  findAction,
  listActions,
  listStoryActions,
  type NewAction,
  updateAction,
} from './actions.ts';
import { createFolder } from './folders.ts';
import { deleteLinks, storiesOfLinks } from './links.ts';
import { findNote, listNotes } from './notes.ts';
import { createStory, deleteStories, findStory, type NewStory, updateStory } from './stories.ts';
import { listStories, type StorySearch } from './story-list.ts';

const firstPage = { page: 1, perPage: 20 };

describe.each(testDatabases)('stories and actions, $kind', ({ open }) => {
  let opened: TestDatabase;
  let home: Home;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await opened.empty();
    home = await makeHome(opened.database);
  });

  const aStory = (parts: Partial<NewStory> = {}): Promise<Story> =>
    createStory(opened.database.kysely, {
      ...home,
      folderId: null,
      name: 'Story',
      description: null,
      keepEventsFor: 86_400,
      isDisabled: false,
      isPriority: false,
      tags: [],
      guid: newGuid(),
      ...parts,
    });
  const makeAction = (storyId: StoryId, parts: Partial<NewAction> = {}) =>
    createAction(opened.database.kysely, {
      storyId,
      userId: home.userId,
      guid: newGuid(),
      type: 'Agents::TriggerAgent',
      name: 'Decide',
      options: makeObject([]),
      x: 0,
      y: 0,
      ...parts,
    });
  const anAction = async (storyId: StoryId, parts: Partial<NewAction> = {}): Promise<Action> => {
    const made = await makeAction(storyId, parts);
    if (!made.ok) throw new Error(made.error.kind);
    return made.value;
  };
  const revisionOf = async (id: StoryId): Promise<number> =>
    (await findStory(opened.database.kysely, id))?.revision ?? 0;

  test('a new story has what it was given, its maker as owner, and nothing else', async () => {
    const story = await aStory({ name: 'Phishing Triage!', tags: ['soc', 'mail', 'soc'], isPriority: true });
    expect(story).toMatchObject({
      ...home,
      name: 'Phishing Triage!',
      slug: 'phishing_triage',
      tags: ['soc', 'mail'],
      isPriority: true,
      isDisabled: false,
      ownerIds: [home.userId],
      monitorsFailures: false,
      accessSource: 'OFF',
      entryActionId: null,
      revision: 1,
    });
    expect(await findStory(opened.database.kysely, story.id)).toEqual(story);
  });

  test('a change leaves the rest as it is and raises the revision', async () => {
    const story = await aStory({ description: 'Why', tags: ['a', 'b'] });
    const changed = await updateStory(opened.database.kysely, story.id, {
      name: 'Other',
      addTags: ['c'],
      removeTags: ['a', 'never'],
      keepEventsFor: 3600,
    });
    expect(changed).toEqual({
      ...story,
      name: 'Other',
      slug: 'other',
      tags: ['b', 'c'],
      keepEventsFor: 3600,
      revision: 2,
      updatedAt: changed?.updatedAt,
      editedAt: changed?.editedAt,
    });
    expect(await updateStory(opened.database.kysely, asId<StoryId>(999_999), { name: 'x' })).toBeNull();
  });

  test('a story that moves to another team leaves its folder', async () => {
    const { kysely } = opened.database;
    const folder = { teamId: home.teamId, parentId: null, name: 'F', contentType: 'STORY' as const };
    const story = await aStory({ folderId: (await createFolder(kysely, folder)).id });
    const other = await makeHome(opened.database, 'Red');
    expect(await updateStory(kysely, story.id, { teamId: other.teamId })).toMatchObject({
      teamId: other.teamId,
      folderId: null,
    });
  });

  test('monitoring of failures reaches every action', async () => {
    const story = await aStory();
    const first = await anAction(story.id);
    const second = await anAction(story.id, { monitoring: { failures: true } });
    expect(await findStory(opened.database.kysely, story.id)).toMatchObject({
      monitorsFailures: false,
      monitoringActionIds: [second.id],
    });
    expect(await updateStory(opened.database.kysely, story.id, { monitorsFailures: true })).toMatchObject({
      monitorsFailures: true,
      monitoringActionIds: [first.id, second.id],
    });
  });

  describe('the list of stories', () => {
    const names = async (search: Partial<StorySearch>, paging = firstPage): Promise<readonly string[]> =>
      (await listStories(opened.database.kysely, { teamIds: null, ...search }, paging)).items.map(
        (story) => story.name,
      );

    test.each<[string, Partial<StorySearch>, string[]]>([
      ['everything', {}, ['alpha', 'Beta', 'gamma_1']],
      ['part of a name in any case', { search: 'ALP' }, ['alpha']],
      ['a name with a wildcard taken as it is', { search: '_' }, ['gamma_1']],
      ['one tag', { tags: ['soc'] }, ['alpha', 'Beta']],
      ['all of several tags', { tags: ['soc', 'mail'] }, ['Beta']],
      ['an unknown tag', { tags: ['none'] }, []],
      ['high priority', { filter: 'HIGH_PRIORITY' }, ['alpha']],
      ['disabled', { filter: 'DISABLED' }, ['Beta']],
      ['send to story', { filter: 'SEND_TO_STORY_ENABLED' }, ['gamma_1']],
      ['published', { filter: 'PUBLISHED' }, ['alpha', 'Beta', 'gamma_1']],
      ['favourites', { filter: 'FAVORITE' }, []],
      ['no team', { teamIds: [] }, []],
    ])('shows %s', async (_name, search, expected) => {
      await aStory({ name: 'alpha', tags: ['soc'], isPriority: true });
      await aStory({ name: 'Beta', tags: ['mail', 'soc'], isDisabled: true });
      const gamma = await aStory({ name: 'gamma_1' });
      await updateStory(opened.database.kysely, gamma.id, { accessSource: 'STS' });
      expect(await names({ order: 'NAME', ...search })).toEqual(expected);
    });

    test('comes in every order, page by page', async () => {
      const beta = await aStory({ name: 'Beta' });
      const alpha = await aStory({ name: 'alpha' });
      await aStory({ name: 'gamma' });
      await anAction(alpha.id);
      await anAction(beta.id);
      await anAction(beta.id);
      expect(await names({ order: 'NAME' })).toEqual(['alpha', 'Beta', 'gamma']);
      expect(await names({ order: 'NAME_DESC' })).toEqual(['gamma', 'Beta', 'alpha']);
      expect(await names({ order: 'RECENTLY_EDITED' })).toEqual(['Beta', 'alpha', 'gamma']);
      expect(await names({ order: 'LEAST_RECENTLY_EDITED' })).toEqual(['gamma', 'alpha', 'Beta']);
      expect(await names({ order: 'ACTION_COUNT_ASC' })).toEqual(['gamma', 'alpha', 'Beta']);
      expect(await names({ order: 'ACTION_COUNT_DESC' })).toEqual(['Beta', 'alpha', 'gamma']);
      expect(await names({ order: 'NAME' }, { page: 2, perPage: 2 })).toEqual(['gamma']);
      expect((await listStories(opened.database.kysely, { teamIds: null }, { page: 9, perPage: 2 })).count).toBe(3);
    });
  });

  test('a new action lies behind the others and carries its links', async () => {
    const story = await aStory();
    const hook = await anAction(story.id, { type: 'Agents::WebhookAgent', name: 'In', options: path('in') });
    const schedule = [{ cron: '0 * * * *', timezone: 'UTC' }];
    const end = await anAction(story.id);
    const action = await anAction(story.id, {
      name: 'Look Up',
      options: options('{"b": 1.0, "2": 12345678901234567890}'),
      schedule,
      sources: [{ id: hook.id, kind: 'default' }],
      receivers: [{ id: end.id, kind: 'no_match' }],
    });
    expect(action).toMatchObject({
      slug: 'look_up',
      teamId: home.teamId,
      options: options('{"b": 1.0, "2": 12345678901234567890}'),
      schedule,
      sources: [{ sourceId: hook.id, receiverId: action.id, kind: 'default' }],
      receivers: [{ sourceId: action.id, receiverId: end.id, kind: 'no_match' }],
    });
    expect((await listStoryActions(opened.database.kysely, story.id)).map(({ id }) => id)).toEqual([
      hook.id,
      end.id,
      action.id,
    ]);
    expect(await revisionOf(story.id)).toBe(4);
  });

  test('a change of an action adds links and keeps what it does not name', async () => {
    const story = await aStory();
    const first = await anAction(story.id, { description: 'Why' });
    const second = await anAction(story.id);
    const ends = { receivers: [{ id: second.id, kind: 'default' as const }] };
    await updateAction(opened.database.kysely, first.id, ends);
    const changed = await updateAction(opened.database.kysely, first.id, { ...ends, x: 45, schedule: [] });
    expect(changed).toMatchObject({
      ok: true,
      value: { name: 'Decide', description: 'Why', x: 45, y: 0, schedule: [], receivers: [{ receiverId: second.id }] },
    });
    expect(await updateAction(opened.database.kysely, asId<ActionId>(999_999), {})).toBeNull();
  });

  test('an action of another story cannot be linked to', async () => {
    const story = await aStory();
    const stranger = await anAction((await aStory()).id);
    expect(await makeAction(story.id, { sources: [{ id: stranger.id, kind: 'default' }] })).toEqual({
      ok: false,
      error: { kind: 'link_outside_story', actionId: stranger.id },
    });
    expect(await makeAction(asId(999_999))).toEqual({ ok: false, error: { kind: 'story_missing' } });
  });

  test('a webhook path belongs to one action at a time', async () => {
    const story = await aStory();
    const webhook = { type: 'Agents::WebhookAgent' };
    const first = await anAction(story.id, { ...webhook, options: path('one') });
    const second = await anAction(story.id, { ...webhook, options: path('two') });
    const taken = { ok: false, error: { kind: 'webhook_path_taken', path: 'one' } };
    expect(await makeAction(story.id, { ...webhook, options: path('one') })).toEqual(taken);
    expect(await updateAction(opened.database.kysely, second.id, { options: path('one') })).toEqual(taken);
    expect(await updateAction(opened.database.kysely, first.id, { options: path('one') })).toMatchObject({ ok: true });
    await updateAction(opened.database.kysely, first.id, { options: path('three') });
    expect(await updateAction(opened.database.kysely, second.id, { options: path('one') })).toMatchObject({ ok: true });
  });

  test('actions are listed by story, type and team', async () => {
    const story = await aStory();
    const hook = await anAction(story.id, { type: 'Agents::WebhookAgent' });
    await anAction(story.id);
    await anAction((await aStory()).id);
    const count = async (search: Partial<Parameters<typeof listActions>[1]>) =>
      (await listActions(opened.database.kysely, { teamIds: null, ...search }, firstPage)).count;
    expect(await count({})).toBe(3);
    expect(await count({ storyId: story.id })).toBe(2);
    expect(await count({ teamIds: [] })).toBe(0);
    const { items } = await listActions(
      opened.database.kysely,
      { teamIds: [home.teamId], type: 'Agents::WebhookAgent' },
      { page: 1, perPage: 1 },
    );
    expect(items).toEqual([hook]);
  });

  test('links are removed by their ends, once', async () => {
    const { kysely } = opened.database;
    const story = await importInto(opened.database, home, readExport(aFile()));
    const [hook, decide] = await listStoryActions(kysely, story.id);
    const link = { sourceId: hook?.id ?? asId(1), receiverId: decide?.id ?? asId(1) };
    expect(await storiesOfLinks(kysely, [link])).toEqual([story.id]);
    expect(await deleteLinks(kysely, story.id, [link])).toBe(1);
    const revision = await revisionOf(story.id);
    expect(await deleteLinks(kysely, story.id, [link])).toBe(0);
    expect(await revisionOf(story.id)).toBe(revision);
    expect((await findAction(kysely, link.sourceId))?.receivers).toEqual([]);
  });

  test('an action that is removed takes its links and its part in the story with it', async () => {
    const { kysely } = opened.database;
    const story = await importInto(opened.database, home, readExport(aFile()));
    const [, , result] = await listStoryActions(kysely, story.id);
    if (result === undefined) throw new Error('no third action');
    expect(await deleteAction(kysely, result.id)).toBe(true);
    expect(await deleteAction(kysely, result.id)).toBe(false);
    expect(await findAction(kysely, result.id)).toBeNull();
    expect(await findStory(kysely, story.id)).toMatchObject({ exitActionIds: [], apiExitActionIds: [], revision: 2 });
  });

  test('notes are listed by story and team', async () => {
    const { kysely } = opened.database;
    const story = await importInto(opened.database, home, readExport(aFile()));
    const { items, count } = await listNotes(kysely, { teamIds: [home.teamId], storyId: story.id }, firstPage);
    expect(count).toBe(1);
    expect(items).toMatchObject([{ storyId: story.id, content: '# Why', x: 10, y: 20, width: null }]);
    expect(await findNote(kysely, items[0]?.id ?? asId(1))).toEqual(items[0]);
    expect((await listNotes(kysely, { teamIds: [] }, firstPage)).count).toBe(0);
  });

  test('stories are removed together, and those that are not there are passed over', async () => {
    const { kysely } = opened.database;
    const [first, second] = [await aStory(), await aStory()];
    await anAction(first.id);
    expect(await deleteStories(kysely, [first.id, second.id, asId<StoryId>(999_999)])).toHaveLength(2);
    expect(await findStory(kysely, first.id)).toBeNull();
    expect((await listActions(kysely, { teamIds: null }, firstPage)).count).toBe(0);
  });
});

function path(text: string): ObjectValue {
  return makeObject([['path', text]]);
}

function options(text: string): ObjectValue {
  return makeObject([['options', parse(text)]]);
}
