import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { at, oneConnection, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { ShiftedClock } from '../testing/shifted-clock.test-kit.ts';
import { startSmtpServer, type TestSmtpServer } from '../testing/smtp-server.test-kit.ts';
import { buildStory, type TestStory } from '../testing/story.test-kit.ts';

describe.each(oneConnection)('monitoring (%s)', (kind) => {
  const clock = new ShiftedClock();
  let fabula: TestFabula;
  let mail: TestSmtpServer;
  let hook: Server;
  let hookUrl: string;
  let hookStatus = 200;
  const logged: string[] = [];
  const posted: { readonly key: unknown; readonly body: unknown }[] = [];

  beforeAll(async () => {
    mail = await startSmtpServer();
    hook = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      posted.push({ key: request.headers['idempotency-key'], body: JSON.parse(Buffer.concat(chunks).toString()) });
      response.writeHead(hookStatus).end();
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    hookUrl = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/alerts`;
    const environment = { FABULA_SMTP_URL: `${mail.url}?verify=false`, FABULA_EGRESS_ALLOW: '127.0.0.0/8' };
    const log = pino({ level: 'warn' }, { write: (line: string) => logged.push(line) });
    fabula = await startFabula(kind, environment, { clock, log });
  });

  afterEach(() => {
    hookStatus = 200;
    posted.length = 0;
    mail.mails.length = 0;
  });

  afterAll(async () => {
    await fabula.drop();
    await mail.close();
    hook.closeAllConnections();
    await new Promise((resolve) => hook.close(resolve));
  });

  let stories = 0;
  async function storyWith(
    fields: Readonly<Record<string, unknown>>,
    story: Parameters<typeof buildStory>[2] = { recipients: ['ops@x.test'] },
    failurePath = false,
  ): Promise<TestStory & { call(n: number): Promise<void> }> {
    const path = `monitored-${++stories}`;
    const built = await buildStory(
      fabula,
      [
        { type: 'Agents::WebhookAgent', name: 'Hook', options: { path, access_control: 'public' } },
        {
          type: 'Agents::EventTransformationAgent',
          name: 'Divide',
          options: { mode: 'message_only', payload: { result: '=1 / hook.body.n' } },
          after: 'Hook',
          fields,
        },
        ...(failurePath
          ? [
              {
                type: 'Agents::EventTransformationAgent',
                name: 'Rescue',
                options: { mode: 'message_only' },
                after: 'Divide',
                link: 'FAILURE' as const,
              },
            ]
          : []),
      ],
      story,
    );
    return {
      ...built,
      call: async (n) => {
        await fabula.ask('POST', `/webhook/${path}`, { body: { n } });
      },
    };
  }

  const mails = (count: number) =>
    until(async () => mail.mails.length >= count && mail.mails.map(({ source }) => source));
  const subjectOf = (source: string | undefined): string =>
    /^Subject: (.*(?:\r\n .*)*)/m.exec(source ?? '')?.[1]?.replace(/\r\n /g, ' ') ?? '';

  it('tells of failures by mail: the first at once, the others together a minute later, with links to the runs', async () => {
    const story = await storyWith({ monitor_failures: true }, { recipients: ['ops@x.test', 'lead@x.test'] }, true);
    await story.call(0);
    const [first] = await mails(2);
    expect(subjectOf(first)).toBe('Divide in Test story failed');
    const text = first?.replace(/=\r\n/g, '') ?? '';
    expect(text).toContain(`http://fabula.test/stories/${story.id}/runs/`);
    expect(text).toMatch(/Message-ID: <notification-\d+-\d+@fabula.test>/);
    expect(mail.mails.map(({ to }) => to[0]).sort()).toEqual(['lead@x.test', 'ops@x.test']);
    // It was routed to a failure path, and is told nevertheless.
    await story.eventsOf('Rescue', 1);
    for (let n = 0; n < 7; n++) await story.call(0);
    await story.eventsOf('Rescue', 8);
    expect(mail.mails).toHaveLength(2);
    clock.forward(61_000);
    const all = await mails(4);
    expect(subjectOf(all[2])).toBe('Divide in Test story failed 7 times');
  });

  it('tells of failures of all actions of a story, by POST of JSON to a URL', async () => {
    const story = await storyWith({}, { recipients: [hookUrl], monitor_failures: true });
    await story.call(0);
    const [post] = await until(async () => posted.length > 0 && posted);
    expect(post?.key).toMatch(/^notification-\d+-\d+$/);
    expect(post?.body).toEqual({
      event: 'action_failed',
      text: `Divide in Test story failed\nhttp://fabula.test/stories/${story.id}`,
      story: { id: story.id, name: 'Test story', url: `http://fabula.test/stories/${story.id}` },
      action: { id: story.action('Divide'), name: 'Divide', type: 'Agents::EventTransformationAgent' },
      count: 1,
      logs: [
        {
          message: expect.stringContaining('result'),
          created_at: expect.stringMatching(/Z$/),
          story_run_guid: expect.any(String),
          url: expect.stringContaining(`/stories/${story.id}/runs/`),
        },
      ],
      story_run_guid: null,
      created_at: expect.stringMatching(/Z$/),
    });
  });

  it('tries again when the recipient cannot take it, with the same key', async () => {
    hookStatus = 503;
    const story = await storyWith({ monitor_failures: true }, { recipients: [hookUrl] });
    await story.call(0);
    await until(async () => posted.length === 1);
    hookStatus = 204;
    await until(async () => {
      clock.forward(31_000);
      return posted.length === 2;
    });
    expect(posted[0]?.key).toBe(posted[1]?.key);
    await until(async () => {
      const left = await fabula.fabula.database.pool.query('select 1 from notification where recipient = $1', [
        hookUrl,
      ]);
      return left.rows.length === 0;
    });
  });

  it('names the host alone in the log when a recipient refuses for good', async () => {
    hookStatus = 404;
    const story = await storyWith({ monitor_failures: true }, { recipients: [`${hookUrl}/chat-secret`] });
    await story.call(0);
    const line = await until(async () => logged.find((each) => each.includes('a notification was not sent')));
    expect(JSON.parse(line)).toMatchObject({ recipient: new URL(hookUrl).host });
    expect(line).not.toContain('chat-secret');
  });

  it('tells of events, of silence, and of its end', async () => {
    const story = await storyWith({ monitor_all_events: true, monitor_no_events_emitted: 600 });
    await story.call(1);
    expect(subjectOf((await mails(1))[0])).toBe('Divide in Test story emitted an event');
    clock.forward(601_000);
    expect(subjectOf((await mails(2))[1])).toBe('Divide in Test story emits nothing');
    await story.call(1);
    const rest = (await mails(4)).slice(2).map(subjectOf).sort();
    expect(rest).toEqual(['Divide in Test story emits again', 'Divide in Test story emitted an event'].sort());
    clock.forward(300_000);
    await story.change('Divide', { disabled: true });
    clock.forward(3_600_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(mail.mails).toHaveLength(4);
  });

  it('does not tell of what was there before', async () => {
    const story = await storyWith({}, { recipients: ['fresh@x.test'] });
    await story.call(0);
    await until(async () => (await story.logs('Divide')).length === 1);
    clock.forward(400_000);
    await fabula.fabula.database.pool.query("update action_log set created_at = now() - interval '1 hour'");
    await story.change('Divide', { monitor_failures: true });
    await until(async () => {
      const { rows } = await fabula.fabula.database.pool.query('select 1 from monitor where action_id = $1', [
        story.action('Divide'),
      ]);
      return rows.length > 0;
    });
    await story.call(0);
    const first = await until(async () => mail.mails.find(({ to }) => to.includes('fresh@x.test')));
    expect(subjectOf(first.source)).toBe('Divide in Test story failed');
  });

  it('tells whoever was chosen that a credential expires: a week and a day before, and when it has, once each', async () => {
    const { id } = await fabula.addTeam('Keepers');
    const made = await fabula.ask('POST', '/api/v1/user_credentials', {
      body: {
        ...{ name: 'Ticket key', mode: 'TEXT', value: 'hush', team_id: id },
        ...{ expires_at: new Date(clock.now() + 8 * 86_400_000).toISOString(), expiry_notifications_enabled: true },
      },
    });
    expect(made.status, made.text).toBe(201);
    const told = () => mail.mails.map(({ source }) => subjectOf(source)).filter((each) => each.includes('Ticket key'));
    const next = async (count: number, days: number) => {
      clock.forward(days * 86_400_000);
      return (await until(async () => told().length === count && told())).at(-1);
    };
    expect(await next(1, 1.5)).toBe('The credential Ticket key expires in 7 days');
    expect(mail.mails.at(-1)?.to).toEqual(['owner@example.com']);
    expect(mail.mails.at(-1)?.source).not.toContain('hush');
    expect(await next(2, 6)).toMatch(/^The credential Ticket key expires in 1\d hours$/);
    expect(await next(3, 1)).toBe('The credential Ticket key has expired');
    // Of another moment of expiry people hear anew.
    const url = `/api/v1/user_credentials/${at(made.body, 'id')}`;
    const expires_at = new Date(clock.now() + 2 * 86_400_000).toISOString();
    expect((await fabula.ask('PATCH', url, { body: { expires_at } })).status).toBe(200);
    expect(await next(4, 0)).toBe('The credential Ticket key expires in 48 hours');
  });

  it('tells the owners when a limit of events a day is used up', async () => {
    const story = await storyWith({}, { recipients: ['ops@x.test'] });
    await fabula.ask('PUT', `/api/v1/stories/${story.id}/event_limit`, { body: { daily_event_limit: 2 } });
    await story.call(1);
    await story.call(1);
    await until(async () => {
      // Counts are saved once a second.
      clock.forward(1_000);
      return mail.mails.some(({ source }) => subjectOf(source).endsWith('its events of the day are used up'));
    });
    // notices of stories before may still be on their way
    const told = mail.mails.filter(({ source }) => subjectOf(source).endsWith('its events of the day are used up'));
    expect(new Set(told.flatMap(({ to }) => to))).toEqual(new Set(['owner@example.com']));
  });
});
