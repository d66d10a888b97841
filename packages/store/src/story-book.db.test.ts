import { makeObject } from '@fabula/formula';
import { asId, type StoryId, type TeamId } from '@fabula/model';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Database, openDatabase } from './database/database.ts';
import { listStoryActions, updateAction } from './repositories/actions.ts';
import { deleteLinks } from './repositories/links.ts';
import { deleteStories, updateStory } from './repositories/stories.ts';
import { createStoryBook, type OpenStoryBook } from './story-book.ts';
import { type TestDatabase, testDatabases } from './testing/databases.test-kit.ts';
import { aFile, type Home, importInto, makeHome, readExport } from './testing/home.test-kit.ts';

describe.each(testDatabases)('the stories in memory, $kind', ({ open, kind }) => {
  let opened: TestDatabase;
  let database: Database;
  let home: Home;
  let book: OpenStoryBook;
  beforeAll(async () => {
    opened = await open();
    database = opened.database;
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await opened.empty();
    home = await makeHome(database);
    book = createStoryBook(database);
    await book.start();
  });
  afterEach(() => book.close());

  const importFile = (parts = {}, into = home) => importInto(database, into, readExport(aFile(parts)));

  test('a story is given as the engine runs it', async () => {
    const story = await importFile();
    const [hook, decide, result] = await listStoryActions(database.kysely, story.id);
    const definition = await book.get(story.id);
    expect(definition).toMatchObject({
      id: story.id,
      teamId: home.teamId,
      teamName: 'Blue',
      guid: 'story-guid',
      slug: 'triage',
      revision: 1,
      isDisabled: false,
      keepEventsFor: 86_400,
      standardLibVersion: 92,
      links: [
        { sourceId: hook?.id, receiverId: decide?.id, kind: 'default' },
        { sourceId: decide?.id, receiverId: result?.id, kind: 'default' },
        { sourceId: decide?.id, receiverId: decide?.id, kind: 'no_match' },
      ],
      webhookApi: { entryActionId: hook?.id, exitActionIds: [result?.id] },
      sendToStory: { entryActionId: hook?.id, exitActionIds: [result?.id] },
    });
    expect(definition?.actions[2]).toEqual({
      id: result?.id,
      guid: 'result-guid',
      type: 'Agents::EventTransformationAgent',
      name: 'Result',
      slug: 'result',
      isDisabled: false,
      options: result?.options,
      schedule: [{ cron: '*/5 * * * *', timezone: 'Europe/Dublin' }],
      inputs: makeObject([['subject', '=decide']]),
      groupId: null,
      page: null,
      tools: [],
    });
    expect(book.peek(story.id)).toBe(definition);
  });

  test('links of unknown types and repeated ones are not run', async () => {
    const link = { source: 0, receiver: 1 };
    const story = await importFile({ links: [link, link, { ...link, link_type: 'sideways' }] });
    expect((await book.get(story.id))?.links).toHaveLength(1);
  });

  test('a story that is not called by others has no entry', async () => {
    const story = await importFile({ send_to_story_enabled: false, synchronous_webhooks_enabled: false });
    expect(await book.get(story.id)).toMatchObject({ sendToStory: null, webhookApi: null });
  });

  test('an unknown story is null, and stays so in memory until it is forgotten', async () => {
    expect(book.peek(asId(999_999))).toBeUndefined();
    expect(await book.get(asId(999_999))).toBeNull();
    expect(book.peek(asId(999_999))).toBeNull();
  });

  test('after a change is told, the story is as changed', async () => {
    const story = await importFile();
    const before = await book.get(story.id);
    const [, decide] = await listStoryActions(database.kysely, story.id);
    await updateAction(database.kysely, decide?.id ?? asId(1), { name: 'Choose', isDisabled: true });
    book.forget(story.id);
    expect(book.peek(story.id)).toBeUndefined();
    const after = await book.get(story.id);
    expect(after?.actions[1]).toMatchObject({ slug: 'choose', isDisabled: true });
    expect(after?.revision).toBeGreaterThan(before?.revision ?? 0);
  });

  test('a reading that began before the change is not kept', async () => {
    const story = await importFile();
    const reading = book.get(story.id);
    book.forget(story.id);
    await reading;
    expect(book.peek(story.id)).toBeUndefined();
  });

  test('a webhook is found by its path, wherever that moves', async () => {
    const story = await importFile();
    const [hook] = await listStoryActions(database.kysely, story.id);
    expect(await book.findByWebhookPath('in')).toMatchObject({ actionId: hook?.id, story: { id: story.id } });
    await updateAction(database.kysely, hook?.id ?? asId(1), { options: makeObject([['path', 'elsewhere']]) });
    book.forget(story.id);
    expect(await book.findByWebhookPath('in')).toBeNull();
    expect(await book.findByWebhookPath('elsewhere')).toMatchObject({ actionId: hook?.id });
    await deleteStories(database.kysely, [story.id]);
    book.forget(story.id);
    expect(await book.findByWebhookPath('elsewhere')).toBeNull();
  });

  test.each(['', 'unknown', '\0', '\ud800', 'x'.repeat(10_000)])('no webhook has the path %j', async (path) => {
    expect(await book.findByWebhookPath(path)).toBeNull();
  });

  test('a path that nobody has is looked up once, until something changes', async () => {
    const statements = vi.spyOn(database.kysely, 'selectFrom');
    const looks = async (path: string) => {
      statements.mockClear();
      expect(await book.findByWebhookPath(path)).toBeNull();
      return statements.mock.calls.length;
    };
    expect([await looks('in'), await looks('in')]).toEqual([1, 0]);
    const story = await importFile();
    book.forget(story.id);
    expect(await book.findByWebhookPath('in')).toMatchObject({ story: { id: story.id } });
    statements.mockRestore();
  });

  test('a path that is asked for while a webhook gets it is found afterwards', async () => {
    const asked = book.findByWebhookPath('in');
    const story = await importFile();
    book.forget(story.id);
    await asked;
    expect(await book.findByWebhookPath('in')).toMatchObject({ story: { id: story.id } });
  });

  describe('Send to Story', () => {
    const idOf = async (reference: { id: number } | { name: string }, from = home.teamId): Promise<StoryId | null> =>
      (await book.findCallTarget(from, reference, 'send_to_story'))?.id ?? null;

    test('finds a story by id, exact name or slug', async () => {
      const story = await importFile({ name: 'Look Up', slug: 'look_up' });
      expect(await idOf({ id: story.id })).toBe(story.id);
      expect(await idOf({ name: 'Look Up' })).toBe(story.id);
      expect(await idOf({ name: 'look_up' })).toBe(story.id);
    });

    test.each([{ id: 999_999 }, { id: 1.5 }, { id: -1 }, { name: 'look up' }, { name: '\0' }])(
      'finds nothing for %j',
      async (reference) => {
        await importFile({ name: 'Look Up', slug: 'look_up' });
        expect(await idOf(reference)).toBeNull();
      },
    );

    test('does not find a story that is not called by others', async () => {
      const story = await importFile({ send_to_story_enabled: false });
      expect(await idOf({ id: story.id })).toBeNull();
      await updateStory(database.kysely, story.id, { accessSource: 'WORKBENCH' });
      book.forget(story.id);
      expect(await idOf({ id: story.id })).toBeNull();
    });

    test('finds a story of another team only where that is allowed', async () => {
      const other = await makeHome(database, 'Red Team');
      const story = await importFile({}, other);
      const change = async (parts: Parameters<typeof updateStory>[2]): Promise<StoryId | null> => {
        await updateStory(database.kysely, story.id, parts);
        book.forget(story.id);
        return idOf({ name: 'Triage' });
      };
      expect(await idOf({ name: 'Triage' })).toBeNull();
      expect(await change({ accessScope: 'GLOBAL' })).toBe(story.id);
      expect(await change({ accessScope: 'SPECIFIC_TEAMS', sharedTeamSlugs: ['green'] })).toBeNull();
      expect(await change({ sharedTeamSlugs: ['green', 'blue'] })).toBe(story.id);
      const own = await importFile({ guid: 'own' });
      book.forget(own.id);
      expect(await idOf({ name: 'Triage' })).toBe(own.id);
    });
  });

  test('a team is told what its formulas may name', async () => {
    const story = await importFile({ name: 'Look Up', slug: 'look_up' });
    const resource = { team_id: home.teamId, folder_id: null, name: 'Limits', slug: 'limits', value: '{"most":1.0}' };
    await database.kysely.insertInto('resource').values(resource).execute();
    expect(book.peekTeamValues({ teamId: home.teamId, draftOf: null })).toBeUndefined();
    const values = await book.teamValues({ teamId: home.teamId, draftOf: null });
    expect(Object.entries(values.story)).toEqual([
      ['look_up', story.id],
      ['Look Up', story.id],
    ]);
    expect(Object.keys(values.resource)).toEqual(['limits']);
    expect(values.resourceInfo).toEqual({ limits: { name: 'Limits', id: expect.any(Number) } });
    expect(book.peekTeamValues({ teamId: home.teamId, draftOf: null })).toBe(values);
  });

  test('the former values of a team are at hand until the new ones are', async () => {
    const former = await book.teamValues({ teamId: home.teamId, draftOf: null });
    const story = await importFile();
    book.forget(story.id);
    expect(book.peekTeamValues({ teamId: home.teamId, draftOf: null })).toBe(former);
    await vi.waitFor(() =>
      expect(Object.keys(book.peekTeamValues({ teamId: home.teamId, draftOf: null })?.story ?? {})).toContain('triage'),
    );
    const resource = { team_id: home.teamId, folder_id: null, name: 'A', slug: 'a', value: '1' };
    await database.kysely.insertInto('resource').values(resource).execute();
    book.forgetTeam(home.teamId);
    expect(Object.keys((await book.teamValues({ teamId: home.teamId, draftOf: null })).resource)).toEqual(['a']);
  });

  test('an unknown team may name nothing', async () => {
    expect((await book.teamValues({ teamId: asId<TeamId>(999_999), draftOf: null })).story).toEqual(makeObject([]));
  });

  // The embedded database has one process only.
  if (kind === 'embedded') return;
  describe('beside another process', () => {
    let other: Database;
    beforeAll(async () => {
      other = await openDatabase({ url: opened.url, dataDir: '', onError: ignore });
    });
    afterAll(() => other.close());

    test('hears of every kind of change, and only once it is committed', async () => {
      const story = await importFile();
      await book.get(story.id);
      await other.kysely.transaction().execute(async (transaction) => {
        await updateStory(transaction, story.id, { isDisabled: true });
        expect((await book.get(story.id))?.isDisabled).toBe(false);
      });
      await vi.waitFor(async () => expect((await book.get(story.id))?.isDisabled).toBe(true));

      const [hook, decide] = await listStoryActions(other.kysely, story.id);
      const link = { sourceId: hook?.id ?? asId(1), receiverId: decide?.id ?? asId(1) };
      await deleteLinks(other.kysely, story.id, [link]);
      await vi.waitFor(async () => expect((await book.get(story.id))?.links).toHaveLength(2));

      await deleteStories(other.kysely, [story.id]);
      await vi.waitFor(async () => expect(await book.get(story.id)).toBeNull());
    });

    test('holds nothing from the time when it could not hear', async () => {
      const story = await importFile();
      await book.get(story.id);
      // What it said last is one or the other: it shows every second that it is alive.
      const listening = `select pg_terminate_backend(pid) from pg_stat_activity
        where (query like 'listen fabula%' or query = 'select 1') and datname = current_database()`;
      const ended = await other.pool.query(listening);
      expect(ended.rowCount).toBeGreaterThan(0);
      await updateStory(other.kysely, story.id, { isPriority: true });
      await vi.waitFor(async () => expect((await book.get(story.id))?.isPriority).toBe(true));
      await updateStory(other.kysely, story.id, { isPriority: false });
      await vi.waitFor(async () => expect((await book.get(story.id))?.isPriority).toBe(false));
    });
  });
});

/** The sessions that these tests end on purpose. */
function ignore(): void {}
