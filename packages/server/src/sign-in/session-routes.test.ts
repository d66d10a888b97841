import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, oneDatabase, owner, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

/** A clock that is moved by hand; timers never fire. */
const clock = {
  time: Date.parse('2026-03-01T12:00:00Z'),
  now: () => clock.time,
  at: () => () => undefined,
  soon: (call: () => void) => {
    setImmediate(call);
  },
};

const fromOurPage = { 'sec-fetch-site': 'same-origin' };

describe.each(oneDatabase)('signing in on %s', (kind) => {
  let world: TestFabula;

  beforeAll(async () => {
    world = await startFabula(kind, {}, { clock });
  });
  afterAll(() => world.drop());

  async function signIn(): Promise<string> {
    const answer = await world.ask('POST', '/api/session', { key: null, body: owner, headers: fromOurPage });
    expect(answer.status).toBe(200);
    return String([answer.headers['set-cookie']].flat()[0]);
  }

  const cookieOf = (setCookie: string) => setCookie.split(';')[0] ?? '';

  test('gives a cookie that scripts cannot read and that works until sign-out', async () => {
    const setCookie = await signIn();
    expect(setCookie).toMatch(/^fabula_session=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/);
    const cookie = cookieOf(setCookie);
    const session = await world.ask('GET', '/api/session', { key: null, headers: { cookie } });
    expect(at(session.body, 'user')).toMatchObject({
      email: owner.email,
      is_admin: true,
      tenant_permissions: [],
      first_name: 'First',
      roles: [{ role: 'TEAM_ADMIN' }],
    });
    expect((await world.ask('GET', '/api/v1/stories', { key: null, headers: { cookie } })).status).toBe(200);

    const left = await world.ask('DELETE', '/api/session', { key: null, headers: { cookie, ...fromOurPage } });
    expect(left.status).toBe(204);
    expect((await world.ask('GET', '/api/session', { key: null, headers: { cookie } })).status).toBe(401);
  });

  test('a session ends after two weeks', async () => {
    const cookie = cookieOf(await signIn());
    clock.time += 14 * 86_400_000 - 1;
    expect((await world.ask('GET', '/api/session', { key: null, headers: { cookie } })).status).toBe(200);
    clock.time += 2;
    expect((await world.ask('GET', '/api/session', { key: null, headers: { cookie } })).status).toBe(401);
  });

  test('the database holds no token and no password', async () => {
    const token = cookieOf(await signIn()).split('=')[1] ?? '';
    const { kysely } = world.fabula.database;
    const sessions = await kysely.selectFrom('session').selectAll().execute();
    const users = await kysely.selectFrom('app_user').selectAll().execute();
    expect(sessions.length).toBeGreaterThan(0);
    expect(JSON.stringify([sessions, users])).not.toContain(token);
    expect(JSON.stringify(users)).not.toContain(owner.password);
  });

  test.each([
    ['a wrong password', { email: owner.email, password: 'wrong' }, 401, 'sign_in_failed'],
    ['an unknown address', { email: 'nobody@example.com', password: owner.password }, 401, 'sign_in_failed'],
    ['no password', { email: owner.email }, 422, 'missing_parameter'],
    ['a password that is no text', { email: owner.email, password: { $ne: null } }, 422, 'invalid_parameter'],
  ])('%s is refused', async (_name, body, status, code) => {
    const answer = await world.ask('POST', '/api/session', { key: null, body });
    expect([answer.status, at(answer.body, 'errors.0.code')]).toEqual([status, code]);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('the address may be written in any case', async () => {
    const body = { ...owner, email: owner.email.toUpperCase() };
    expect((await world.ask('POST', '/api/session', { key: null, body })).status).toBe(200);
  });

  test('ten failures for one address close the door, and it opens again', async () => {
    const body = { email: 'guessed@example.com', password: 'guess' };
    const statuses: number[] = [];
    for (let count = 0; count < 11; count++) {
      statuses.push((await world.ask('POST', '/api/session', { key: null, body })).status);
    }
    expect(statuses.at(-1)).toBe(429);
    const refused = await world.ask('POST', '/api/session', { key: null, body });
    expect([refused.status, refused.code]).toEqual([429, 'too_many_sign_ins']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    clock.time += 900_000;
    expect((await world.ask('POST', '/api/session', { key: null, body })).status).toBe(401);
    clock.time += 900_000;
  });

  test('of many guesses at the same moment ten are looked at', async () => {
    const body = { email: 'at-once@example.com', password: 'guess' };
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => world.ask('POST', '/api/session', { key: null, body })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(401), ...Array(20).fill(429)]);
    clock.time += 900_000;
  });

  test('guesses from elsewhere do not lock the owner out', async () => {
    const guess = () =>
      world.fabula.app.inject({
        method: 'POST',
        url: '/api/session',
        remoteAddress: '203.0.113.9',
        payload: { email: owner.email, password: 'guess' },
      });
    for (let count = 0; count < 10; count++) expect((await guess()).statusCode).toBe(401);
    expect((await guess()).statusCode).toBe(429);
    await signIn();
    expect((await guess()).statusCode).toBe(429);
    clock.time += 900_000;
  });

  describe('a write with a session', () => {
    test.each([
      ['from our page', { 'sec-fetch-site': 'same-origin' }, 200],
      ['from our page, told by its origin', { origin: 'http://fabula.test' }, 200],
      ['from the host that was asked', { origin: 'http://other.test', host: 'other.test' }, 200],
      ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'http://evil.test' }, 403],
      ['from a neighbour on our domain', { 'sec-fetch-site': 'same-site', origin: 'http://fabula.test' }, 403],
      ['from another origin', { origin: 'http://evil.test' }, 403],
      ['from a page without an origin', { origin: 'null' }, 403],
      ['from nowhere', {}, 403],
    ])('%s is answered as it should be', async (_name, headers, status) => {
      const cookie = cookieOf(await signIn());
      const answer = await world.ask('PUT', '/api/v1/stories/1', {
        key: null,
        headers: { cookie, ...headers },
        body: { description: 'x' },
      });
      expect(answer.status).toBe(status);
      if (status === 403) expect(at(answer.body, 'errors.0.code')).toBe('cross_site_request');
    });

    test('needs no origin with a key', async () => {
      expect((await world.ask('PUT', '/api/v1/stories/1', { body: { description: 'y' } })).status).toBe(200);
    });

    test('another site cannot sign a visitor in', async () => {
      const headers = { origin: 'http://evil.test' };
      const answer = await world.ask('POST', '/api/session', { key: null, body: owner, headers });
      expect(answer).toMatchObject({ status: 403, code: 'cross_site_request' });
    });
  });
});

test('over https the cookie is only ever sent over https', async () => {
  const world = await startFabula('embedded', { FABULA_URL: 'https://fabula.example.com' });
  try {
    const answer = await world.ask('POST', '/api/session', { key: null, body: owner });
    expect(String(answer.headers['set-cookie'])).toContain('; Secure');
  } finally {
    await world.drop();
  }
});
