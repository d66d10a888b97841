/** Stories of a few actions: webhooks, transforms, throttle, delay, schedule, deduplicate. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CorpusWorld, RealStory } from './corpus.test-kit.ts';
import type { Answerer } from './outside.test-kit.ts';

const message = 'This is an automatically generated message from Tines';

/** Answers as the echo service does that these stories call; 500 where the request asks for it. */
const echo: Answerer = ({ text }) => ({ status: text.includes('please fail') ? 500 : 200, body: { data: text } });

export const smallStories = (given: () => CorpusWorld) =>
  describe('small stories', () => {
    let world: CorpusWorld;
    let story: RealStory;

    beforeAll(async () => {
      world = given();
    });
    afterEach(() => story.leave());

    it('provider-test-import: a webhook into a transform', async () => {
      story = await world.load('provider-test-import');
      expect((await story.send('Webhook Action', { a: 1 })).status).toBe(201);
      await story.rest();
      expect(await story.payloads('Event Transform Action')).toMatchObject([
        { webhook_action: { body: { a: 1 } }, event_transform_action: { message } },
      ]);
      expect(await story.logs()).toEqual([]);
      await story.accountFor();
    });

    it('csv-to-rows: sends to itself, parses, builds JSON with tags, answers its caller', async () => {
      story = await world.load('csv-to-rows');
      const csv = 'name,age\nAda,36\nAlan,41\n';
      const contents = Buffer.from(csv).toString('base64');
      const rows = '[{ "name":"Ada","age":"36" },{ "name":"Alan","age":"41" }]';
      const table = [
        ['name', 'age'],
        ['Ada', '36'],
        ['Alan', '41'],
      ];

      expect((await story.send('CSV Intake', { csv_upload: { contents } })).status).toBe(201);
      await story.rest();
      expect(await story.outputs('CSV to Rows')).toEqual([{ rows }]);
      expect(await story.outputs('Receive CSV')).toMatchObject([{ body: { contents } }]);
      expect(await story.outputs('Parse CSV')).toEqual([{ rows: table }]);

      await story.submit('CSV Intake/2', {
        email: 'ada@example.com',
        csv_upload: new File([csv], 'people.csv', { type: 'text/csv' }),
      });
      await story.rest();
      expect(await story.outputs('CSV Intake/2')).toMatchObject([
        { body: { email: 'ada@example.com', csv_upload: { name: 'people.csv', type: 'text/csv', contents } } },
      ]);
      expect(await story.outputs('CSV to Rows')).toEqual([{ rows }, { rows }]);

      await story.send('Receive CSV', { contents });
      await story.rest();
      expect(await story.outputs('Transform Rows')).toEqual([{ rows }, { rows }, { rows }]);
      // nobody had called, so nobody is answered
      expect(await story.outputs('Return Rows')).toHaveLength(3);
      expect(await story.outputs('CSV to Rows')).toHaveLength(2);
      expect(await story.logs()).toEqual([]);
      await story.accountFor();
    });

    it('lab-throttle: lets three a minute pass, evenly and in order', async () => {
      story = await world.load('lab-throttle');
      const before = world.clock.now();
      for (let index = 0; index < 4; index++) await story.send('receive_burst', { index });
      await story.rest();
      expect(world.clock.now() - before).toBeGreaterThanOrEqual(60_000);
      expect(await story.outputs('rate_limit')).toEqual(Array(4).fill({ capacity_per_minute: '3' }));
      expect(await story.outputs('pass_through')).toEqual(
        [0, 1, 2, 3].map((index) => ({
          event_id: '',
          payload: `{"index":${index}}`,
          throttled: true,
          processed_at: '',
        })),
      );
      expect(await story.logs()).toEqual([]);
      await story.accountFor();
    });

    it('lab-delay-retry: waits, calls, and takes the match or the no-match way', async () => {
      story = await world.load('lab-delay-retry');
      world.outside.on('httpbin.org', echo);
      await story.send('receive_request', { request_id: 'good' });
      await story.send('receive_request', { request_id: 'please fail' });
      await story.rest();
      expect(await story.outputs('wait_before_call')).toEqual([{ seconds: 5 }, { seconds: 5 }]);
      const sent = world.outside.calls.map(({ json }) => json);
      expect(sent).toHaveLength(2);
      expect(sent).toContainEqual({ request_id: 'good', attempt: 1, delayed_seconds: 5 });
      expect(await story.outputs('success_result')).toEqual([
        { status: 'success', request_id: 'good', http_status: '200' },
      ]);
      expect(await story.outputs('retry_needed')).toEqual([
        { status: 'retry', request_id: 'please fail', http_status: '500' },
      ]);
      expect(await story.logs()).toEqual(['call_httpbin: Status 500 received from https://httpbin.org/post']);
      await story.accountFor();
    });

    it('lab-scheduled-heartbeat: starts by its schedule', async () => {
      story = await world.load('lab-scheduled-heartbeat');
      world.outside.on('httpbin.org', echo);
      await story.tick('heartbeat_schedule');
      await story.rest();
      const beat = { event: 'heartbeat', status: 'alive', timestamp: '', story: 'scheduled-heartbeat' };
      expect(await story.outputs('format_heartbeat')).toEqual([beat]);
      expect(world.outside.lines()).toEqual(['GET httpbin.org/get', 'POST httpbin.org/post']);
      expect(world.outside.calls[1]?.json).toEqual(beat);
      expect(await story.logs()).toEqual([]);
      await story.accountFor();
    });

    it('lab-batch-etl: drops a duplicate, throttles, looks up, waits, escalates or logs', async () => {
      story = await world.load('lab-batch-etl');
      world.outside.on('httpbin.org', echo);
      const batch = { batch_id: 'b1', severity: 'high', category: 'mail' };
      await story.send('receive_batch', batch);
      await story.send('receive_batch', batch);
      await story.send('receive_batch', { batch_id: 'b2', severity: 'low', category: 'web' });
      await story.send('receive_batch', { batch_id: 'b3', severity: 'critical', category: 'please fail' });
      await story.rest();
      expect(await story.outputs('normalize_input')).toContainEqual({
        event_id: 'b1',
        severity: 'high',
        category: 'mail',
        received_at: '',
      });
      expect(await story.outputs('dedupe_window')).toEqual(Array(3).fill({ unique_event: true }));
      expect(world.outside.calls.map(({ json }) => json)).toEqual([
        { event_id: 'b1', category: 'mail' },
        { event_id: 'b2', category: 'web' },
        { event_id: 'b3', category: 'please fail' },
      ]);
      expect(await story.outputs('check_severity')).toMatchObject([{ rule_matched: true }, { rule_matched: true }]);
      expect(await story.outputs('escalate')).toEqual([{ action: 'escalate', event_id: 'b1', http_status: '200' }]);
      expect(await story.outputs('standard_log')).toEqual([{ action: 'log', event_id: 'b3', http_status: '500' }]);
      // after five minutes the same batch is new again
      world.clock.forward(300_000);
      await story.send('receive_batch', batch);
      await story.rest();
      expect(await story.outputs('escalate')).toHaveLength(2);
      expect(await story.logs()).toEqual(['external_lookup: Status 500 received from https://httpbin.org/post']);
      await story.accountFor();
    });

    it('mastodon-auto-approve: by its schedule, filters accounts, approves some and rejects others', async () => {
      await world.credential('mastodon');
      story = await world.load('mastodon-auto-approve', {
        '{my-mastodon-web_domain}': 'social.example.com',
        '{my-credential}': 'mastodon',
      });
      const accounts = [
        { id: '1', email: 'ada@agency.gov' },
        { id: '2', email: 'bob@gmail.com' },
        { id: '3', email: 'eve@example.com' },
        { id: '4', email: 'joe@city.gov.au' },
        { id: '5', email: 'kim@yahoo.com' },
      ];
      world.outside.on('social.example.com', ({ method }) => ({ body: method === 'GET' ? accounts : {} }));
      await story.tick('Get Pending User Accounts');
      await story.rest();
      const [list] = world.outside.calls;
      expect(list).toMatchObject({
        path: '/api/v2/admin/accounts',
        headers: { authorization: 'Bearer value-of-mastodon' },
      });
      expect(list?.query).toEqual({ origin: 'local', status: 'pending', limit: '200' });
      expect(await story.outputs('Extract Pre-Approved Accounts')).toEqual([
        { 'pre-approved_accounts': [accounts[0], accounts[3]] },
      ]);
      const [first, second] = await story.outputs('Explode Pre-Approved Accounts');
      expect(first).toMatchObject({ index: 0, size: 2, individual_item: accounts[0] });
      expect(second).toMatchObject({ index: 1, size: 2, individual_item: accounts[3] });
      expect(world.outside.lines().slice(1).sort()).toEqual([
        'POST social.example.com/api/v1/admin/accounts/1/approve',
        'POST social.example.com/api/v1/admin/accounts/2/reject',
        'POST social.example.com/api/v1/admin/accounts/4/approve',
        'POST social.example.com/api/v1/admin/accounts/5/reject',
      ]);
      expect(await story.logs()).toEqual([]);
      await story.accountFor();
    });

    it('caldera-github-webhook: explodes, builds with a Python script, posts', { timeout: 120_000 }, async () => {
      story = await world.load('caldera-github-webhook');
      world.outside.on('caldera.example.com', () => ({ body: { state: 'running' } }));
      const operations = [{ data: { name: 'one', jitter: '2/8' } }, { data: { name: 'two', group: 'red' } }];
      await story.send('Webhook Action', {
        caldera_server: 'caldera.example.com',
        caldera_api_key: 'key-of-caldera',
        operations,
      });
      // the loading of Python alone takes seconds on a busy machine
      await story.rest(110_000);
      expect(world.outside.lines()).toEqual(Array(2).fill('POST caldera.example.com/api/v2/operations'));
      expect(world.outside.calls[0]?.headers).toMatchObject({ accept: 'application/json', key: 'key-of-caldera' });
      const sent = world.outside.calls.map(({ json }) => json);
      const nothing = { adversary: null, planner: null, state: null, objective: null, source: null, group: null };
      expect(sent).toContainEqual(
        expect.objectContaining({ ...nothing, id: expect.stringMatching(/^\d{8}$/), name: 'one', jitter: '2/8' }),
      );
      expect(sent).toContainEqual(expect.objectContaining({ name: 'two', group: 'red', jitter: null }));
      expect(await story.outputs('AI Transform for JSON')).toContainEqual({ output: sent[0] });
      expect(await story.outputs('Operations')).toMatchObject(
        Array(2).fill({ status: 200, body: { state: 'running' } }),
      );
      expect(await story.logs()).toEqual([]);
      await story.accountFor();
    });
  });
