/** Readers see no difference between events that share a row and those that do not; what has expired or was deleted is hidden. */
import type { EngineStore, NewEvent } from '@fabula/engine';
import {
  type ActionId,
  asId,
  type DeliveryId,
  type EventId,
  type ProcessId,
  type RunId,
  type StoryId,
} from '@fabula/model';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aCommit, aDelivery, aLog, anEvent, aRun, noon } from './queue/commits.test-kit.ts';
import { createEngineStore } from './queue/engine-store.ts';
import { listStoryActions } from './repositories/actions.ts';
import { deleteEvent, deleteEventsOfAction } from './repositories/delete-events.ts';
import { listEffects } from './repositories/effects.ts';
import { type EventSearch, findEvent, findEvents, listEvents } from './repositories/events.ts';
import { listLogs } from './repositories/logs.ts';
import { findRun, listRunEvents, listRuns } from './repositories/runs.ts';
import { type TestDatabase, testDatabases } from './testing/databases.test-kit.ts';
import { aFile, importInto, makeHome, readExport } from './testing/home.test-kit.ts';

/** As `aFile` keeps events. */
const keptMs = 86_400_000;
const soon = new Date(noon + 60_000);
const run = (id: number) => asId<RunId>(id);

describe.each(testDatabases)('siblings and those who read them, $kind', ({ open }) => {
  let test: TestDatabase;
  let store: EngineStore;
  let me: ProcessId;
  let storyId: StoryId;
  let [hook, explode, transform]: ActionId[] = [];
  let commits = 0;
  /** What was written, by id. */
  let written: NewEvent[];

  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    await test.empty();
    const home = await makeHome(test.database);
    ({ id: storyId } = await importInto(test.database, home, readExport(aFile())));
    [hook, explode, transform] = (await listStoryActions(test.database.kysely, storyId)).map((action) => action.id);
    store = createEngineStore(test.database);
    me = await store.register();
    // Two runs at once, their ids in turn, and later one whose events each have a row.
    written = [...aFanOut(1, 1_000, 20), ...aFanOut(2, 1_001, 9), ...aFanOut(3, 2_000, 3)].sort((a, b) => a.id - b.id);
    await write(written);
    return () => store.unregister(me);
  });

  async function write(events: readonly NewEvent[]): Promise<void> {
    const runs = [1, 2, 3].map((id) => aRun(id, { storyId, endedAt: noon + 100 }));
    expect(await store.commit(me, ++commits, [aCommit({ runs, events })])).toEqual({ ok: true });
  }

  /** Ids grow by two, times by a millisecond. */
  function aFanOut(runId: number, firstId: number, count: number): NewEvent[] {
    let id = firstId - 2;
    const write = (actionId: ActionId | undefined, slug: string, parent: NewEvent | null): NewEvent => {
      id += 2;
      return anEvent(id, {
        runId: run(runId),
        storyId,
        actionId: actionId ?? asId(0),
        slug,
        parentId: parent?.id ?? null,
        path: new Map([...(parent?.path ?? []), [slug, asId<EventId>(id)]]),
        payloadText: `{"${slug}": ${id}.0}`,
        createdAt: noon + (id % 1_000),
      });
    };
    const root = write(hook, 'receive', null);
    const items = Array.from({ length: count }, () => write(explode, 'explode', root));
    return [root, ...items, ...items.map((item) => write(transform, '2', item))];
  }

  const kysely = () => test.database.kysely;
  const rows = async <T extends object>(sql: string): Promise<T[]> => (await test.database.pool.query<T>(sql)).rows;

  async function list(search: Partial<EventSearch>, page = 1, perPage = 500, now = soon) {
    const listed = await listEvents(kysely(), { teamIds: null, ...search }, { page, perPage, maxBytes: 1e9 }, now);
    if (!listed.ok) throw new Error('the page is too large');
    return { ids: listed.value.items.map((event) => event.id), count: listed.value.count };
  }

  /** What a list must show, from what was written. */
  function expected(search: Partial<EventSearch>, page = 1, perPage = 500) {
    const ids = written
      .filter(
        (event) =>
          (search.actionId === undefined || event.actionId === search.actionId) &&
          (search.runId === undefined || event.runId === search.runId) &&
          (search.sinceId === undefined || event.id > search.sinceId) &&
          (search.untilId === undefined || event.id <= search.untilId) &&
          (search.since === undefined || event.createdAt > search.since.getTime()) &&
          (search.until === undefined || event.createdAt <= search.until.getTime()) &&
          search.isReEmitted !== true,
      )
      .map((event) => event.id);
    if (search.sinceId === undefined) ids.reverse();
    return { ids: ids.slice((page - 1) * perPage, page * perPage), count: ids.length };
  }

  it('four groups were written, and single events', async () => {
    expect(
      await rows('select (select count(*) from event_group) as groups, (select count(*) from event) as singles'),
    ).toEqual([{ groups: 4, singles: 9 }]);
  });

  it('every filter finds what was written, in order, page by page', async () => {
    const searches: Partial<EventSearch>[] = [
      {},
      { storyId },
      { actionId: transform },
      { runId: run(1) },
      { actionId: explode, runId: run(2) },
      { untilId: 1_021 },
      { sinceId: 1_021 },
      { actionId: explode, sinceId: 1_010, untilId: 1_015 },
      { since: new Date(noon + 30) },
      { until: new Date(noon + 30) },
      { actionId: transform, since: new Date(noon + 45), until: new Date(noon + 60) },
      { isReEmitted: false, actionId: explode },
      { isReEmitted: true },
    ];
    for (const search of searches) {
      expect(await list(search), JSON.stringify(search)).toEqual(expected(search));
      for (const page of [1, 2, 5]) {
        expect(await list(search, page, 4), JSON.stringify([search, page])).toEqual(expected(search, page, 4));
      }
    }
    expect(await list({ teamIds: [] })).toEqual({ ids: [], count: 0 });
  });

  it('a page is right when many groups have to be read for it', async () => {
    // 60 runs at once: the ids of all their groups lie among each other's
    const many = Array.from({ length: 60 }, (_, index) =>
      Array.from({ length: 8 }, (__, place) => {
        const id = asId<EventId>(10_000 + place * 60 + index);
        const actionId = explode ?? asId(0);
        return anEvent(id, {
          runId: run(10 + index),
          storyId,
          actionId,
          slug: 'explode',
          path: new Map([['explode', id]]),
        });
      }),
    );
    const runs = many.map((_, index) => aRun(10 + index, { storyId }));
    await store.commit(me, ++commits, [aCommit({ runs, events: many.flat() })]);
    written = [...written, ...many.flat().sort((a, b) => a.id - b.id)];
    for (const search of [{ actionId: explode }, { actionId: explode, sinceId: 1 }, {}]) {
      for (const page of [1, 3, 30]) expect(await list(search, page, 10)).toEqual(expected(search, page, 10));
    }
  });

  it('one shows its tree as it was written, whatever row its parts are in', async () => {
    const event = written.find(({ actionId, runId }) => actionId === transform && runId === 1);
    const [receive, item, own] = [...(event?.path ?? [])].map(([, id]) => id);
    expect(await findEvent(kysely(), event?.id ?? asId(0), soon)).toMatchObject({
      id: own,
      runId: 1,
      parentId: item,
      previousEventIds: [receive, item],
      payloadText: `{"receive":{"receive": ${receive}.0},"explode":{"explode": ${item}.0},"2":{"2": ${own}.0}}`,
      createdAt: new Date(event?.createdAt ?? 0),
      isReEmitted: false,
    });
    expect(
      await findEvents(
        kysely(),
        written.map(({ id }) => id),
        soon,
      ),
    ).toHaveLength(written.length);
    expect(await findEvent(kysely(), asId<EventId>(1_999), soon)).toBeNull();
  });

  it('those of a run are listed oldest first', async () => {
    const listed = await listRunEvents(kysely(), run(1), { page: 2, perPage: 15 }, soon);
    const ofRun = written.filter(({ runId }) => runId === 1);
    expect(listed).toEqual({
      items: ofRun
        .slice(15, 30)
        .map(({ id, actionId, createdAt }) => ({ id, actionId, createdAt: new Date(createdAt) })),
      count: ofRun.length,
    });
  });

  describe('deleting', () => {
    const lookedAt = () => rows<{ id: number }>("select id from run where look_at = '-infinity' order by id");

    it.each([1, 3])('one hides it alone, and what came of it still shows it (run %i)', async (runId) => {
      const ofRun = written.filter((event) => event.runId === runId);
      const item = ofRun.find(({ actionId }) => actionId === explode);
      const child = ofRun.find(({ parentId }) => parentId === item?.id);
      if (item === undefined || child === undefined) throw new Error('no such events');
      expect(await deleteEvent(kysely(), item.id)).toBe(true);
      expect(await deleteEvent(kysely(), item.id)).toBe(false);
      expect(await findEvent(kysely(), item.id, soon)).toBeNull();
      expect((await findEvent(kysely(), child.id, soon))?.payloadText).toContain(item.payloadText);
      written = written.filter((event) => event !== item);
      expect(await list({})).toEqual(expected({}));
      expect(await list({ actionId: explode })).toEqual(expected({ actionId: explode }));
      expect(await lookedAt()).toEqual([{ id: runId }]);
    });

    it('one that is not there says so', async () => {
      expect(await deleteEvent(kysely(), asId<EventId>(1_999))).toBe(false);
    });

    it('those of an action goes in steps, over both kinds of row', async () => {
      // 3 single ones, and 29 in two groups
      const steps: number[] = [];
      for (let step = 0; step < 5; step++) steps.push(await deleteEventsOfAction(kysely(), explode ?? asId(0), 10));
      expect(steps).toEqual([10, 10, 10, 2, 0]);
      expect(await list({ actionId: explode })).toEqual({ ids: [], count: 0 });
      expect((await list({})).count).toBe(written.length - 32);
      expect(await lookedAt()).toHaveLength(3);
    });
  });

  describe('what has expired', () => {
    const last = (events: readonly NewEvent[]) => Math.max(...events.map(({ createdAt }) => createdAt));
    const after = (at: number) => new Date(at + keptMs);

    it('is hidden at once: single ones by their own time, groups by the time of their newest', async () => {
      const items = written.filter(({ actionId, runId }) => actionId === explode && runId === 1);
      const search = { actionId: explode, runId: run(1) };
      expect((await list(search, 1, 500, after(last(items) - 1))).count).toBe(20);
      expect(await list(search, 1, 500, after(last(items)))).toEqual({ ids: [], count: 0 });
      expect(await findEvent(kysely(), items[0]?.id ?? asId(0), after(last(items)))).toBeNull();
      const [root] = written;
      expect(await findEvent(kysely(), root?.id ?? asId(0), after(noon - 1))).not.toBeNull();
      expect(await findEvent(kysely(), root?.id ?? asId(0), after(noon))).toBeNull();
      expect((await listRunEvents(kysely(), run(1), { page: 1, perPage: 1 }, after(last(items)))).count).toBe(20);
    });

    it('is read as part of what is shown', async () => {
      const child = written.filter(({ runId }) => runId === 3).at(-1);
      const shown = await findEvent(kysely(), child?.id ?? asId(0), after((child?.createdAt ?? 0) - 1));
      expect(shown?.payloadText).toContain('"receive": 2000.0');
    });

    it('counts as shown when its run is saved', async () => {
      await rows('update run set is_kept = true where id = 2');
      const late = after(noon + keptMs);
      expect((await list({}, 1, 500, late)).count).toBe(19);
      expect((await listRuns(kysely(), { storyId }, { page: 1, perPage: 9 }, late)).items.map(({ id }) => id)).toEqual([
        2,
      ]);
    });

    it('run: is shown while its newest event is, and while it goes on', async () => {
      const { guid } = aRun(1);
      expect(await findRun(kysely(), { storyId }, guid, after(noon + 99))).not.toBeNull();
      expect(await findRun(kysely(), { storyId }, guid, after(noon + 100))).toBeNull();
      await store.commit(me, ++commits, [aCommit({ deliveries: [aDelivery(9_000, { storyId })] })]);
      expect(await findRun(kysely(), { storyId }, guid, after(noon + 100))).toMatchObject({ id: 1 });
      const listed = await listRuns(kysely(), { storyId }, { page: 1, perPage: 9 }, after(noon + 100));
      expect(listed).toMatchObject({ items: [{ id: 1 }], count: 1 });
    });

    it('log: lives as long as events', async () => {
      const actionId = hook ?? asId(0);
      await store.commit(me, ++commits, [aCommit({ logs: [aLog(9_000, { storyId, actionId })] })]);
      const count = async (now: Date) => (await listLogs(kysely(), { actionId }, { page: 1, perPage: 9 }, now)).count;
      expect(await count(after(noon - 1))).toBe(1);
      expect(await count(after(noon))).toBe(0);
    });
  });

  it('the effects of a run are listed with those under way, oldest first', async () => {
    const actionId = hook ?? asId(0);
    const effect = { runId: run(1), storyId, actionId, deliveryId: asId<DeliveryId>(9_000), inboundEventId: null };
    const effects = [
      {
        ...effect,
        id: asId<never>(9_010),
        attempt: 0,
        startedAt: noon,
        endedAt: noon + 5,
        outcome: 'retried' as const,
      },
      {
        ...effect,
        id: asId<never>(9_011),
        attempt: 1,
        startedAt: noon + 50,
        endedAt: noon + 60,
        outcome: 'done' as const,
      },
    ];
    const started = { storyId, actionId, startedAt: noon + 20, attempt: 2, isClaimed: true };
    const deliveries = [aDelivery(9_001, { ...started, eventId: asId<EventId>(1_000) }), aDelivery(9_002, { storyId })];
    await store.commit(me, ++commits, [aCommit({ effects, deliveries })]);
    expect(await listEffects(kysely(), run(1), soon)).toEqual([
      {
        id: 9_010,
        actionId,
        deliveryId: 9_000,
        inboundEventId: null,
        attempt: 0,
        outcome: 'retried',
        startedAt: new Date(noon),
        endedAt: new Date(noon + 5),
      },
      {
        id: 9_001,
        actionId,
        deliveryId: 9_001,
        inboundEventId: 1_000,
        attempt: 2,
        outcome: 'started',
        startedAt: new Date(noon + 20),
        endedAt: null,
      },
      {
        id: 9_011,
        actionId,
        deliveryId: 9_000,
        inboundEventId: null,
        attempt: 1,
        outcome: 'done',
        startedAt: new Date(noon + 50),
        endedAt: new Date(noon + 60),
      },
    ]);
    await store.unregister(me);
    expect((await listEffects(kysely(), run(1), soon)).map(({ outcome }) => outcome)).toEqual([
      'retried',
      'unknown',
      'done',
    ]);
    expect((await listEffects(kysely(), run(1), new Date(noon + 60 + keptMs))).map(({ id }) => id)).toEqual([9_001]);
  });
});
