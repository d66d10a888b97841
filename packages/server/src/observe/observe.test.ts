/** What a whole Fabula tells those who watch it: metrics, traces, logs, health. */
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EchoServer, startEchoServer } from '../testing/echo-server.test-kit.ts';
import {
  at,
  databaseKinds,
  idAt,
  oneConnection,
  owner,
  startFabula,
  type TestFabula,
  until,
} from '../testing/fabula.test-kit.ts';
import { startTraceCollector, type TraceCollector } from '../testing/trace-collector.test-kit.ts';

const token = 'token-of-the-prometheus';
const callerTrace = '0af7651916cd43dd8448eb211c80319c';
const callerSpan = 'b7ad6b7169203331';

describe.each(oneConnection)('what can be seen from outside on %s', (kind) => {
  let world: TestFabula;
  let collector: TraceCollector;
  let outside: EchoServer;
  const lines: Record<string, unknown>[] = [];
  const hook = '/webhook/watched/sesame';

  beforeAll(async () => {
    collector = await startTraceCollector();
    outside = await startEchoServer();
    world = await startFabula(
      kind,
      {
        FABULA_METRICS_TOKEN: token,
        FABULA_EGRESS_ALLOW: '127.0.0.1',
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=blue',
        OTEL_SERVICE_NAME: 'fabula-here',
      },
      { log: pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) }) },
    );
    await importStory();
  });
  afterAll(async () => {
    await world.drop();
    await collector.close();
    await outside.close();
  });

  async function importStory(): Promise<void> {
    const { body } = await world.ask('GET', '/api/v1/teams');
    const imported = await world.ask('POST', '/api/v1/stories/import', {
      body: {
        team_id: idAt(body, 'teams.0.id'),
        data: {
          name: 'Watched',
          agents: [
            {
              type: 'Agents::WebhookAgent',
              name: 'Receive',
              guid: `a-${kind}`,
              options: { path: 'watched', secret: 'sesame', verbs: 'post' },
            },
            {
              type: 'Agents::HTTPRequestAgent',
              name: 'Ask outside',
              guid: `b-${kind}`,
              options: { url: `${outside.url}/x`, method: 'post', payload: { a: 1 } },
            },
            {
              type: 'Agents::EventTransformationAgent',
              name: 'Look',
              guid: `c-${kind}`,
              options: { mode: 'message_only', payload: { sent: '=ask_outside.body.headers.traceparent' } },
            },
          ],
          links: [
            { source: 0, receiver: 1 },
            { source: 1, receiver: 2 },
          ],
        },
      },
    });
    expect(imported.status, imported.text).toBeLessThan(300);
  }

  const send = (headers: Record<string, string> = {}) =>
    world.ask('POST', hook, { key: null, headers, body: { b: 2 } });

  /** Spans of one trace, when all three actions have told. */
  const spansOf = (trace: string) =>
    until(async () => {
      const found = collector.spans.filter(({ traceId }) => traceId === trace);
      return found.length >= 3 ? found : null;
    });

  test('a run is a trace that goes on from the caller’s and on to whom it calls', async () => {
    const answer = await send({ traceparent: `00-${callerTrace}-${callerSpan}-01` });
    expect(answer.status).toBe(201);
    const spans = await spansOf(callerTrace);
    const [receive, ask, look] = ['Receive', 'Ask outside', 'Look'].map((name) =>
      spans.find((span) => span.name === name),
    );
    expect(spans).toHaveLength(3);
    expect(receive).toMatchObject({
      parentSpanId: callerSpan,
      kind: 2,
      service: 'fabula-here',
      attributes: {
        'fabula.story.name': 'Watched',
        'fabula.action.name': 'Receive',
        'fabula.action.type': 'Agents::WebhookAgent',
        'fabula.run.guid': answer.headers['x-fabula-run-guid'],
        'fabula.run.origin': 'webhook',
      },
    });
    expect(ask?.parentSpanId).toBe(receive?.spanId);
    expect(look?.parentSpanId).toBe(ask?.spanId);
    const now = Date.now() * 1e6;
    for (const span of spans) {
      expect(span.endTimeUnixNano).toBeGreaterThanOrEqual(span.startTimeUnixNano);
      expect(Math.abs(now - span.startTimeUnixNano)).toBeLessThan(60_000 * 1e6);
    }
    expect(collector.headers[0]).toMatchObject({ 'x-tenant': 'blue', path: '/v1/traces' });

    // The request carried the span of the action that sent it.
    const events = await until(async () => {
      const { body } = await world.ask('GET', `/api/v1/actions/${look?.attributes['fabula.action.id']}/events`);
      return at(body, 'meta.count') === 1 && body;
    });
    expect(at(events, 'events.0.payload.look.sent')).toBe(`00-${callerTrace}-${ask?.spanId}-01`);
  });

  test('without a valid trace of the caller, the run’s guid is the trace', async () => {
    const answer = await send({ traceparent: `00-${callerTrace.toUpperCase()}-${callerSpan}-01` });
    const trace = String(answer.headers['x-fabula-run-guid']).replaceAll('-', '');
    const spans = await spansOf(trace);
    expect(spans.find(({ name }) => name === 'Receive')?.parentSpanId).toBeUndefined();
  });

  const scrape = async () => {
    const answer = await world.ask('GET', '/metrics', { key: token });
    expect(answer.status).toBe(200);
    return answer;
  };
  const sampleOf = (text: string, name: string): number => {
    const line = text.split('\n').find((each) => each.startsWith(`${name} `));
    if (line === undefined) throw new Error(`there is no ${name} in:\n${text}`);
    return Number(line.slice(line.lastIndexOf(' ') + 1));
  };

  test('metrics count what happened and show what is', async () => {
    const before = (await scrape()).text;
    await send();
    await world.ask('POST', '/webhook/watched/wrong', { key: null, body: {} });
    const after = await until(async () => {
      const { text } = await scrape();
      return sampleOf(text, 'fabula_effects_total{outcome="done"}') > effectsIn(before) && text;
    });
    for (const name of [
      'fabula_events_written_total',
      'fabula_commit_duration_seconds_count',
      'fabula_commit_units_count',
      'fabula_webhook_answers_total{status="2xx"}',
      'fabula_webhook_answers_total{status="4xx"}',
    ]) {
      expect(sampleOf(after, name), name).toBeGreaterThan(sampleOf(before, name));
    }
    expect(sampleOf(after, 'fabula_ready')).toBe(1);
    expect(sampleOf(after, 'fabula_database_up')).toBe(1);
    expect(sampleOf(after, 'fabula_database_size_bytes')).toBeGreaterThan(1_000_000);
    expect(sampleOf(after, 'process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(sampleOf(after, 'fabula_event_loop_lag_seconds{quantile="0.99"}')).toBeGreaterThanOrEqual(0);
    expect(sampleOf(after, 'fabula_retention_lag_seconds')).toBe(0);
    expect((await scrape()).headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  });

  const effectsIn = (text: string): number => sampleOf(text, 'fabula_effects_total{outcome="done"}');

  test('metrics are for those who may read them', async () => {
    const status = async (key: string | null) => (await world.ask('GET', '/metrics', { key })).status;
    expect(await status(null)).toBe(401);
    expect(await status('wrong')).toBe(401);
    expect(await status(await world.addUser('TEAM_ADMIN', await world.addTeam(`Red ${kind}`)))).toBe(401);
    expect(await status(token)).toBe(200);
    const answer = await world.ask('GET', '/metrics');
    expect(answer.status).toBe(200);
    const refused = await world.ask('GET', '/metrics', { key: null });
    expect(refused.headers['www-authenticate']).toBe('Bearer');
    expect(refused.text).toContain('FABULA_METRICS_TOKEN');
  });

  test('a failed sign-in is one line, without what was typed', async () => {
    const typed = { email: 'my-password-by-mistake@example.com', password: 'hunter2-hunter2' };
    expect((await world.ask('POST', '/api/session', { key: null, body: typed })).status).toBe(401);
    expect(
      (await world.ask('POST', '/api/session', { key: null, body: { ...typed, email: owner.email } })).status,
    ).toBe(401);
    const told = lines.filter(({ msg }) => msg === 'a sign-in failed');
    expect(told).toMatchObject([
      { ip: '127.0.0.1', userId: null },
      { ip: '127.0.0.1', userId: expect.any(Number) },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/hunter2|by-mistake/);
  });

  test('health says the version, and readiness its reason while stopping', async () => {
    const health = await world.ask('GET', '/healthz', { key: null });
    expect(health.body).toEqual({ status: 'ok', version: world.fabula.version });
    expect((await world.ask('GET', '/readyz', { key: null })).body).toEqual({ status: 'ready' });
    const stopped = world.fabula.stop();
    expect(world.fabula.health()).toMatchObject({ isReady: false, reason: expect.any(String) });
    await stopped;
  });
});

describe.each(databaseKinds)('the queue in the metrics on %s', (kind) => {
  let world: TestFabula;
  beforeAll(async () => {
    world = await startFabula(kind, { FABULA_METRICS_TOKEN: token }, { isWorker: false });
  });
  afterAll(() => world.drop());

  const scrape = async (): Promise<string> => (await world.ask('GET', '/metrics', { key: token })).text;

  test('by story: the twenty that wait longest one by one, the others as one; what is not due is not in it', async () => {
    const { pool } = world.fabula.database;
    // Story n has n deliveries, due for n minutes; story 1 is the example, the others are gone.
    await pool.query(`insert into delivery (id, run_id, story_id, action_id, due_at, attempt, is_priority, state)
      select 1000000 + story * 100 + n, 1, story, 1, now() - story * interval '1 minute', 0, false, 'null'
      from generate_series(1, 25) story cross join lateral generate_series(1, story) n`);
    await pool.query(`insert into delivery (id, run_id, story_id, action_id, due_at, attempt, is_priority, state)
      values (1, 1, 77, 1, now() + interval '1 hour', 0, false, 'null'), (2, 1, 78, 1, null, 0, false, 'null')`);
    const text = await scrape();
    const series = text.split('\n').filter((line) => line.startsWith('fabula_queue_depth{'));
    expect(series).toHaveLength(21);
    expect(series).toContain('fabula_queue_depth{story_id="25",story=""} 25');
    expect(series).toContain('fabula_queue_depth{story_id="6",story=""} 6');
    expect(series).toContain('fabula_queue_depth{story_id="others",story=""} 15');
    const age = /fabula_queue_oldest_seconds\{story_id="25",story=""\} (\S+)/.exec(text)?.[1];
    expect(Number(age)).toBeGreaterThanOrEqual(25 * 60);

    await pool.query('delete from delivery where story_id > 1');
    expect(await scrape()).toContain('fabula_queue_depth{story_id="1",story="Hello, Fabula"} 1');
    await pool.query('delete from delivery');
    expect(await scrape()).not.toContain('fabula_queue_depth{');
  });

  test('a tick that should have been fired is told', async () => {
    const { pool } = world.fabula.database;
    await pool.query(`insert into schedule (action_id, story_id, cron, timezone, next_at)
      values (1, 1, '* * * * *', 'UTC', now() - interval '90 seconds')`);
    const lag = /^fabula_schedule_lag_seconds (\S+)$/m.exec(await scrape())?.[1];
    expect(Number(lag)).toBeGreaterThanOrEqual(90);
    await pool.query('delete from schedule');
  });

  test('a database that does not answer takes nothing else away', async () => {
    await world.fabula.stop();
    const text = await world.fabula.metrics.read();
    expect(text).toContain('fabula_database_up 0');
    expect(text).toContain('fabula_ready 0');
    expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
  });
});
