/** HTTP Request in the whole program, against servers on loopback. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { optionTest } from '@fabula/actions/testing';
import { Server as ProxyServer } from 'proxy-chain';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { composeFabula } from '../compose.ts';
import { readSettings } from '../settings.ts';
import { at, oneDatabase, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { ShiftedClock } from '../testing/shifted-clock.test-kit.ts';
import { buildStory, type StoryAction, type TestStory } from '../testing/story.test-kit.ts';
import { makeAuthority } from './certificates.test-kit.ts';
import { listen } from './outgoing.test-kit.ts';

const http = 'Agents::HTTPRequestAgent';
const allowed = { FABULA_EGRESS_ALLOW: '127.0.0.0/8' };

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

type Answer = (seen: Seen, response: ServerResponse) => void;

/** A server whose answers each test decides. */
class World {
  readonly seen: Seen[] = [];
  answer: Answer = (_, response) => response.end();
  url = '';
  readonly server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    const seen = { method, url, headers, body: Buffer.concat(chunks) };
    this.seen.push(seen);
    this.answer(seen, response);
  });

  reset(answer: Answer): void {
    this.seen.length = 0;
    this.answer = answer;
  }
}

function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

let stories = 0;

/** A webhook, an HTTP Request after it, and what else is given; and the webhook called. */
async function run(
  fabula: TestFabula,
  options: Readonly<Record<string, unknown>>,
  more: readonly StoryAction[] = [],
  body: unknown = {},
): Promise<TestStory> {
  stories += 1;
  const path = `http-request-${stories}`;
  const story = await buildStory(fabula, [
    { type: 'Agents::WebhookAgent', name: 'Hook', options: { path, access_control: 'public' } },
    { type: http, name: 'Call', after: 'Hook', options },
    ...more,
  ]);
  await fabula.ask('POST', `/webhook/${path}`, { body });
  return story;
}

