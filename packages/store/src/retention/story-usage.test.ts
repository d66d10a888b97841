import { asId } from '@fabula/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { day, hour, World } from './retention.test-kit.ts';
import { storyUsage } from './story-usage.ts';

describe.each(testDatabases)('what a story keeps on the $kind database', ({ open }) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());

  test('is told in events and bytes, with a forecast for the whole period', async () => {
    const world = new World(opened.database);
    await world.start();
    const story = await world.addStory(864_000);
    const payload = (length: number) => JSON.stringify(Array.from({ length }, () => Math.random()));
    const run = world.run(story);
    const singles = [1, 2].map(() => ({ ...world.event(run, story, 'hook', null), payloadText: payload(50) }));
    const grouped = Array.from({ length: 20 }, () => ({
      ...world.event(run, story, 'step', null),
      payloadText: payload(50),
    }));
    const texts = [...singles, ...grouped].reduce((sum, event) => sum + event.payloadText.length, 0);
    await world.commit({ runs: [run], events: [...singles, ...grouped], logs: [world.log(run, story)] });
    world.now += day;

    const usage = await storyUsage(opened.database.kysely, story.id, new Date(world.now));
    expect(usage).toMatchObject({ events: 22, logs: 1, eventsPerDay: 22, forecastEvents: 220, keepEventsFor: 864_000 });
    expect(usage?.bytes).toBeGreaterThan(texts * 0.5);
    expect(usage?.bytes).toBeLessThan(texts * 2 + 22 * 400);
    expect(usage?.forecastBytes).toBeCloseTo((usage?.bytesPerDay ?? 0) * 10, -3);

    world.now += 10 * day + hour;
    await world.sweep();
    expect(await storyUsage(opened.database.kysely, story.id, new Date(world.now))).toMatchObject({
      events: 0,
      logs: 0,
      bytes: 0,
      forecastBytes: 0,
    });
    await world.stop();
  });

  test('is nothing for a story that is not there', async () => {
    expect(await storyUsage(opened.database.kysely, asId(999_999), new Date())).toBeNull();
  });
});
