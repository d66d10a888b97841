import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../platform/system-clock.ts';
import { at, databaseKinds, idAt, listAt, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';

const secret = 'sesame';

describe.each(databaseKinds)('webhooks on %s', (kind) => {
  let world: TestFabula;
  let team: number;
  let paths = 0;

  beforeAll(async () => {
    world = await startFabula(kind, { FABULA_MAX_BODY_BYTES: '100000' });
    team = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
  });
  afterAll(() => world.drop());

  // These have a server of their own and ask nothing of the database that the others do not.
  const onceIsEnough = test.runIf(kind === 'embedded');

  /** A story with one webhook; gives its ids and its address. */
  async function aWebhook(options: Record<string, unknown> = {}) {
    paths += 1;
    const path = `hook-${paths}`;
    const story = idAt((await world.ask('POST', '/api/v1/stories', { body: { team_id: team } })).body);
    const action = await anAction(story, 'Agents::WebhookAgent', 'Receive', {
      path,
      secret,
      verbs: 'get,post',
      ...options,
    });
    return { story, action, path, url: `/webhook/${path}/${secret}` };
  }

  async function anAction(
    story: number,
    type: string,
    name: string,
    options: unknown,
    source_ids: readonly number[] = [],
  ): Promise<number> {
    const body = { story_id: story, type, name, options, position: { x: 0, y: 0 }, source_ids };
    const answer = await world.ask('POST', '/api/v1/actions', { body });
    expect(answer.status, answer.text).toBe(201);
    return idAt(answer.body);
  }

  const send = (method: string, url: string, body?: unknown, headers: Record<string, string> = {}) =>
    world.ask(method, url, { key: null, headers, ...(body === undefined ? {} : { body }) });

  const countEvents = async (action: number) =>
    at((await world.ask('GET', `/api/v1/actions/${action}/events`)).body, 'meta.count');

  const newestPayload = async (action: number) =>
    at((await world.ask('GET', `/api/v1/actions/${action}/events`)).body, 'events.0.payload');

  describe('the table of answers', () => {
    test('accepted: 201, Ok, and the event can be read at once', async () => {
      const { action, url } = await aWebhook({ include_headers: false });
      const answer = await send('POST', url, { hello: 'world' });
      expect([answer.status, answer.text]).toEqual([201, 'Ok']);
      const id = Number(answer.headers['x-fabula-event-id']);
      expect(answer.headers['x-tines-event-id']).toBe(String(id));
      expect(answer.headers['x-tines-status']).toBe('data_received');
      const event = await world.ask('GET', `/api/v1/events/${id}`);
      expect(event.body).toMatchObject({ id, agent_id: action, payload: { receive: { hello: 'world' } } });
    });

    test('unknown path: 404', async () => {
      expect((await send('POST', '/webhook/nobody/sesame', {})).status).toBe(404);
      expect((await send('GET', '/webhook/nobody')).status).toBe(404);
    });

    test('wrong or missing secret: 401', async () => {
      const { action, path } = await aWebhook();
      expect((await send('POST', `/webhook/${path}/wrong`, {})).status).toBe(401);
      expect((await send('POST', `/webhook/${path}`, {})).status).toBe(401);
      expect(await countEvents(action)).toBe(0);
    });

    test('the secret may come in the Authorization header', async () => {
      const { path } = await aWebhook();
      const headers = { authorization: `Bearer ${secret}` };
      expect((await send('POST', `/webhook/${path}`, {}, headers)).status).toBe(201);
    });

    test('verb not allowed: 405 with Allow', async () => {
      const { action, url } = await aWebhook({ verbs: 'post,put' });
      const answer = await send('GET', url);
      expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST, PUT']);
      expect((await send('PUT', url, {})).status).toBe(201);
      expect(await countEvents(action)).toBe(1);
    });

    test('disabled story: 403, nothing stored, from the moment it is disabled', async () => {
      const { story, action, url } = await aWebhook();
      expect((await send('POST', url, {})).status).toBe(201);
      await world.ask('POST', `/api/v1/stories/${story}/disable`, { body: { disabled: true } });
      expect((await send('POST', url, {})).status).toBe(403);
      expect(await countEvents(action)).toBe(1);
    });

    test('disabled action: 403, nothing stored', async () => {
      const { action, url } = await aWebhook();
      await world.ask('PUT', `/api/v1/actions/${action}`, { body: { disabled: true } });
      expect((await send('POST', url, {})).status).toBe(403);
      expect(await countEvents(action)).toBe(0);
    });

    test('no rule matched: 200 with the text, nothing stored', async () => {
      const { action, url } = await aWebhook({
        include_headers: false,
        rules: [{ type: 'field==value', path: '<<receive.kind>>', value: 'alert' }],
      });
      const answer = await send('POST', url, { kind: 'noise' });
      expect([answer.status, answer.text]).toEqual([200, 'No rules matched']);
      expect(await countEvents(action)).toBe(0);
      expect((await send('POST', url, { kind: 'alert' })).status).toBe(201);
    });

    test('rate exceeded: 429 with Retry-After', async () => {
      const { action, url } = await aWebhook({ rate_limit: { key: 'all', count: 2, period: 60 } });
      expect((await send('POST', url, {})).status).toBe(201);
      expect((await send('POST', url, {})).status).toBe(201);
      const answer = await send('POST', url, {});
      expect(answer.status).toBe(429);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(await countEvents(action)).toBe(2);
    });

    test('body too big: 413', async () => {
      const { action, url } = await aWebhook();
      expect((await send('POST', url, { text: 'x'.repeat(100_001) })).status).toBe(413);
      expect(await countEvents(action)).toBe(0);
    });

    test.each([
      ['broken', '{"a":'],
      ['nested a hundred thousand times', '['.repeat(49_000) + ']'.repeat(49_000)],
    ])('malformed JSON, %s: 400', async (_name, body) => {
      const { action, url } = await aWebhook();
      expect((await send('POST', url, body)).status).toBe(400);
      expect(await countEvents(action)).toBe(0);
    });
  });

  test('a content type that says nothing is the sender’s mistake: 400', async () => {
    const { action, url } = await aWebhook();
    const answer = await world.ask('POST', url, { key: null, body: 'x', contentType: 'nonsense/;;=' });
    expect(answer.status).toBe(400);
    expect(await countEvents(action)).toBe(0);
  });

  test('a body comes back as it was written', async () => {
    const { action, url } = await aWebhook({ include_headers: false });
    const body =
      '{"z":1.0,"10":9007199254740993,"2":1e400,"__proto__":{"x":true},"nul":"a\\u0000b","lone":"\\ud800","a":-0}';
    expect((await send('POST', url, body)).status).toBe(201);
    const events = await world.ask('GET', `/api/v1/actions/${action}/events`);
    expect(events.text).toContain(`"payload":{"receive":${body}}`);
  });

  test.each([
    ['query and JSON', 'POST', '?a=1&b[]=2&b[]=3', '{"c":4}', 'application/json', { a: '1', b: ['2', '3'], c: 4 }],
    ['a form', 'POST', '', 'a=1&b=two+words', 'application/x-www-form-urlencoded', { a: '1', b: 'two words' }],
    ['nothing', 'GET', '?a=1', undefined, '', { a: '1' }],
  ])('the event holds %s', async (_name, method, query, body, contentType, expected) => {
    const { action, url } = await aWebhook({ include_headers: false });
    const answer = await world.ask(method, `${url}${query}`, {
      key: null,
      ...(body === undefined ? {} : { body, contentType }),
    });
    expect(answer.status).toBe(201);
    expect(JSON.parse(JSON.stringify(await newestPayload(action)))).toEqual({ receive: expected });
  });

  test('a form with a file, and one that is broken', async () => {
    const { action, url } = await aWebhook({ include_headers: false });
    const part = (headers: string, text: string) => `--cut\r\n${headers}\r\n\r\n${text}\r\n`;
    const body = `${part('content-disposition: form-data; name="note"', 'hi')}--cut--\r\n`;
    const contentType = 'multipart/form-data; boundary=cut';
    expect((await world.ask('POST', url, { key: null, body, contentType })).status).toBe(201);
    expect(await newestPayload(action)).toEqual({ receive: { note: 'hi' } });
    expect((await world.ask('POST', url, { key: null, body: 'broken', contentType })).status).toBe(400);
    const wrong = url.replace(secret, 'wrong');
    expect((await world.ask('POST', wrong, { key: null, body: 'broken', contentType })).status).toBe(401);
  });

  test('response, response_code and response_headers answer, and see the event', async () => {
    const { url } = await aWebhook({
      include_headers: false,
      response: { echo: '<<receive.name>>' },
      response_code: '202',
      response_headers: { 'X-Seen': 'yes', 'Content-Length': '1', 'bad header': 'no' },
    });
    const answer = await send('POST', url, { name: 'Ada' });
    expect([answer.status, answer.text, answer.headers['x-seen']]).toEqual([202, '{"echo":"Ada"}', 'yes']);
    expect(answer.headers['bad header']).toBeUndefined();
  });

  test('a page that a story answers with cannot act as the person who opens it', async () => {
    const { url } = await aWebhook({ response: '<b>hi</b>', response_headers: { 'content-type': 'text/html' } });
    const { headers } = await send('POST', url, {});
    expect(headers['content-security-policy']).toMatch(/^sandbox /);
    expect(headers['content-security-policy']).not.toContain('allow-same-origin');
  });

  describe('a story with a webhook API', () => {
    async function aSynchronous(payload: unknown, mode = 'message_only') {
      const hook = await aWebhook({ include_headers: false });
      const exit = await anAction(hook.story, 'Agents::EventTransformationAgent', 'Exit', { mode, payload }, [
        hook.action,
      ]);
      const on = { webhook_api_enabled: true, api_entry_action_id: hook.action, api_exit_action_ids: [exit] };
      expect((await world.ask('PUT', `/api/v1/stories/${hook.story}`, { body: on })).status).toBe(200);
      return { ...hook, exit };
    }

    test('answers with what its exit emits', async () => {
      const { exit, url } = await aSynchronous({ greeting: 'Hello, <<receive.name>>' });
      const answer = await send('POST', url, { name: 'Ada' });
      expect([answer.status, answer.text]).toEqual([200, '{"greeting":"Hello, Ada"}']);
      expect(await countEvents(exit)).toBe(1);
    });

    test('lets its exit set status, headers and body', async () => {
      const { url } = await aSynchronous({ status: '418', body: 'short and stout', headers: { 'x-pot': 'tea' } });
      const answer = await send('GET', url);
      expect([answer.status, answer.text, answer.headers['x-pot']]).toEqual([418, 'short and stout', 'tea']);
    });

    test('answers in the form that was asked for', async () => {
      const { url } = await aSynchronous({ status: 200, body: [{ a: 1, b: 2 }] });
      const answer = await send('GET', url, undefined, { accept: 'text/csv' });
      expect([answer.headers['content-type'], answer.text]).toEqual(['text/csv; charset=utf-8', 'a,b\r\n1,2\r\n']);
    });
  });

  test('runs of a story can be followed: list, summary, events, and the tree of each event', async () => {
    const { story, action, url } = await aWebhook({ include_headers: false });
    const next = await anAction(
      story,
      'Agents::EventTransformationAgent',
      'Next step',
      { mode: 'message_only', payload: { doubled: '=receive.n * 2' } },
      [action],
    );
    const guid = String((await send('POST', url, { n: 21 })).headers['x-fabula-run-guid']);
    const runs = `/api/v1/stories/${story}/runs`;
    const summary = await until(async () => {
      const { body } = await world.ask('GET', `${runs}/${guid}/summary`);
      return at(body, 'story_run.event_count') === 2 ? at(body, 'story_run') : null;
    });
    expect(summary).toMatchObject({ guid, story_id: story, story_mode: 'LIVE', duration: 0 });
    expect(at((await world.ask('GET', runs)).body, 'story_runs.0')).toEqual(summary);
    const events = listAt((await world.ask('GET', `${runs}/${guid}`)).body, 'story_run_events');
    expect(events.map((event) => at(event, 'action_id'))).toEqual([action, next]);
    const [first, last] = events.map((event) => idAt(event));
    const event = await world.ask('GET', `/api/v1/events/${last}`);
    expect(event.body).toMatchObject({
      agent_id: next,
      payload: { receive: { n: 21 }, next_step: { doubled: 42 } },
      story_run_guid: guid,
      previous_event_ids: [first],
      re_emitted: false,
    });

    expect(at((await world.ask('GET', `${runs}?since=2999-01-01`)).body, 'story_runs')).toEqual([]);
    expect(at((await world.ask('GET', `${runs}?until=2999-01-01`)).body, 'meta.count')).toBe(1);
    expect((await world.ask('GET', `${runs}/no-such-run`)).status).toBe(404);
    expect((await world.ask('GET', `${runs}/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}/summary`)).status).toBe(
      404,
    );
    const list = async (query: string) =>
      listAt((await world.ask('GET', `/api/v1/events?story_id=${story}&${query}`)).body, 'events').map((one) =>
        idAt(one),
      );
    expect(await list('')).toEqual([last, first]);
    expect(await list(`since_id=${first}`)).toEqual([last]);
    expect(await list(`until_id=${first}`)).toEqual([first]);
    expect(await list('since_id=0')).toEqual([first, last]);
    expect(await list('show_reemitted_events_only=true')).toEqual([]);
    expect((await world.ask('GET', '/api/v1/events?include_groups=true')).status).toBe(422);
    expect((await world.ask('GET', '/api/v1/events/999999999')).status).toBe(404);
  });

  test('counts, logs and their removal', async () => {
    const { action, story, url } = await aWebhook({ include_headers: false });
    const failing = await anAction(
      story,
      'Agents::EventTransformationAgent',
      'Fails',
      { mode: 'message_only', payload: { x: '=NO_SUCH_FUNCTION(1)' } },
      [action],
    );
    await send('POST', url, { n: 1 });
    const failed = await until(async () => {
      const { body } = await world.ask('GET', `/api/v1/agents/${failing}?include_live_activity=true`);
      return at(body, 'logs_count') === 1 ? body : null;
    });
    expect(failed).toMatchObject({ not_working: true, pending_action_runs_count: 0, events_count: 0 });
    expect(
      at(
        (await world.ask('GET', `/api/v1/stories/${story}?include_live_activity=1`)).body,
        'not_working_actions_count',
      ),
    ).toBe(1);
    const logs = await world.ask('GET', `/api/v1/actions/${failing}/logs?level=4`);
    expect(logs.body).toMatchObject({ action_logs: [{ level: 4, inbound_event: { payload: { receive: { n: 1 } } } }] });
    expect(at((await world.ask('GET', `/api/v1/actions/${failing}/logs?level=3`)).body, 'meta.count')).toBe(0);

    for (const [what, id] of [
      ['remove_events', action],
      ['remove_logs', failing],
      ['clear_memory', action],
    ] as const) {
      const answer = await world.ask('DELETE', `/api/v1/actions/${id}/${what}`, { body: { async_deletion: true } });
      expect([answer.status, idAt(answer.body)]).toEqual([200, id]);
    }
    expect(await countEvents(action)).toBe(0);
    expect(at((await world.ask('GET', `/api/v1/actions/${failing}/logs`)).body, 'meta.count')).toBe(0);
  });

  onceIsEnough(
    'a caller who waits too long for an exit is told where the result will appear, and the run goes on',
    async () => {
      const waits: (() => void)[] = [];
      const clock = {
        ...systemClock,
        // The wait for the exit ends when the test says so.
        at: (time: number, call: () => void) => {
          if (time - Date.now() < 20_000) return systemClock.at(time, call);
          waits.push(call);
          return () => undefined;
        },
      };
      const slow = await startFabula(kind, {}, { clock });
      try {
        const teamId = idAt((await slow.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
        const agents = [
          {
            type: 'Agents::WebhookAgent',
            name: 'Hook',
            guid: 'a'.repeat(32),
            options: { path: 'slow', verbs: 'post' },
          },
          { type: 'Agents::EventTransformationAgent', name: 'Wait', options: { mode: 'delay', seconds: 3600 } },
          {
            type: 'Agents::EventTransformationAgent',
            name: 'Exit',
            guid: 'b'.repeat(32),
            options: { mode: 'message_only' },
          },
        ];
        const data = {
          name: 'Slow',
          agents,
          links: [
            { source: 0, receiver: 1 },
            { source: 1, receiver: 2 },
          ],
          synchronous_webhooks_enabled: true,
          api_entry_action_guids: ['a'.repeat(32)],
          api_exit_action_guids: ['b'.repeat(32)],
        };
        const story = await slow.ask('POST', '/api/v1/stories/import', { body: { team_id: teamId, data } });
        const request = slow.ask('POST', '/webhook/slow', { key: null, body: {} });
        await until(async () => waits.length > 0);
        for (const call of waits) call();
        const answer = await request;
        expect(answer.status).toBe(504);
        const address = String(answer.headers['response_url']);
        expect(answer.headers['x-tines-response-location']).toBe(address);
        expect(answer.headers['x-tines-status']).toBe('ok');
        expect(address).toContain(`/api/v1/stories/${idAt(story.body)}/runs/`);
        const run = await slow.ask('GET', address.replace('http://fabula.test', ''));
        expect(at(run.body, 'meta.count')).toBe(1);
      } finally {
        await slow.drop();
      }
    },
  );

  onceIsEnough('a server that is going away accepts nothing more: 503 with Retry-After', async () => {
    const leaving = await startFabula(kind);
    try {
      await leaving.fabula.engine.stop();
      const answer = await leaving.ask('POST', leaving.fabula.firstStart?.webhook ?? '', { key: null, body: {} });
      expect(answer.status).toBe(503);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect((await leaving.ask('GET', '/readyz', { key: null })).status).toBe(503);
      expect((await leaving.ask('GET', '/healthz', { key: null })).status).toBe(200);
    } finally {
      await leaving.drop();
    }
  });

  onceIsEnough('a limit of the installation holds for each path', async () => {
    const limited = await startFabula(kind, { FABULA_WEBHOOK_LIMIT: '3' });
    try {
      const hello = limited.fabula.firstStart?.webhook ?? '';
      const statuses: number[] = [];
      for (let count = 0; count < 4; count++) {
        statuses.push((await limited.ask('POST', hello, { key: null, body: {} })).status);
      }
      expect(statuses).toEqual([200, 200, 200, 429]);
    } finally {
      await limited.drop();
    }
  });

  test('a stop answers what was accepted', async () => {
    const stopping = await startFabula(kind);
    await stopping.fabula.listen(0);
    const address = stopping.fabula.app.server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const path = stopping.fabula.firstStart?.webhook ?? '';
    const requests = Array.from({ length: 50 }, () =>
      fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: '{"severity":9}' }).then(
        (answer) => answer.status,
      ),
    );
    await Promise.race(requests);
    await stopping.fabula.stop();
    const answers = await Promise.allSettled(requests);
    const accepted = answers.filter((answer) => answer.status === 'fulfilled' && answer.value === 200);
    expect(accepted.length).toBeGreaterThan(0);
    expect(answers.filter((answer) => answer.status === 'fulfilled' && ![200, 503].includes(answer.value))).toEqual([]);
    await expect(reach(port)).rejects.toThrow();
    await stopping.drop();
  });
});

function reach(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
}
