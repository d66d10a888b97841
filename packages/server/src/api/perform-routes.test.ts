import type { Value } from '@fabula/formula';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EchoServer, startEchoServer } from '../testing/echo-server.test-kit.ts';
import {
  type Answer,
  at,
  idAt,
  listAt,
  oneConnection,
  startFabula,
  type TestFabula,
  until,
} from '../testing/fabula.test-kit.ts';
import { buildStory, type StoryAction, type TestStory } from '../testing/story.test-kit.ts';

const transform = 'Agents::EventTransformationAgent';
const webhook: StoryAction = { type: 'Agents::WebhookAgent', name: 'Hook', options: { access_control: 'public' } };

describe.each(oneConnection)('actions performed by hand, on %s', (kind) => {
  let fabula: TestFabula;
  let outside: EchoServer;
  let paths = 0;

  beforeAll(async () => {
    outside = await startEchoServer();
    fabula = await startFabula(kind, { FABULA_EGRESS_ALLOW: '127.0.0.0/8' });
  });
  afterAll(async () => {
    await fabula.drop();
    await outside.close();
  });

  /** A webhook, called once with the body, and actions behind it. */
  async function storyWith(...actions: readonly StoryAction[]) {
    paths += 1;
    const path = `by-hand-${paths}`;
    const story = await buildStory(fabula, [{ ...webhook, options: { ...webhook.options, path } }, ...actions]);
    const call = (body: unknown) => fabula.ask('POST', `/webhook/${path}`, { key: null, body });
    return { story, call };
  }

  async function lastEvent(story: TestStory, name: string): Promise<Value> {
    const { body } = await fabula.ask('GET', `/api/v1/actions/${story.action(name)}/events`);
    return listAt(body, 'events')[0] ?? null;
  }

  it('an action is performed again for an event of before, in a run of its own', async () => {
    const { story, call } = await storyWith({
      type: transform,
      name: 'Greet',
      after: 'Hook',
      options: { mode: 'message_only', payload: 'Hello <<hook.body.name>>' },
    });
    await call({ name: 'Ada' });
    await story.eventsOf('Greet', 1);
    const event = await lastEvent(story, 'Hook');
    const { status, body } = await fabula.ask('POST', `/api/v1/actions/${story.action('Greet')}/run`, {
      body: { event_id: idAt(event) },
    });
    expect(status).toBe(202);
    expect(await story.eventsOf('Greet', 2)).toEqual(['Hello Ada', 'Hello Ada']);
    expect(at(await lastEvent(story, 'Greet'), 'story_run_guid')).toBe(at(body, 'story_run_guid'));
    expect(at(body, 'story_run_guid')).not.toBe(at(event, 'story_run_guid'));
  });

  it('an action is tried: the call is made, nothing is emitted', async () => {
    const { story, call } = await storyWith({
      type: 'Agents::HTTPRequestAgent',
      name: 'Post',
      after: 'Hook',
      options: { url: `${outside.url}/first`, method: 'post', payload: '=hook.body' },
    });
    await call({ name: 'Ada' });
    await story.eventsOf('Post', 1);
    const { status, body } = await fabula.ask('POST', `/api/v1/actions/${story.action('Post')}/test`, {
      body: {
        event_id: idAt(await lastEvent(story, 'Hook')),
        options: { url: `${outside.url}/other`, method: 'post', payload: { tried: '<<hook.body.name>>' } },
      },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ route: 'default', waits_for: null });
    expect(at(body, 'payloads.0.status')).toBe(200);
    expect(outside.received.at(-1)).toMatchObject({ path: '/other', body: '{"tried":"Ada"}' });
    expect(await story.events('Post')).toHaveLength(1);
  });

  it('a trial tells what is wrong with the options, and what the action would wait for', async () => {
    const { story } = await storyWith({
      type: transform,
      name: 'Wait',
      after: 'Hook',
      options: { mode: 'delay', seconds: 60 },
    });
    const address = `/api/v1/actions/${story.action('Wait')}/test`;
    expect((await fabula.ask('POST', address, { body: {} })).body).toMatchObject({
      payloads: [],
      route: null,
      waits_for: expect.stringContaining('its time'),
    });
    const wrong = await fabula.ask('POST', address, { body: { options: { mode: 'wait' } } });
    expect(at(wrong.body, 'logs.0')).toMatchObject({
      level: 4,
      message: expect.stringContaining("'wait' is not a valid mode"),
    });
  });

  it('an event is emitted again and goes to its receivers', async () => {
    const { story, call } = await storyWith(
      {
        type: transform,
        name: 'First',
        after: 'Hook',
        options: { mode: 'message_only', payload: { n: '=hook.body.n' } },
      },
      { type: transform, name: 'Second', after: 'First', options: { mode: 'message_only', payload: '=first.n + 1' } },
    );
    await call({ n: 1 });
    await story.eventsOf('Second', 1);
    const first = await lastEvent(story, 'First');
    expect((await fabula.ask('POST', `/api/v1/events/${idAt(first)}/reemit`)).status).toBe(204);
    expect(await story.eventsOf('Second', 2)).toEqual([2, 2]);
    const copy = await lastEvent(story, 'First');
    expect(copy).toMatchObject({ re_emitted: true, story_run_guid: at(first, 'story_run_guid') });
    // the event of the webhook, which had received none, begins a run of its own
    const root = await lastEvent(story, 'Hook');
    expect((await fabula.ask('POST', `/api/v1/events/${idAt(root)}/reemit`)).status).toBe(204);
    await story.eventsOf('Second', 3);
    expect(at(await lastEvent(story, 'Hook'), 'story_run_guid')).not.toBe(at(root, 'story_run_guid'));
  });

  it('several events are emitted again, in their order, or none of them', async () => {
    const { story, call } = await storyWith({
      type: transform,
      name: 'First',
      after: 'Hook',
      options: { mode: 'message_only', payload: '=hook.body.n' },
    });
    for (const n of [1, 2, 3]) await call({ n });
    await story.eventsOf('First', 3);
    const { body } = await fabula.ask('GET', `/api/v1/actions/${story.action('First')}/events`);
    const ids = listAt(body, 'events').map((event) => idAt(event));
    const again = (event_ids: unknown) => fabula.ask('POST', '/api/v1/events/reemit', { body: { event_ids } });
    expect(await again([...ids, 987_654_321])).toMatchObject({ status: 404 });
    for (const wrong of [[], Array.from({ length: 501 }, (_, index) => index + 1), ['x']]) {
      expect(await again(wrong)).toMatchObject({
        status: 422,
        body: { errors: [{ field: expect.stringMatching(/^event_ids/) }] },
      });
    }
    expect(await again([...ids, ids[0]])).toMatchObject({ status: 200, body: { reemitted_event_ids: ids } });
    const expected = [1, 2, 3, ...ids.map((_, index) => 3 - index)];
    expect(await story.eventsOf('First', 6)).toEqual(expected);
  });

  it('what cannot be performed is refused with the reason', async () => {
    const { story } = await storyWith({ type: transform, name: 'Off', after: 'Hook', fields: { disabled: true } });
    const other = await storyWith();
    await other.call({});
    const strange = idAt(await lastEvent(other.story, 'Hook'));
    const run = (body: unknown) => fabula.ask('POST', `/api/v1/actions/${story.action('Off')}/run`, { body });
    expect(await run({})).toMatchObject({ status: 422, body: { errors: [{ code: 'action_disabled' }] } });
    expect(await run({ event_id: strange })).toMatchObject({ status: 404, body: { errors: [{ field: 'event_id' }] } });
    expect((await fabula.ask('POST', '/api/v1/events/987654321/reemit')).status).toBe(404);
  });

  describe('memory', () => {
    const bodyOf200 = ({ status, body }: Answer) => {
      expect(status).toBe(200);
      return body;
    };
    const memoryOf = (story: TestStory, name: string) =>
      fabula.ask('GET', `/api/v1/actions/${story.action(name)}/memory`).then(bodyOf200);
    const release = (story: TestStory, name: string) =>
      fabula.ask('POST', `/api/v1/actions/${story.action(name)}/release_memory`).then(bodyOf200);

    it('what an implode has collected is seen, and emitted at once when it is released', async () => {
      const { story, call } = await storyWith({
        type: transform,
        name: 'Collect',
        after: 'Hook',
        options: { mode: 'implode', item_path: '=hook.body.n', guid_path: 'all', size_path: 10 },
      });
      await call({ n: 1 });
      await call({ n: 2 });
      await until(async () => at(await memoryOf(story, 'Collect'), 'action_memory.0.items_count') === 2);
      expect(await release(story, 'Collect')).toEqual({ released_events_count: 0, released_collections_count: 1 });
      expect(await story.eventsOf('Collect', 1)).toEqual([[1, 2]]);
      expect(listAt(await memoryOf(story, 'Collect'), 'action_memory')).toEqual([]);
    });

    it('what a delay holds is seen, and goes on when it is released', async () => {
      const { story, call } = await storyWith({
        type: transform,
        name: 'Wait',
        after: 'Hook',
        options: { mode: 'delay', seconds: 3600 },
      });
      await call({});
      await until(async () => at(await memoryOf(story, 'Wait'), 'held_events_count') === 1);
      expect(await story.events('Wait')).toEqual([]);
      expect(await release(story, 'Wait')).toEqual({ released_events_count: 1, released_collections_count: 0 });
      expect(await story.eventsOf('Wait', 1)).toEqual([{ seconds: 3600 }]);
    });

    it('cleared memory knows nothing and holds nothing', async () => {
      const { story, call } = await storyWith(
        {
          type: transform,
          name: 'Once',
          after: 'Hook',
          options: { mode: 'deduplicate', path: '=hook.body.n', period: 3600 },
        },
        { type: transform, name: 'Wait', after: 'Hook', options: { mode: 'delay', seconds: 3600 } },
      );
      await call({ n: 1 });
      await story.eventsOf('Once', 1);
      await until(async () => at(await memoryOf(story, 'Wait'), 'held_events_count') === 1);
      for (const name of ['Once', 'Wait']) {
        expect((await fabula.ask('DELETE', `/api/v1/actions/${story.action(name)}/clear_memory`)).status).toBe(200);
      }
      expect(at(await memoryOf(story, 'Wait'), 'held_events_count')).toBe(0);
      await call({ n: 1 });
      expect(await story.eventsOf('Once', 2)).toHaveLength(2);
    });
  });
});
