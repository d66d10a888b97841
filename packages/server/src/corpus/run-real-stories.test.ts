/**
 * Real story exports, run end to end: imported through the API, started as their authors would, every event read back.
 * They are read from the folder that FABULA_STORY_CORPUS names.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getKey, isObjectValue, type Value } from '@fabula/formula';
import { type ActionId, asId, type StoryId } from '@fabula/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EchoServer, startEchoServer } from '../testing/echo-server.test-kit.ts';
import { at, databaseKinds, idAt, listAt, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { ShiftedClock } from '../testing/shifted-clock.test-kit.ts';

const corpus = process.env['FABULA_STORY_CORPUS'];
if (corpus === undefined) console.warn('FABULA_STORY_CORPUS is not set: real stories are not run.');

describe.runIf(corpus !== undefined).each(databaseKinds)('real stories on %s', (kind) => {
  let test: TestFabula;
  let echo: EchoServer;
  const clock = new ShiftedClock();

  beforeAll(async () => {
    echo = await startEchoServer((body) => (body.includes('please fail') ? 500 : 200));
    test = await startFabula(kind, { FABULA_EGRESS_ALLOW: '127.0.0.0/8' }, { clock });
  });
  afterAll(async () => {
    await test.drop();
    await echo.close();
  });

  interface Imported {
    readonly id: number;
    /** Ids of the actions in the order of the file. */
    readonly actions: readonly { readonly id: number; readonly name: string }[];
    readonly webhooks: Readonly<Record<string, string>>;
  }

  async function load(name: string): Promise<Imported> {
    const text = readFileSync(join(corpus ?? '', `${name}.json`), 'utf8').replaceAll('https://httpbin.org', echo.url);
    const data: { name: string; agents: { name: string; type: string; options: Record<string, string> }[] } =
      JSON.parse(text);
    const team = idAt((await test.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
    const answer = await test.ask('POST', '/api/v1/stories/import', {
      body: `{"new_name":${JSON.stringify(data.name)},"team_id":${team},"mode":"new","data":${text}}`,
    });
    expect(answer.status, answer.text).toBe(200);
    const id = idAt(answer.body);
    const story = await test.fabula.database.kysely
      .selectFrom('action')
      .select(['id', 'name'])
      .where('story_id', '=', id)
      .orderBy('position')
      .execute();
    const webhooks: Record<string, string> = {};
    for (const agent of data.agents) {
      if (agent.type !== 'Agents::WebhookAgent') continue;
      webhooks[agent.name] = `/webhook/${agent.options['path']}/${agent.options['secret']}`;
    }
    return { id, actions: story, webhooks };
  }

  /** Own outputs of all events of an action, oldest first. */
  async function outputs(story: Imported, position: number): Promise<Value[]> {
    const action = story.actions[position];
    const answer = await test.ask('GET', `/api/v1/actions/${action?.id}/events?per_page=500`);
    const slugged = listAt(answer.body, 'events').map((event) => {
      const payload = at(event, 'payload');
      if (!isObjectValue(payload)) throw new Error('a payload is an object');
      return payload;
    });
    const slug =
      action?.name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '_')
        .replace(/^_|_$/g, '') ?? '';
    return slugged.map((payload) => getKey(payload, slug) ?? null).reverse();
  }

  const settled = (story: Imported, position: number, count: number) =>
    until(async () => {
      const found = await outputs(story, position);
      return found.length >= count && found;
    });

  /** Starts an action that nothing leads to, as a person would by hand. */
  async function runByHand(story: Imported, position: number): Promise<void> {
    const definition = await test.fabula.stories.get(asId<StoryId>(story.id));
    const action = story.actions[position];
    if (definition === null || action === undefined) throw new Error('no such action');
    expect(await test.fabula.engine.runAction(definition, asId<ActionId>(action.id))).toMatchObject({ ok: true });
  }

  async function errors(story: Imported): Promise<string[]> {
    const rows = await test.fabula.database.kysely
      .selectFrom('action_log')
      .select('message')
      .where('story_id', '=', story.id)
      .where('level', '=', 4)
      .execute();
    return rows.map((row) => row.message);
  }

  it('provider-test-import: a webhook into a transform', async () => {
    const story = await load('provider-test-import');
    expect((await test.ask('POST', story.webhooks['Webhook Action'] ?? '', { key: null, body: { a: 1 } })).status).toBe(
      201,
    );
    expect(await settled(story, 1, 1)).toEqual([{ message: 'This is an automatically generated message from Tines' }]);
  });

  it('csv-to-rows: sends to itself, parses, builds JSON with tags, answers its caller', async () => {
    const story = await load('csv-to-rows');
    const contents = Buffer.from('name,age\nAda,36\nAlan,41\n').toString('base64');
    const intake = await test.ask('POST', story.webhooks['CSV Intake'] ?? '', {
      key: null,
      body: { csv_upload: { contents } },
    });
    expect(intake.status).toBe(201);
    const [answer] = await settled(story, 5, 1);
    const rows = JSON.parse(String(at(answer ?? null, 'rows')));
    expect(rows).toEqual([
      { name: 'Ada', age: '36' },
      { name: 'Alan', age: '41' },
    ]);
    expect(await errors(story)).toEqual([]);
    // the called run is a run of its own
    const runs = listAt((await test.ask('GET', `/api/v1/stories/${story.id}/runs`)).body, 'story_runs');
    expect(runs).toHaveLength(2);
  });

  it('lab-throttle: lets three a minute pass, evenly', async () => {
    const story = await load('lab-throttle');
    for (let index = 0; index < 4; index++) {
      await test.ask('POST', story.webhooks['receive_burst'] ?? '', { key: null, body: { index } });
    }
    await settled(story, 2, 1);
    expect(await outputs(story, 2)).toHaveLength(1);
    for (let passed = 2; passed <= 4; passed++) {
      clock.forward(20_000);
      await settled(story, 2, passed);
      expect(await outputs(story, 2)).toHaveLength(passed);
    }
  });

  it('lab-delay-retry: waits, calls, and takes the match or the no-match way', async () => {
    const story = await load('lab-delay-retry');
    const hook = story.webhooks['receive_request'] ?? '';
    await test.ask('POST', hook, { key: null, body: { request_id: 'good' } });
    await test.ask('POST', hook, { key: null, body: { request_id: 'please fail' } });
    expect(await outputs(story, 1)).toHaveLength(0);
    clock.forward(5_000);
    expect(await settled(story, 4, 1)).toMatchObject([{ status: 'success', request_id: 'good', http_status: '200' }]);
    expect(await settled(story, 5, 1)).toMatchObject([
      { status: 'retry', request_id: 'please fail', http_status: '500' },
    ]);
    expect(echo.received.filter(({ body }) => body.includes('delayed_seconds'))).toHaveLength(2);
  });

  it('lab-scheduled-heartbeat: starts by its schedule', async () => {
    const before = echo.received.length;
    const story = await load('lab-scheduled-heartbeat');
    await until(async () => {
      const { rows } = await test.fabula.database.pool.query('select 1 from schedule where story_id = $1', [story.id]);
      return rows.length === 1;
    });
    clock.forward(15 * 60_000);
    await settled(story, 2, 1);
    expect(echo.received.slice(before).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /get',
      'POST /post',
    ]);
    expect(await outputs(story, 0)).toHaveLength(1);
  });

  it('lab-batch-etl: drops a duplicate, throttles, looks up, waits, escalates', async () => {
    const story = await load('lab-batch-etl');
    const hook = story.webhooks['receive_batch'] ?? '';
    const batch = { batch_id: 'b1', severity: 'high', category: 'mail' };
    await test.ask('POST', hook, { key: null, body: batch });
    await test.ask('POST', hook, { key: null, body: batch });
    await settled(story, 5, 1);
    clock.forward(3_000);
    expect(await settled(story, 7, 1)).toEqual([{ action: 'escalate', event_id: 'b1', http_status: '200' }]);
    clock.forward(60_000);
    expect(await outputs(story, 4)).toHaveLength(1);
    expect(await errors(story)).toEqual([]);
  });

  describe('loops-and-liquid', () => {
    let story: Imported;
    beforeAll(async () => {
      story = await load('loops-and-liquid');
    });

    it('explodes a list and delays each item by its place', async () => {
      await runByHand(story, 0);
      await settled(story, 1, 5);
      for (let step = 0; step < 5; step++) clock.forward(5_000);
      expect(await settled(story, 2, 5)).toHaveLength(5);
    });

    it.each<[string, number, number, Value]>([
      ['a JSONPath with $', 9, 10, { message: ['alice@example.com', 'joe@example.com'] }],
      ['WHERE and GET', 13, 8, { message: 'eoin@example.com' }],
      ['MAP', 12, 14, { results: ['thomas@example.com', 'twang@example.com', 'eoin@example.com'] }],
      ['a pattern with look-around', 66, 67, { output: ['my name is'] }],
      ['a pattern for addresses', 68, 69, { ips: ['20.70.21.205', '103.73.74.219', '181.10.133.13'] }],
      ['a pattern for a domain', 71, 70, { domain: ['tines.com'] }],
    ])('%s', async (_name, start, end, expected) => {
      await runByHand(story, start);
      expect((await settled(story, end, 1)).at(-1)).toEqual(expected);
    });

    it.each([
      ['dates', 24],
      ['time zones, written beside the mode', 25],
    ])('%s', async (_name, start) => {
      await runByHand(story, start);
      const [output] = await settled(story, start, 1);
      expect(isObjectValue(output ?? null) && Object.values(output ?? {}).every((text) => text !== '')).toBe(true);
    });

    it('joins three branches that take different times', async () => {
      await runByHand(story, 26);
      for (const position of [31, 32, 33]) {
        clock.forward(2_000);
        await settled(story, position, 1);
      }
      const [joined] = await settled(story, 30, 1);
      expect(joined).toHaveLength(3);
    });

    it('counts to ten in a loop that closes on itself, and breaks out of it', async () => {
      await runByHand(story, 48);
      for (let round = 1; round <= 10; round++) {
        await settled(story, 47, round);
        clock.forward(1_000);
      }
      await settled(story, 53, 1);
      expect(await outputs(story, 47)).toHaveLength(11);
    });
  });
});
