/** What does not fit into memory, and what cannot be taken in now. */
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { noSecrets } from '@fabula/engine';
import Fastify from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../platform/system-clock.ts';
import { at, idAt, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { BodyTurns } from './body-turns.ts';
import { createBodies } from './create-bodies.ts';
import { intakeRoutes } from './intake-routes.ts';
import { BodyReader } from './read-body.ts';

const mb = 1024 ** 2;

describe('a webhook with large bodies', () => {
  let world: TestFabula;
  let action: number;
  let port = 0;
  beforeAll(async () => {
    world = await startFabula('embedded', { FABULA_MAX_BODY_BYTES: String(8 * mb) });
    await world.fabula.listen(0);
    const address = world.fabula.app.server.address();
    port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const team = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
    const options = { path: 'large', secret: 's', verbs: 'post', include_headers: false };
    const data = { name: 'Large', agents: [{ type: 'Agents::WebhookAgent', name: 'Hook', options }], links: [] };
    const story = idAt((await world.ask('POST', '/api/v1/stories/import', { body: { team_id: team, data } })).body);
    action = idAt((await world.ask('GET', `/api/v1/actions?story_id=${story}`)).body, 'agents.0.id');
  });
  afterAll(() => world.drop());

  /** Without a length: in chunks. */
  function send(path: string, pieces: readonly string[], length?: number): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        ...(length === undefined ? {} : { 'content-length': length }),
      };
      const call = request({ port, host: '127.0.0.1', method: 'POST', path, headers }, (response) => {
        let text = '';
        response.on('data', (piece: Buffer) => {
          text += piece.toString();
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      call.on('error', reject);
      for (const piece of pieces) call.write(piece);
      call.end();
    });
  }

  const pieces = (megabytes: number) => [
    '{"a":"',
    ...Array.from({ length: megabytes }, () => 'é'.repeat(mb / 2)),
    '"}',
  ];
  const count = async () =>
    at((await world.ask('GET', `/api/v1/actions/${action}/events?per_page=1`)).body, 'meta.count');

  test.each([
    ['in chunks', undefined],
    ['with its length', 3 * mb + 8],
  ])('takes one of 3 MB %s as it is', async (_name, length) => {
    const answer = await send('/webhook/large/s', pieces(3), length);
    expect(answer).toMatchObject({ status: 201 });
    const events = await world.ask('GET', `/api/v1/actions/${action}/events?per_page=1`);
    // Not `toContain`: a failure would print six megabytes.
    expect(events.text.includes(`"payload":{"hook":${pieces(3).join('')}}`)).toBe(true);
    expect(await readdir(join(world.dataDir, 'spool'))).toEqual([]);
  });

  test.each([
    ['one that is too large', '/webhook/large/s', 9, 413],
    ['a wrong secret', '/webhook/large/x', 3, 401],
    ['an unknown path', '/webhook/larger/s', 3, 404],
  ])('refuses %s', async (_name, path, megabytes, status) => {
    const before = await count();
    expect((await send(path, pieces(megabytes))).status).toBe(status);
    expect(await count()).toBe(before);
  });

  test('forgets one that breaks off', async () => {
    const before = await count();
    const call = request({ port, host: '127.0.0.1', method: 'POST', path: '/webhook/large/s' });
    call.on('error', () => undefined);
    const connections = () =>
      new Promise<number>((resolve) => world.fabula.app.server.getConnections((_error, open) => resolve(open)));
    await new Promise<void>((resolve) => call.write('x'.repeat(2 * mb), () => resolve()));
    call.destroy();
    await until(async () => (await connections()) === 0);
    expect(await count()).toBe(before);
    expect((await send('/webhook/large/s', ['{}'])).status).toBe(201);
  });
});

describe('a webhook that cannot be taken in now is told when to come back', () => {
  const nobody = () => Promise.reject(new Error('nobody should be asked'));

  async function ask(parts: Partial<Parameters<typeof intakeRoutes>[1]>, body: string) {
    const app = Fastify();
    app.addHook('onRoute', (route) => {
      route.config = { ...route.config, permission: 'anyone' };
    });
    const log = pino({ level: 'silent' });
    const { reader, turns } = createBodies({ dataDir: '/nowhere', maxBodyBytes: 10 * mb }, () => false, log);
    intakeRoutes(app, {
      engine: {
        accept: nobody,
        reader: () => {
          throw new Error('nobody should be asked');
        },
      },
      stories: {
        draftsOf: async () => [],
        findByWebhookPath: async () => null,
        peekTeamValues: () => undefined,
        teamValues: nobody,
      },
      credentials: { peek: () => noSecrets, load: nobody },
      clock: systemClock,
      log,
      publicUrl: () => '',
      maxBodyBytes: 10 * mb,
      bodies: reader,
      turns,
      admit: () => undefined,
      pressure: () => null,
      limitPerMinute: null,
      onAnswer: () => undefined,
      ...parts,
    });
    const headers = { 'content-type': 'application/json' };
    const answer = await app.inject({ method: 'POST', url: '/webhook/a', headers, payload: body });
    await app.close();
    return { status: answer.statusCode, retryAfter: Number(answer.headers['retry-after']), text: answer.body };
  }

  const busy = () => ({ kind: 'busy', retryAfterSeconds: 7, message: 'Send the request again shortly.' }) as const;

  test('when memory or the disk is short', async () => {
    const expected = { status: 503, retryAfter: 7, text: 'Send the request again shortly.' };
    expect(await ask({ pressure: busy }, '{}')).toEqual(expected);
    expect(await ask({ pressure: busy }, 'x'.repeat(2 * mb))).toEqual(expected);
  });

  test('when too many large bodies wait', async () => {
    const turns = new BodyTurns({ capacity: 100, maxWaiting: 0, maxWaitMs: 1_000 });
    const held = turns.tryTake({ size: 70_000, bytes: Buffer.alloc(0), load: nobody, letGo: () => undefined });
    expect(held).not.toBeNull();
    const answer = await ask({ turns }, 'x'.repeat(70_000));
    expect(answer).toMatchObject({ status: 503, text: expect.stringContaining('Nothing was stored') });
    expect(answer.retryAfter).toBeGreaterThan(0);
  });

  test('when too many lie in files', async () => {
    const bodies = new BodyReader({
      maxBytes: 10 * mb,
      maxArrivingBytes: mb,
      maxFiles: 0,
      directory: '/nowhere',
      mayWrite: () => true,
    });
    expect(await ask({ bodies }, 'x'.repeat(2 * mb))).toMatchObject({
      status: 503,
      text: expect.stringContaining('Nothing was stored'),
    });
  });
});
