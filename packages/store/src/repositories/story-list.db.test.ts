/**
 * The quick ways to a list of stories against the plain one: random stories, changed at random, listed in every order, by
 * every filter, on every page.
 */
import { makeObject } from '@fabula/formula';
import { asId, type FolderId, type Story, type StoryId } from '@fabula/model';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { dice } from '../testing/dice.test-kit.ts';
import { type Home, makeHome, newGuid } from '../testing/home.test-kit.ts';
import { createAction, deleteAction } from './actions.ts';
import { createDraft } from './drafts.ts';
import { addFavorite } from './favorites.ts';
import { createFolder, deleteFolder, type Folder } from './folders.ts';
import { type KnownCounts, makeKnownCounts } from './known-counts.ts';
import { createStory, deleteStories, updateStory } from './stories.ts';
import { listStories, type StoryFilter, type StoryOrder, type StorySearch } from './story-list.ts';

const orders: readonly StoryOrder[] = [
  'NAME',
  'NAME_DESC',
  'RECENTLY_EDITED',
  'LEAST_RECENTLY_EDITED',
  'ACTION_COUNT_ASC',
  'ACTION_COUNT_DESC',
];
const filters: Readonly<Record<StoryFilter, string>> = {
  SEND_TO_STORY_ENABLED: "access_source <> 'OFF'",
  HIGH_PRIORITY: 'is_priority',
  API_ENABLED: 'is_webhook_api_enabled',
  PUBLISHED: 'true',
  FAVORITE: 'exists (select from favorite_story where story_id = story.id)',
  CHANGE_CONTROL_ENABLED: 'is_change_controlled',
  DISABLED: 'is_disabled',
  LOCKED: 'is_locked',
};
const words = ['Phishing', 'Éclair', 'Übung', '100%', 'a_b', 'it’s', "'; --", '日本語の名前', '😀😀😀', 'x'];

class Library {
  readonly #opened: TestDatabase;
  readonly #random = dice(24);
  readonly homes: Home[] = [];
  readonly folders: Folder[] = [];
  readonly stories: StoryId[] = [];

  constructor(opened: TestDatabase) {
    this.#opened = opened;
  }

