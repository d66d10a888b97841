import type { StoryId } from '@fabula/model';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { aFile, type Home, importInto, makeHome, newGuid, readExport } from '../testing/home.test-kit.ts';
import {
  addDailyUsage,
  deleteDailyUsageBefore,
  forgetTold,
  listStoriesNearLimit,
  markTold,
  readDailyUsage,
  readStoryDay,
} from './daily-usage.ts';
import { findEventLimits, putEventLimits, putStoryEventLimit } from './event-limits.ts';
import { releaseHeldDeliveries, storiesWithHeldDeliveries } from './held-deliveries.ts';
import { createStory } from './stories.ts';

const day = '2026-11-22';
const pauseEnd = Date.UTC(2026, 10, 23) + 37;

describe.each(testDatabases)('limits of events a day, $kind', ({ open }) => {
  let opened: TestDatabase;
  let home: Home;
  let first: StoryId;
  let second: StoryId;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await opened.empty();
    home = await makeHome(opened.database);
    ({ id: first } = await importInto(opened.database, home, readExport(aFile())));
    ({ id: second } = await createStory(opened.database.kysely, {
      ...home,
      folderId: null,
      name: 'Second',
      description: null,
      keepEventsFor: 86_400,
      isDisabled: false,
      isPriority: false,
      tags: [],
      guid: newGuid(),
    }));
  });

  test('what several processes add is summed up, by story and altogether', async () => {
    const { kysely } = opened.database;
    await Promise.all([
      addDailyUsage(
        kysely,
        day,
        new Map([
          [first, 3],
          [second, 5],
        ]),
      ),
      addDailyUsage(
        kysely,
        day,
        new Map([
          [second, 7],
          [first, 1],
        ]),
      ),
    ]);
    await addDailyUsage(kysely, '2026-11-21', new Map([[first, 1_000]]));
    const read = await readDailyUsage(kysely, day, [first, second], null, 0.8);
    expect(read.events).toBe(16);
    expect(new Map(read.stories.map((row) => [row.storyId, row.events]))).toEqual(
      new Map([
        [first, 4],
        [second, 12],
      ]),
    );
    expect(await readStoryDay(kysely, day, first)).toEqual({ storyId: first, events: 4, ownLimit: null });
    expect((await readStoryDay(kysely, '2026-11-20', first)).events).toBe(0);
  });

  test('a story that is near its limit is found without being asked for, by its own limit or that of all', async () => {
    const { kysely } = opened.database;
    await addDailyUsage(
      kysely,
      day,
      new Map([
        [first, 80],
        [second, 79],
      ]),
    );
    const near = async (perStory: number | null) =>
      (await readDailyUsage(kysely, day, [], perStory, 0.8)).stories.map((row) => row.storyId);
    expect(await near(null)).toEqual([]);
    expect(await near(100)).toEqual([first]);
    await putStoryEventLimit(kysely, first, 101);
    await putStoryEventLimit(kysely, second, 90);
    expect(await near(100)).toEqual([second]);
    await putStoryEventLimit(kysely, first, 100);
    const search = { day, perStory: null, share: 0.8, limit: 10 };
    expect(await listStoriesNearLimit(kysely, search, null)).toEqual([
      { storyId: first, events: 80, ownLimit: 100, name: 'Triage' },
      { storyId: second, events: 79, ownLimit: 90, name: 'Second' },
    ]);
    expect(await listStoriesNearLimit(kysely, search, [])).toEqual([]);
    await putStoryEventLimit(kysely, second, null);
    expect(await near(null)).toEqual([first]);
  });

  test('each mark of a day is told by one process, and again after the limit has changed', async () => {
    const { kysely } = opened.database;
    await addDailyUsage(kysely, day, new Map([[first, 80]]));
    const told = await Promise.all([1, 2, 3].map(() => markTold(kysely, day, first, 80)));
    expect(told.filter(Boolean)).toHaveLength(1);
    expect(await markTold(kysely, day, first, 100)).toBe(true);
    expect(await markTold(kysely, day, first, 80)).toBe(false);
    expect(await markTold(kysely, day, null, 80)).toBe(true);
    await forgetTold(kysely, day, first);
    expect(await markTold(kysely, day, first, 80)).toBe(true);
    expect(await markTold(kysely, day, null, 80)).toBe(false);
    await forgetTold(kysely, day, null);
    expect(await markTold(kysely, day, null, 80)).toBe(true);
    expect(await markTold(kysely, day, first, 80)).toBe(true);
  });

  test('limits of the installation are kept and removed one by one', async () => {
    const { kysely } = opened.database;
    expect(await findEventLimits(kysely)).toEqual({ ofAll: null, perStory: null });
    await putEventLimits(kysely, { ofAll: 1_000_000_000_000, perStory: 5 });
    await putEventLimits(kysely, { perStory: 7 });
    expect(await findEventLimits(kysely)).toEqual({ ofAll: 1_000_000_000_000, perStory: 7 });
    await putEventLimits(kysely, { ofAll: null });
    expect(await findEventLimits(kysely)).toEqual({ ofAll: null, perStory: 7 });
  });

  test('days long past are forgotten', async () => {
    const { kysely } = opened.database;
    for (const each of ['2026-10-01', day]) await addDailyUsage(kysely, each, new Map([[first, 1]]));
    await deleteDailyUsageBefore(kysely, '2026-11-01');
    expect((await readStoryDay(kysely, '2026-10-01', first)).events).toBe(0);
    expect((await readStoryDay(kysely, day, first)).events).toBe(1);
  });

  test('what waits for the end of the pause is released in batches, oldest first; nothing else is touched', async () => {
    const { kysely } = opened.database;
    const common = {
      run_id: 1,
      action_id: 1,
      event_id: null,
      attempt: 0,
      is_priority: false,
      state: 'null',
      started_at: null,
    };
    const row = (id: number, storyId: StoryId, dueAt: number, claimedBy: number | null = null) => ({
      ...common,
      id,
      story_id: storyId,
      due_at: new Date(dueAt),
      claimed_by: claimedBy,
    });
    const midnight = pauseEnd - 37;
    await kysely
      .insertInto('delivery')
      .values([
        row(1, first, pauseEnd),
        row(2, first, pauseEnd),
        row(3, first, pauseEnd),
        row(4, first, midnight),
        row(5, first, pauseEnd + 1),
        row(6, first, pauseEnd, 9),
        row(7, second, pauseEnd),
      ])
      .execute();
    const now = Date.UTC(2026, 10, 22, 12);
    const dueNow = async () =>
      (
        await kysely.selectFrom('delivery').select('id').where('due_at', '=', new Date(now)).orderBy('id').execute()
      ).map((r) => r.id);
    expect([...(await storiesWithHeldDeliveries(kysely, pauseEnd))].sort()).toEqual([first, second].sort());
    const release = () => releaseHeldDeliveries(kysely, { storyId: first, pauseEnd, now, limit: 2 });
    expect(await release()).toBe(2);
    expect(await dueNow()).toEqual([1, 2]);
    expect(await release()).toBe(1);
    expect(await release()).toBe(0);
    expect(await dueNow()).toEqual([1, 2, 3]);
    expect(await storiesWithHeldDeliveries(kysely, pauseEnd)).toEqual([second]);
  });
});
