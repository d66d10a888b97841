/** Stories as files: in, out, and in again. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesOf, isObjectValue, makeObject, stringifyJson, type Value } from '@fabula/formula';
import { asId, type StoryId } from '@fabula/model';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { aFile, type Home, importInto, makeHome, newGuid, parse, readExport } from '../testing/home.test-kit.ts';
import { createAction, deleteAction, listStoryActions, updateAction } from './actions.ts';
import { exportStory } from './export-story.ts';
import { importStory } from './import-story.ts';
import { createStory, findStory, updateStory } from './stories.ts';
import { findWebhookPath } from './webhook-paths.ts';

const corpus = process.env['FABULA_STORY_CORPUS'];
const files = corpus === undefined ? [] : readdirSync(corpus).filter((name) => name.endsWith('.json'));

describe.each(testDatabases)('stories as files, $kind', ({ open }) => {
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

  const bring = (file: Value, more = {}) => importInto(opened.database, home, readExport(file), more);
  const exported = async (id: StoryId): Promise<string> =>
    withoutExportTime(await exportStory(opened.database.kysely, id, { exportedAt: 'now', newHex: newGuid }));
  const actionIds = async (id: StoryId): Promise<readonly number[]> =>
    (await listStoryActions(opened.database.kysely, id)).map((action) => action.id);

  test.skipIf(corpus === undefined)('every real export comes back exactly (set FABULA_STORY_CORPUS)', async () => {
    expect(files.length).toBeGreaterThan(0);
    for (const name of files) {
      const value = parse(readFileSync(join(corpus ?? '', name), 'utf8'));
      expect(await exported((await bring(value)).id), name).toBe(withoutExportTime(value));
    }
  });

  test('the first copy keeps guids and webhook path', async () => {
    const story = await bring(aFile());
    expect(story.guid).toBe('story-guid');
    expect(await exported(story.id)).toBe(withoutExportTime(aFile()));
    const hook = (await listStoryActions(opened.database.kysely, story.id))[0];
    expect(await findWebhookPath(opened.database.kysely, 'in')).toEqual({
      path: 'in',
      actionId: hook?.id,
      storyId: story.id,
    });
    expect(story).toMatchObject({ entryActionId: hook?.id, apiEntryActionIds: [hook?.id], tags: ['soc', 'mail'] });
  });

  test('the second copy has an identity of its own, and is the same otherwise', async () => {
    const first = await bring(aFile());
    const second = await bring(aFile());
    const text = await exported(second.id);
    const former = new Map([[second.guid, 'story-guid']]);
    const actions = await listStoryActions(opened.database.kysely, second.id);
    ['hook-guid', 'decide-guid', 'result-guid'].forEach((guid, index) => {
      former.set(actions[index]?.guid ?? '', guid);
    });
    const [note] = await opened.database.kysely
      .selectFrom('note')
      .select('guid')
      .where('story_id', '=', second.id)
      .execute();
    former.set(note?.guid ?? '', 'note-guid');
    former.set(/"path":"(f[0-9a-f]{31})"/.exec(text)?.[1] ?? '', 'in');
    expect(former.size).toBe(6);
    expect(text.replace(/f[0-9a-f]{31}/g, (hex) => former.get(hex) ?? hex)).toBe(withoutExportTime(aFile()));
    expect(await exported(first.id)).toBe(withoutExportTime(aFile()));
    expect((await findWebhookPath(opened.database.kysely, 'in'))?.storyId).toBe(first.id);
  });

  test('a taken webhook path alone gives the copy a new identity', async () => {
    await bring(aFile());
    const agents = [{ type: 'Agents::WebhookAgent', name: 'Other', guid: 'other-guid', options: { path: 'in' } }];
    const other = await bring({ name: 'Other', guid: 'other-story', agents });
    expect(other.guid).not.toBe('other-story');
  });

  test('a webhook of an old file is reached by its guid', async () => {
    const agents = [{ type: 'Agents::WebhookAgent', name: 'Old', guid: 'old-guid', options: {} }];
    const { id } = await bring({ schema_version: 3, name: 'Old', guid: 'g', agents });
    expect((await findWebhookPath(opened.database.kysely, 'old-guid'))?.storyId).toBe(id);
  });

  test('a new name is the name in the next export', async () => {
    const story = await bring(aFile(), { newName: 'Second shift' });
    expect(story).toMatchObject({ name: 'Second shift', slug: 'second_shift' });
    expect(await exported(story.id)).toBe(withoutExportTime(aFile({ name: 'Second shift', slug: 'second_shift' })));
  });

  test('a file without guids comes back without them until something is changed', async () => {
    const file = {
      name: 'Bare',
      agents: [{ type: 'Agents::TriggerAgent', name: 'A' }],
      diagram_notes: [{ content: 'x' }],
    };
    const story = await bring(file);
    expect(await exported(story.id)).toBe(withoutExportTime(file));
    await updateStory(opened.database.kysely, story.id, { isPriority: true });
    expect(parse(await exported(story.id))).toMatchObject({ guid: story.guid, agents: [{ guid: expect.any(String) }] });
  });

  test('text that the database cannot hold comes back from the file', async () => {
    const file = aFile({ name: 'a\0b', description: '\ud800', tags: ['\0'], recipients: ['\0@example.com'] });
    const story = await bring(file);
    expect(story.name).toBe('a\ufffdb');
    expect(await exported(story.id)).toBe(withoutExportTime(file));
  });

  test('ends that name an action that is not there come back as they were', async () => {
    const file = aFile({ entry_agent_guid: 'nowhere', exit_agent_guids: ['result-guid', 'nowhere'] });
    const story = await bring(file);
    expect(story.entryActionId).toBeNull();
    expect(story.exitActionIds).toHaveLength(1);
    expect(await exported(story.id)).toBe(withoutExportTime(file));
  });

  test('changes are written in place', async () => {
    const story = await bring(aFile());
    const [, decide] = await listStoryActions(opened.database.kysely, story.id);
    if (decide === undefined) throw new Error('no second action');
    const { kysely } = opened.database;
    await updateStory(kysely, story.id, { description: 'Why', addTags: ['new'], recipients: [] });
    await updateAction(kysely, decide.id, {
      name: 'Choose',
      x: 60,
      isDisabled: true,
      options: makeObject([['rules', []]]),
    });
    // `disabled` was not in the file, so it comes after what was.
    const text = withoutExportTime(aFile())
      .replace('"description":null', '"description":"Why"')
      .replace('["soc","mail"]', '["soc","mail","new"]')
      .replace('["ada@example.com"]', '[]')
      .replace('"name":"Decide"', '"name":"Choose"')
      .replace('{"rules":[],"id":12345678901234567890}', '{"rules":[]},"disabled":true')
      .replace('[15.0,90]', '[60,90]');
    expect(await exported(story.id)).toBe(text);
  });

  test('without an action, links count anew and ends that named it are gone', async () => {
    const story = await bring(aFile());
    const [hook] = await actionIds(story.id);
    await deleteAction(opened.database.kysely, asId(hook ?? 0));
    expect(await findStory(opened.database.kysely, story.id)).toMatchObject({
      entryActionId: null,
      apiEntryActionIds: [],
    });
    expect(parse(await exported(story.id))).toMatchObject({
      agents: [{ name: 'Decide' }, { name: 'Result' }],
      links: [
        { source: 0, receiver: 1 },
        { source: 0, receiver: 0, link_type: 'secondary' },
      ],
    });
    expect(await findWebhookPath(opened.database.kysely, 'in')).toBeNull();
  });

  test('a story that was made here can be exported and brought in again', async () => {
    const { kysely } = opened.database;
    const story = await createStory(kysely, {
      ...home,
      folderId: null,
      name: 'Made here',
      description: null,
      keepEventsFor: 3600,
      isDisabled: false,
      isPriority: false,
      tags: ['soc'],
      guid: newGuid(),
    });
    const options = makeObject([['path', 'made']]);
    const common = { storyId: story.id, userId: home.userId, x: 15, y: 30 };
    const hook = await createAction(kysely, {
      ...common,
      guid: newGuid(),
      type: 'Agents::WebhookAgent',
      name: 'In',
      options,
    });
    if (!hook.ok) throw new Error(hook.error.kind);
    const sources = [{ id: hook.value.id, kind: 'failure' as const }];
    await createAction(kysely, {
      ...common,
      guid: newGuid(),
      type: 'Agents::TriggerAgent',
      name: 'If',
      options,
      sources,
    });
    const text = await exported(story.id);
    expect(parse(text)).toMatchObject({
      schema_version: 30,
      name: 'Made here',
      keep_events_for: 3600,
      tags: ['soc'],
      links: [{ source: 0, receiver: 1, link_type: 'failure' }],
    });
    const again = await bring(parse(text), { newName: 'Again' });
    const actions = await listStoryActions(kysely, again.id);
    expect(actions.map(({ name, x, y, receivers }) => [name, x, y, receivers.length])).toEqual([
      ['In', 15, 30, 1],
      ['If', 15, 30, 0],
    ]);
  });

  test('versionReplace keeps the story and the actions that have the same guids', async () => {
    const story = await bring(aFile());
    const [hook, decide] = await actionIds(story.id);
    const agents = [
      { type: 'Agents::TriggerAgent', name: 'New', guid: 'new-guid' },
      { type: 'Agents::TriggerAgent', name: 'Decide anew', guid: 'decide-guid', options: { rules: [1] } },
    ];
    const file = { name: 'Triage', guid: 'story-guid', agents, links: [{ source: 1, receiver: 0 }] };
    const replaced = await bring(file, { mode: 'versionReplace' });
    expect(replaced.id).toBe(story.id);
    expect(replaced.revision).toBeGreaterThan(story.revision);
    const now = await listStoryActions(opened.database.kysely, story.id);
    expect(now.map(({ id, name }) => (id === decide ? name : id === hook ? 'wrong' : 'other'))).toEqual([
      'other',
      'Decide anew',
    ]);
    expect(await findWebhookPath(opened.database.kysely, 'in')).toBeNull();
    expect(await exported(story.id)).toBe(withoutExportTime(file));
  });

  test('versionReplace makes a new story when none has the name', async () => {
    const story = await bring(aFile());
    const other = await bring(aFile(), { mode: 'versionReplace', newName: 'Unheard of' });
    expect(other.id).not.toBe(story.id);
  });

  test('versionReplace writes nothing into a locked story', async () => {
    const { kysely } = opened.database;
    const story = await bring(aFile());
    await updateStory(kysely, story.id, { isLocked: true });
    const document = readExport({ name: 'Triage', guid: 'g', agents: [] });
    const at = '2026-03-01T12:00:00Z';
    const request = { document, newName: null, folderId: null, mode: 'versionReplace', newGuid, at, ...home } as const;
    expect(await kysely.transaction().execute((transaction) => importStory(transaction, request))).toEqual({
      ok: false,
      error: { kind: 'story_locked', name: 'Triage' },
    });
    expect(await exported(story.id)).toBe(withoutExportTime(aFile()));
  });

  test('thousands of actions are written in a moment', async () => {
    const agents = Array.from({ length: 2_000 }, (_, index) => ({ type: 'A', name: `A${index}`, guid: `g${index}` }));
    const links = agents.slice(1).map((_, index) => ({ source: index, receiver: index + 1 }));
    const file = { name: 'Long', guid: 'long', agents, links };
    const story = await bring(file);
    expect(await exported(story.id)).toBe(withoutExportTime(file));
  });
});

function withoutExportTime(document: Value): string {
  if (!isObjectValue(document)) throw new Error('not an export');
  return stringifyJson(makeObject(entriesOf(document).filter(([key]) => key !== 'exported_at')));
}
