/** An AI Agent whose tool is a story of Workbench: a person is asked, and what they say is done and told to the model. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { ShiftedClock } from '../testing/shifted-clock.test-kit.ts';
import { buildStory, type TestStory } from '../testing/story.test-kit.ts';
import { type ModelServer, type Saying, startModelServer } from './model-server.test-kit.ts';

const wantsToBlock: Saying = { calls: [{ name: 'block', input: { ip: '192.0.2.7' } }] };

describe.each(oneDatabase)('calls of stories by agents wait for a person (%s)', (kind) => {
  const sayings: Saying[] = [];
  let world: TestFabula;
  let models: ModelServer;
  let block: TestStory;
  let agents: TestStory;
  const clock = new ShiftedClock();

  beforeAll(async () => {
    models = await startModelServer('key', sayings);
    world = await startFabula(
      kind,
      {
        FABULA_EGRESS_ALLOW: '127.0.0.0/8',
        FABULA_AI_URL: models.url,
        FABULA_AI_KEY: 'key',
        FABULA_AI_MODEL: 'test-model',
        FABULA_AI_DIALECT: 'openai',
      },
      { clock },
    );
    block = await aStory('Block an address');
    agents = await anAgent({ story: block.id });
  });
  afterAll(async () => {
    await world.drop();
    await models.close();
  });

  async function aStory(name: string, more: Record<string, unknown> = {}): Promise<TestStory> {
    const story = await buildStory(
      world,
      [
        { type: 'Agents::WebhookAgent', name: 'Entry' },
        {
          type: 'Agents::EventTransformationAgent',
          name: 'Exit',
          options: { mode: 'message_only', payload: { blocked: '<<entry.body.ip>>' } },
          after: 'Entry',
        },
      ],
      { name },
    );
    const changed = await world.ask('PUT', `/api/v1/stories/${story.id}`, {
      body: {
        send_to_story_access_source: 'WORKBENCH',
        send_to_story_access: 'TEAM',
        entry_agent_id: story.action('Entry'),
        exit_agent_ids: [story.action('Exit')],
        send_to_story_skill_use_requires_confirmation: true,
        ...more,
      },
    });
    expect(changed.status, changed.text).toBe(200);
    return story;
  }

  async function anAgent(options: Record<string, unknown>): Promise<TestStory> {
    const story = await buildStory(world, [{ type: 'Agents::WebhookAgent', name: 'Hook' }]);
    const tool = { type: 'Agents::SendToStoryAgent', name: 'Block', options: { payload: { ip: '' }, ...options } };
    const agent = { type: 'Agents::LLMAgent', name: 'Agent', options: { mode: 'task', prompt: 'Go.' }, tools: [tool] };
    const { body } = await world.ask('GET', `/api/v1/stories/${story.id}`);
    const imported = await world.ask('POST', '/api/v1/stories/import', {
      body: {
        new_name: `Agent ${story.id}`,
        team_id: idAt(body, 'team_id'),
        mode: 'new',
        data: { name: 'A', agents: [agent], links: [] },
      },
    });
    expect(imported.status, imported.text).toBe(200);
    const id = idAt(imported.body);
    const found = await world.ask('GET', `/api/v1/actions?story_id=${id}`);
    return { ...story, id: id as TestStory['id'], action: () => idAt(found.body, 'agents.0.id') as never };
  }

  async function run(story: TestStory, ...said: Saying[]): Promise<void> {
    sayings.push(...said);
    const started = await world.ask('POST', `/api/v1/actions/${story.action('Agent')}/run`);
    expect(started.status, started.text).toBeLessThan(300);
  }

  const waiting = (story: TestStory) =>
    until(async () => {
      const { body } = await world.ask('GET', `/api/v1/tool_confirmations?status=waiting&story_id=${story.id}`);
      return at(body, 'tool_confirmations.0') ?? null;
    });

  const newestOutput = async (story: TestStory, count: number) =>
    until(async () => {
      const { body } = await world.ask('GET', `/api/v1/actions/${story.action('Agent')}/events`);
      return listAt(body, 'events').length >= count ? at(body, 'events.0.payload.agent.output') : null;
    });

  test('approved: the story runs, and the model hears what it gave', async () => {
    await run(agents, wantsToBlock, { text: 'Blocked.' });
    const asked = await waiting(agents);
    expect(asked).toMatchObject({
      status: 'waiting',
      asked_by: 'ai_agent',
      tool: 'block',
      input: { ip: '192.0.2.7' },
      story_id: agents.id,
      draft_id: null,
      action_name: 'Agent',
      called_story: { id: block.id, name: 'Block an address', draft_id: null },
      decided_by: null,
    });
    expect(await block.events('Exit')).toEqual([]);
    const answer = await world.ask('POST', `/api/v1/tool_confirmations/${idAt(asked)}/approve`);
    expect(answer, answer.text).toMatchObject({
      status: 200,
      body: { status: 'approved', decided_by: { email: 'owner@example.com' } },
    });
    expect(await newestOutput(agents, 1)).toBe('Blocked.');
    expect(models.heard.at(-1)?.lines.at(-1)).toBe('result {"blocked":"192.0.2.7"}');
    expect(await block.events('Exit')).toEqual([{ blocked: '192.0.2.7' }]);
    const again = await world.ask('POST', `/api/v1/tool_confirmations/${idAt(asked)}/deny`);
    expect(again).toMatchObject({ status: 409, body: { errors: [{ code: 'tool_confirmation_closed' }] } });
    const { body } = await world.ask('GET', '/api/v1/audit_logs?operation_name=ToolConfirmationApproval');
    expect(at(body, 'audit_logs.0')).toMatchObject({
      story_id: agents.id,
      inputs: { inputs: { toolConfirmationId: idAt(asked), calledStoryId: block.id, tool: 'block' } },
    });
  });

  test('denied: nothing runs, and the model hears that and why', async () => {
    await run(agents, wantsToBlock, { text: 'I may not.' });
    const asked = await waiting(agents);
    const answer = await world.ask('POST', `/api/v1/tool_confirmations/${idAt(asked)}/deny`, {
      body: { reason: 'That is our own address.' },
    });
    expect(answer.body).toMatchObject({ status: 'denied', reason: 'That is our own address.' });
    expect(await newestOutput(agents, 2)).toBe('I may not.');
    expect(models.heard.at(-1)?.lines.at(-1)).toBe(
      'result Refused: a person did not approve this call, and it was not made. Do not try it again unchanged. Their reason: That is our own address.',
    );
    expect(await block.events('Exit')).toHaveLength(1);
  });

  test('nobody answers in time: refused', async () => {
    await run(agents, wantsToBlock, { text: 'Nobody was there.' });
    const asked = await waiting(agents);
    clock.forward(15 * 60_000);
    expect(await newestOutput(agents, 3)).toBe('Nobody was there.');
    expect(models.heard.at(-1)?.lines.at(-1)).toBe(
      'result Refused: nobody approved this call in time. It was not made.',
    );
    const late = await world.ask('POST', `/api/v1/tool_confirmations/${idAt(asked)}/approve`);
    expect(late.status).toBe(409);
    expect(at(late.body, 'errors.0.details')).toBe('This call was refused, because nobody answered in time.');
    expect(await world.ask('GET', `/api/v1/tool_confirmations/${idAt(asked)}`)).toMatchObject({
      status: 200,
      body: { status: 'expired' },
    });
    expect(await block.events('Exit')).toHaveLength(1);
  });

  test('of two answers at one moment one counts', async () => {
    await run(agents, wantsToBlock, { text: 'Done.' });
    const path = `/api/v1/tool_confirmations/${idAt(await waiting(agents))}`;
    const answers = await Promise.all([world.ask('POST', `${path}/approve`), world.ask('POST', `${path}/approve`)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await newestOutput(agents, 4)).toBe('Done.');
    expect(await block.events('Exit')).toHaveLength(2);
  });

  test('a story that does not ask is called at once', async () => {
    const free = await aStory('Look up', { send_to_story_skill_use_requires_confirmation: false });
    const story = await anAgent({ story: free.id });
    await run(story, wantsToBlock, { text: 'Looked up.' });
    expect(await newestOutput(story, 1)).toBe('Looked up.');
    expect(await free.events('Exit')).toHaveLength(1);
  });

  test('Send to Story does not reach a story of Workbench', async () => {
    const sender = await buildStory(world, [
      { type: 'Agents::SendToStoryAgent', name: 'Send', options: { story: block.id, payload: {} } },
    ]);
    await world.ask('POST', `/api/v1/actions/${sender.action('Send')}/run`);
    await until(async () => {
      const logs = await sender.logs('Send');
      return logs.length > 0 ? logs : null;
    });
    expect(await sender.logs('Send')).toMatchObject([{ message: "Couldn't find the target story." }]);
  });

  test('an agent in a draft asks as well', async () => {
    await world.ask('PUT', `/api/v1/stories/${agents.id}`, { body: { change_control_enabled: true } });
    const draft = idAt((await world.ask('POST', `/api/v1/stories/${agents.id}/drafts`, { body: { name: 'D' } })).body);
    const { body } = await world.ask('GET', `/api/v1/actions?story_id=${agents.id}&draft_id=${draft}`);
    const drafted: TestStory = { ...agents, action: () => idAt(body, 'agents.0.id') as never };
    await run(drafted, wantsToBlock, { text: 'From the draft.' });
    const asked = await until(async () => {
      const list = await world.ask('GET', `/api/v1/tool_confirmations?status=waiting&draft_id=${draft}`);
      expect(list.status).toBe(200);
      return at(list.body, 'tool_confirmations.0') ?? null;
    });
    expect(asked).toMatchObject({ story_id: agents.id, draft_id: draft, draft_name: 'D' });
    expect((await world.ask('POST', `/api/v1/tool_confirmations/${idAt(asked)}/approve`)).status).toBe(200);
    expect(await newestOutput(drafted, 1)).toBe('From the draft.');
  });
});
