import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import type { EngineStore, UnitCommit } from '@fabula/engine';
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
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { claimStatement } from './claim-statement.ts';
import { aCommit, aDelivery, aLog, anEvent, aRun, noon } from './commits.test-kit.ts';
import { createEngineStore } from './engine-store.ts';

describe.each(testDatabases)('the store of the engine on $kind', ({ kind, open }) => {
  let test: TestDatabase;
  let store: EngineStore;
  let me: ProcessId;
  let commits = 0;

  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    await test.empty();
    store = createEngineStore(test.database);
    me = await store.register();
    return () => store.unregister(me);
  });

  const commit = (...units: UnitCommit[]) => store.commit(me, ++commits, units);
  const rows = async <T extends object>(sql: string): Promise<T[]> => (await test.database.pool.query<T>(sql)).rows;

  it('gives back payloads to the letter', async () => {
    const payloads = [
      '{"b":1,"2":0,"1":9007199254740993,"x":1.0,"e":1e400}',
      '{"nul":"\\u0000","half":"\\ud800","quote":"\\"\\\\","nothing":null}',
      '"{a,b}"',
      '[[],{},"NULL",null]',
      '"ü € 😀"',
    ];
    const events = payloads.map((payloadText, index) => anEvent(index + 1, { payloadText }));
    expect(await commit(aCommit({ runs: [aRun(1)], events }))).toEqual({ ok: true });
    const loaded = await store.loadEvents(events.map((event) => event.id));
    expect(loaded.map((event) => event.payloadText)).toEqual(payloads);
  });

  it('keeps the order of slugs on the way to an event', async () => {
    const path = new Map([
      ['z', asId<EventId>(9)],
      ['10', asId<EventId>(8)],
      ['a"b\\', asId<EventId>(1)],
    ]);
    await commit(aCommit({ runs: [aRun(1)], events: [anEvent(1, { path })] }));
    const [event] = await store.loadEvents([asId<EventId>(1)]);
    expect([...(event?.path ?? [])]).toEqual([...path]);
  });

  it('adds up what several units say of one run and one action', async () => {
    await commit(aCommit({ runs: [aRun(1, { addedEvents: 1 })], events: [anEvent(1)], logs: [aLog(2, { level: 4 })] }));
    const later = { isNew: false, endedAt: noon + 5_000, addedEvents: 1 };
    await commit(
      aCommit({ runs: [aRun(1, later)], events: [anEvent(3)] }),
      aCommit({ runs: [aRun(1, later)], events: [anEvent(4)] }),
    );
    expect(await rows('select event_count, ended_at from run')).toEqual([
      { event_count: 3, ended_at: new Date(noon + 5_000) },
    ]);
    expect(await rows('select events_count, logs_count, errors_count from action_activity')).toEqual([
      { events_count: 3, logs_count: 1, errors_count: 1 },
    ]);
  });

  it('writes all units of a commit or none', async () => {
    await commit(aCommit({ runs: [aRun(1)], events: [anEvent(1)] }));
    const result = await commit(
      aCommit({ runs: [aRun(2)], events: [anEvent(2)] }),
      aCommit({ runs: [aRun(3)], events: [anEvent(3, { payloadText: '{"broken"' })] }),
    );
    expect(result).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(await rows('select id from run')).toEqual([{ id: 1 }]);
  });

  it('makes log text storable instead of failing', async () => {
    await commit(aCommit({ runs: [aRun(1)], logs: [aLog(1, { message: 'a\u0000b\ud800c"\\' })] }));
    expect(await rows('select message from action_log')).toEqual([{ message: 'a\\u0000b\ufffdc"\\' }]);
  });

  it('claims what is due, once, with its run', async () => {
    const deliveries = [aDelivery(1), aDelivery(2, { dueAt: noon + 1 }), aDelivery(3, { dueAt: null })];
    await commit(aCommit({ runs: [aRun(1)], deliveries }));
    const claimed = await store.claim(me, 1, noon, 10, 10);
    expect(claimed).toMatchObject([{ delivery: { id: 1, dueAt: noon }, run: { id: 1, origin: 'webhook' } }]);
    expect(await store.claim(me, 1, noon, 10, 10)).toEqual([]);
    expect(await store.nextDue()).toEqual({ deliveries: noon + 1, ticks: null });
  });

  it('claims fairly: a flooded story gives its share, priority goes first', async () => {
    const flood = Array.from({ length: 50 }, (_, index) => aDelivery(index + 1));
    const other = aDelivery(100, { storyId: asId<StoryId>(2), dueAt: noon + 10 });
    const urgent = aDelivery(101, { storyId: asId<StoryId>(3), dueAt: noon + 20, isPriority: true });
    await commit(aCommit({ runs: [aRun(1)], deliveries: [...flood, other, urgent] }));
    const ids = (await store.claim(me, 1, noon + 100, 100, 5)).map(({ delivery }) => delivery.id);
    expect(ids).toEqual([1, 2, 3, 4, 5, 100, 101]);
    expect((await store.claim(me, 1, noon + 100, 1, 5)).map(({ delivery }) => delivery.id)).toEqual([6]);
  });

  it('gives a newcomer its turn in the very next claim, however small that is and long the backlog of another story', async () => {
    const flood = Array.from({ length: 50 }, (_, index) => aDelivery(index + 1));
    const newcomer = aDelivery(100, { storyId: asId<StoryId>(2), dueAt: noon + 10 });
    await commit(aCommit({ runs: [aRun(1)], deliveries: [...flood, newcomer] }));
    const ids = (await store.claim(me, 1, noon + 100, 16, 100)).map(({ delivery }) => delivery.id);
    expect(ids).toHaveLength(16);
    expect(ids).toContain(100);
  });

  it('gives many stories their turns without taking more than asked for, and as many claims at once each their own', async () => {
    const stories = Array.from({ length: 300 }, (_, index) => asId<StoryId>(index + 1));
    const deliveries = stories.flatMap((storyId) =>
      Array.from({ length: 30 }, (_, index) => aDelivery(storyId * 100 + index, { storyId, dueAt: noon + index })),
    );
    const urgent = aDelivery(99_999, { storyId: asId<StoryId>(999), dueAt: noon + 40, isPriority: true });
    await commit(aCommit({ runs: [aRun(1)], deliveries: [...deliveries, urgent] }));
    const take = { ...claimStatement, values: [me, noon + 100, 16, 100, 1] };
    if (kind === 'embedded') {
      expect((await test.database.pool.query(take)).rows).toHaveLength(16);
      return;
    }
    const claims = await Promise.all([1, 2, 3].map(() => test.database.pool.connect()));
    const taken: number[][] = [];
    for (const client of claims) {
      await client.query('begin');
      taken.push((await client.query<{ id: number }>(take)).rows.map(({ id }) => id));
    }
    expect(taken.map((ids) => ids.length)).toEqual([16, 16, 16]);
    expect(new Set(taken.flat()).size).toBe(48);
    expect(taken[0]).toContain(urgent.id);
    // What is left to be locked tells how much is locked.
    const [left] = await rows<{ count: number }>(
      'select count(*)::int as count from (select from delivery for update skip locked) free',
    );
    expect(left?.count).toBe(deliveries.length + 1 - 48);
    for (const client of claims) {
      await client.query('rollback');
      client.release();
    }
  });

  it.runIf(kind === 'postgres')(
    'claims from one story past what another claim has locked, and no more than its share',
    async () => {
      const deliveries = Array.from({ length: 50 }, (_, index) => aDelivery(index + 1));
      await commit(aCommit({ runs: [aRun(1)], deliveries }));
      const other = await test.database.pool.connect();
      await other.query('begin');
      await other.query({ ...claimStatement, values: [me, noon, 100, 20, 1] });
      const ids = (await store.claim(me, 2, noon, 100, 20)).map(({ delivery }) => delivery.id);
      expect(ids).toEqual(Array.from({ length: 20 }, (_, index) => index + 21));
      await other.query('rollback');
      other.release();
    },
  );

  it('refuses to finish a delivery that is gone, and leaves nothing of that commit', async () => {
    await commit(aCommit({ runs: [aRun(1)], deliveries: [aDelivery(1)] }));
    const finish = aCommit({ runs: [aRun(1, { isNew: false })], finished: [asId<DeliveryId>(1)] });
    expect(await commit(finish)).toEqual({ ok: true });
    expect(await commit({ ...finish, events: [anEvent(5)] })).toMatchObject({ ok: false, error: { kind: 'stale' } });
    const again = aDelivery(1, { isNew: false });
    expect(await commit(aCommit({ deliveries: [again] }))).toMatchObject({ ok: false, error: { kind: 'stale' } });
    expect(await rows('select id from event')).toEqual([]);
  });

  it('keeps one process from finishing what another one has claimed', async () => {
    await commit(aCommit({ runs: [aRun(1)], deliveries: [aDelivery(1)] }));
    const other = createEngineStore(test.database);
    const otherId = await other.register();
    await other.claim(otherId, 1, noon, 10, 10);
    expect(await commit(aCommit({ finished: [asId<DeliveryId>(1)] }))).toMatchObject({ error: { kind: 'stale' } });
    await other.unregister(otherId);
    expect(await commit(aCommit({ finished: [asId<DeliveryId>(1)] }))).toEqual({ ok: true });
  });

  it('frees what a dead process had claimed, says which effects had started, and fences it off', async () => {
    const dead = createEngineStore(test.database);
    const deadId = await dead.register();
    const deliveries = [
      aDelivery(1, { isClaimed: true }),
      aDelivery(2, { isClaimed: true, startedAt: noon }),
      aDelivery(3),
    ];
    await dead.commit(deadId, 1, [aCommit({ runs: [aRun(1)], deliveries })]);
    expect(await store.claim(me, 1, noon, 10, 10)).toHaveLength(1);
    await dead.unregister(deadId);
    const claimed = await store.claim(me, 1, noon, 10, 10);
    expect(claimed.map((one) => [one.delivery.id, one.isOutcomeUnknown])).toEqual([
      [1, false],
      [2, true],
    ]);
    const result = await dead.commit(deadId, 2, [aCommit({ runs: [aRun(9)] })]);
    expect(result).toEqual({ ok: false, error: { kind: 'fenced' } });
  });

  it('gives nothing to a process that was buried', async () => {
    await commit(aCommit({ runs: [aRun(1)], deliveries: [aDelivery(1)] }));
    await rows(`delete from process where id = ${me}`);
    expect(await store.claim(me, 1, noon, 10, 10)).toEqual([]);
    const another = createEngineStore(test.database);
    const anotherId = await another.register();
    expect(await another.claim(anotherId, 1, noon, 10, 10)).toHaveLength(1);
    await another.unregister(anotherId);
  });

  it('buries a process that is gone from this host at once, and never a living one', async () => {
    const alive = createEngineStore(test.database);
    const aliveId = await alive.register();
    const gone = spawnSync(process.execPath, ['--version']).pid;
    await test.database.pool.query('insert into process (host, pid) values ($1, $2)', [hostname(), gone]);
    await store.reclaimFromDead(me);
    const left = (await rows<{ id: number }>('select id from process order by id')).map(({ id }) => id);
    expect(left).toEqual(kind === 'postgres' ? [me, aliveId] : [me]);
    await alive.unregister(aliveId);
  });

  it('gives ids in blocks that never overlap', async () => {
    const blocks = await Promise.all([store.takeIds(), store.takeIds(), store.takeIds()]);
    const sorted = blocks.sort((a, b) => a.first - b.first);
    for (const [index, block] of sorted.entries()) {
      const next = sorted[index + 1];
      if (next !== undefined) expect(block.first + block.count).toBeLessThanOrEqual(next.first);
    }
  });

  describe('a delivery that waits for an answer', () => {
    const run = asId<RunId>(2);
    const id = (value: number) => asId<DeliveryId>(value);
    const forRun = { waitsFor: run };

    it('is claimed by what it waits for, until it is answered', async () => {
      const waiting = [aDelivery(7, { dueAt: null, ...forRun }), aDelivery(8), aDelivery(9, { waitsFor: id(9) })];
      await commit(aCommit({ runs: [aRun(1)], deliveries: waiting }));
      expect(await store.claimWaiting(me, id(7), asId<RunId>(3)), 'an answer to an earlier call').toBeNull();
      expect(await store.claimWaiting(me, id(7), run)).toMatchObject({ delivery: { id: 7, ...forRun } });
      expect(await store.claimWaiting(me, id(7), run), 'its answer may have been lost').not.toBeNull();
      expect(await store.claimWaiting(me, id(8), run)).toBeNull();
      expect(await store.claimWaiting(me, id(9), id(9))).toMatchObject({ delivery: { id: 9 } });
      const other = createEngineStore(test.database);
      const otherId = await other.register();
      expect(await other.claimWaiting(otherId, id(7), run), 'somebody else answers it').toBeNull();
      await other.unregister(otherId);
      const answered = aDelivery(7, { dueAt: noon, waitsFor: null, isClaimed: true, isNew: false });
      expect(await commit(aCommit({ runs: [aRun(1, { isNew: false })], deliveries: [answered] }))).toEqual({
        ok: true,
      });
      expect(await store.claimWaiting(me, id(7), run)).toBeNull();
    });

    it('was written before deliveries said what they wait for', async () => {
      await commit(aCommit({ runs: [aRun(1)], deliveries: [aDelivery(7, { dueAt: null })] }));
      expect(await store.claimWaiting(me, id(7), run)).toMatchObject({ delivery: { id: 7 } });
    });

    it('goes to whoever is first when its time is up and the answer comes at the same moment', async () => {
      await commit(aCommit({ runs: [aRun(1)], deliveries: [aDelivery(7, forRun), aDelivery(8, forRun)] }));
      expect(await store.claimWaiting(me, id(7), run)).not.toBeNull();
      expect(await store.claim(me, 1, noon, 10, 10)).toMatchObject([{ delivery: { id: 8, ...forRun } }]);
      expect(await store.claimWaiting(me, id(8), run)).toBeNull();
    });

    it('is found by its action and event, when it waits for a run of that story', async () => {
      const event = { actionId: asId<ActionId>(4), eventId: asId<EventId>(6) };
      const waiting = [aDelivery(7, { ...event, ...forRun }), aDelivery(8, { ...event, eventId: null, ...forRun })];
      const runs = [aRun(1), aRun(2, { storyId: asId<StoryId>(5) })];
      await commit(aCommit({ runs, deliveries: [...waiting, aDelivery(9, event)] }));
      const call = { ...event, storyId: asId<StoryId>(5) };
      expect(await store.findWaitingCall(call)).toEqual({ callerId: 7, waitsFor: 2 });
      expect(await store.findWaitingCall({ ...call, eventId: null })).toEqual({ callerId: 8, waitsFor: 2 });
      expect(await store.findWaitingCall({ ...call, storyId: asId<StoryId>(1) })).toBeNull();
    });

    it('is found when nothing is left of the run of the group that it waits for', async () => {
      const caller = aDelivery(7, { dueAt: null, ...forRun, isGroupCall: true });
      const inside = aDelivery(8, { runId: run, isInGroup: true });
      const others = [aDelivery(9, { dueAt: null, waitsFor: asId<RunId>(3) })];
      await commit(aCommit({ runs: [aRun(1), aRun(2)], deliveries: [caller, inside, ...others] }));
      expect(await store.findEndedGroups()).toEqual([]);
      await commit(aCommit({ runs: [aRun(2, { isNew: false })], finished: [inside.id] }));
      expect(await store.findEndedGroups()).toEqual([{ callerId: 7, waitsFor: 2 }]);
      await store.claimWaiting(me, id(7), run);
      expect(await store.findEndedGroups()).toEqual([]);
    });
  });

  describe('memory', () => {
    const actionId = asId<ActionId>(5);
    const key = { actionId, key: 'colour' };

    it('is decided inside the transaction and kept', async () => {
      await store.commitWithMemory(me, ++commits, [key], async (memory) => {
        expect(memory.get(key)).toBeNull();
        return [aCommit({ memory: [{ ...key, value: { count: 1 }, append: ['a', { b: 1 }] }] })];
      });
      await store.commitWithMemory(me, ++commits, [key], async (memory) => {
        expect(memory.get(key)).toEqual({ count: 1 });
        expect(await memory.items(key)).toEqual(['a', { b: 1 }]);
        return [aCommit({ memory: [{ ...key, value: null }] })];
      });
      expect(await rows('select * from action_memory')).toEqual([]);
      expect(await rows('select * from action_memory_item')).toEqual([]);
    });

    it('is read without a lock', async () => {
      await store.commitWithMemory(me, ++commits, [key], async () => [
        aCommit({ memory: [{ ...key, value: 1, append: ['a'] }] }),
      ]);
      const other = { actionId, key: 'other' };
      const memory = await store.readMemory([key, other]);
      expect([memory.get(key), memory.get(other)]).toEqual([1, null]);
      expect([await memory.items(key), await memory.items(other)]).toEqual([['a'], []]);
    });

    it('is as before when the commit fails', async () => {
      const result = await store.commitWithMemory(me, ++commits, [key], async () => [
        aCommit({ memory: [{ ...key, value: 1 }], finished: [asId<DeliveryId>(404)] }),
      ]);
      expect(result).toMatchObject({ ok: false, error: { kind: 'stale' } });
      expect(await rows('select * from action_memory')).toEqual([]);
    });

    it('forgets what is older than asked for', async () => {
      const change = (name: string, rank: number) => ({ actionId, key: name, value: true, rank });
      await store.commitWithMemory(me, ++commits, [key], async () => [
        aCommit({ memory: [change('old', 1), change('new', 9), { actionId, key: '', forgetBelow: 5 }] }),
      ]);
      expect(await rows('select key from action_memory')).toEqual([{ key: 'new' }]);
    });

    it('counts every one of many decisions made at once by two processes', async () => {
      const other = createEngineStore(test.database);
      const otherId = await other.register();
      const add = (by: EngineStore, id: ProcessId, commitId: number) =>
        by.commitWithMemory(id, commitId, [key], async (memory) => [
          aCommit({ memory: [{ ...key, value: Number(memory.get(key) ?? 0) + 1 }] }),
        ]);
      const both = Array.from({ length: 10 }, (_, index) => [
        add(store, me, 1_000 + index),
        add(other, otherId, index + 1),
      ]);
      expect((await Promise.all(both.flat())).every((result) => result.ok)).toBe(true);
      expect(await rows('select value from action_memory')).toEqual([{ value: '20' }]);
      await other.unregister(otherId);
    });
  });
});
