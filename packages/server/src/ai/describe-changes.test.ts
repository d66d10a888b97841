import type { StoryDifference } from '@fabula/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, oneDatabase, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';
import { promptOf } from './describe-changes.ts';
import { type ModelServer, startModelServer } from './model-server.test-kit.ts';

const change = (name: string, after: string): StoryDifference => ({
  operation: 'update',
  target: 'action',
  id: '1'.repeat(32),
  name,
  type: 'Agents::HTTPRequestAgent',
  fields: [{ field: 'options.url', before: 'https://a.example', after }],
  isPositional: false,
});

describe('what the model is shown of changes', () => {
  test('a line for each, with what was before and what comes after', () => {
    expect(promptOf('Find hosts', [change('Ask', 'https://b.example')])).toBe(
      [
        'Story: "Find hosts"',
        'update action "Ask" (Agents::HTTPRequestAgent): {"options.url":{"before":"https://a.example","after":"https://b.example"}}',
        '',
      ].join('\n'),
    );
  });

  test('that the secret of a webhook changes, not what it is', () => {
    const fields = [{ field: 'options.secret', before: 'old-secret', after: 'new-secret' }];
    const prompt = promptOf('Hooked', [{ ...change('Hook', ''), type: 'Agents::WebhookAgent', fields }]);
    expect(prompt).toContain('{"options.secret":{"before":"…","after":"…"}}');
    expect(prompt).not.toMatch(/old-secret|new-secret/);
  });

  test('of a long value the beginning, of many changes the first', () => {
    const long = promptOf('Long', [change('Ask', 'x'.repeat(100_000))]);
    expect(long.length).toBeLessThan(3_000);
    const many = promptOf(
      'Many',
      Array.from({ length: 1_000 }, (_, index) => change(`Ask ${index}`, 'y'.repeat(1_000))),
    );
    expect(many.length).toBeLessThan(60_100);
    expect(many).toMatch(/… and 9\d\d more changes\n$/);
  });
});

describe.each(oneDatabase)('a draft described by the model (%s)', (kind) => {
  const words = '- **Tell** says 2 where it said 1.';
  let models: ModelServer;
  let world: TestFabula;
  let story: number;
  let draft: number;
  beforeAll(async () => {
    models = await startModelServer('key', [{ text: `${words}\n` }, { status: 429 }]);
    world = await startFabula(kind, {
      FABULA_EGRESS_ALLOW: '127.0.0.0/8',
      FABULA_AI_URL: models.url,
      FABULA_AI_KEY: 'key',
      FABULA_AI_MODEL: 'small',
      FABULA_AI_DIALECT: 'openai',
    });
    const { id: team_id } = await world.addTeam('Writers');
    const tell = { type: 'Agents::EventTransformationAgent', name: 'Tell', guid: '1'.repeat(32) };
    const data = { name: 'Told', agents: [{ ...tell, options: { mode: 'message_only', payload: { version: 1 } } }] };
    story = idAt((await world.ask('POST', '/api/v1/stories/import', { body: { team_id, data } })).body);
    await world.ask('PUT', `/api/v1/stories/${story}`, { body: { change_control_enabled: true } });
    const drafts = `/api/v1/stories/${story}/drafts`;
    draft = idAt((await world.ask('POST', drafts, { body: { name: 'Work' } })).body);
  });
  afterAll(async () => {
    await world.drop();
    await models.close();
  });

  const ask = (body: Record<string, unknown>) =>
    world.ask('GET', `/api/v1/stories/${story}/change_request/ai_description`, { body });

  async function change(): Promise<void> {
    const actions = await world.ask('GET', '/api/v1/actions', { body: { story_id: story, draft_id: draft } });
    const options = { mode: 'message_only', payload: { version: 2 } };
    await world.ask('PUT', `/api/v1/actions/${at(actions.body, 'agents.0.id')}`, { body: { options } });
  }

  test('nobody is asked about a draft that changes nothing', async () => {
    const answer = await ask({ draft_id: draft });
    const text = 'Nothing changes in what the story does.';
    expect([answer.status, answer.body]).toEqual([200, { change_request_ai_description: text }]);
    expect(models.heard).toHaveLength(0);
  });

  test('the model sees what is different, and its words are the answer; what it refuses is said', async () => {
    await change();
    const answer = await ask({ draft_id: draft });
    expect([answer.status, answer.body]).toEqual([200, { change_request_ai_description: words }]);
    expect(models.heard[0]?.lines.join()).toContain(
      'update action "Tell" (Agents::EventTransformationAgent): {"options.payload":{"before":{"version":1},"after":{"version":2}}}',
    );
    const refused = await ask({ draft_id: draft });
    expect(refused.status).toBe(503);
    expect(at(refused.body, 'errors.0')).toMatchObject({
      code: 'unavailable',
      details: "The model's service answered with status 429: not now.",
    });
  });

  test.each([
    ['no draft', {}, 422, 'missing_parameter'],
    ['a draft that is not there', { draft_id: 999_999 }, 404, 'draft_not_found'],
  ])('%s is refused', async (_what, body, status, code) => {
    const answer = await ask(body);
    expect([answer.status, at(answer.body, 'errors.0.code')]).toEqual([status, code]);
  });
});
