import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { optionTest } from '@fabula/actions/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { at, idAt, oneDatabase, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';
import { type OAuthServer, startOAuthServer } from '../testing/oauth-server.test-kit.ts';

const type = 'Agents::WebhookAgent';

describe.each(oneDatabase)('who may call a webhook, on %s', (kind) => {
  let world: TestFabula;
  let oauth: OAuthServer;
  let story: number;
  let paths = 0;

  beforeAll(async () => {
    oauth = await startOAuthServer();
    world = await startFabula(kind, { FABULA_EGRESS_ALLOW: '127.0.0.0/8', FABULA_MAX_BODY_BYTES: '3000000' });
    const team = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
    story = idAt((await world.ask('POST', '/api/v1/stories', { body: { team_id: team } })).body);
  });
  afterAll(async () => {
    await world.drop();
    await oauth.close();
  });

  async function aWebhook(options: Record<string, unknown>) {
    paths += 1;
    const body = { story_id: story, type, name: 'Receive', options: { path: `gate-${paths}`, ...options } };
    const answer = await world.ask('POST', '/api/v1/actions', { body: { ...body, position: { x: 0, y: 0 } } });
    expect(answer.status, answer.text).toBe(201);
    const action = idAt(answer.body);
    return {
      url: `/webhook/gate-${paths}`,
      newest: async () => at((await world.ask('GET', `/api/v1/actions/${action}/events`)).body, 'events.0.payload'),
    };
  }

  const call = (url: string, headers: Record<string, string> = {}, body: unknown = {}) =>
    world.ask('POST', url, { key: null, headers, body });

  optionTest(type, ['access_control', 'api_key_teams'], 'API keys of the team, or of others, open it', async () => {
    const team = await world.addTeam('Guests');
    const [guest, nobody] = [await world.addUser('VIEWER', team), await world.addUser(null)];
    const own = await aWebhook({ access_control: 'api_key' });
    const wide = await aWebhook({ access_control: 'api_key', api_key_teams: 'Guests' });
    const all = await aWebhook({ access_control: 'api_key', api_key_teams: ['*'] });
    const as = async (url: string, key: string) => (await call(url, { authorization: `Bearer ${key}` })).status;
    expect(await as(own.url, 'the-key-of-the-owner')).toBe(201);
    expect(JSON.stringify(await own.newest())).not.toContain('authorization');
    expect([await as(own.url, guest), await as(wide.url, guest), await as(all.url, nobody)]).toEqual([401, 201, 201]);
    expect((await call(wide.url, { 'x-user-token': guest })).status).toBe(201);
    const refused = await call(all.url, { authorization: 'Bearer wrong' });
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([
      401,
      'Bearer realm="Fabula", error="invalid_token", error_description="there is no such API key"',
    ]);
    expect((await call(all.url)).headers['www-authenticate']).toBe('Bearer realm="Fabula"');
  });

  optionTest(type, ['oauth_issuer', 'oauth_audience', 'oauth_claims'], 'decide about tokens', async () => {
    const { url, newest } = await aWebhook({
      access_control: 'oauth',
      oauth_issuer: oauth.issuer,
      oauth_audience: 'fabula',
      oauth_claims: { scope: ['stories:run'], team: 'red' },
    });
    const as = async (claims: Record<string, unknown>, expires?: string) =>
      call(url, { authorization: `Bearer ${await oauth.token(claims, expires)}` });
    const good = { aud: 'fabula', scope: 'openid stories:run', team: 'red' };
    expect((await as(good)).status).toBe(201);
    expect(JSON.stringify(await newest())).not.toContain('authorization');
    const wrong = async (claims: Record<string, unknown>, reason: string, expires?: string) => {
      const answer = await as({ ...good, ...claims }, expires);
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, expect.stringContaining(reason)]);
    };
    await wrong({ aud: 'other' }, 'the claim aud is missing or wrong');
    await wrong({ team: 'blue' }, 'the claim team is missing or wrong');
    await wrong({ scope: 'openid' }, 'the claim scope is missing or wrong');
    await wrong({ iss: 'https://elsewhere.example' }, 'the claim iss is missing or wrong');
    await wrong({}, 'the token has expired', '1 minute ago');
    expect((await call(url, { authorization: 'Bearer nonsense' })).status).toBe(401);
    // Everything was found once.
    expect(oauth.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  optionTest(
    type,
    'oauth_jwks_url',
    'gives the keys without discovery; one that cannot be had lets nobody in',
    async () => {
      const token = await oauth.token({ aud: 'fabula' });
      const options = { access_control: 'oauth', oauth_audience: 'fabula' };
      const good = await aWebhook({ ...options, oauth_jwks_url: `${oauth.issuer}/keys` });
      const bad = await aWebhook({ ...options, oauth_jwks_url: `${oauth.issuer}/nowhere` });
      expect((await call(good.url, { authorization: `Bearer ${token}` })).status).toBe(201);
      expect((await call(bad.url, { authorization: `Bearer ${token}` })).status).toBe(401);
      const incomplete = await aWebhook({ access_control: 'oauth', oauth_issuer: oauth.issuer });
      expect((await call(incomplete.url, { authorization: `Bearer ${token}` })).status).toBe(500);
    },
  );

  test('keys that cannot be had are asked for once by many at once, and a stranger learns nothing of them', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(request.url?.startsWith('/odd') ? 999 : 500).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const options = { access_control: 'oauth', oauth_audience: 'fabula' };
      const token = await oauth.token({ aud: 'fabula' });
      for (const more of [{ oauth_issuer: issuer }, { oauth_jwks_url: `${issuer}/odd` }]) {
        const { url } = await aWebhook({ ...options, ...more });
        const strangers = () => Promise.all([1, 2, 3].map(() => call(url, { authorization: `Bearer ${token}` })));
        for (const { status, headers } of [...(await strangers()), ...(await strangers())]) {
          expect([status, headers['www-authenticate']]).toEqual([
            401,
            'Bearer realm="Fabula", error="invalid_token", ' +
              'error_description="the keys of the issuer cannot be had at the moment"',
          ]);
        }
      }
      expect(asked).toEqual(['/.well-known/openid-configuration', '/odd']);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  optionTest(type, 'cors_allowed_origins', 'lets pages of other sites call', async () => {
    const { url } = await aWebhook({ secret: 's', cors_allowed_origins: 'https://app.example' });
    const origin = 'https://app.example';
    const preflight = await world.ask('OPTIONS', url, {
      key: null,
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([204, origin]);
    expect(preflight.headers['access-control-allow-headers']).toBe('authorization, content-type');
    const answer = await call(url, { origin, authorization: 'Bearer s' });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([201, origin]);
    const refused = await call(url, { origin });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, origin]);
    expect(
      (await call(url, { origin: 'https://evil.example' })).headers['access-control-allow-origin'],
    ).toBeUndefined();
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('a body that is compressed with %s is read', async (encoding, compress) => {
    const { url, newest } = await aWebhook({ include_headers: false });
    const large = { text: 'x'.repeat(2_000_000) };
    for (const body of [{ a: 1 }, large]) {
      const packed = compress(Buffer.from(JSON.stringify(body)));
      expect((await call(url, { 'content-encoding': encoding }, packed)).status).toBe(201);
      expect(await newest()).toEqual({ receive: body });
    }
  });

  test('a compressed body that becomes too big, is broken or is unknown is refused; a stranger learns nothing', async () => {
    const { url } = await aWebhook({ secret: 's' });
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const send = async (body: Buffer, encoding: string, key = 's') =>
      (await call(`${url}/${key}`, { 'content-encoding': encoding }, body)).status;
    expect(bomb.length).toBeLessThan(100_000);
    expect(await send(bomb, 'gzip')).toBe(413);
    expect(await send(Buffer.from('broken'), 'gzip')).toBe(400);
    expect(await send(Buffer.from('{}'), 'zstd')).toBe(415);
    expect(await send(bomb, 'gzip', 'wrong')).toBe(401);
    const packed = (times: number) => {
      let body = Buffer.from('{}');
      for (let n = 0; n < times; n++) body = gzipSync(body);
      return send(body, Array(times).fill('gzip').join(', '));
    };
    expect([await packed(3), await packed(4)]).toEqual([201, 400]);
  });

  test('a form with a file gives a file object', async () => {
    const { url, newest } = await aWebhook({ include_headers: false });
    const form = new FormData();
    form.append('note', 'hi');
    form.append('file', new Blob(['PNG'], { type: 'image/png' }), 'a.png');
    const packed = new Response(form);
    const body = Buffer.from(await packed.arrayBuffer());
    const contentType = packed.headers.get('content-type') ?? '';
    expect((await world.ask('POST', url, { key: null, body, contentType })).status).toBe(201);
    expect(await newest()).toEqual({
      receive: { note: 'hi', file: { name: 'a.png', type: 'image/png', contents: 'UE5H' } },
    });
  });

  test('a form is not parsed for whoever may not come in', async () => {
    const { url } = await aWebhook({ secret: 's', cors_allowed_origins: '*' });
    const parse = vi.spyOn(Response.prototype, 'formData');
    try {
      const form = { key: null, body: 'broken', contentType: 'multipart/form-data; boundary=cut' };
      expect((await world.ask('POST', `${url}/wrong`, form)).status).toBe(401);
      const headers = { origin: 'https://a.example', 'access-control-request-method': 'POST' };
      expect((await world.ask('OPTIONS', url, { ...form, headers })).status).toBe(204);
      expect(parse).not.toHaveBeenCalled();
      expect((await world.ask('POST', `${url}/s`, form)).status).toBe(400);
      expect(parse).toHaveBeenCalledOnce();
    } finally {
      parse.mockRestore();
    }
  });

  test('HEAD and OPTIONS are answered, and start nothing', async () => {
    const { url, newest } = await aWebhook({});
    for (const [method, status] of [
      ['HEAD', 200],
      ['OPTIONS', 204],
    ] as const) {
      const answer = await world.ask(method, url, { key: null });
      expect([answer.status, answer.headers['allow']]).toEqual([status, 'GET, POST']);
    }
    expect(await newest()).toBeNull();
  });
});
