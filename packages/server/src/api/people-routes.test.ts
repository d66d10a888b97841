/** Teams, members, users, invitations and keys: who there is, and what opens the door. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

describe.each(oneDatabase)('people (%s)', (kind) => {
  let world: TestFabula;
  beforeAll(async () => {
    world = await startFabula(kind);
  });
  afterAll(() => world.drop());

  const send = async (method: string, url: string, body: Record<string, unknown> = {}, key?: string | null) => {
    return world.ask(method, url.startsWith('/api/') ? url : `/api/v1${url}`, {
      body,
      ...(key === undefined ? {} : { key }),
    });
  };
  const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const tokenOf = (url: unknown) => String(url).split('#')[1] ?? '';
  let addresses = 0;
  const address = () => `person${++addresses}@example.com`;

  describe('teams', () => {
    test('are created without groups, read with them, renamed both ways, listed and deleted', async () => {
      const created = await send('POST', '/teams', { name: 'Team one' });
      const id = idAt(created.body);
      expect(created).toMatchObject({ status: 201 });
      expect(created.body).toEqual({ id, name: 'Team one' });
      expect((await send('GET', `/teams/${id}`)).body).toEqual({ id, name: 'Team one', groups: [] });
      for (const [method, name] of [
        ['PUT', 'Two'],
        ['PATCH', 'Three'],
      ] as const) {
        expect((await send(method, `/teams/${id}`, { name })).body).toEqual({ id, name, groups: [] });
      }
      expect(
        listAt((await send('GET', '/teams', { scope: 'all' })).body, 'teams').map((team) => at(team, 'id')),
      ).toContain(id);
      expect((await send('GET', '/teams', { scope: 'personal_only' })).body).toMatchObject({
        teams: [],
        meta: { count: 0 },
      });
      const story = idAt((await send('POST', '/stories', { team_id: id })).body);
      expect((await send('DELETE', `/teams/${id}`)).status).toBe(204);
      expect(await send('GET', `/teams/${id}`)).toMatchObject({ status: 404, code: 'team_not_found' });
      expect((await send('GET', `/stories/${story}`)).status).toBe(404);
      for (const method of ['PUT', 'DELETE'])
        expect((await send(method, `/teams/${id}`, { name: 'x' })).status).toBe(404);
    });

    test.each([{}, { name: '' }, { name: 5 }])('%j is no team', async (body) => {
      expect(await send('POST', '/teams', body)).toMatchObject({ status: 422, field: 'name' });
    });

    test('drop their AWS external id', async () => {
      const id = idAt((await send('POST', '/teams', { name: 'Cloudy' })).body);
      expect((await send('POST', `/teams/${id}/destroy_static_external_id`)).status).toBe(200);
    });
  });

  describe('members', () => {
    const aTeam = async () => idAt((await send('POST', '/teams', { name: 'Members' })).body);

    test('are invited by address or number, listed, given another role and removed', async () => {
      const team = await aTeam();
      const email = address();
      const invited = await send('POST', `/teams/${team}/invite_member`, { email });
      expect(invited.status).toBe(200);
      const id = idAt(invited.body);
      expect(invited.body).toEqual({
        id,
        first_name: '',
        last_name: '',
        email,
        is_admin: false,
        created_at: timestamp,
        last_seen: null,
        invitation_accepted: false,
        role: 'VIEWER',
        invitation_url: expect.stringContaining('/invitation#'),
      });
      const other = idAt((await send('POST', '/admin/users', { email: address() })).body);
      expect(
        (await send('POST', `/teams/${team}/invite_member`, { user_id: other, role: 'EDITOR' })).body,
      ).toMatchObject({ id: other, role: 'EDITOR' });
      await send('POST', `/teams/${team}/invite_member`, { user_id: id, role: 'TEAM_ADMIN' });
      const members = await send('GET', `/teams/${team}/members`, { per_page: 1, page: 1 });
      expect(members.body).toMatchObject({ members: [{ id, role: 'TEAM_ADMIN' }], meta: { count: 2, pages: 2 } });
      expect(await send('POST', `/teams/${team}/remove_member`, { user_id: other })).toMatchObject({
        status: 200,
        body: { deleted_id: other },
      });
      expect(await send('POST', `/teams/${team}/remove_member`, { user_id: id })).toMatchObject({
        status: 422,
        code: 'last_member',
      });
      expect(await send('POST', `/teams/${team}/remove_member`, { user_id: other })).toMatchObject({
        status: 404,
        code: 'user_not_found',
      });
    });

    test.each([
      ['neither', {}, 422, 'email'],
      ['both', { email: 'a@example.com', user_id: 1 }, 422, 'email'],
      ['no address', { email: 'nobody' }, 422, 'email'],
      ['an unknown role', { email: 'a@example.com', role: 'KING' }, 422, 'role'],
      ['an unknown user', { user_id: 999999 }, 404, 'user_id'],
    ])('%s is refused', async (_name, body, status, field) => {
      expect(await send('POST', `/teams/${await aTeam()}/invite_member`, body)).toMatchObject({ status, field });
    });

    test('a team admin who invites does not get the link, with which he could become the other', async () => {
      const made = await world.addTeam('Admins');
      const admin = await world.addUser('TEAM_ADMIN', made);
      const invited = await send('POST', `/teams/${made.id}/invite_member`, { email: address() }, admin);
      expect(invited.status).toBe(200);
      expect(at(invited.body, 'invitation_url')).toBeNull();
    });
  });

  describe('users', () => {
    test('are created with every documented field, changed, listed and deleted', async () => {
      const email = address();
      const created = await send('POST', '/admin/users', {
        email,
        first_name: 'Ada',
        tenant_permissions: ['AUDIT_LOG_READ'],
      });
      const id = idAt(created.body);
      const expected = {
        id,
        scim_uid: null,
        email,
        admin: false,
        is_active: true,
        first_name: 'Ada',
        last_name: '',
        tenant_permissions: ['AUDIT_LOG_READ'],
        created_at: timestamp,
        updated_at: timestamp,
        last_seen: null,
      };
      expect(created.status).toBe(201);
      expect(created.body).toEqual({ ...expected, invitation_url: expect.any(String) });
      expect((await send('GET', `/admin/users/${id}`)).body).toEqual(expected);
      expect((await send('PUT', `/admin/users/${id}`, { last_name: 'L', admin: true })).body).toMatchObject({
        first_name: 'Ada',
        last_name: 'L',
        admin: true,
      });
      const owners = await send('GET', '/admin/users', { filter: 'TENANT_OWNER' });
      expect(listAt(owners.body, 'admin/users').map((user) => at(user, 'id'))).toContain(id);
      expect((await send('DELETE', `/admin/users/${id}`)).status).toBe(204);
      expect(await send('GET', `/admin/users/${id}`)).toMatchObject({ status: 404, code: 'user_not_found' });
    });

    test.each([
      ['no address', {}, 'email', 'missing_parameter'],
      ['an address that is none', { email: 'x' }, 'email', 'invalid_parameter'],
      ['an address that is taken, in any spelling', { email: 'OWNER@example.com' }, 'email', 'email_taken'],
      [
        'an unknown permission',
        { email: 'new@example.com', tenant_permissions: ['ALL'] },
        'tenant_permissions',
        'invalid_parameter',
      ],
    ])('%s is refused', async (_name, body, field, code) => {
      await send('POST', '/admin/users', { email: 'owner@example.com' });
      expect(await send('POST', '/admin/users', body)).toMatchObject({ status: 422, field, code });
    });

    test('the last owner stays an owner, active and there', async () => {
      const me = idAt((await send('GET', '/api/session')).body, 'user.id');
      const others = listAt(
        (await send('GET', '/admin/users', { filter: 'TENANT_OWNER', per_page: 500 })).body,
        'admin/users',
      )
        .map((user) => Number(at(user, 'id')))
        .filter((id) => id !== me);
      for (const id of others) await send('DELETE', `/admin/users/${id}`);
      for (const body of [{ admin: false }, { is_active: false }]) {
        expect(await send('PUT', `/admin/users/${me}`, body)).toMatchObject({ status: 422, code: 'last_owner' });
      }
      expect(await send('DELETE', `/admin/users/${me}`)).toMatchObject({ status: 422, code: 'last_owner' });
    });
  });

  describe('invitations', () => {
    const password = 'a long enough password';
    const accept = (token: string, more: Record<string, unknown> = {}) =>
      send('POST', '/api/invitation', { token, password, ...more }, null);

    test('let in once, by the newest link; the mail has it', async () => {
      const email = address();
      const created = await send('POST', '/admin/users', { email });
      const again = await send('POST', `/admin/users/${idAt(created.body)}/resend_invitation`);
      expect(again.status).toBe(200);
      expect(await accept(tokenOf(at(created.body, 'invitation_url')))).toMatchObject({
        status: 404,
        code: 'invitation_not_found',
      });
      const token = tokenOf(at(again.body, 'invitation_url'));
      const mail = await world.fabula.database.kysely
        .selectFrom('notification')
        .select('text')
        .where('recipient', '=', email)
        .orderBy('id', 'desc')
        .executeTakeFirst();
      if (mail !== undefined) expect(mail.text).toContain(token);
      expect(await accept(token, { password: 'short' })).toMatchObject({ status: 422, field: 'password' });
      expect((await accept(token, { first_name: 'Ada', last_name: 'L' })).status).toBe(204);
      expect(await accept(token)).toMatchObject({ status: 404 });
      const signedIn = await send('POST', '/api/session', { email, password }, null);
      expect(signedIn).toMatchObject({ status: 200, body: { user: { first_name: 'Ada' } } });
      expect(await send('POST', `/admin/users/${idAt(created.body)}/resend_invitation`)).toMatchObject({ status: 422 });
    });

    test('people change their own name and password; their other sessions end', async () => {
      const email = address();
      const created = await send('POST', '/admin/users', { email });
      await accept(tokenOf(at(created.body, 'invitation_url')));
      const signIn = async (secret: string) => {
        const answer = await send('POST', '/api/session', { email, password: secret }, null);
        return { status: answer.status, cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' };
      };
      const [here, elsewhere] = [await signIn(password), await signIn(password)];
      const change = (body: Record<string, unknown>) =>
        world.ask('PATCH', '/api/profile', {
          key: null,
          body,
          headers: { cookie: here.cookie, 'sec-fetch-site': 'same-origin' },
        });
      expect(await change({ first_name: 'Grace' })).toMatchObject({
        status: 200,
        body: { user: { email, first_name: 'Grace' } },
      });
      const next = 'another long password';
      for (const current_password of [undefined, 'a guess that is wrong']) {
        const refused = await change({ password: next, current_password });
        expect([refused.status, at(refused.body, 'errors.0.field')]).toEqual([422, 'current_password']);
      }
      expect((await change({ password: next, current_password: password })).status).toBe(200);
      const who = async (cookie: string) =>
        (await world.ask('GET', '/api/session', { key: null, headers: { cookie } })).status;
      expect([await who(here.cookie), await who(elsewhere.cookie)]).toEqual([200, 401]);
      expect([(await signIn(password)).status, (await signIn(next)).status]).toEqual([401, 200]);
    });

    test('a user who is switched off has no session and no key that is good', async () => {
      const email = address();
      const created = await send('POST', '/admin/users', { email });
      const id = idAt(created.body);
      await accept(tokenOf(at(created.body, 'invitation_url')));
      const signIn = async () => {
        const answer = await send('POST', '/api/session', { email, password }, null);
        return String(answer.headers['set-cookie']).split(';')[0] ?? '';
      };
      const withCookie = async (cookie: string) =>
        (await world.ask('GET', '/api/session', { key: null, headers: { cookie } })).status;
      const first = await signIn();
      expect(await withCookie(first)).toBe(200);
      expect((await send('POST', `/admin/users/${id}/expire_session`)).status).toBe(200);
      expect(await withCookie(first)).toBe(401);
      const second = await signIn();
      await send('PUT', `/admin/users/${id}`, { is_active: false });
      expect(await withCookie(second)).toBe(401);
      expect(await withCookie(await signIn())).toBe(401);
    });
  });

  describe('API keys', () => {
    test('a personal key acts as its user, is shown once, and opens nothing when it is deleted', async () => {
      const created = await send('POST', '/api_keys', { name: 'Mine' });
      expect(created).toMatchObject({
        status: 201,
        body: { name: 'Mine', kind: 'personal', team_id: null, last_used_at: null },
      });
      const key = String(at(created.body, 'key'));
      const who = await send('GET', '/api/session', {}, key);
      expect([who.status, who.body]).toEqual([200, (await send('GET', '/api/session')).body]);
      const { status, body } = await send('GET', '/api_keys');
      expect(status).toBe(200);
      const listed = listAt(body, 'api_keys');
      expect(listed[0]).toEqual({ ...(created.body as object), key: undefined, last_used_at: timestamp });
      expect(JSON.stringify(listed)).not.toContain(key);
      expect((await send('DELETE', `/api_keys/${idAt(created.body)}`)).status).toBe(204);
      expect((await send('GET', '/api/session', {}, key)).status).toBe(401);
      expect(await send('DELETE', `/api_keys/${idAt(created.body)}`)).toMatchObject({
        status: 404,
        code: 'api_key_not_found',
      });
    });

    test('the key of a team reaches that team alone, in its role', async () => {
      const made = await world.addTeam('Keyed');
      const admin = await world.addUser('TEAM_ADMIN', made);
      const created = await send(
        'POST',
        '/api_keys',
        { name: 'CI', kind: 'team', team_id: made.id, role: 'EDITOR' },
        admin,
      );
      expect(created.status).toBe(201);
      const key = String(at(created.body, 'key'));
      expect((await send('POST', '/stories', { team_id: made.id }, key)).status).toBe(201);
      expect((await send('POST', '/stories', { team_id: (await world.addTeam('Other')).id }, key)).status).toBe(404);
      expect((await send('DELETE', `/teams/${made.id}`, {}, key)).status).toBe(403);
      expect(listAt((await send('GET', `/teams/${made.id}/members`)).body, 'members')).toHaveLength(1);
      expect((await send('DELETE', `/api_keys/${idAt(created.body)}`, {}, admin)).status).toBe(204);
    });

    test('a service key has the permissions that it was given; the key of an owner has all', async () => {
      const keyOf = async (body: Record<string, unknown>) =>
        String(at((await send('POST', '/api_keys', { name: 'K', ...body })).body, 'key'));
      const service = await keyOf({ kind: 'service', tenant_permissions: ['AUDIT_LOG_READ'] });
      expect((await send('GET', '/audit_logs', {}, service)).status).toBe(200);
      expect((await send('GET', '/admin/users', {}, service)).status).toBe(403);
      expect((await send('GET', '/stories', {}, service)).body).toMatchObject({ meta: { count: 0 } });
      const owner = await keyOf({ kind: 'tenant_owner' });
      expect((await send('GET', '/admin/users', {}, owner)).status).toBe(200);
    });

    test.each([
      ['no name', {}, 422, 'name'],
      ['an unknown kind', { name: 'x', kind: 'master' }, 422, 'kind'],
      ['a team key without its team', { name: 'x', kind: 'team' }, 422, 'team_id'],
      ['a team key of an unknown team', { name: 'x', kind: 'team', team_id: 999999 }, 404, 'team_id'],
    ])('%s is refused', async (_name, body, status, field) => {
      expect(await send('POST', '/api_keys', body)).toMatchObject({ status, field });
    });

    test('others create only what is theirs to give, and see only what is theirs', async () => {
      const made = await world.addTeam('Editors');
      const editor = await world.addUser('EDITOR', made);
      for (const kind of ['service', 'tenant_owner']) {
        expect((await send('POST', '/api_keys', { name: 'x', kind }, editor)).status).toBe(403);
      }
      expect((await send('POST', '/api_keys', { name: 'x', kind: 'team', team_id: made.id }, editor)).status).toBe(403);
      const foreign = await send('POST', '/api_keys', { name: 'Foreign' });
      expect(listAt((await send('GET', '/api_keys', {}, editor)).body, 'api_keys')).toHaveLength(1);
      expect((await send('DELETE', `/api_keys/${idAt(foreign.body)}`, {}, editor)).status).toBe(404);
    });
  });
});
