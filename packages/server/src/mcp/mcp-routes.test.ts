import { optionTest } from '@fabula/actions/testing';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../platform/system-clock.ts';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { type OAuthServer, startOAuthServer } from '../testing/oauth-server.test-kit.ts';

const type = 'Agents::WebhookAgent';

describe.each(oneDatabase)('MCP servers on %s', (kind) => {
  let world: TestFabula;
  let oauth: OAuthServer;
  let base: string;
  let team: number;
  let count = 0;
  /** Waits of 30 seconds end when the test says so. */
  const waits: (() => void)[] = [];
  const clock = {
    ...systemClock,
    at: (time: number, call: () => void) => {
      if (time - Date.now() < 20_000) return systemClock.at(time, call);
      waits.push(call);
      return () => undefined;
    },
  };

  beforeAll(async () => {
    oauth = await startOAuthServer();
    world = await startFabula(kind, { FABULA_EGRESS_ALLOW: '127.0.0.0/8' }, { clock });
    await world.fabula.listen(0);
    const address = world.fabula.app.server.address();
    base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    team = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
    await aStory('Greet', { greeting: 'Hello, <<entry.body.name>>', n: '=entry.body.count' }, 'STS_AND_WORKBENCH', [
      { name: 'name', type: 'text', required: true, description: 'Whom to greet' },
      { name: 'count', type: 'number' },
    ]);
    await aStory('Only for stories', { done: true }, 'STS');
    await aStory('Only for Workbench', 'as text', 'WORKBENCH');
  });
  afterAll(async () => {
    await world.drop();
    await oauth.close();
  });

  async function importStory(data: Record<string, unknown>): Promise<number> {
    const answer = await world.ask('POST', '/api/v1/stories/import', { body: { team_id: team, mode: 'new', data } });
    expect(answer.status, answer.text).toBe(200);
    return idAt(answer.body);
  }

  /** A story that answers with the payload. */
  async function aStory(name: string, payload: unknown, source: string, inputs: unknown = [], delay = 0) {
    count += 1;
    const guid = (place: number) => `${count}`.padStart(30, 'b') + String(place).padStart(2, '0');
    const story = await importStory({
      name,
      guid: guid(99),
      agents: [
        { type, name: 'Entry', guid: guid(0), options: { path: `entry-${count}`, inputs } },
        {
          ...{ type: 'Agents::EventTransformationAgent', name: 'Wait', guid: guid(1) },
          options: delay === 0 ? { mode: 'message_only', payload: {} } : { mode: 'delay', seconds: delay },
        },
        {
          type: 'Agents::EventTransformationAgent',
          name: 'Exit',
          guid: guid(2),
          options: { mode: 'message_only', payload },
        },
      ],
      links: [
        { source: 0, receiver: 1 },
        { source: 1, receiver: 2 },
      ],
      ...{ send_to_story_enabled: true, entry_agent_guid: guid(0), exit_agent_guids: [guid(2)] },
    });
    await world.ask('PUT', `/api/v1/stories/${story}`, {
      body: {
        send_to_story_access_source: source,
        ...(source === 'STS' ? {} : { send_to_story_skill_use_requires_confirmation: false }),
      },
    });
    return story;
  }

  async function anMcpServer(options: Record<string, unknown> = {}, tools?: unknown) {
    count += 1;
    const path = `mcp-${count}`;
    const story = await importStory({
      name: `Server ${count}`,
      agents: [
        {
          type,
          name: 'My tools',
          options: { path, mode: 'mcp', ...options },
          ...(tools === undefined ? {} : { tools }),
        },
      ],
      links: [],
    });
    return { path, story, url: `${base}/mcp/${path}` };
  }

  async function connect(url: string, headers: Record<string, string> = {}): Promise<Client> {
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
    return client;
  }

  optionTest(type, ['mode:mcp', 'inputs'], 'offers stories as tools, and a call runs one', async () => {
    const { url } = await anMcpServer();
    const client = await connect(url);
    expect(client.getServerVersion()).toMatchObject({ name: 'My tools' });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['greet', 'only_for_workbench']);
    expect(tools[0]).toMatchObject({
      title: 'Greet',
      inputSchema: {
        type: 'object',
        properties: { name: { type: 'string', description: 'Whom to greet' }, count: { type: 'number' } },
        required: ['name'],
      },
    });
    const answer = await client.callTool({ name: 'greet', arguments: { name: 'Ada', count: 3 } });
    expect(answer).toEqual({ content: [{ type: 'text', text: '{"greeting":"Hello, Ada","n":3}' }] });
    expect(await client.callTool({ name: 'only_for_workbench' })).toEqual({
      content: [{ type: 'text', text: 'as text' }],
    });
    expect(await client.callTool({ name: 'greet', arguments: { count: 3 } })).toEqual({
      isError: true,
      content: [{ type: 'text', text: 'Missing: name' }],
    });
    expect(await client.callTool({ name: 'greet', arguments: { name: 'Ada', count: 'three' } })).toEqual({
      isError: true,
      content: [{ type: 'text', text: 'The input "count" must be a number' }],
    });
    expect(await client.callTool({ name: 'no_such_tool' })).toMatchObject({ isError: true });
    await client.close();
  });

  test('the actions that are attached say which stories, under which names, with what', async () => {
    const { url } = await anMcpServer({}, [
      {
        ...{ type: 'Agents::SendToStoryAgent', name: 'Say hello', description: 'Greets loudly' },
        options: { story: '<<STORY.greet>>', payload: { name: '<<UPCASE(INPUT.name)>>!', count: 1 } },
      },
      { type: 'Agents::SendToStoryAgent', name: 'Gone', options: { story: 'No such story' } },
      { type: 'Agents::GroupAgent', name: 'A group', options: {} },
    ]);
    const client = await connect(url);
    const { tools } = await client.listTools();
    expect(tools.map(({ name, description }) => [name, description])).toEqual([['say_hello', 'Greets loudly']]);
    const answer = await client.callTool({ name: 'say_hello', arguments: { name: 'Ada' } });
    expect(answer).toEqual({ content: [{ type: 'text', text: '{"greeting":"Hello, Ada","n":1}' }] });
    await client.close();
  });

  test('a credential that an attached action adds is masked in the event of the entry', async () => {
    const credential = { team_id: team, name: 'mcp key', mode: 'TEXT', value: 'hunter2-hunter2' };
    expect((await world.ask('POST', '/api/v1/user_credentials', { body: credential })).status).toBe(201);
    const story = await aStory('Echo', { got: '=entry.body' }, 'STS');
    const { url } = await anMcpServer({}, [
      {
        ...{ type: 'Agents::SendToStoryAgent', name: 'Echo' },
        options: { story, payload: { key: '<<CREDENTIAL.mcp_key>>', said: '<<INPUT.said>>' } },
      },
    ]);
    const client = await connect(url);
    const answer = await client.callTool({ name: 'echo', arguments: { said: 'hello' } });
    expect(JSON.stringify(answer)).toMatch(/"said\\":\\"hello/);
    const events = await world.ask('GET', `/api/v1/events?story_id=${story}`);
    expect(listAt(events.body, 'events')).toHaveLength(3);
    expect(JSON.stringify(answer) + events.text).not.toContain('hunter2');
    await client.close();
  });

  test('a call that takes too long is answered so, and its run goes on', async () => {
    const story = await aStory('Slow', { done: true }, 'WORKBENCH', [], 2);
    const { url } = await anMcpServer();
    const client = await connect(url);
    waits.length = 0;
    const calling = client.callTool({ name: 'slow' });
    await until(async () => waits.length > 0);
    for (const call of waits) call();
    expect(await calling).toEqual({ isError: true, content: [{ type: 'text', text: 'Tool execution timeout' }] });
    const events = async () => listAt((await world.ask('GET', `/api/v1/events?story_id=${story}`)).body, 'events');
    expect((await until(async () => (await events()).length === 3)) && true).toBe(true);
    await client.close();
  });

  optionTest(
    type,
    ['access_control', 'secret', 'path', 'api_key_teams'],
    'hold for an MCP server as well',
    async () => {
      const open = async (url: string, headers: Record<string, string> = {}) => {
        try {
          await (await connect(url, headers)).close();
          return 'open';
        } catch (error) {
          return String(error);
        }
      };
      const withSecret = await anMcpServer({ secret: 'sesame' });
      expect(await open(withSecret.url)).toMatch(/The secret is missing or wrong/);
      expect(await open(`${withSecret.url}/sesame`)).toBe('open');
      expect(await open(withSecret.url, { authorization: 'Bearer sesame' })).toBe('open');
      const withKey = await anMcpServer({ access_control: 'api_key' });
      expect(await open(withKey.url, { authorization: 'Bearer the-key-of-the-owner' })).toBe('open');
      expect(await open(withKey.url, { authorization: `Bearer ${await world.addUser(null)}` })).not.toBe('open');
      const withToken = await anMcpServer({
        ...{ access_control: 'oauth', oauth_issuer: oauth.issuer, oauth_audience: 'fabula' },
      });
      expect(await open(withToken.url, { authorization: `Bearer ${await oauth.token({ aud: 'fabula' })}` })).toBe(
        'open',
      );
      expect(await open(withToken.url, { authorization: `Bearer ${await oauth.token({ aud: 'x' })}` })).not.toBe(
        'open',
      );
    },
  );

  test('other addresses, methods and bodies', async () => {
    const { path, story } = await anMcpServer({ secret: '' });
    const ask = async (method: string, url: string, body?: unknown) =>
      world.ask(method, url, { key: null, ...(body === undefined ? {} : { body }) });
    expect((await ask('POST', `/webhook/${path}`, {})).status).toBe(404);
    expect((await ask('POST', '/mcp/nowhere', {})).status).toBe(404);
    expect((await ask('POST', '/mcp/entry-1', {})).status).toBe(404);
    const get = await ask('GET', `/mcp/${path}`);
    expect([get.status, get.headers['allow']]).toEqual([405, 'POST']);
    const broken = await world.ask('POST', `/mcp/${path}`, {
      key: null,
      body: '{"jsonrpc":',
      headers: { accept: 'application/json, text/event-stream' },
    });
    expect([broken.status, at(broken.body, 'error.code')]).toEqual([400, -32_700]);
    const batch = await world.ask('POST', `/mcp/${path}`, {
      key: null,
      body: ' [{"jsonrpc":"2.0","id":1,"method":"tools/list"}]',
      headers: { accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
    });
    expect([batch.status, at(batch.body, 'error.message')]).toEqual([
      400,
      'Batches are not taken: send one message per request',
    ]);
    const unreadable = await ask('POST', `/mcp/${(await anMcpServer({ mode: '=1 / 0' })).path}`, {});
    expect([unreadable.status, unreadable.text]).toEqual([500, 'The options of this webhook cannot be read']);
    await world.ask('POST', `/api/v1/stories/${story}/disable`, { body: { disabled: true } });
    expect((await ask('POST', `/mcp/${path}`, {})).status).toBe(403);
  });
});
