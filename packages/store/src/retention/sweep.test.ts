import { asId } from '@fabula/model';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { day, hour, minute, second, World } from './retention.test-kit.ts';
import { createSweeper, retentionLag } from './sweep.ts';

describe.each(testDatabases)('retention on the $kind database', ({ kind, open }) => {
  let opened: TestDatabase;
  let world: World;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await opened.empty();
    world = new World(opened.database);
    await world.start();
  });
  afterEach(() => world.stop());

  test('removes what was written before the story’s period, with its run, and nothing else', async () => {
    const [brief, long] = [await world.addStory(3_600), await world.addStory(86_400)];
    await world.finishedRun(brief);
    const kept = await world.finishedRun(long);
    world.now += 50 * minute;
    const young = await world.finishedRun(brief);
    world.now += 15 * minute;

    expect(await world.sweep()).toEqual({ events: 2, logs: 0, effects: 0, runs: 1 });
    expect(await world.eventIds()).toEqual([kept.hook.id, kept.step.id, young.hook.id, young.step.id]);
    expect(await world.runIds()).toEqual([kept.run.id, young.run.id]);
    expect(await world.sweep()).toEqual({ events: 0, logs: 0, effects: 0, runs: 0 });
  });

  test('follows a period that was made shorter or longer', async () => {
    const story = await world.addStory(86_400);
    await world.finishedRun(story);
    world.now += 2 * hour;
    await world.sweep();
    expect(await world.count('event')).toBe(2);
    await world.query('update story set keep_events_for = 3600');
    await world.sweep();
    expect(await world.count('event')).toBe(0);
  });

  test('removes logs and the ledger with the events', async () => {
    const story = await world.addStory();
    const run = world.run(story, { addedActionRuns: 1 });
    const effect = {
      id: asId<never>(900_001),
      runId: run.id,
      storyId: story.id,
      actionId: story.actions.hook,
      deliveryId: asId<never>(1),
      inboundEventId: null,
      attempt: 0,
      startedAt: world.now,
      endedAt: world.now,
      outcome: 'failed' as const,
    };
    await world.commit({ runs: [run], logs: [world.log(run, story, 4), world.log(run, story)], effects: [effect] });
    expect(await world.counts(story.actions.hook)).toEqual({ events: 0, logs: 2, errors: 1 });
    world.now += hour + 2 * minute;

    expect(await world.sweep()).toEqual({ events: 0, logs: 2, effects: 1, runs: 1 });
    expect(await world.counts(story.actions.hook)).toEqual({ events: 0, logs: 0, errors: 0 });
  });

  test('expires events of a run that goes on, but for those that are still shown', async () => {
    const story = await world.addStory();
    const { run, hook, wait } = await world.waitingRun(story, world.now + 50 * minute);
    const side = world.event(run, story, 'loop', hook);
    await world.commit({ runs: [{ ...run, isNew: false }], events: [side], logs: [world.log(run, story)] });
    world.now += 50 * minute;
    const late = world.event(run, story, 'step', hook);
    const again = world.delivery(run, story, late, world.now + 50 * minute);
    await world.commit({
      runs: [{ ...run, isNew: false, endedAt: world.now }],
      events: [late],
      logs: [world.log(run, story)],
      finished: [wait],
      deliveries: [again],
    });
    world.now += 15 * minute;

    expect(await world.sweep()).toMatchObject({ events: 1, logs: 1, runs: 0 });
    expect(await world.eventIds()).toEqual([hook.id, late.id]);
    await world.commit({ finished: [again.id] });
    world.now += 2 * hour;
    expect(await world.sweep()).toMatchObject({ events: 2, logs: 1, runs: 1 });
  });

  test('keeps a seven days’ delay whole at one hour’s retention, and lets it go afterwards', async () => {
    const story = await world.addStory();
    const run = world.run(story, { addedEvents: 2 });
    const hook = world.event(run, story, 'hook', null);
    const before = world.event(run, story, 'loop', hook);
    const unneeded = world.event(run, story, 'step', hook);
    const wait = world.delivery(run, story, before, world.now + 7 * day);
    await world.commit({ runs: [run], events: [hook, before, unneeded], deliveries: [wait] });
    for (let hours = 0; hours < 7 * 24; hours += 12) {
      world.now += 12 * hour;
      await world.sweep();
    }
    expect(await world.eventIds()).toEqual([hook.id, before.id]);

    const after = world.event(run, story, 'step', before);
    await world.commit({ runs: [{ ...run, isNew: false, endedAt: world.now }], events: [after], finished: [wait.id] });
    world.now += 30 * minute;
    await world.sweep();
    expect(await world.eventIds()).toEqual([hook.id, before.id, after.id]);
    world.now += day + hour;
    await world.sweep();
    expect([await world.count('event'), await world.count('run')]).toEqual([0, 0]);
  });

  test('keeps a run that waits for an answer, however long', async () => {
    const story = await world.addStory();
    const { hook, wait } = await world.waitingRun(story, null);
    for (let days = 0; days < 10; days++) {
      world.now += day;
      await world.sweep();
    }
    expect(await world.eventIds()).toEqual([hook.id]);
    await world.commit({ finished: [wait] });
    world.now += 4 * day;
    await world.sweep();
    expect(await world.count('run')).toBe(0);
  });

  test('keeps a loop of a year at one hour’s retention at a constant size', async () => {
    const story = await world.addStory();
    const run = world.run(story, { addedEvents: 1 });
    const hook = world.event(run, story, 'hook', null);
    let wait = world.delivery(run, story, hook, world.now);
    let newest = hook;
    await world.commit({ runs: [run], events: [hook], deliveries: [wait] });
    let most = 0;
    for (let passed = 0; passed < 365 * day; passed += 3 * day) {
      world.now += 3 * day;
      // a burst of ten turns, then days of waiting
      const turns = Array.from({ length: 10 }, () => {
        newest = world.event(run, story, 'loop', newest);
        return newest;
      });
      const next = world.delivery(run, story, newest, world.now + 3 * day);
      await world.commit({
        runs: [{ ...run, isNew: false, addedEvents: 10, endedAt: world.now }],
        events: turns,
        logs: [world.log(run, story)],
        finished: [wait.id],
        deliveries: [next],
      });
      wait = next;
      await world.sweeper.sweep(world.now);
      most = Math.max(most, (await world.eventIds()).length);
    }
    expect(most).toBeLessThanOrEqual(1 + 10 + 1);
    expect(await world.count('action_log')).toBeLessThanOrEqual(2);
    expect(await world.eventIds()).toContain(hook.id);
  });

  test('removes a deleted event at once, or when what shows it is gone', async () => {
    const story = await world.addStory();
    const { hook, step } = await world.finishedRun(story);
    await world.deleteEvent(hook);
    await world.sweep();
    expect(await world.eventIds()).toEqual([hook.id, step.id]);
    await world.deleteEvent(step);
    expect(await world.sweep()).toMatchObject({ events: 2, runs: 0 });
    expect(await world.counts(story.actions.hook)).toMatchObject({ events: 0 });
    // the run is still found until its period ends, like others
    world.now += 2 * hour;
    expect(await world.sweep()).toMatchObject({ runs: 1 });
  });

  test('cuts siblings that nobody needs out of their group, and leaves the others as they were written', async () => {
    const story = await world.addStory();
    const run = world.run(story);
    const hook = world.event(run, story, 'hook', null);
    const texts = ['{"b": 1.0,"a":12345678901234567890}', '"\\u0000"', '{"x":1,"x":2}', '[]', ' 7 ', 'null'];
    const siblings = Array.from({ length: 30 }, (_, index) => ({
      ...world.event(run, story, 'loop', hook),
      payloadText: texts[index % texts.length] ?? '',
    }));
    await world.commit({ runs: [run], events: [hook, ...siblings] });
    expect([await world.count('event'), await world.count('event_group')]).toEqual([1, 1]);
    const rowsOf = () =>
      world.query('select id, parent_id, path::text, payload::text, created_at from any_event order by id');
    const before = await rowsOf();
    for (const index of [0, 7, 29]) await world.deleteEvent(siblings[index] ?? hook);

    expect(await world.sweep()).toMatchObject({ events: 3 });
    const gone = new Set([0, 7, 29].map((index) => siblings[index]?.id));
    expect(await rowsOf()).toEqual(before.filter((row) => !gone.has(row['id'] as never)));
    expect(await world.counts(story.actions.loop)).toMatchObject({ events: 27 });

    const pinned = siblings[11] ?? hook;
    const wait = world.delivery(run, story, pinned, world.now + day);
    await world.commit({ deliveries: [wait] });
    world.now += 2 * hour;
    await world.sweep();
    expect(await rowsOf()).toEqual(before.filter((row) => row['id'] === hook.id || row['id'] === pinned.id));
    await world.commit({ finished: [wait.id] });
    world.now += 2 * day;
    await world.sweep();
    expect([await world.count('event_group'), await world.count('run')]).toEqual([0, 0]);
  });

  test('keeps the newest runs that an action saves, until newer ones replace them or it saves no more', async () => {
    const story = await world.addStory(3_600, 2);
    const other = await world.addStory(3_600, null);
    const runs: number[] = [];
    for (let turn = 0; turn < 4; turn++) {
      runs.push((await world.finishedRun(story)).run.id);
      await world.finishedRun(other);
      world.now += 5 * minute;
      await world.sweep();
    }
    world.now += 3 * hour;
    await world.sweep();
    expect(await world.runIds()).toEqual(runs.slice(2));
    expect(await world.count('event')).toBe(4);

    runs.push((await world.finishedRun(story)).run.id);
    world.now += 55 * minute;
    await world.sweep();
    expect(await world.runIds()).toEqual(runs.slice(3));
    // marked before it expires, so that it is never missing in between
    expect(await world.query('select count(*)::int as count from run where is_kept')).toEqual([{ count: 2 }]);

    await world.query('update action set runs_to_save = 0');
    world.now += 30 * minute;
    await world.sweep();
    expect(await world.runIds()).toEqual([]);
  });

  test('removes all that a deleted story has left, pending or kept', async () => {
    const story = await world.addStory(31_536_000, 1);
    await world.finishedRun(story);
    const { run, hook } = await world.waitingRun(story, world.now + 7 * day);
    const group = Array.from({ length: 20 }, () => world.event(run, story, 'loop', hook));
    await world.commit({ runs: [{ ...run, isNew: false }], events: group, logs: [world.log(run, story)] });
    await world.query(`insert into action_memory (action_id, key, value) values ($1, 'a', '1')`, [story.actions.step]);
    await world.query(`insert into action_memory_item (action_id, key, item) values ($1, 'a', '1')`, [
      story.actions.step,
    ]);
    await world.query(`update run set is_kept = true, look_at = 'infinity' where id = $1`, [run.id]);
    const other = await world.addStory();
    const living = await world.finishedRun(other);

    await world.query('delete from story where id = $1', [story.id]);
    await world.sweep();
    expect(await world.runIds()).toEqual([living.run.id]);
    expect(await world.eventIds()).toEqual([living.hook.id, living.step.id]);
    for (const table of ['event_group', 'delivery', 'action_log', 'action_memory', 'action_memory_item']) {
      expect([table, await world.count(table)]).toEqual([table, 0]);
    }
    expect(await world.counts(story.actions.hook)).toBeNull();
    // notes stay for an hour of the database's own clock
    world.now = Date.now() + 2 * hour;
    await world.sweep();
    world.now += 2 * hour;
    await world.sweep();
    expect(await world.count('story_remains')).toBe(0);
    expect(
      await world.query('select action_id from action_remains where action_id = any($1)', [
        Object.values(story.actions),
      ]),
    ).toEqual([]);
  });

  test('forgets the memory of a deleted action at once and its counters when its events have expired', async () => {
    const story = await world.addStory();
    await world.finishedRun(story);
    await world.query(`insert into action_memory (action_id, key, value) values ($1, 'a', '1')`, [story.actions.step]);
    await world.query('delete from action where id = $1', [story.actions.step]);
    await world.sweep();
    expect(await world.count('action_memory')).toBe(0);
    expect(await world.counts(story.actions.step)).toMatchObject({ events: 1 });
    world.now += 3 * hour;
    await world.sweep();
    world.now += 2 * hour;
    await world.sweep();
    expect(await world.counts(story.actions.step)).toBeNull();
  });

  test('removes a run that is larger than a batch', async () => {
    const story = await world.addStory();
    const run = world.run(story, { addedEvents: 12_000 });
    const hook = world.event(run, story, 'hook', null);
    const singles = Array.from({ length: 2_000 }, (_, index) => ({
      ...world.event(run, story, index % 2 === 0 ? 'step' : 'loop', hook),
      isReEmitted: true,
    }));
    const grouped = Array.from({ length: 10_000 }, () => world.event(run, story, 'loop', hook));
    await world.commit({ runs: [run], events: [hook, ...singles, ...grouped] });
    world.now += 2 * hour;
    expect(await world.sweep()).toEqual({ events: 12_001, logs: 0, effects: 0, runs: 1 });
    expect(await world.counts(story.actions.loop)).toMatchObject({ events: 0 });
  });

  test('does not look again at runs that only wait', async () => {
    const story = await world.addStory();
    for (let count = 0; count < 20; count++) await world.waitingRun(story, world.now + 7 * day);
    world.now += 2 * hour;
    await world.sweep();
    world.now += hour;
    const looks = await world.query(
      `select id from run where look_at is null or look_at <= to_timestamp($1 / 1000.0)`,
      [world.now],
    );
    expect(looks).toEqual([]);
  });

  test('says how far it is behind', async () => {
    const story = await world.addStory();
    await world.finishedRun(story);
    world.now += hour + 10 * minute;
    expect(await retentionLag(opened.database, world.now)).toBe(10 * minute);
    await world.sweep();
    expect(await retentionLag(opened.database, world.now)).toBe(0);
  });

  test.runIf(kind === 'postgres')('lets one process sweep at a time, and another when that one is gone', async () => {
    const client = await opened.database.pool.connect();
    await client.query('select pg_advisory_lock(7241987)');
    const sweeper = createSweeper(opened.database);
    expect(await sweeper.sweep(world.now)).toMatchObject({ isMine: false });
    client.release(true);
    // the server notices the end of the session a moment later
    while (!(await sweeper.sweep(world.now)).isMine);
  });

  test('leaves the first seconds of what has expired to those who have just found it', async () => {
    const story = await world.addStory();
    await world.finishedRun(story);
    world.now += hour + 30 * second;
    await world.sweep();
    expect(await world.count('event')).toBe(2);
  });
});
