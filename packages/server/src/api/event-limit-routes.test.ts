import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, databaseKinds, idAt, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { ShiftedClock } from '../testing/shifted-clock.test-kit.ts';

const dayMs = 86_400_000;

/** A clock that stands at noon UTC, so that no test runs into midnight. */
function noon(): ShiftedClock {
  const clock = new ShiftedClock();
  clock.forward(dayMs / 2 - (clock.now() % dayMs) + dayMs);
  return clock;
}

describe.each(databaseKinds)('limits of events a day on %s', (kind) => {
  let world: TestFabula;
  let clock: ShiftedClock;
  let team: number;
  let paths = 0;
  const warnings: string[] = [];

  beforeAll(async () => {
    clock = noon();
    world = await startFabula(kind, { FABULA_DAILY_EVENT_LIMIT_PER_STORY: '1000000' }, { clock });
    const { log } = world.fabula;
    const { warn } = log;
    Object.assign(log, { warn: (facts: object, text: string) => warnings.push(`${text} ${JSON.stringify(facts)}`) });
    restore = () => Object.assign(log, { warn });
    team = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
  });
  let restore = (): unknown => undefined;
  afterAll(async () => {
    restore();
    await world.drop();
  });

  /** A webhook and what follows it: two events each time. */
  async function aStory() {
    paths += 1;
    const data = {
      name: `Limited ${paths}`,
      agents: [
        { type: 'Agents::WebhookAgent', name: 'Hook', options: { path: `limited-${paths}`, verbs: 'post' } },
        { type: 'Agents::EventTransformationAgent', name: 'Next', options: { mode: 'message_only', payload: {} } },
      ],
      links: [{ source: 0, receiver: 1 }],
    };
    const story = idAt((await world.ask('POST', '/api/v1/stories/import', { body: { team_id: team, data } })).body);
    const url = `/webhook/limited-${paths}`;
    return { story, send: async () => (await world.ask('POST', url, { key: null, body: {} })).status };
  }

  const limitOf = async (story: number) => {
    const { status, body } = await world.ask('GET', `/api/v1/stories/${story}/event_limit`);
    expect(status).toBe(200);
    return body;
  };
  const setLimit = (story: number, limit: unknown) =>
    world.ask('PUT', `/api/v1/stories/${story}/event_limit`, { body: { daily_event_limit: limit } });
  const countEvents = async (story: number) =>
    at((await world.ask('GET', `/api/v1/events?story_id=${story}&per_page=1`)).body, 'meta.count');

  test('a story has the limit of the installation until it has its own, and counts what it writes', async () => {
    const { story, send } = await aStory();
    expect(await send()).toBe(201);
    await until(async () => (await countEvents(story)) === 2);
    expect(await until(async () => at(await limitOf(story), 'events_today') === 2 && limitOf(story))).toEqual({
      story_id: story,
      daily_event_limit: 1_000_000,
      events_today: 2,
      used_percentage: 0,
      status: 'ok',
      own_daily_event_limit: null,
      paused_by: null,
      paused_until: null,
    });
    const answer = await setLimit(story, 8);
    expect([answer.status, at(answer.body, 'own_daily_event_limit'), at(answer.body, 'used_percentage')]).toEqual([
      200, 8, 25,
    ]);
    expect(at((await setLimit(story, null)).body, 'daily_event_limit')).toBe(1_000_000);
    for (const wrong of [0, -1, 'many', 1.5]) {
      expect(await setLimit(story, wrong), String(wrong)).toMatchObject({ status: 422, field: 'daily_event_limit' });
    }
  });

  test('used up, it takes webhooks in and waits; a higher limit lets it go on at once', async () => {
    const { story, send } = await aStory();
    const other = await aStory();
    await setLimit(story, 4);
    for (let count = 0; count < 2; count++) expect(await send()).toBe(201);
    await until(async () => at(await limitOf(story), 'status') === 'paused');
    const midnight = new Date(clock.now() + dayMs / 2).toISOString().slice(0, 10);
    expect(await limitOf(story)).toMatchObject({
      events_today: 4,
      used_percentage: 100,
      paused_by: 'story',
      paused_until: `${midnight}T00:00:00Z`,
    });
    for (let count = 0; count < 3; count++) expect(await send()).toBe(201);
    // Nothing follows the webhooks, and nobody else waits with it.
    expect(await other.send()).toBe(201);
    await until(async () => (await countEvents(other.story)) === 2);
    expect(await countEvents(story)).toBe(7);

    expect(at((await setLimit(story, 100)).body, 'status')).toBe('ok');
    await until(async () => (await countEvents(story)) === 10);
    expect(await limitOf(story)).toMatchObject({ status: 'ok', paused_until: null });
    // Once each, though the story passed the marks with every event.
    const told = warnings.filter((text) => text.includes(`"storyId":${story}`));
    expect(told.map((text) => text.split('{')[0])).toEqual([
      'the story has used up its events of the day and is paused until 00:00 UTC ',
    ]);
  });

  test('the next day lets it go on', async () => {
    const { story, send } = await aStory();
    await setLimit(story, 2);
    expect(await send()).toBe(201);
    await until(async () => at(await limitOf(story), 'status') === 'paused');
    expect(await send()).toBe(201);
    expect(await countEvents(story)).toBe(3);
    clock.forward(dayMs / 2 + 60_000);
    await until(async () => (await countEvents(story)) === 4);
    expect(await limitOf(story)).toMatchObject({ events_today: 1, status: 'ok' });
    clock.forward(dayMs / 2 - 60_000);
  });

  test('of the installation: all stories wait, and its owners see which are near their limits', async () => {
    const { story, send } = await aStory();
    const answer = await world.ask('PUT', '/api/v1/event_limit', {
      body: { daily_event_limit: 2, daily_event_limit_per_story: 20 },
    });
    expect(answer.status, answer.text).toBe(200);
    expect(await send()).toBe(201);
    const paused = await until(async () => {
      const answer = await world.ask('GET', '/api/v1/event_limit');
      return at(answer.body, 'status') === 'paused' && answer;
    });
    expect(paused).toMatchObject({ status: 200, body: { daily_event_limit: 2, daily_event_limit_per_story: 20 } });
    expect(await limitOf(story)).toMatchObject({ status: 'paused', paused_by: 'installation' });
    const before = await countEvents(story);
    expect(await send()).toBe(201);
    expect(await countEvents(story)).toBe(Number(before) + 1);
    await setLimit(story, 3);
    const removed = await world.ask('PUT', '/api/v1/event_limit', {
      body: { daily_event_limit: null, daily_event_limit_per_story: null },
    });
    expect(removed.body).toMatchObject({ daily_event_limit: null, daily_event_limit_per_story: 1_000_000 });
    expect(at(removed.body, 'stories')).toMatchObject([{ story_id: story, daily_event_limit: 3, status: 'paused' }]);
    await setLimit(story, null);
    await until(async () => (await countEvents(story)) === 4);
  });
});
