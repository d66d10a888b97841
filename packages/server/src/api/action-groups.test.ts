/** Groups, calls and loops in the whole program: built through the API, run, read back. */

import { optionTest } from '@fabula/actions/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneConnection, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { buildStory, type TestStory } from '../testing/story.test-kit.ts';

const webhook = 'Agents::WebhookAgent';
const transform = 'Agents::EventTransformationAgent';
const condition = 'Agents::TriggerAgent';
const sendToStory = 'Agents::SendToStoryAgent';
const group = 'Agents::GroupAgent';

describe.each(oneConnection)('groups and calls on %s', (kind) => {
  let fabula: TestFabula;

  beforeAll(async () => {
    fabula = await startFabula(kind);
  });
  afterAll(() => fabula.drop());

  const hook = { type: webhook, name: 'Hook', options: { path: '', secret: 's' } };
  async function call(story: TestStory, body: unknown): Promise<void> {
    const action = await fabula.ask('GET', `/api/v1/actions/${story.action('Hook')}`);
    const guid = at(action.body, 'options.path') || at(action.body, 'guid');
    const answer = await fabula.ask('POST', `/webhook/${guid}/s`, { key: null, body });
    expect(answer.status, answer.text).toBe(201);
  }
  async function inside(story: TestStory, type: string, name: string, fields: object = {}) {
    const body = { group_id: story.action('Group'), type, name, options: {}, position: { x: 0, y: 0 }, ...fields };
    return fabula.ask('POST', '/api/v1/actions', { body });
  }
  async function grouped(name: string, options: object): Promise<TestStory> {
    const story = await buildStory(fabula, [
      { ...hook, options: { path: name, secret: 's' } },
      { type: group, name: 'Group', options: { ...options }, after: 'Hook' },
      { type: transform, name: 'After', options: { mode: 'message_only', payload: '=group' }, after: 'Group' },
    ]);
    const input = idAt((await inside(story, 'Agents::GroupInputAgent', 'In')).body);
    const rule = { type: 'formula', value: '=in.n > 0', path: '=in.n > 0' };
    const positive = await inside(story, condition, 'Positive', { options: { rules: [rule] }, source_ids: [input] });
    const payload = { double: '=in.n * 2', element: '=LOOP.value', index: '=LOOP.index', outer: '<<hook.body.n>>' };
    const double = await inside(story, transform, 'Double', {
      options: { mode: 'message_only', payload },
      source_ids: [idAt(positive.body)],
    });
    const output = await inside(story, 'Agents::GroupOutputAgent', 'Out', {
      options: { payload: '=double' },
      source_ids: [idAt(double.body)],
    });
    expect(output.status, output.text).toBe(201);
    return story;
  }

  test('a group runs the actions inside, which see what it gives them, and emits what its output emits', async () => {
    const story = await grouped('g1', { payload: { n: '=hook.body.n' } });
    await call(story, { n: 4 });
    expect(await story.eventsOf('After', 1)).toEqual([{ double: 8, element: null, index: null, outer: '' }]);
    const runs = listAt((await fabula.ask('GET', `/api/v1/stories/${story.id}/runs`)).body, 'story_runs');
    expect(runs).toHaveLength(2);

    const group = story.action('Group');
    const ofGroup = await fabula.ask('GET', `/api/v1/groups/${group}/runs`);
    expect(ofGroup.status).toBe(200);
    expect(ofGroup.body).toMatchObject({
      group_runs: [{ story_id: story.id, group_id: group, story_mode: 'LIVE', event_count: 4 }],
      meta: { count: 1 },
    });
    const guid = at(ofGroup.body, 'group_runs.0.guid');
    const events = await fabula.ask('GET', `/api/v1/groups/${group}/runs/${guid}`);
    expect(at(events.body, 'meta.count')).toBe(4);
    expect(at(events.body, 'group_run_events.0')).toEqual({
      id: expect.any(Number),
      action_id: expect.any(Number),
      created_at: expect.any(String),
    });
    for (const url of [`groups/${story.action('Hook')}/runs`, 'groups/999999/runs', `groups/${group}/runs/none`]) {
      expect((await fabula.ask('GET', `/api/v1/${url}`)).status).toBe(404);
    }
  });

  optionTest(group, 'loop', 'runs them once per element; null stands for one from which nothing came', async () => {
    const story = await grouped('g2', { loop: '=hook.body.list', payload: { n: '=LOOP.value' } });
    await call(story, { list: [1, -1, 3] });
    expect(await story.eventsOf('After', 1)).toMatchObject([
      [{ double: 2, element: 1, index: 0 }, null, { double: 6, index: 2 }],
    ]);
  });

  optionTest(group, 'loop_parallel', 'keeps the order of the elements', async () => {
    const story = await grouped('g3', { loop: '=hook.body.list', loop_parallel: true, payload: { n: '=LOOP.value' } });
    const list = Array.from({ length: 300 }, (_, index) => index + 1);
    await call(story, { list });
    const [result] = await story.eventsOf('After', 1);
    expect(result).toMatchObject(list.map((n, index) => ({ double: n * 2, index })));
  });

  test('a group is listed with what lies in it, and goes with it', async () => {
    const story = await grouped('g4', {});
    const groupId = story.action('Group');
    const listed = await fabula.ask('GET', `/api/v1/actions?group_id=${groupId}`);
    const agents = listAt(listed.body, 'agents');
    expect(agents.map((agent) => at(agent, 'name'))).toEqual(['In', 'Positive', 'Double', 'Out']);
    expect(agents.every((agent) => at(agent, 'group_id') === groupId)).toBe(true);
    expect(at((await fabula.ask('GET', `/api/v1/actions/${groupId}`)).body, 'nested_group_id')).toBe(groupId);
    expect((await fabula.ask('DELETE', `/api/v1/actions/${groupId}`)).status).toBe(204);
    expect(at((await fabula.ask('GET', `/api/v1/actions?story_id=${story.id}`)).body, 'meta.count')).toBe(2);
  });

  test('a story with groups comes back from its file', async () => {
    const story = await grouped('g5', { payload: { n: '=hook.body.n' } });
    const file = await fabula.ask('GET', `/api/v1/stories/${story.id}/export`);
    const body = `{"new_name":"Copy","team_id":${idAt((await fabula.ask('GET', '/api/v1/teams')).body, 'teams.0.id')},"mode":"new","data":${file.text}}`;
    const copy = await fabula.ask('POST', '/api/v1/stories/import', { body });
    expect(copy.status, copy.text).toBe(200);
    const agents = listAt((await fabula.ask('GET', `/api/v1/actions?story_id=${idAt(copy.body)}`)).body, 'agents');
    const copied = agents.find((agent) => at(agent, 'name') === 'Group');
    expect(agents.filter((agent) => at(agent, 'group_id') === at(copied ?? null, 'id'))).toHaveLength(4);
  });

  test.each<[string, object, string]>([
    ['a webhook', { type: webhook }, 'A Webhook action cannot lie in a group.'],
    ['a page', { type: 'Agents::FormAgent' }, 'A Page action cannot lie in a group.'],
    ['a mailbox', { type: 'Agents::IMAPAgent' }, 'A Receive Email action cannot lie in a group.'],
    ['a schedule', { schedule: [{ cron: '0 * * * *', timezone: 'UTC' }] }, 'An action inside a group has no schedule'],
    ['a group that is none', { group_id: 'Hook' }, 'is no group'],
  ])('%s inside is refused', async (_name, fields, message) => {
    const story = await buildStory(fabula, [
      { ...hook, options: { path: `refused ${_name}`.replaceAll(' ', '-'), secret: 's' } },
      { type: group, name: 'Group' },
    ]);
    const named = 'group_id' in fields ? { group_id: story.action('Hook') } : fields;
    const answer = await inside(story, transform, 'A', named);
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining(message)]);
  });

  test('a link into a group is refused, and its input outside of one', async () => {
    const story = await grouped('g6', {});
    const linked = await inside(story, transform, 'B', { source_ids: [story.action('Hook')] });
    expect([linked.status, linked.text]).toEqual([422, expect.stringContaining('cannot lead into a group')]);
    const outside = {
      story_id: story.id,
      type: 'Agents::GroupInputAgent',
      name: 'In',
      options: {},
      position: { x: 0, y: 0 },
    };
    const answer = await fabula.ask('POST', '/api/v1/actions', { body: outside });
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('lies in a group')]);
  });

  async function callable(name: string, pause: number, inputs: unknown[] = []): Promise<TestStory> {
    const seconds = { mode: 'delay', seconds: pause };
    const story = await buildStory(fabula, [
      { type: webhook, name: 'Entry', options: { path: name, secret: 's', inputs } },
      ...(pause === 0 ? [] : [{ type: transform, name: 'Pause', options: seconds, after: 'Entry' }]),
      {
        type: transform,
        name: 'Exit',
        options: { mode: 'message_only', payload: '=entry.body' },
        after: pause === 0 ? 'Entry' : 'Pause',
      },
    ]);
    const enabled = await fabula.ask('PUT', `/api/v1/stories/${story.id}`, {
      body: {
        name,
        send_to_story_access_source: 'STS',
        entry_action_id: story.action('Entry'),
        exit_action_ids: [story.action('Exit')],
      },
    });
    expect(enabled.status, enabled.text).toBe(200);
    return story;
  }
  const caller = (name: string, options: object) =>
    buildStory(fabula, [
      { ...hook, options: { path: name, secret: 's' } },
      { type: sendToStory, name: 'Ask', options: { ...options }, after: 'Hook' },
      { type: transform, name: 'After', options: { mode: 'message_only', payload: '=ask' }, after: 'Ask' },
      {
        type: transform,
        name: 'Failed',
        options: { mode: 'message_only', payload: '=ask' },
        after: 'Ask',
        link: 'FAILURE',
      },
    ]);

  optionTest(
    sendToStory,
    'loop',
    'calls a story for each of many elements and lists the answers in their order',
    async () => {
      await callable(`sub-loop-${kind}`, 0);
      for (const loop_parallel of [false, true]) {
        const options = {
          story: `sub-loop-${kind}`,
          loop: '=hook.body.list',
          payload: { n: '=LOOP.value' },
          loop_parallel,
        };
        const story = await caller(`loop-${kind}-${loop_parallel}`, options);
        const list = Array.from({ length: 400 }, (_, index) => index);
        await call(story, { list });
        expect(await story.eventsOf('After', 1)).toEqual([list.map((n) => ({ n }))]);
      }
    },
  );

  optionTest(sendToStory, 'timeout', 'fails when the time that the called story gives is up', async () => {
    const sub = await callable(`slow-${kind}`, 30);
    await fabula.fabula.database.pool.query(
      `update story set carried = '{"send_to_story_timeout_enabled":true,"send_to_story_timeout_duration_seconds":1}' where id = ${sub.id}`,
    );
    // as an import would: the definition is read anew after a change
    await fabula.ask('PUT', `/api/v1/stories/${sub.id}`, { body: { description: 'slow' } });
    const story = await caller(`late-${kind}`, { story: `slow-${kind}` });
    await call(story, {});
    const error = 'The story did not answer in the time that is set for it.';
    expect(await story.eventsOf('Failed', 1)).toEqual([{ error }]);
    expect(await story.logs('Ask')).toMatchObject([{ message: error }]);
    expect(await story.events('After')).toEqual([]);
  });

  optionTest(sendToStory, 'payload', 'is refused without what the called story requires', async () => {
    await callable(`needs-${kind}`, 0, [{ name: 'User', required: true }]);
    const story = await caller(`lacks-${kind}`, { story: `needs-${kind}`, payload: { user: '=hook.body.user' } });
    await call(story, {});
    const missing = await until(async () => (await story.logs('Ask'))[0]);
    expect(missing).toMatchObject({ message: expect.stringContaining('the required input "User" is missing') });
    await call(story, { user: 'Ada' });
    expect(await story.eventsOf('After', 1)).toEqual([{ user: 'Ada' }]);
  });
});
