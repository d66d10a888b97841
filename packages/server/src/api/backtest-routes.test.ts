/** A draft tried on runs that have been: what would be different is told, and nothing leaves. */
import type { Value } from '@fabula/formula';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type EchoServer, startEchoServer } from '../testing/echo-server.test-kit.ts';
import { at, databaseKinds, idAt, listAt, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';
import { buildStory, type TestStory } from '../testing/story.test-kit.ts';

const transform = 'Agents::EventTransformationAgent';
const message = (payload: unknown) => ({ mode: 'message_only', payload });

describe.each(databaseKinds)('a draft tried on runs that have been, on %s', (kind) => {
  let fabula: TestFabula;
  let outside: EchoServer;
  let story: TestStory;
  let draft: number;
  let stories = 0;
  beforeAll(async () => {
    outside = await startEchoServer();
    fabula = await startFabula(kind, { FABULA_EGRESS_ALLOW: '127.0.0.1' });
  });
  afterAll(async () => {
    await fabula.drop();
    await outside.close();
  });

  /** A webhook, a message, a request to the outside, and a message about its answer; run once. */
  beforeEach(async () => {
    stories += 1;
    const path = `backtested-${stories}`;
    story = await buildStory(fabula, [
      { type: 'Agents::WebhookAgent', name: 'Hook', options: { path, verbs: 'post', secret: '' } },
      { type: transform, name: 'Greet', after: 'Hook', options: message({ text: 'Hello <<hook.body.name>>' }) },
      {
        ...{ type: 'Agents::HTTPRequestAgent', name: 'Ask', after: 'Greet' },
        options: { url: `${outside.url}/ask`, method: 'post', payload: { text: '=greet.text' } },
      },
      { type: transform, name: 'Tell', after: 'Ask', options: message({ status: '=ask.status', of: '=greet.text' }) },
    ]);
    await fabula.ask('POST', `/webhook/${path}`, { key: null, body: { name: 'Ada' } });
    await story.eventsOf('Tell', 1);
    await fabula.ask('PUT', `/api/v1/stories/${story.id}`, { body: { change_control_enabled: true } });
    const made = await fabula.ask('POST', `/api/v1/stories/${story.id}/drafts`, { body: { name: 'Work' } });
    draft = idAt(made.body);
  });

  async function actionIn(name: string): Promise<Value> {
    const { body } = await fabula.ask('GET', `/api/v1/actions?story_id=${story.id}&draft_id=${draft}`);
    const found = listAt(body, 'agents').find((action) => at(action, 'name') === name);
    if (found === undefined) throw new Error(`the draft has no action ${name}`);
    return found;
  }

  async function change(name: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
    const answer = await fabula.ask('PUT', `/api/v1/actions/${idAt(await actionIn(name))}`, { body: fields });
    if (answer.status !== 200) throw new Error(answer.text);
  }

  async function tried(body: Readonly<Record<string, unknown>> = {}): Promise<Value> {
    const sent = outside.received.length;
    const answer = await fabula.ask('POST', `/api/v1/stories/${story.id}/drafts/${draft}/backtest`, { body });
    expect([answer.status, answer.text]).toEqual([200, answer.text]);
    expect(outside.received.length).toBe(sent);
    expect(listAt(answer.body, 'runs')).toHaveLength(1);
    return at(answer.body, 'runs.0');
  }
  const stepsOf = (run: Value) =>
    listAt(run, 'steps').map((step) => [at(step, 'kind'), at(step, 'action_name'), at(step, 'why')]);

  test('one that changes nothing makes the same of them, with the answers that came then', async () => {
    expect(await tried()).toMatchObject({ outcome: 'same', is_cut: false, same_count: 4, steps: [] });
  });

  test('what is computed otherwise is shown as it was and as it would be, and so is what follows', async () => {
    await change('Tell', { options: message({ answered: '=ask.status' }) });
    expect(await tried()).toMatchObject({
      outcome: 'different',
      same_count: 3,
      steps: [
        {
          ...{ kind: 'different', action_name: 'Tell', is_shortened: false, why: null },
          before: [{ status: 200, of: 'Hello Ada' }],
          after: [{ answered: 200 }],
        },
      ],
    });
  });

  test('what would be asked for otherwise is not guessed', async () => {
    await change('Greet', { options: message({ text: 'Good day <<hook.body.name>>' }) });
    const run = await tried();
    expect(at(run, 'outcome')).toBe('different');
    expect(stepsOf(run)).toEqual([
      ['different', 'Greet', null],
      ['not_recorded', 'Ask', 'It would ask for something else: the answer to that was not recorded.'],
      ['missing', 'Tell', 'Nothing would reach it.'],
    ]);
  });

  test('an answer is as good when the same is asked for in other words', async () => {
    await change('Ask', {
      options: { url: `${outside.url}/ask`, method: 'post', payload: { text: 'Hello <<hook.body.name>>' } },
    });
    expect(await tried()).toMatchObject({ outcome: 'same', same_count: 4 });
  });

  test('an action that gets another name is missed by formulas that go on using the old one', async () => {
    await change('Greet', { name: 'Welcome' });
    const run = await tried();
    expect(stepsOf(run)[0]).toEqual(['not_recorded', 'Ask', expect.stringContaining('something else')]);
  });

  test('what is read only while an action is at work has to be written in the same words', async () => {
    const asking = (payload: unknown) => ({
      options: { url: `${outside.url}/ask`, method: 'post', loop: '=[greet.text]', payload },
    });
    const set = async (name: string, fields: unknown) =>
      fabula.ask('PUT', `/api/v1/actions/${story.action(name)}`, { body: fields });
    await fabula.ask('DELETE', `/api/v1/stories/${story.id}/drafts/${draft}`);
    await fabula.ask('PUT', `/api/v1/stories/${story.id}`, { body: { change_control_enabled: false } });
    expect((await set('Ask', asking({ text: '=LOOP.value' }))).status).toBe(200);
    await fabula.ask('PUT', `/api/v1/stories/${story.id}`, { body: { change_control_enabled: true } });
    const made = await fabula.ask('POST', `/api/v1/stories/${story.id}/drafts`, { body: { name: 'Looped' } });
    draft = idAt(made.body);
    expect(stepsOf(await tried())).toEqual([]);
    await change('Ask', asking({ text: '=LOOP.index' }));
    expect(stepsOf(await tried())[0]).toEqual(['not_recorded', 'Ask', expect.stringContaining('something else')]);
  });

  test('what a run had fetched to begin with is as good as long as the same would be fetched', async () => {
    const options = (path: string) => ({ url: `${outside.url}/${path}`, method: 'get' });
    story = await buildStory(fabula, [
      {
        ...{ type: 'Agents::HTTPRequestAgent', name: 'Poll', options: options('first') },
        fields: { schedule: [{ cron: '0 0 1 1 *', timezone: 'UTC' }] },
      },
      { type: transform, name: 'Tell', after: 'Poll', options: message({ status: '=poll.status' }) },
    ]);
    await fabula.ask('POST', `/api/v1/actions/${story.action('Poll')}/run`, { body: {} });
    await story.eventsOf('Tell', 1);
    await fabula.ask('PUT', `/api/v1/stories/${story.id}`, { body: { change_control_enabled: true } });
    const made = await fabula.ask('POST', `/api/v1/stories/${story.id}/drafts`, { body: { name: 'Polled' } });
    draft = idAt(made.body);
    expect(await tried()).toMatchObject({ outcome: 'same', same_count: 2 });
    await change('Poll', { options: options('second') });
    expect(stepsOf(await tried())).toEqual([
      ['not_recorded', 'Poll', expect.stringContaining('something else')],
      ['missing', 'Tell', 'Nothing would reach it.'],
    ]);
  });

  test('one that is switched off, taken away or new is told of', async () => {
    await change('Tell', { disabled: true });
    expect(stepsOf(await tried())).toEqual([['missing', 'Tell', 'The action is switched off.']]);
    const tell = idAt(await actionIn('Tell'));
    await fabula.ask('DELETE', `/api/v1/actions/${tell}`);
    expect(stepsOf(await tried())).toEqual([['missing', 'Tell', 'The action is not there any more.']]);
    const ask = idAt(await actionIn('Ask'));
    const body = { story_id: story.id, draft_id: draft, position: { x: 0, y: 0 }, source_ids: [ask] };
    await fabula.ask('POST', '/api/v1/actions', {
      body: { ...body, type: transform, name: 'Count', options: message({ n: '=ask.status + 1' }) },
    });
    await fabula.ask('POST', '/api/v1/actions', {
      body: { ...body, type: 'Agents::HTTPRequestAgent', name: 'Push', options: { url: outside.url, method: 'get' } },
    });
    expect(stepsOf(await tried())).toEqual([
      ['added', 'Count', null],
      ['not_recorded', 'Push', 'The action is new: no answer to it was recorded.'],
      ['missing', 'Tell', 'The action is not there any more.'],
    ]);
  });

  test.each([
    ['no runs', { runs: 0 }, 422, 'runs'],
    ['too many', { runs: 51 }, 422, 'runs'],
    ['something else', { runs: 'all' }, 422, 'runs'],
  ])('%s cannot be tried on', async (_name, body, status, field) => {
    const answer = await fabula.ask('POST', `/api/v1/stories/${story.id}/drafts/${draft}/backtest`, { body });
    expect([answer.status, at(answer.body, 'errors.0.field')]).toEqual([status, field]);
  });

  test('a draft that is not there is not found', async () => {
    const answer = await fabula.ask('POST', `/api/v1/stories/${story.id}/drafts/999999/backtest`, { body: {} });
    expect([answer.status, at(answer.body, 'errors.0.code')]).toEqual([404, 'draft_not_found']);
  });
});
