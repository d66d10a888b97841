/** What runs leave behind: events, logs, runs and counters, as the API shows them. */
import { type ActionId, asId, type EventId, type RunId, type StoryId } from '@fabula/model';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { aFile, type Home, importInto, makeHome, readExport } from '../testing/home.test-kit.ts';
import { listStoryActions } from './actions.ts';
import { actionActivity, pendingDeliveries, storyActivity } from './activity.ts';
import { deleteEventsOfAction } from './delete-events.ts';
import { type EventSearch, findEvent, findEvents, listEvents } from './events.ts';
import { deleteLogsOfAction, listLogs } from './logs.ts';
import { findRun, listRunEvents, listRuns } from './runs.ts';
import { deleteStories } from './stories.ts';

const firstPage = { page: 1, perPage: 20, maxBytes: 1_000 };
const guid = '00000000-0000-4000-8000-000000000001';
const minute = (number: number): Date => new Date(Date.UTC(2026, 10, 22, 12, number));
const now = minute(10);

describe.each(testDatabases)('what runs leave behind, $kind', ({ open }) => {
  let opened: TestDatabase;
  let home: Home;
  let storyId: StoryId;
  let hook: ActionId;
  let decide: ActionId;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await opened.empty();
    home = await makeHome(opened.database);
    ({ id: storyId } = await importInto(opened.database, home, readExport(aFile())));
    const actions = await listStoryActions(opened.database.kysely, storyId);
    [hook, decide] = [actions[0]?.id ?? asId(1), actions[1]?.id ?? asId(1)];
    await opened.database.kysely
      .insertInto('run')
      .values([
        {
          id: 1,
          guid,
          story_id: storyId,
          origin: 'webhook',
          caller_id: null,
          started_at: minute(0),
          ended_at: minute(1),
          event_count: 2,
          action_run_count: 2,
        },
        {
          id: 2,
          guid: guid.replace('1', '2'),
          story_id: storyId,
          origin: 'manual',
          caller_id: null,
          started_at: minute(5),
          ended_at: minute(5),
          event_count: 1,
          action_run_count: 1,
        },
      ])
      .execute();
    const event = { run_id: 1, story_id: storyId, is_re_emitted: false };
    await opened.database.kysely
      .insertInto('event')
      .values([
        {
          ...event,
          id: 11,
          action_id: hook,
          parent_id: null,
          slug: 'receive',
          path: '{"receive":11}',
          payload: '{"b": 1.0, "a": 12345678901234567890}',
          created_at: minute(0),
        },
        {
          ...event,
          id: 12,
          action_id: decide,
          parent_id: 11,
          slug: '2',
          path: '{"receive":11,"2":12}',
          payload: '{"rule_matched":true}',
          created_at: minute(1),
        },
        {
          ...event,
          id: 13,
          run_id: 2,
          action_id: hook,
          parent_id: null,
          slug: 'receive',
          path: '{"receive":13}',
          payload: '"text"',
          created_at: minute(5),
          is_re_emitted: true,
        },
      ])
      .execute();
  });

  async function list(search: EventSearch, paging = firstPage) {
    const page = await listEvents(opened.database.kysely, search, paging, now);
    if (!page.ok) throw new Error(`${page.error.bytes} bytes are too many`);
    return page.value;
  }

  test('an event shows every output on its way, as it was written', async () => {
    expect(await findEvent(opened.database.kysely, asId<EventId>(12), now)).toEqual({
      id: 12,
      storyId,
      teamId: home.teamId,
      actionId: decide,
      runId: 1,
      runGuid: guid,
      parentId: 11,
      previousEventIds: [11],
      payloadText: '{"receive":{"b": 1.0, "a": 12345678901234567890},"2":{"rule_matched":true}}',
      isReEmitted: false,
      createdAt: minute(1),
    });
    expect(await findEvent(opened.database.kysely, asId<EventId>(99), now)).toBeNull();
    expect(await findEvents(opened.database.kysely, [asId(11), asId(99)], now)).toHaveLength(1);
  });

  test('an output that is no longer kept is left out, the rest stays', async () => {
    const { kysely } = opened.database;
    await kysely.deleteFrom('event').where('id', '=', 11).execute();
    expect((await findEvent(kysely, asId<EventId>(12), now))?.payloadText).toBe('{"2":{"rule_matched":true}}');
  });

  test.each<[string, Partial<EventSearch>, number[]]>([
    ['all, newest first', {}, [13, 12, 11]],
    ['those after an event, oldest first', { sinceId: 11 }, [12, 13]],
    ['those up to an event', { untilId: 12 }, [12, 11]],
    ['those after a moment', { since: minute(0) }, [13, 12]],
    ['those until a moment', { until: minute(1) }, [12, 11]],
    ['those sent again', { isReEmitted: true }, [13]],
    ['those of no team', { teamIds: [] }, []],
    ['those of another story', { storyId: asId(999_999) }, []],
  ])('the list of events shows %s', async (_name, search, ids) => {
    const { items, count } = await list({ teamIds: null, ...search });
    expect(items.map((event) => event.id)).toEqual(ids);
    expect(count).toBe(ids.length);
  });

  test('events of one action are listed and removed in small steps', async () => {
    const { kysely } = opened.database;
    const search = { teamIds: [home.teamId], storyId, actionId: hook };
    expect((await list(search, { ...firstPage, page: 2, perPage: 1 })).items.map((event) => event.id)).toEqual([11]);
    expect(await deleteEventsOfAction(kysely, hook, 1)).toBe(1);
    expect(await deleteEventsOfAction(kysely, hook, 5)).toBe(1);
    expect((await list(search)).count).toBe(0);
  });

  test('a page of events that is too large as they are shown is refused, one event never', async () => {
    const { kysely } = opened.database;
    // Event 13 shows 6 bytes, 12 shows 37 + 21, 11 shows 37.
    const refused = async (maxBytes: number, perPage = 20) =>
      listEvents(kysely, { teamIds: null }, { page: 1, perPage, maxBytes }, now);
    expect(await refused(101)).toMatchObject({ ok: true, value: { count: 3 } });
    expect(await refused(100)).toEqual({ ok: false, error: { bytes: 101, fitting: 2 } });
    expect(await refused(63)).toEqual({ ok: false, error: { bytes: 101, fitting: 1 } });
    expect(await refused(1)).toEqual({ ok: false, error: { bytes: 101, fitting: 1 } });
    expect(await refused(1, 1)).toMatchObject({ ok: true, value: { items: [{ id: 13 }], count: 3 } });
  });

  test('runs are listed newest first, found by guid, and show their events oldest first', async () => {
    const { kysely } = opened.database;
    expect((await listRuns(kysely, { storyId }, firstPage, now)).items.map((run) => run.id)).toEqual([2, 1]);
    expect((await listRuns(kysely, { storyId, since: minute(0) }, firstPage, now)).count).toBe(1);
    expect((await listRuns(kysely, { storyId, until: minute(0) }, firstPage, now)).count).toBe(1);
    expect(await findRun(kysely, { storyId }, guid, now)).toMatchObject({
      id: 1,
      guid,
      eventCount: 2,
      endedAt: minute(1),
    });
    expect((await listRunEvents(kysely, asId<RunId>(1), firstPage, now)).items).toEqual([
      { id: 11, actionId: hook, createdAt: minute(0) },
      { id: 12, actionId: decide, createdAt: minute(1) },
    ]);
  });

  test.each(['no uuid', '', '\0', guid.replace('1', '9')])('no run has the guid %j', async (unknown) => {
    expect(await findRun(opened.database.kysely, { storyId }, unknown, now)).toBeNull();
  });

  test('of a story that is removed nothing is found any more', async () => {
    const { kysely } = opened.database;
    await deleteStories(kysely, [storyId]);
    expect(await findEvent(kysely, asId<EventId>(11), now)).toBeNull();
    expect((await list({ teamIds: null })).count).toBe(0);
    expect((await listRuns(kysely, { storyId }, firstPage, now)).count).toBe(0);
    expect(await findRun(kysely, { storyId }, guid, now)).toBeNull();
  });

  test('logs of an action are listed by level, newest first, and removed', async () => {
    const { kysely } = opened.database;
    const log = { run_id: 1, story_id: storyId, action_id: hook, inbound_event_id: null, created_at: minute(0) };
    await kysely
      .insertInto('action_log')
      .values([
        { ...log, id: 21, level: 3, message: 'sent' },
        { ...log, id: 22, level: 4, message: 'failed', inbound_event_id: 11 },
      ])
      .execute();
    const logs = await listLogs(kysely, { actionId: hook }, firstPage, now);
    expect(logs.items.map(({ id, inboundEventId }) => [id, inboundEventId])).toEqual([
      [22, 11],
      [21, null],
    ]);
    expect((await listLogs(kysely, { actionId: hook, level: 4 }, firstPage, now)).items).toMatchObject([
      { message: 'failed' },
    ]);
    expect(await deleteLogsOfAction(kysely, hook, 10)).toBe(2);
  });

  test('counters and pending deliveries are told per action', async () => {
    const { kysely } = opened.database;
    const activity = { story_id: storyId, events_count: 3, logs_count: 2, errors_count: 1 };
    const times = { last_receive_at: null, last_event_at: minute(1), last_error_log_at: minute(0) };
    await kysely
      .insertInto('action_activity')
      .values({ action_id: hook, ...activity, ...times })
      .execute();
    const delivery = { run_id: 1, story_id: storyId, event_id: null, due_at: null, attempt: 0, is_priority: false };
    await kysely
      .insertInto('delivery')
      .values(
        [1, 2].map((id) => ({ ...delivery, id, action_id: decide, state: 'null', started_at: null, claimed_by: null })),
      )
      .execute();
    const expected = {
      eventsCount: 3,
      logsCount: 2,
      errorsCount: 1,
      lastReceiveAt: null,
      lastEventAt: minute(1),
      lastErrorLogAt: minute(0),
    };
    expect(await storyActivity(kysely, storyId)).toEqual(new Map([[hook, expected]]));
    expect(await actionActivity(kysely, [hook, decide])).toEqual(new Map([[hook, expected]]));
    expect(await pendingDeliveries(kysely, storyId)).toEqual(new Map([[decide, 2]]));
  });
});