describe.each(oneDatabase)('an HTTP Request on %s', (kind) => {
  let fabula: TestFabula;
  const world = new World();
  const clock = new ShiftedClock();

  beforeAll(async () => {
    await new Promise<void>((listening) => world.server.listen(0, '127.0.0.1', listening));
    const address = world.server.address();
    world.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    fabula = await startFabula(kind, allowed, { clock });
  });
  afterAll(async () => {
    await fabula.drop();
    world.server.closeAllConnections();
    await new Promise((closed) => world.server.close(closed));
  });

  optionTest(
    http,
    ['payload', 'content_type'],
    'a file that one call brings, another sends on, byte for byte',
    async () => {
      const file = randomBytes(1_000_000);
      world.reset((seen, response) => {
        if (seen.method === 'POST') return sendJson(response, { size: seen.body.length });
        response.writeHead(200, { 'content-type': 'image/png', 'content-encoding': 'gzip' });
        response.end(gzipSync(file));
      });
      const upload = { file: '=call.body', note: { contents: 'ü', filename: 'note.txt' } };
      const story = await run(fabula, { url: `${world.url}/a/picture.png`, method: 'get' }, [
        {
          type: http,
          name: 'Upload',
          after: 'Call',
          options: { url: world.url, content_type: 'data', payload: upload },
        },
        {
          type: http,
          name: 'Raw',
          after: 'Call',
          options: { url: world.url, content_type: 'image/png', payload: '=call.body' },
        },
      ]);
      expect(await story.eventsOf('Call', 1)).toMatchObject([{ body: { name: 'picture.png', type: 'image/png' } }]);
      await Promise.all([story.eventsOf('Upload', 1), story.eventsOf('Raw', 1)]);
      const posts = world.seen.filter(({ method }) => method === 'POST');
      const form = posts.find(({ headers }) => headers['content-type']?.startsWith('multipart/form-data; boundary='));
      expect(form?.body.includes(file)).toBe(true);
      expect(form?.body.toString()).toContain(
        'filename="note.txt"\r\nContent-Type: application/octet-stream\r\n\r\nü\r\n',
      );
      expect(posts.find(({ headers }) => headers['content-type'] === 'image/png')?.body.equals(file)).toBe(true);
    },
  );

  optionTest(http, 'event', 'text comes in the charset that the server names', async () => {
    world.reset((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain; charset=shift_jis' });
      response.end(Buffer.from([0x93, 0xfa, 0x96, 0x7b]));
    });
    const story = await run(fabula, { url: world.url });
    expect(await story.eventsOf('Call', 1)).toMatchObject([{ body: '日本' }]);
  });

  optionTest(http, ['retry_on_status', 'retries', 'local'], 'is tried again with the same local values', async () => {
    let failures = 2;
    world.reset((_, response) => sendJson(response, {}, failures-- > 0 ? 503 : 200));
    const story = await run(fabula, {
      url: world.url,
      payload: { token: '=LOCAL.token' },
      local: { token: '=UUID()', again: '=LOCAL.token' },
      retry_on_status: ['503'],
    });
    for (let retry = 1; retry <= 2; retry += 1) {
      await until(async () => (await story.logs('Call', 2)).length === retry);
      clock.forward(60_000);
      fabula.fabula.engine.wake();
    }
    expect(await story.eventsOf('Call', 1)).toMatchObject([{ status: 200 }]);
    const bodies = world.seen.map(({ body }) => body.toString());
    expect(bodies).toHaveLength(3);
    expect(new Set(bodies).size).toBe(1);
    expect(bodies[0]).toMatch(/"token":"[0-9a-f-]{36}"/);
  });

  optionTest(http, ['disable_redirect_follow', 'timeout'], 'a redirect is an answer; silence is an error', async () => {
    world.reset((seen, response) => {
      if (seen.url === '/silent') return;
      response.writeHead(302, { location: '/end' });
      response.end();
    });
    const story = await run(fabula, { url: world.url, disable_redirect_follow: true }, [
      { type: http, name: 'Silent', after: 'Hook', options: { url: `${world.url}/silent`, timeout: 1 } },
    ]);
    expect(await story.eventsOf('Call', 1)).toMatchObject([{ status: 302 }]);
    const logs = await until(async () => {
      const found = await story.logs('Silent');
      return found.length > 0 && found;
    });
    expect(at(logs[0] ?? null, 'message')).toMatch(/did not answer within 1 seconds$/);
  });

  const pages: Answer = (seen, response) => {
    const page = Number(new URL(seen.url, 'http://x').searchParams.get('page'));
    sendJson(response, { items: [page], more: page < 3 });
  };
  const paged = (output: string) => ({
    url: world.url,
    method: 'get',
    payload: { page: '=PAGINATE.index', after: '=PAGINATE.previous_response.body.items[0]' },
    pagination: { has_more: '=PAGINATE.previous_response.body.more', output },
  });

  optionTest(http, 'pagination', 'reads all pages into one event, and leaves nothing behind', async () => {
    world.reset(pages);
    const story = await run(fabula, paged('combined'));
    expect(await story.eventsOf('Call', 1)).toMatchObject([
      { body: [0, 1, 2, 3].map((page) => ({ items: [page] })), status: 200, meta: { pages: 4 } },
    ]);
    expect(world.seen.map(({ url }) => url)).toEqual([
      '/?page=0&after=',
      '/?page=1&after=0',
      '/?page=2&after=1',
      '/?page=3&after=2',
    ]);
    const memory = await fabula.fabula.database.kysely
      .selectFrom('action_memory')
      .select('key')
      .where('action_id', '=', story.action('Call'))
      .execute();
    expect(memory).toEqual([]);
  });

  optionTest(http, 'pagination', 'reads all pages into an event each', async () => {
    world.reset(pages);
    const story = await run(fabula, paged('per_page'));
    const found = await story.eventsOf('Call', 4);
    expect(found.map((event) => at(event, 'meta.page')).toSorted()).toEqual([0, 1, 2, 3]);
  });
});

