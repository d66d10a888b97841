/** The promise of masking: whatever an action does with a credential, nothing of it is found afterwards. */
import { generateKeyPairSync } from 'node:crypto';
import type { Value } from '@fabula/formula';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { oneDatabase, until } from '../testing/fabula.test-kit.ts';
import { spellingsOf } from './needles.ts';
import { echo, type Outside, startOutside } from './outside.test-kit.ts';
import { type CredentialWorld, httpRequest, startCredentialWorld, transform } from './world.test-kit.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
const hidden = {
  text: 'tëxt "secret" /1 <x>&+',
  token: 'fetched-token-4242424242',
  client: 'client-secret-1111',
  request: 'request-secret-2222',
  first: 'first-secret-3333',
  second: 'second-secret-4444',
  access: 'AKIAEXAMPLEEXAMPLE12',
  aws: 'aws/secret+key/5555',
};

interface Case {
  readonly mode: string;
  readonly parameters: (outside: Outside) => Readonly<Record<string, unknown>>;
  /** What the server outside must have got, so that the test means something. */
  readonly arrives: string | RegExp;
}

const tokenRequest = (outside: Outside, more: Readonly<Record<string, unknown>>) => ({
  url: `${outside.url}/token`,
  method: 'post',
  content_type: 'json',
  payload: { secret: '<<secret>>', ...more },
});

const cases: readonly Case[] = [
  { mode: 'TEXT', parameters: () => ({ value: hidden.text }), arrives: Buffer.from(hidden.text).toString('base64') },
  {
    mode: 'JWT',
    parameters: () => ({
      jwt_algorithm: 'RS256',
      jwt_payload: { iss: 'fabula' },
      jwt_auto_generate_time_claims: true,
      jwt_private_key: rsa,
    }),
    arrives: /eyJ[\w-]+\.[\w-]+\.[\w-]{300,}/,
  },
  {
    mode: 'OAUTH',
    parameters: ({ url }) => ({
      oauth_token_url: `${url}/token`,
      oauth_client_id: 'client',
      oauth_client_secret: hidden.client,
      oauth_scope: '',
      oauth_grant_type: 'client_credentials',
    }),
    arrives: hidden.token,
  },
  {
    mode: 'AWS',
    parameters: () => ({
      aws_authentication_type: 'KEY',
      aws_access_key: hidden.access,
      aws_secret_key: hidden.aws,
      metadata: { aws_region: 'eu-west-1', aws_service: 's3' },
    }),
    arrives: /Signature=[0-9a-f]{64}/,
  },
  {
    mode: 'HTTP_REQUEST_AGENT',
    parameters: (outside) => ({
      http_request_options: tokenRequest(outside, {}),
      http_request_location_of_token: '=response.body.access_token',
      http_request_secret: hidden.request,
      http_request_ttl: 600,
    }),
    arrives: hidden.token,
  },
  {
    mode: 'MULTI_REQUEST',
    parameters: (outside) => ({
      credential_requests: [
        { options: tokenRequest(outside, {}), http_request_secret: hidden.first },
        {
          options: tokenRequest(outside, { session: '<<response.body.session>>' }),
          http_request_secret: hidden.second,
        },
      ],
      http_request_location_of_token: '=response.body.access_token',
    }),
    arrives: hidden.token,
  },
];

