/** What a run did outside of Fabula: each attempt, and how it ended. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EchoServer, startEchoServer } from '../testing/echo-server.test-kit.ts';
import { at, listAt, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { buildStory } from '../testing/story.test-kit.ts';

let world: TestFabula;
let outside: EchoServer;
beforeAll(async () => {
  outside = await startEchoServer((body) => (body.includes('no') ? 500 : 200));
  world = await startFabula('embedded', { FABULA_EGRESS_ALLOW: '127.0.0.0/8' });
});
afterAll(async () => {
  await world.drop();
  await outside.close();
});

test('each request that a run sent is listed, oldest first, with its outcome', async () => {
  const story = await buildStory(world, [
    { type: 'Agents::WebhookAgent', name: 'Hook', options: { path: 'effects', access_control: 'public' } },
    ...['First', 'Second'].map((name) => ({
      type: 'Agents::HTTPRequestAgent',
      name,
      after: name === 'First' ? 'Hook' : 'First',
      options: { url: outside.url, method: 'post', payload: { name } },
    })),
  ]);
  expect((await world.ask('POST', '/webhook/effects', { key: null, body: {} })).status).toBeLessThan(300);
  await story.eventsOf('Second', 1);
  const runs = await world.ask('GET', `/api/v1/stories/${story.id}/runs`);
  const guid = at(listAt(runs.body, 'story_runs')[0] ?? null, 'guid');
  const effects = await until(async () => {
    const answer = await world.ask('GET', `/api/v1/stories/${story.id}/runs/${guid}/effects`);
    const list = listAt(answer.body, 'story_run_effects');
    return list.every((effect) => at(effect, 'ended_at') !== null) && answer;
  });
  expect(effects).toMatchObject({
    status: 200,
    body: {
      story_run_effects: [
        { action_id: story.action('First'), attempt: 0, outcome: 'done', started_at: expect.any(String) },
        { action_id: story.action('Second'), attempt: 0, outcome: 'done', ended_at: expect.any(String) },
      ],
    },
  });
  expect(outside.received).toHaveLength(2);
});

test('a run that is not there has none', async () => {
  const story = await buildStory(world, []);
  const answer = await world.ask('GET', `/api/v1/stories/${story.id}/runs/none/effects`);
  expect([answer.status, answer.code]).toEqual([404, 'run_not_found']);
});