  get #kysely() {
    return this.#opened.database.kysely;
  }

  #one<T>(list: readonly T[]): T {
    const found = list[Math.floor(this.#random() * list.length)];
    if (found === undefined) throw new Error('one of an empty list');
    return found;
  }

  async open(): Promise<void> {
    this.homes.push(await makeHome(this.#opened.database, 'Blue'), await makeHome(this.#opened.database, 'Red'));
    const { teamId } = this.#one(this.homes.slice(0, 1));
    const folder = { teamId, parentId: null, name: 'F', contentType: 'STORY' as const };
    for (let count = 0; count < 2; count++) this.folders.push(await createFolder(this.#kysely, folder));
    for (let count = 0; count < 12; count++) await this.#create();
  }

  async #create(): Promise<void> {
    const home = this.#one(this.homes);
    const story: Story = await createStory(this.#kysely, {
      ...home,
      folderId: home === this.homes[0] && this.#random() < 0.7 ? this.#one(this.folders).id : null,
      name: `${this.#one(words)} ${this.#one(words)}`,
      description: null,
      keepEventsFor: 3_600,
      isDisabled: this.#random() < 0.3,
      isPriority: this.#random() < 0.3,
      tags: ['soc', 'mail', 'it'].filter(() => this.#random() < 0.4),
      guid: newGuid(),
    });
    this.stories.push(story.id);
  }

  /** Any change that moves a story in a list, or takes it out of one. */
  async step(): Promise<void> {
    const id = this.#one(this.stories);
    const kind = this.#random() * 8;
    if (kind < 1) await this.#create();
    else if (kind < 2) {
      const flag = this.#one(['isDisabled', 'isLocked', 'isPriority', 'isChangeControlled', 'isWebhookApiEnabled']);
      await updateStory(this.#kysely, id, { [flag]: this.#random() < 0.7 });
    } else if (kind < 3) await updateStory(this.#kysely, id, { name: this.#one(words) });
    else if (kind < 4) await updateStory(this.#kysely, id, { accessSource: this.#one(['OFF', 'STS', 'WORKBENCH']) });
    else if (kind < 5) await updateStory(this.#kysely, id, { teamId: this.#one(this.homes).teamId });
    else if (kind < 6) await this.#changeActions(id);
    else if (kind < 7) await this.#draft(id);
    else if (this.stories.length > 8) {
      await deleteStories(this.#kysely, [id]);
      this.stories.splice(this.stories.indexOf(id), 1);
    }
  }

  async #changeActions(storyId: StoryId): Promise<void> {
    for (let count = 0; count < 3; count++) {
      const made = await createAction(this.#kysely, {
        storyId,
        userId: this.homes[0]?.userId ?? asId(0),
        guid: newGuid(),
        type: 'Agents::TriggerAgent',
        name: 'Decide',
        options: makeObject([]),
        x: 0,
        y: 0,
      });
      if (made.ok && this.#random() < 0.3) await deleteAction(this.#kysely, made.value.id);
    }
  }

  /** One of each story at most: its name is always the same. */
  async #draft(liveId: StoryId): Promise<void> {
    await this.#kysely.transaction().execute((transaction) =>
      createDraft(transaction, {
        liveId,
        name: 'test',
        at: '2026-03-01T12:00:00Z',
        newGuid,
        userId: this.homes[0]?.userId ?? asId(0),
      }),
    );
  }

  /** Half of the stories, of one person. */
  async chooseFavorites(): Promise<void> {
    const userId = this.homes[0]?.userId ?? asId(0);
    for (const id of this.stories.filter((_, at) => at % 2 === 0)) await addFavorite(this.#kysely, userId, id);
  }

  async removeFolder(): Promise<void> {
    const folder = this.folders.pop();
    if (folder) await deleteFolder(this.#kysely, folder);
  }
}

describe.each(testDatabases)('a list of stories, $kind', ({ open }) => {
  let opened: TestDatabase;
  let library: Library;
  beforeAll(async () => {
    opened = await open();
    library = new Library(opened);
    await library.open();
    for (let count = 0; count < 50; count++) await library.step();
    await library.removeFolder();
    await library.chooseFavorites();
  }, 120_000);
  afterAll(() => opened.drop());

  /** Every story, looked at: nothing that is kept, no index. */
  async function plainly(search: StorySearch): Promise<number[]> {
    const { rows } = await sql<{ id: number }>`select id from story where live_id is null
      and (${search.teamIds === null} or team_id = any(${[...(search.teamIds ?? [])]}::bigint[]))
      and (${search.folderId ?? null}::bigint is null or folder_id = ${search.folderId ?? null})
      and position(lower(${search.search ?? ''}) in lower(name)) > 0
      and ${[...(search.tags ?? [])]}::text[] <@ array(
        select tag.name from story_tag join tag on tag.id = story_tag.tag_id where story_tag.story_id = story.id)
      and ${sql.raw(search.filter === undefined ? 'true' : filters[search.filter])}
      order by ${sql.raw(plainOrder(search.order ?? 'RECENTLY_EDITED'))}`.execute(opened.database.kysely);
    return rows.map(({ id }) => id);
  }

  function plainOrder(order: StoryOrder): string {
    const key = order.includes('NAME')
      ? 'lower(name) collate "C"'
      : order.includes('EDITED')
        ? 'edited_at'
        : '(select count(*) from action where action.story_id = story.id)';
    const isDescending = order.endsWith('DESC') || order === 'RECENTLY_EDITED';
    const direction = isDescending ? 'desc' : 'asc';
    return `${key} ${direction}, id ${direction}`;
  }

  async function expectSame(search: StorySearch): Promise<void> {
    const all = await plainly(search);
    const perPage = 5;
    for (let page = 1; page <= Math.ceil(all.length / perPage) + 1; page++) {
      const found = await listStories(opened.database.kysely, search, { page, perPage });
      expect({ search, page, count: found.count, ids: found.items.map(({ id }) => id) }).toEqual({
        search,
        page,
        count: all.length,
        ids: all.slice((page - 1) * perPage, page * perPage),
      });
    }
  }

  test('there is something to find', async () => {
    expect((await plainly({ teamIds: null })).length).toBeGreaterThan(8);
    expect((await plainly({ teamIds: null, filter: 'LOCKED' })).length).toBeGreaterThan(0);
    const drafts = await opened.database.pool.query('select from story where live_id is not null');
    expect(drafts.rowCount).toBeGreaterThan(0);
  });

  test.each(orders)('is the same, page by page, by %s', async (order) => {
    await expectSame({ teamIds: null, order });
    await expectSame({ teamIds: library.homes.slice(0, 1).map(({ teamId }) => teamId), order });
    await expectSame({ teamIds: null, order, search: 'hish' });
    await expectSame({ teamIds: null, order, tags: ['soc'] });
  });

  test.each(Object.keys(filters) as StoryFilter[])('is the same with the filter %s', async (filter) => {
    const userId = library.homes[0]?.userId;
    await expectSame({ teamIds: null, filter, userId });
    for (const { teamId } of library.homes) await expectSame({ teamIds: [teamId], filter, userId });
  });

  test('is the same for favourites with a name, a tag, and in every order', async () => {
    const search: StorySearch = { teamIds: null, filter: 'FAVORITE', userId: library.homes[0]?.userId };
    await expectSame({ ...search, search: 'hish' });
    await expectSame({ ...search, tags: ['soc'] });
    for (const order of orders) await expectSame({ ...search, order });
    const [somebodyElse] = library.homes.slice(1);
    const theirs = await listStories(
      opened.database.kysely,
      { ...search, userId: somebodyElse?.userId },
      { page: 1, perPage: 5 },
    );
    expect(theirs).toEqual({ items: [], count: 0 });
  });

  test('is the same in every folder and in no team', async () => {
    for (const { id } of library.folders) await expectSame({ teamIds: null, folderId: id });
    await expectSame({ teamIds: null, folderId: asId(999_999) });
    await expectSame({ teamIds: [] });
  });

  test.each([...words, 'É', 'übung x', 'no story has this', '%', "';"])(
    'is the same for the name %s',
    async (search) => {
      await expectSame({ teamIds: null, search });
    },
  );

  test('is the same for several tags, with and without a name', async () => {
    await expectSame({ teamIds: null, tags: ['soc', 'mail'] });
    await expectSame({ teamIds: null, tags: ['soc', 'never'] });
    await expectSame({ teamIds: null, tags: ['mail'], search: 'phish', filter: 'DISABLED' });
    await expectSame({ teamIds: null, tags: ['it'], search: 'x' });
  });

  test('keeps its counts in one row for each kind of story when they are put together', async () => {
    await opened.database.pool.query('select fabula_fold_story_counts()');
    const { rows } = await opened.database.pool.query<{ kinds: number; rows: number }>(`select
      (select count(distinct (team_id, folder_id, is_disabled, is_locked, is_priority, is_change_controlled,
        is_webhook_api_enabled, access_source <> 'OFF')) from story where live_id is null) as kinds,
      (select count(*) from story_count where stories > 0) as rows`);
    expect(rows[0]?.rows).toBe(rows[0]?.kinds);
    expect((await opened.database.pool.query('select from story_count where stories <= 0')).rowCount).toBe(0);
    const tags = await opened.database.pool.query(`select tag_id from
      (select tag_id, count(*) as stories from story_tag group by tag_id) as there
      full join (select tag_id, sum(stories) as stories from tag_count group by tag_id having sum(stories) <> 0) as kept
      using (tag_id, stories) where there.stories is null or kept.stories is null`);
    expect(tags.rows).toEqual([]);
    await expectSame({ teamIds: null });
  });

  test('finds names and tags that very many stories have', async () => {
    const [{ teamId } = { teamId: 0 }] = library.homes;
    await opened.database.pool.query(
      `insert into story (team_id, guid, name, slug, keep_events_for, schema_version, carried, edited_at)
      select $1, 'many-' || number, 'Alert ' || number, 'alert', 3600, 30, '{}', to_timestamp(number % 97)
      from generate_series(1, 1700) as number`,
      [teamId],
    );
    await opened.database.pool.query(
      `insert into story_tag (story_id, tag_id, position)
      select story.id, tag.id, 9 from story, tag where story.guid like 'many-%' and tag.name = 'it'`,
    );
    const { kysely } = opened.database;
    for (const search of [{ search: 'alert' }, { tags: ['it'] }, { tags: ['it'], search: 'alert' }, { search: 'al' }]) {
      const all = await plainly({ teamIds: null, ...search });
      expect(all.length).toBeGreaterThan(1_699);
      for (const page of [1, 40, Math.ceil(all.length / 20)]) {
        const found = await listStories(kysely, { teamIds: null, ...search }, { page, perPage: 20 });
        expect(found.count).toBe(all.length);
        expect(found.items.map(({ id }) => id)).toEqual(all.slice((page - 1) * 20, page * 20));
      }
    }
  });

  describe('a count of stories found by name', () => {
    const search: StorySearch = { teamIds: null, search: 'alert' };
    const isKnown = async (known: KnownCounts, of = search) =>
      (await known.find(opened.database.kysely, of)).count !== null;
    const list = (known: KnownCounts, of = search) =>
      listStories(opened.database.kysely, of, { page: 1, perPage: 20 }, known);
    const run = (text: string) => opened.database.pool.query(text);

    test('is known while nothing has changed, of that search alone', async () => {
      const known = makeKnownCounts();
      expect(await isKnown(known)).toBe(false);
      const first = await list(known);
      expect(await isKnown(known)).toBe(true);
      await run(`update story set description = 'Changed', edited_at = now() where guid = 'many-1'`);
      expect(await isKnown(known)).toBe(true);
      const again = await list(known);
      expect(again.count).toBe(first.count);
      expect(again.items.map(({ id }) => id)).toEqual((await list(makeKnownCounts())).items.map(({ id }) => id));
      for (const other of [
        { ...search, search: 'Alert' },
        { ...search, filter: 'LOCKED' },
        { ...search, teamIds: [] },
        { ...search, folderId: asId<FolderId>(1) },
      ] satisfies StorySearch[]) {
        expect(await isKnown(known, other)).toBe(false);
      }
    });

    test.each([
      ['was renamed', `update story set name = 'Other' where guid = 'many-2'`],
      ['was disabled', `update story set is_disabled = true where guid = 'many-3'`],
      ['was moved', `update story set folder_id = (select min(id) from folder) where guid = 'many-4'`],
      ['was deleted', `delete from story where guid = 'many-5'`],
      [
        'was made',
        `insert into story (team_id, guid, name, slug, keep_events_for, schema_version, carried)
        select team_id, 'many-0', 'Alert', 'alert', 3600, 30, '{}' from story where guid = 'many-6'`,
      ],
    ])('is not known any more when a story %s', async (_what, change) => {
      const known = makeKnownCounts();
      await list(known);
      expect(await isKnown(known)).toBe(true);
      await run(change);
      expect(await isKnown(known)).toBe(false);
      expect((await list(known)).count).toBe((await plainly(search)).length);
    });

    test('is known when the changes before it are put together, and not any more after the next one', async () => {
      const known = makeKnownCounts();
      await list(known);
      await run('select fabula_fold_list_changes()');
      expect((await run('select from story_list_change')).rowCount).toBe(1);
      expect(await isKnown(known)).toBe(true);
      await run(`update story set is_locked = not is_locked where guid = 'many-7'`);
      expect(await isKnown(known)).toBe(false);
    });
  });
});