describe.each(oneDatabase)('pages on %s', (kind) => {
  optionTest(http, 'pagination', 'that were read before a stop are not read again', async () => {
    const world = new World();
    world.url = await listen(world.server);
    let isHanging = true;
    world.reset((seen, response) => {
      const page = Number(new URL(seen.url, 'http://x').searchParams.get('page'));
      if (page === 2 && isHanging) return;
      sendJson(response, { page, more: page < 3 });
    });
    const fabula = await startFabula(kind, allowed);
    try {
      const story = await run(fabula, {
        url: world.url,
        method: 'get',
        payload: { page: '=PAGINATE.index' },
        pagination: { has_more: '=body.more' },
      });
      await until(async () => world.seen.length === 3);
      isHanging = false;
      await fabula.fabula.stop();
      const settings = readSettings(fabula.environment);
      if (!settings.ok) throw new Error(settings.error);
      const again = await composeFabula(settings.value);
      await again.start();
      try {
        const rows = await until(async () => {
          const found = await again.database.kysely
            .selectFrom('event')
            .select('payload')
            .where('action_id', '=', story.action('Call'))
            .execute();
          return found.length > 0 && found;
        });
        expect(rows).toMatchObject([{ payload: expect.anything() }]);
        expect(world.seen.map(({ url }) => url.replace('/?page=', ''))).toEqual(['0', '1', '2', '2', '3']);
      } finally {
        await again.stop();
      }
    } finally {
      await fabula.drop();
    }
  });
});

describe('settings of a Fabula', () => {
  optionTest(
    http,
    ['use_tunnel', 'custom_certificate_authority_name', 'disable_ssl_verification'],
    'name tunnels and authorities that actions use',
    async () => {
      const authority = await makeAuthority();
      const folder = await mkdtemp(join(tmpdir(), 'fabula-authorities-'));
      await writeFile(join(folder, 'ours.pem'), authority.cert);
      const asked: string[] = [];
      const proxy = new ProxyServer({
        port: 0,
        host: '127.0.0.1',
        prepareRequestFunction: ({ hostname }) => {
          asked.push(hostname);
          return {};
        },
      });
      await proxy.listen();
      const url = await listen(
        createTlsServer(await authority.server(), (_, response) => response.end('sealed')),
        'https',
      );
      const fabula = await startFabula('embedded', {
        ...allowed,
        FABULA_TUNNELS: `office=http://127.0.0.1:${proxy.port}`,
        FABULA_CERTIFICATE_AUTHORITIES: folder,
      });
      try {
        const ours = { url, custom_certificate_authority_name: 'ours' };
        const story = await run(fabula, { ...ours, use_tunnel: 'office' }, [
          { type: http, name: 'Direct', after: 'Hook', options: ours },
          { type: http, name: 'Blind', after: 'Hook', options: { url, disable_ssl_verification: true } },
          { type: http, name: 'Strict', after: 'Hook', options: { url } },
          { type: http, name: 'Lost', after: 'Hook', options: { ...ours, use_tunnel: 'lab' } },
        ]);
        for (const name of ['Call', 'Direct', 'Blind'])
          expect(await story.eventsOf(name, 1)).toMatchObject([{ body: 'sealed' }]);
        expect(asked).toEqual(['127.0.0.1']);
        for (const [name, message] of [
          ['Strict', 'TLS error with 127.0.0.1'],
          ['Lost', "There is no tunnel called 'lab' (setting FABULA_TUNNELS; it has office)"],
        ] as const) {
          const logs = await until(async () => {
            const found = await story.logs(name);
            return found.length > 0 && found;
          });
          expect(at(logs[0] ?? null, 'message')).toContain(message);
        }
      } finally {
        await fabula.drop();
        await proxy.close(true);
        await rm(folder, { recursive: true });
      }
    },
  );
});
