/** Roles of the installation's own: put together by owners, given by whoever looks after members, and never more than they hold. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneConnection, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

describe.each(oneConnection)('custom roles (%s)', (kind) => {
  let world: TestFabula;
  let team: number;
  let admin: string;
  let names = 0;

  beforeAll(async () => {
    world = await startFabula(kind);
    const made = await world.addTeam('Blue');
    team = made.id;
    admin = await world.addUser('TEAM_ADMIN', made);
  });
  afterAll(() => world.drop());

  async function send(method: string, url: string, body: Record<string, unknown> = {}, key?: string) {
    return world.ask(method, `/api/v1${url}`, { body, ...(key === undefined ? {} : { key }) });
  }

  async function aRole(permissions: readonly string[], name = `Role ${++names}`) {
    const made = await send('POST', '/admin/roles', { name, permissions });
    expect(made.status, made.details).toBe(201);
    return { id: idAt(made.body), name };
  }

  /** A member with this role, and a key of theirs; given by the owner. */
  async function aMember(role: string) {
    const address = `member-${++names}@example.com`;
    const invited = await send('POST', `/teams/${team}/invite_member`, { email: address, role });
    expect(invited, invited.details).toMatchObject({ status: 200, body: { role } });
    const key = await send('POST', '/api_keys', { name: address, kind: 'team', team_id: team, role });
    expect(key.status, key.details).toBe(201);
    return { userId: idAt(invited.body), key: String(at(key.body, 'key')) };
  }

  test('the list says what roles there are, and in a sentence what each permission means', async () => {
    const { name } = await aRole(['story:read']);
    const { status, body } = await send('GET', '/admin/roles', {}, admin);
    expect(status).toBe(200);
    expect(listAt(body, 'default_roles').map((role) => at(role, 'name'))).toEqual(['VIEWER', 'EDITOR', 'TEAM_ADMIN']);
    expect(listAt(body, 'custom_roles').map((role) => at(role, 'name'))).toContain(name);
    const permissions = listAt(body, 'permissions');
    expect(permissions.length).toBeGreaterThan(20);
    for (const permission of permissions) {
      expect(String(at(permission, 'name'))).toMatch(/^[a-z_]+:[a-z_]+$/);
      expect(String(at(permission, 'description'))).toMatch(/^[A-Z].*\.$/);
    }
  });

  test('a role is made, given, renamed and taken away again', async () => {
    const made = await send('POST', '/admin/roles', {
      name: 'Responder',
      description: 'Runs what others have built',
      permissions: ['action:run', 'event:read', 'story:read', 'event:read'],
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        name: 'Responder',
        description: 'Runs what others have built',
        permissions: ['team:read', 'story:read', 'action:run', 'event:read'],
        member_count: 0,
      },
    });
    const id = idAt(made.body);
    const { key } = await aMember('Responder');
    const story = idAt((await send('POST', '/stories', { team_id: team })).body);
    expect((await send('GET', `/stories/${story}`, {}, key)).status).toBe(200);
    expect(await send('PUT', `/stories/${story}`, { name: 'No' }, key)).toMatchObject({
      status: 403,
      details: 'This needs the permission story:write, which the role Responder does not have.',
    });
    const changed = await send('PUT', `/admin/roles/${id}`, { name: 'First responder', permissions: ['story:write'] });
    const renamed = { name: 'First responder', permissions: ['team:read', 'story:write'] };
    expect(changed).toMatchObject({ status: 200, body: renamed });
    expect(await send('GET', `/admin/roles/${id}`)).toMatchObject({ status: 200, body: renamed });
    expect((await send('PUT', `/stories/${story}`, { name: 'Yes' }, key)).status).toBe(200);
    expect(await send('GET', `/stories/${story}`, {}, key)).toMatchObject({ status: 403, code: 'not_allowed' });
    const members = listAt((await send('GET', `/teams/${team}/members`)).body, 'members');
    expect(members.map((member) => at(member, 'role'))).toContain('First responder');
    const used = await send('DELETE', `/admin/roles/${id}`);
    expect(used).toMatchObject({ status: 422, code: 'role_in_use' });
    expect(used.details).toBe('2 members of teams have the role First responder: give them another one first.');
    const free = await aRole(['story:read']);
    expect((await send('DELETE', `/admin/roles/${free.id}`)).status).toBe(204);
    expect(await send('GET', `/admin/roles/${free.id}`)).toMatchObject({ status: 404, code: 'role_not_found' });
  });

  test('nobody gives more than they hold, and nobody is brought down by a lesser one', async () => {
    const keeper = await aRole(['member:manage', 'story:read']);
    const reader = await aRole(['story:read']);
    const builder = await aRole(['story:write']);
    const { key } = await aMember(keeper.name);
    const invite = (role: string, email = `guest-${++names}@example.com`) =>
      send('POST', `/teams/${team}/invite_member`, { email, role }, key);
    expect((await invite(reader.name)).status).toBe(200);
    for (const role of [builder.name, 'VIEWER', 'TEAM_ADMIN']) {
      expect(await invite(role)).toMatchObject({ status: 403, code: 'not_allowed', field: 'role' });
    }
    const apiKey = { name: 'Strong', kind: 'team', team_id: team, role: 'TEAM_ADMIN' };
    expect(await send('POST', '/api_keys', apiKey, key)).toMatchObject({ status: 403, field: 'role' });
    const stronger = await aMember('EDITOR');
    expect(await send('POST', `/teams/${team}/remove_member`, { user_id: stronger.userId }, key)).toMatchObject({
      ...{ status: 403, field: 'user_id' },
    });
    const demote = { user_id: stronger.userId, role: reader.name };
    expect(await send('POST', `/teams/${team}/invite_member`, demote, key)).toMatchObject({
      ...{ status: 403, field: 'user_id' },
    });
    expect((await send('POST', `/teams/${team}/invite_member`, demote, admin)).status).toBe(200);
  });

  test.each([
    ['no name', { permissions: [] }, 'name'],
    ['no permissions', { name: 'A' }, 'permissions'],
    ['a permission that there is not', { name: 'A', permissions: ['story:fly'] }, 'permissions'],
    ['a name of a default role', { name: 'Viewer', permissions: [] }, 'name'],
  ])('%s is refused', async (_what, body, field) => {
    const answer = await send('POST', '/admin/roles', body);
    expect(answer.status).toBe(422);
    expect(String(answer.field)).toMatch(new RegExp(`^${field}`));
  });

  test('a name is free whatever its case, and a member gets only a role that there is', async () => {
    const { id, name } = await aRole(['story:read']);
    const other = await aRole(['story:read']);
    expect(await send('POST', '/admin/roles', { name: name.toUpperCase(), permissions: [] })).toMatchObject({
      ...{ status: 422, field: 'name' },
    });
    expect(await send('PATCH', `/admin/roles/${other.id}`, { name })).toMatchObject({ status: 422, field: 'name' });
    expect((await send('PATCH', `/admin/roles/${id}`, { name: name.toUpperCase() })).status).toBe(200);
    const invited = await send('POST', `/teams/${team}/invite_member`, { email: 'a@example.com', role: 'Nobody' });
    expect(invited).toMatchObject({ status: 422, code: 'invalid_parameter', field: 'role' });
    expect(invited.details).toMatch(/^role must be one of VIEWER, EDITOR, TEAM_ADMIN, /);
  });

  test('there are 25 at most', async () => {
    const there = listAt((await send('GET', '/admin/roles')).body, 'custom_roles').length;
    for (let count = there; count < 25; count++) await aRole(['story:read']);
    const one = await send('POST', '/admin/roles', { name: 'One too many', permissions: [] });
    expect([one.status, one.details]).toEqual([422, 'There are 25 custom roles already: delete one first.']);
  });
});
