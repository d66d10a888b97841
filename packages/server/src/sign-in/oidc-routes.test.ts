import { findUserByEmail, updateUser } from '@fabula/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { at, oneDatabase, owner, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';
import { type OAuthServer, startOAuthServer } from '../testing/oauth-server.test-kit.ts';

describe.each(oneDatabase)('single sign-on on %s', (kind) => {
  let world: TestFabula;
  let provider: OAuthServer;

  beforeAll(async () => {
    provider = await startOAuthServer();
    world = await startFabula(kind, {
      FABULA_OIDC_ISSUER: provider.issuer,
      FABULA_OIDC_CLIENT_ID: 'fabula',
      FABULA_OIDC_CLIENT_SECRET: 'hush',
    });
  });
  afterAll(async () => {
    await world.drop();
    await provider.close();
  });
  beforeEach(() => {
    provider.person = { email: owner.email, email_verified: true };
    provider.isForging = false;
  });

  /** A browser that begins here: what it keeps, and where it is sent. */
  async function begin(next?: string) {
    const query = next === undefined ? '' : `?${new URLSearchParams({ next })}`;
    const answer = await world.ask('GET', `/api/oidc/sign-in${query}`, { key: null });
    expect(answer.status).toBe(302);
    const setCookie = String([answer.headers['set-cookie']].flat()[0]);
    return { setCookie, cookie: setCookie.split(';')[0] ?? '', address: String(answer.headers['location']) };
  }

  /** The same browser at the provider: where that sends it back to. */
  async function visit(address: string): Promise<string> {
    const answer = await fetch(address, { redirect: 'manual' });
    const back = new URL(answer.headers.get('location') ?? '');
    expect(back.origin).toBe('http://fabula.test');
    return back.pathname + back.search;
  }

  async function comeBack(path: string, cookie: string | null) {
    const headers: Record<string, string> = cookie === null ? {} : { cookie };
    const answer = await world.ask('GET', path, { key: null, headers });
    const cookies = [answer.headers['set-cookie']].flat().map(String);
    return {
      status: answer.status,
      location: answer.headers['location'],
      session: cookies.find((text) => text.startsWith('fabula_session='))?.split(';')[0],
    };
  }

  test('is offered on the sign-in page', async () => {
    const { status, body } = await world.ask('GET', '/api/sign-in-ways', { key: null });
    expect([status, body]).toEqual([200, { oidc: true }]);
  });

  test('the provider is asked with state, nonce and a PKCE challenge, which a cookie out of reach of scripts keeps', async () => {
    const { setCookie, address } = await begin();
    expect(setCookie).toMatch(/^fabula_oidc=[\w-]+; Max-Age=600; Path=\/api\/oidc; HttpOnly; SameSite=Lax$/);
    const url = new URL(address);
    expect(url.origin + url.pathname).toBe(`${provider.issuer}/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'fabula',
      response_type: 'code',
      redirect_uri: 'http://fabula.test/api/oidc/callback',
      scope: 'openid email profile',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
  });

  test('whoever the provider vouches for is signed in and goes where they wanted; the audit log tells of it', async () => {
    const { cookie, address } = await begin('/stories/7?action=3');
    const { status, location, session } = await comeBack(await visit(address), cookie);
    expect([status, location]).toEqual([302, '/stories/7?action=3']);
    const who = await world.ask('GET', '/api/session', { key: null, headers: { cookie: session ?? '' } });
    expect(at(who.body, 'user.email')).toBe(owner.email);
    const logs = await world.ask('GET', '/api/v1/audit_logs?operation_name=Login');
    expect(at(logs.body, 'audit_logs.0')).toMatchObject({ operation_name: 'Login', user_email: owner.email });
  });

  test('capitals of an address make no difference, and an invitation is taken up by it', async () => {
    const invited = { email: 'ada@example.com' };
    expect((await world.ask('POST', '/api/v1/admin/users', { body: invited })).status).toBeLessThan(300);
    provider.person = { email: 'Ada@Example.com' };
    const { cookie, address } = await begin();
    expect((await comeBack(await visit(address), cookie)).location).toBe('/stories');
    const user = await findUserByEmail(world.fabula.database.kysely, invited.email);
    expect(user).toMatchObject({ isInvitationAccepted: true });
  });

  test.each(['//elsewhere.example/', '/\\elsewhere.example', 'https://elsewhere.example/'])(
    'the way back never leads to another site: %s',
    async (next) => {
      const { cookie, address } = await begin(next);
      expect((await comeBack(await visit(address), cookie)).location).toBe('/stories');
    },
  );

  describe('nobody is signed in, and the sign-in page says why', () => {
    const refused = (why: string) => ({ status: 302, location: `/sign-in?failed=${why}`, session: undefined });

    test('when the provider refuses', async () => {
      provider.person = null;
      const { cookie, address } = await begin();
      expect(await comeBack(await visit(address), cookie)).toEqual(refused('refused'));
    });

    test.each([
      ['is not verified', { email: owner.email, email_verified: false }, 'unverified'],
      ['is missing', {}, 'unverified'],
      ['is no text', { email: 5 }, 'unverified'],
      ['is nobody of here', { email: 'stranger@example.com', email_verified: true }, 'unknown'],
    ])('when the address %s', async (_what, person, why) => {
      provider.person = person;
      const { cookie, address } = await begin();
      expect(await comeBack(await visit(address), cookie)).toEqual(refused(why));
    });

    test('when the user was deactivated', async () => {
      const { kysely } = world.fabula.database;
      await world.ask('POST', '/api/v1/admin/users', { body: { email: 'gone@example.com' } });
      const user = await findUserByEmail(kysely, 'gone@example.com');
      await updateUser(kysely, user?.id ?? expect.fail('no user'), { isActive: false });
      provider.person = { email: 'gone@example.com', email_verified: true };
      const { cookie, address } = await begin();
      expect(await comeBack(await visit(address), cookie)).toEqual(refused('unknown'));
      const { body } = await world.ask('GET', '/api/v1/audit_logs?operation_name=LoginRefusal');
      expect(at(body, 'audit_logs.0')).toMatchObject({ user_email: 'gone@example.com', user_id: user?.id });
    });

    test.each([
      ['it began in another browser', null],
      ['the cookie is none of ours', 'fabula_oidc=e30'],
      ['the cookie is broken', 'fabula_oidc=%7B'],
    ])('when %s', async (_what, cookie) => {
      const { address } = await begin();
      expect(await comeBack(await visit(address), cookie)).toEqual(refused('expired'));
    });

    test('when the answer belongs to another beginning', async () => {
      const [mine, theirs] = [await begin(), await begin()];
      expect(await comeBack(await visit(theirs.address), mine.cookie)).toEqual(refused('refused'));
    });

    test('when a code is used twice', async () => {
      const { cookie, address } = await begin();
      const path = await visit(address);
      expect((await comeBack(path, cookie)).location).toBe('/stories');
      expect(await comeBack(path, cookie)).toEqual(refused('refused'));
    });

    test.each([
      ['of another nonce', { nonce: 'another' }],
      ['for another client', { aud: 'another' }],
      ['of another issuer', { iss: 'https://elsewhere.example' }],
    ])('when the token is %s', async (_what, claims) => {
      provider.person = { email: owner.email, email_verified: true, ...claims };
      const { cookie, address } = await begin();
      expect(await comeBack(await visit(address), cookie)).toEqual(refused('refused'));
    });

    test('when the token is signed with a key that the provider has not published', async () => {
      provider.isForging = true;
      const { cookie, address } = await begin();
      expect(await comeBack(await visit(address), cookie)).toEqual(refused('refused'));
    });
  });
});

test('a provider that cannot be reached is said on the sign-in page, and asked again the next time', async () => {
  const silent = await startOAuthServer();
  await silent.close();
  const world = await startFabula('embedded', {
    FABULA_OIDC_ISSUER: silent.issuer,
    FABULA_OIDC_CLIENT_ID: 'fabula',
    FABULA_OIDC_CLIENT_SECRET: 'hush',
  });
  try {
    for (const path of ['/api/oidc/sign-in', '/api/oidc/sign-in']) {
      const answer = await world.ask('GET', path, { key: null });
      expect([answer.status, answer.headers['location']]).toEqual([302, '/sign-in?failed=away']);
    }
  } finally {
    await world.drop();
  }
});
