import { createHash } from 'node:crypto';
import type { Value } from '@fabula/formula';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { at, idAt, oneDatabase, until } from '../testing/fabula.test-kit.ts';
import { ShiftedClock } from '../testing/shifted-clock.test-kit.ts';
import { type Arrived, echo, type Outside, type OutsideAnswer, startOutside } from './outside.test-kit.ts';
import { type CredentialWorld, httpRequest, messages, startCredentialWorld } from './world.test-kit.ts';

type Form = Readonly<Record<string, string>>;

describe.each(oneDatabase)('OAuth credentials (%s)', (kind) => {
  let world: CredentialWorld;
  let outside: Outside;
  const clock = new ShiftedClock();
  /** How the token server answers now. */
  let answerToken: (form: Form, request: Arrived) => OutsideAnswer | Promise<OutsideAnswer>;
  /** How the service that is called answers now. */
  let answerCall: (request: Arrived) => OutsideAnswer = echo;
  let names = 0;

  beforeAll(async () => {
    outside = await startOutside((request) =>
      request.path.startsWith('/token') ? answerToken(formOf(request), request) : answerCall(request),
    );
    world = await startCredentialWorld(kind, {}, { clock });
  });
  beforeEach(() => {
    outside.arrived.length = 0;
    let issued = 0;
    answerToken = () => ({
      body: { access_token: `token-number-${++issued}`, token_type: 'Bearer', expires_in: 3600 },
    });
    answerCall = echo;
  });
  afterAll(async () => {
    await world.drop();
    await outside.close();
  });

  const parameters = (more: Readonly<Record<string, unknown>> = {}) => ({
    mode: 'OAUTH',
    oauth_token_url: `${outside.url}/token`,
    oauth_client_id: 'our client',
    oauth_client_secret: 'client-s3cret/+',
    oauth_scope: 'read write',
    oauth_grant_type: 'client_credentials',
    ...more,
  });

  async function using(more: Readonly<Record<string, unknown>> = {}) {
    const name = `oauth ${++names}`;
    const credential = await world.create({ name, ...parameters(more) });
    const slug = `oauth_${names}`;
    const story = await world.story(slug, [
      httpRequest('Send', { url: `${outside.url}/call`, headers: { authorization: `Bearer <<CREDENTIAL.${slug}>>` } }),
    ]);
    return { credential, slug, story, id: idAt(credential) };
  }

  const tokenRequests = () => outside.arrived.filter(({ path }) => path === '/token');
  const authorizations = () =>
    outside.arrived.filter(({ path }) => path === '/call').map(({ headers }) => headers.authorization);

  test('a token of the client is fetched once, however many wait, and again before it expires', async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let issued = 0;
    answerToken = async () => {
      await held;
      return { body: { access_token: `token-number-${++issued}`, expires_in: 600 } };
    };
    const { slug, story } = await using();
    await Promise.all(Array.from({ length: 10 }, () => world.call(slug)));
    await until(async () => tokenRequests().length > 0);
    letGo();
    await story.eventsOf('Send', 10);
    expect(tokenRequests()).toHaveLength(1);
    expect(formOf(tokenRequests()[0])).toEqual({
      grant_type: 'client_credentials',
      scope: 'read write',
      client_id: 'our client',
      client_secret: 'client-s3cret/+',
    });
    expect(new Set(authorizations())).toEqual(new Set(['Bearer token-number-1']));
    clock.forward(580_000);
    await world.call(slug);
    await story.eventsOf('Send', 11);
    expect(authorizations().at(-1)).toBe('Bearer token-number-2');
  });

  test('a server that wants the client in a header gets it there', async () => {
    answerToken = (form, { headers }) =>
      form['client_id'] === undefined
        ? { body: { access_token: `for ${headers.authorization}` } }
        : { status: 401, body: { error: 'invalid_client' } };
    const { slug, story } = await using();
    await world.call(slug);
    await story.eventsOf('Send', 1);
    const basic = Buffer.from('our%20client:client-s3cret%2F%2B').toString('base64');
    expect(authorizations()).toEqual([`Bearer for Basic ${basic}`]);
  });

  test('a token server that refuses makes the reading fail, with its reason and without a secret', async () => {
    answerToken = (form) => ({
      status: 400,
      body: { error: 'invalid_scope', error_description: `not for ${form['client_secret']}` },
    });
    const { slug, story } = await using();
    await world.call(slug);
    const logs = await until(async () => {
      const found = await story.logs('Send');
      return found.length > 0 && found;
    });
    expect(messages(logs)).toContain(`The credential "oauth ${names}" cannot be used: the token server answered 400`);
    expect(messages(logs)).toContain('invalid_scope: not for ********');
    expect(authorizations()).toEqual([]);
    // a moment later it is tried again
    answerToken = () => ({ body: { access_token: 'late-token' } });
    clock.forward(6_000);
    await world.call(slug);
    await story.eventsOf('Send', 1);
    expect(authorizations()).toEqual(['Bearer late-token']);
  });

  test('a token server that is not there is named in the log', async () => {
    const { slug, story } = await using({ oauth_token_url: 'http://127.0.0.1:1/token' });
    await world.call(slug);
    const logs = await until(async () => {
      const found = await story.logs('Send');
      return found.length > 0 && found;
    });
    expect(messages(logs)).toMatch(/cannot be used: the token server cannot be reached: .*127\.0\.0\.1/);
  });

  test('a token that is refused is not used again', async () => {
    const { slug, story } = await using();
    answerCall = ({ headers }) =>
      headers.authorization === 'Bearer token-number-1' ? { status: 401, body: 'no' } : { body: 'yes' };
    await world.call(slug);
    await story.eventsOf('Send', 1);
    await world.call(slug);
    await story.eventsOf('Send', 2);
    expect(authorizations()).toEqual(['Bearer token-number-1', 'Bearer token-number-2']);
  });

  test('a changed credential is used at once', async () => {
    const { slug, story, id } = await using();
    await world.call(slug);
    await story.eventsOf('Send', 1);
    const body = { mode: 'OAUTH', oauth_client_id: 'another client' };
    expect((await world.ask('PUT', `/api/v1/user_credentials/${id}`, { body })).status).toBe(200);
    await world.call(slug);
    await story.eventsOf('Send', 2);
    expect(tokenRequests().map((request) => formOf(request)['client_id'])).toEqual(['our client', 'another client']);
    expect(formOf(tokenRequests()[1])['client_secret']).toBe('client-s3cret/+');
  });

  describe('with a sign-in', () => {
    const signIn = {
      oauth_grant_type: 'authorization_code',
      oauth_url: 'https://login.example.com/authorize?audience=a',
    };

    async function callback(query: Readonly<Record<string, string>>, headers: Record<string, string> | null = null) {
      const url = `/oauth/callback?${new URLSearchParams(query)}`;
      return headers === null ? world.ask('GET', url) : world.ask('GET', url, { key: null, headers });
    }

    function signInUrl(credential: Value): URL {
      return new URL(String(at(credential, 'redirect_url')));
    }

    test.each(['S256', 'plain', undefined])('PKCE %s: the code becomes a token, which is renewed', async (method) => {
      let challenge = '';
      let refreshed = 0;
      answerToken = (form) => {
        if (form['grant_type'] === 'refresh_token') {
          refreshed += 1;
          expect(form['refresh_token']).toBe(`refresh-${refreshed - 1}`);
          return {
            body: { access_token: `renewed-${refreshed}`, refresh_token: `refresh-${refreshed}`, expires_in: 60 },
          };
        }
        const verifier = form['code_verifier'] ?? '';
        const expected = method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
        if (form['code'] !== 'the code' || expected !== challenge)
          return { status: 400, body: { error: 'invalid_grant' } };
        return { body: { access_token: 'first-token', refresh_token: 'refresh-0', expires_in: 60 } };
      };
      const { credential, slug, story } = await using({
        ...signIn,
        ...(method === undefined ? {} : { oauthPkceCodeChallengeMethod: method }),
      });
      const url = signInUrl(credential);
      expect(`${url.origin}${url.pathname}`).toBe('https://login.example.com/authorize');
      expect(Object.fromEntries(url.searchParams)).toMatchObject({
        audience: 'a',
        response_type: 'code',
        client_id: 'our client',
        redirect_uri: 'http://fabula.test/oauth/callback',
        scope: 'read write',
        ...(method === undefined ? {} : { code_challenge_method: method }),
      });
      challenge = url.searchParams.get('code_challenge') ?? '';
      expect(challenge === '').toBe(method === undefined);
      const state = url.searchParams.get('state') ?? '';
      const connected = await callback({ state, code: 'the code' });
      expect(connected).toMatchObject({ status: 200 });
      expect(connected.text).toContain('can be used now');
      expect(formOf(tokenRequests()[0])['redirect_uri']).toBe('http://fabula.test/oauth/callback');
      for (const count of [1, 2, 3]) {
        await world.call(slug);
        await story.eventsOf('Send', count);
        clock.forward(55_000);
      }
      expect(authorizations()).toEqual(['Bearer first-token', 'Bearer renewed-1', 'Bearer renewed-2']);
      // a state is used once
      expect((await callback({ state, code: 'the code' })).status).toBe(400);
    });

    test('only whoever began it comes back with it', async () => {
      answerToken = () => ({ body: { access_token: 'a-token', expires_in: 60 } });
      const { credential } = await using(signIn);
      const query = { state: signInUrl(credential).searchParams.get('state') ?? '', code: 'c' };
      const nobody = await callback(query, {});
      expect([nobody.status, nobody.text]).toEqual([401, expect.stringContaining('Sign in to Fabula in this browser')]);
      const stranger = await callback(query, { authorization: `Bearer ${await world.addUser('TEAM_ADMIN')}` });
      expect([stranger.status, stranger.text]).toEqual([400, expect.stringContaining('begun by somebody else')]);
      expect(tokenRequests()).toHaveLength(0);
      expect((await callback(query)).status).toBe(200);
    });

    test('before it, reading fails and says what to do', async () => {
      const { slug, story } = await using(signIn);
      await world.call(slug);
      const logs = await until(async () => {
        const found = await story.logs('Send');
        return found.length > 0 && found;
      });
      expect(messages(logs)).toContain('nobody has signed in for it yet');
      expect(tokenRequests()).toHaveLength(0);
    });

    test.each<[string, (state: string) => Readonly<Record<string, string>>]>([
      ['a made-up state', () => ({ state: 'nonce.signature', code: 'c' })],
      ['a changed signature', (state) => ({ state: `${state}x`, code: 'c' })],
      ['no state', () => ({ code: 'c' })],
      ['a refusal of the server', (state) => ({ state, error: 'access_denied', error_description: '<b>no</b>' })],
    ])('%s connects nothing', async (_name, query) => {
      const { credential } = await using(signIn);
      const answer = await callback(query(signInUrl(credential).searchParams.get('state') ?? ''));
      expect(answer.status).toBe(400);
      expect(answer.text).not.toContain('<b>');
      expect(tokenRequests()).toHaveLength(0);
    });

    test('a failed exchange is told without a secret', async () => {
      answerToken = (form) => ({ status: 400, body: { error: `bad ${form['client_secret']}` } });
      const { credential } = await using(signIn);
      const answer = await callback({ state: signInUrl(credential).searchParams.get('state') ?? '', code: 'c' });
      expect(answer.status).toBe(400);
      expect(answer.text).toContain('the token server answered 400 (bad ********)');
    });
  });
});

function formOf(request: Arrived | undefined): Form {
  return Object.fromEntries(new URLSearchParams(request?.body ?? ''));
}