describe.each(oneDatabase)('credentials leave no trace (%s)', (kind) => {
  let world: CredentialWorld;
  let outside: Outside;
  let release = (): void => undefined;

  beforeAll(async () => {
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    outside = await startOutside(async (request) => {
      if (request.path.startsWith('/token')) {
        return { body: { access_token: hidden.token, session: 'session-of-the-first', expires_in: 600 } };
      }
      const isFirst = outside.arrived.filter(({ path }) => path === request.path).length === 1;
      if (request.path === '/busy' && isFirst) return { status: 503 };
      if (request.path.endsWith('?second')) await released;
      return echo(request);
    });
    world = await startCredentialWorld(kind);
  });
  beforeEach(() => {
    outside.arrived.length = 0;
  });
  afterAll(async () => {
    release();
    await world.drop();
    await outside.close();
  });

  test.each(cases)('$mode', async ({ mode, parameters, arrives }) => {
    const slug = mode.toLowerCase();
    const created = await world.create({ name: mode, mode, ...parameters(outside) });
    const story = await world.story(slug, [
      transform('Show', {
        plain: `=CREDENTIAL.${slug}`,
        text: `Bearer <<CREDENTIAL.${slug}>>`,
        encoded: `=BASE64_ENCODE("user:" & CREDENTIAL.${slug})`,
        quoted: `=TO_JSON({value: CREDENTIAL.${slug}})`,
      }),
      transform('Fail', { failed: `=ERROR("it is " & CREDENTIAL.${slug})` }),
      httpRequest('Send', {
        url: `${outside.url}/path?key=<<CREDENTIAL.${slug}>>`,
        headers: { authorization: `=CREDENTIAL.${slug}`, 'x-basic': `=BASE64_ENCODE(CREDENTIAL.${slug})` },
        payload: { value: `=CREDENTIAL.${slug}`, basic: `=BASE64_ENCODE(CREDENTIAL.${slug})` },
      }),
    ]);
    await world.call(slug);
    const shown = await story.eventsOf('Show', 1);
    const sent = await story.eventsOf('Send', 1);
    const logs = [...(await story.logs('Fail')), ...(await story.logs('Send', 3))];

    const received = JSON.stringify(outside.arrived);
    if (typeof arrives === 'string') expect(received).toContain(arrives);
    else expect(received).toMatch(arrives);

    const found =
      typeof arrives === 'string' ? [] : [...received.matchAll(new RegExp(arrives, 'g'))].map(([text]) => text);
    const secrets = [...Object.values(hidden), String(rsa), ...found.map((text) => text.replace('Signature=', ''))];
    const answers = [created, ...shown, ...sent, ...logs];
    const list = await world.ask('GET', '/api/v1/user_credentials');
    const everywhere: Record<string, string> = {
      answers: JSON.stringify(answers as Value[]),
      list: list.text,
      log: world.log(),
      database: await world.dump(),
    };
    expect(everywhere['answers']).toContain(mode === 'AWS' ? 'aws-signature-of-credential' : '********');
    expectNoneOf(secrets, everywhere);
  });

  test('what an action keeps between attempts, pages and turns of a loop', async () => {
    const secret = 'kept/secret "6666"';
    await world.create({ name: 'Kept', mode: 'TEXT', value: secret });
    const request = (name: string, path: string, options: Readonly<Record<string, unknown>> = {}) =>
      httpRequest(name, {
        url: `${outside.url}/${path}`,
        local: { t: '=CREDENTIAL.kept' },
        payload: { value: '=LOCAL.t' },
        ...options,
      });
    const turn = '<<IF(LOOP.index = 1, "?second", "")>>';
    const story = await world.story('kept', [
      request('Again', 'busy', { retry_on_status: ['503'] }),
      request('Pages', 'pages<<IF(PAGINATE.index = 1, "?second", "")>>', {
        pagination: { has_more: '=PAGINATE.index = 0' },
      }),
      request('Turns', `turns${turn}`, { loop: '=["a", "b"]' }),
      request('Secret Turns', `secret${turn}`, { loop: '=[CREDENTIAL.kept, CREDENTIAL.kept]', payload: '=LOOP.value' }),
      request('Parallel', `parallel${turn}`, { loop: '=["a", "b"]', loop_parallel: true }),
    ]);
    await world.call('kept');
    const seconds = ['/pages?second', '/turns?second', '/secret?second', '/parallel?second'];
    await until(async () => seconds.every((path) => outside.arrived.some((one) => one.path === path)));
    await until(async () => (await story.logs('Again', 2)).length === 1);
    const { kysely } = world.fabula.database;
    await until(async () => (await kysely.selectFrom('action_memory').selectAll().execute()).length > 1);
    expectNoneOf([secret], { database: await world.dump() });

    release();
    for (const name of ['Again', 'Pages', 'Turns', 'Secret Turns', 'Parallel']) await story.eventsOf(name, 1);
    expect(outside.arrived.map(({ path }) => path).sort()).toEqual(
      ['/busy', '/busy', '/pages', '/parallel', '/secret', '/turns', ...seconds].sort(),
    );
    for (const { body } of outside.arrived) expect(body).toContain(JSON.stringify(secret).slice(1, -1));
    expectNoneOf([secret], { database: await world.dump() });
  });
});

function expectNoneOf(secrets: readonly string[], everywhere: Readonly<Record<string, string>>): void {
  for (const [place, text] of Object.entries(everywhere)) {
    for (const secret of secrets) {
      for (const spelling of spellingsOf(secret)) {
        if (text.includes(spelling)) throw new Error(`${place} holds ${spelling.slice(0, 100)}`);
      }
    }
  }
}
