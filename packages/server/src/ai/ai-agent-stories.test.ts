/** An AI Agent in a story, asked over HTTP as each service is spoken to; its tool is another story. */
import { afterEach, describe, expect, it } from 'vitest';
import { at, idAt, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { buildStory } from '../testing/story.test-kit.ts';
import { type ModelServer, type Saying, startModelServer } from './model-server.test-kit.ts';

const key = 'key-of-the-service';

describe.each(['openai', 'anthropic'] as const)('an AI Agent over %s', (dialect) => {
  let fabula: TestFabula | undefined;
  let models: ModelServer | undefined;
  afterEach(async () => {
    await fabula?.drop();
    await models?.close();
  });

  async function start(sayings: readonly Saying[]) {
    models = await startModelServer(key, sayings);
    fabula = await startFabula('embedded', {
      FABULA_EGRESS_ALLOW: '127.0.0.0/8',
      FABULA_AI_URL: models.url,
      FABULA_AI_KEY: key,
      FABULA_AI_MODEL: 'test-model',
      FABULA_AI_DIALECT: dialect,
    });
    return { fabula, models };
  }

  it('calls a story as its tool and emits the answer with what it cost', { timeout: 120_000 }, async () => {
    const world = await start([
      { text: 'Let me see.', calls: [{ name: 'look_up', input: { ip: '192.0.2.7' } }] },
      { text: '{"owner": "Example"}' },
    ]);
    const { ask } = world.fabula;
    const called = await buildStory(world.fabula, [
      { type: 'Agents::WebhookAgent', name: 'Entry', options: { path: 'entry', secret: 'secret' } },
      {
        type: 'Agents::EventTransformationAgent',
        name: 'Exit',
        options: { mode: 'message_only', payload: { owner: 'Example', of: '<<entry.body.ip>>' } },
        after: 'Entry',
      },
    ]);
    const changed = await ask('PUT', `/api/v1/stories/${called.id}`, {
      body: {
        send_to_story_enabled: true,
        entry_agent_id: called.action('Entry'),
        exit_agent_ids: [called.action('Exit')],
      },
    });
    expect(changed.status, changed.text).toBe(200);

    const team = idAt((await ask('GET', '/api/v1/teams')).body, 'teams.0.id');
    const agent = {
      type: 'Agents::LLMAgent',
      name: 'Agent',
      disabled: false,
      guid: 'a'.repeat(32),
      options: {
        mode: 'task',
        prompt: 'Who owns <<hook.body.ip>>?',
        system_instructions: 'Be brief.',
        output_structure: { owner: 'text' },
      },
      tools: [
        {
          type: 'Agents::SendToStoryAgent',
          name: 'Look up',
          description: 'Who owns an address.',
          options: { story: called.id, payload: { ip: '' } },
        },
      ],
    };
    const hook = {
      type: 'Agents::WebhookAgent',
      name: 'Hook',
      disabled: false,
      guid: 'b'.repeat(32),
      options: { path: 'hook', secret: 'secret' },
    };
    const data = {
      schema_version: 30,
      name: 'With an agent',
      agents: [hook, agent],
      links: [{ source: 0, receiver: 1 }],
    };
    const imported = await ask('POST', '/api/v1/stories/import', {
      body: { new_name: 'With an agent', team_id: team, mode: 'new', data },
    });
    expect(imported.status, imported.text).toBe(200);
    const storyId = idAt(imported.body);
    const rows = await world.fabula.fabula.database.kysely
      .selectFrom('action')
      .select(['id', 'name'])
      .where('story_id', '=', storyId)
      .execute();
    const agentId = rows.find(({ name }) => name === 'Agent')?.id;
    await ask('POST', '/webhook/hook/secret', { key: null, body: { ip: '192.0.2.7' } });
    const event = await until(async () => {
      const events = (await ask('GET', `/api/v1/actions/${agentId}/events`)).body;
      return at(events, 'events.0.payload.agent') ?? null;
    });
    expect(at(event, 'output')).toEqual({ owner: 'Example' });
    expect(at(event, 'metadata')).toMatchObject({ input_tokens: 22, output_tokens: 6, model: 'test-model-1' });
    expect(world.models.heard).toMatchObject([
      { dialect, tools: ['look_up'], lines: ['user: Who owns 192.0.2.7?'] },
      {
        lines: [
          'user: Who owns 192.0.2.7?',
          'assistant: Let me see.',
          'call look_up {"ip":"192.0.2.7"}',
          'result {"owner":"Example","of":"192.0.2.7"}',
        ],
      },
    ]);
    expect(world.models.heard[0]?.system).toMatch(/^Be brief\.\n\nGive your final answer as JSON/);
  });
});
