/** The documented requests about teams, members, users, folders and tags (reference: api/teams.md, admin.md, folders.md, tags.md). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula } from '../../testing/fabula.test-kit.ts';
import { askedFor, type Fields, replay, type Sample } from './replay.test-kit.ts';
import {
  flag,
  integer,
  listOf,
  object,
  oneOf,
  orNull,
  page,
  text,
  time,
  timeWithMilliseconds,
} from './shape.test-kit.ts';

const named = object({ id: integer, name: text });
const team = object({ id: integer, name: text, groups: listOf(named) });
const member = object(
  {
    id: integer,
    first_name: text,
    last_name: text,
    email: text,
    is_admin: flag,
    created_at: time,
    last_seen: orNull(time),
    invitation_accepted: flag,
    role: oneOf('VIEWER', 'EDITOR', 'TEAM_ADMIN'),
  },
  { more: ['invitation_url'] },
);
const user = object(
  {
    id: integer,
    scim_uid: orNull(text),
    email: text,
    admin: flag,
    is_active: flag,
    first_name: text,
    last_name: text,
    tenant_permissions: listOf(oneOf('AUDIT_LOG_READ', 'FEATURE_FLAG_MANAGE', 'TUNNEL_MANAGE')),
    created_at: time,
    updated_at: time,
    last_seen: orNull(time),
  },
  { more: ['invitation_url'] },
);
const activity = object({ id: integer, user_id: integer, ip: text, user_agent: text, created_at: time });
const folder = object({
  id: integer,
  name: text,
  team_id: integer,
  content_type: oneOf('CREDENTIAL', 'RESOURCE', 'STORY'),
  size: integer,
  parent_folder_id: orNull(integer),
});
const tag = object({
  id: integer,
  name: text,
  color: text,
  teams: listOf(named),
  created_at: timeWithMilliseconds,
  updated_at: timeWithMilliseconds,
});

describe.each(oneDatabase)('teams, users, folders and tags as documented (%s)', (kind) => {
  let world: TestFabula;
  let stranger: string;
  let home: number;
  let count = 0;
  const next = (what: string) => `${what} ${++count}`;
  const address = () => `somebody${++count}@example.com`;

  beforeAll(async () => {
    // Not a worker: nobody is to send the invitations.
    world = await startFabula(kind, {}, { isWorker: false });
    home = (await world.addTeam('Home')).id;
    stranger = await world.addUser('TEAM_ADMIN', await world.addTeam('Elsewhere'));
  });
  afterAll(() => world.drop());

  async function make(url: string, body: Fields): Promise<number> {
    const answer = await world.ask('POST', `/api/v1${url}`, { body });
    if (answer.status >= 300) throw new Error(answer.text);
    return idAt(answer.body);
  }
  const aTeam = () => make('/teams', { name: next('Team') });
  const aUser = (more: Fields = {}) => make('/admin/users', { email: address(), ...more });
  const aMember = async (team_id: number) => make(`/teams/${team_id}/invite_member`, { email: address() });
  const aFolder = (more: Fields = {}) =>
    make('/folders', { name: next('Folder'), content_type: 'STORY', team_id: home, ...more });
  const aTag = () => make('/tags', { name: next('Tag'), team_id: home });

  const teams: readonly Sample[] = [
    {
      ask: 'POST /teams',
      status: 201,
      // The sample of creation alone has no groups.
      answer: named,
      given: () => ({ send: { name: 'New team' }, gives: { name: 'New team' } }),
    },
    {
      ask: 'GET /teams/{team_id}',
      status: 200,
      answer: team,
      given: () => ({ path: { team_id: home }, gives: { id: home, name: 'Home', groups: [] } }),
    },
    ...['PUT', 'PATCH'].map(
      (method): Sample => ({
        ask: `${method} /teams/{team_id}`,
        status: 200,
        answer: team,
        stranger: 403,
        given: async () => ({
          path: { team_id: await aTeam() },
          send: { name: 'Renamed' },
          gives: { name: 'Renamed' },
        }),
      }),
    ),
    {
      ask: 'GET /teams',
      status: 200,
      answer: page('teams', team),
      list: 'teams',
      choices: ['scope'],
      given: () => ({ send: { scope: 'all', include_personal_teams: true } }),
    },
    {
      ask: 'DELETE /teams/{team_id}',
      status: 204,
      answer: null,
      stranger: 403,
      given: async () => ({ path: { team_id: await aTeam() } }),
    },
    {
      ask: 'POST /teams/{team_id}/destroy_static_external_id',
      status: 200,
      answer: team,
      stranger: 403,
      given: () => ({ path: { team_id: home } }),
    },
    {
      ask: 'GET /teams/{team_id}/members',
      status: 200,
      answer: page('members', member),
      list: 'members',
      given: async () => {
        const team_id = await aTeam();
        await aMember(team_id);
        await aMember(team_id);
        return { path: { team_id } };
      },
    },
    {
      ask: 'POST /teams/{team_id}/invite_member',
      about: 'by address',
      status: 200,
      answer: member,
      choices: ['role'],
      given: () => {
        const email = address();
        return {
          path: { team_id: home },
          send: { email, role: 'TEAM_ADMIN' },
          gives: { email, role: 'TEAM_ADMIN', invitation_accepted: false },
        };
      },
    },
    {
      ask: 'POST /teams/{team_id}/invite_member',
      about: 'who is there already',
      status: 200,
      answer: member,
      given: async () => {
        const user_id = await aUser();
        return {
          path: { team_id: home },
          send: { user_id },
          gives: { id: user_id, role: 'VIEWER', invitation_accepted: false },
        };
      },
    },
    {
      ask: 'POST /teams/{team_id}/remove_member',
      status: 200,
      answer: object({ deleted_id: integer }),
      given: async () => {
        const team_id = await aTeam();
        await aMember(team_id);
        const user_id = await aMember(team_id);
        return { path: { team_id }, send: { user_id }, gives: { deleted_id: user_id } };
      },
    },
    {
      ask: 'POST /teams/{team_id}/resend_invitation',
      status: 200,
      answer: member,
      given: async () => {
        const user_id = await aMember(home);
        return { path: { team_id: home }, send: { user_id }, gives: { id: user_id } };
      },
    },
  ];

  const users: readonly Sample[] = [
    {
      ask: 'POST /admin/users',
      status: 201,
      answer: user,
      choices: ['tenant_permissions'],
      given: () => {
        const send = {
          email: address(),
          first_name: 'Ada',
          last_name: 'Lovelace',
          admin: true,
          tenant_permissions: ['AUDIT_LOG_READ', 'TUNNEL_MANAGE'],
          is_active: false,
        };
        return { send, gives: { ...send, scim_uid: null, last_seen: null } };
      },
    },
    {
      ask: 'GET /admin/users/{user_id}',
      status: 200,
      answer: user,
      stranger: 403,
      given: async () => ({
        path: { user_id: await aUser() },
        gives: { admin: false, is_active: true, first_name: '', last_name: '', tenant_permissions: [] },
      }),
    },
    {
      ask: 'PUT /admin/users/{user_id}',
      status: 200,
      answer: user,
      stranger: 403,
      choices: ['tenant_permissions'],
      given: async () => {
        const send = {
          email: address(),
          first_name: 'Grace',
          last_name: 'Hopper',
          admin: false,
          tenant_permissions: ['FEATURE_FLAG_MANAGE'],
          is_active: true,
        };
        return { path: { user_id: await aUser({ admin: true }) }, send, gives: send };
      },
    },
    {
      ask: 'GET /admin/users',
      status: 200,
      answer: page('admin/users', user),
      list: 'admin/users',
      choices: ['filter'],
      given: () => ({ send: { filter: 'TENANT_OWNER' } }),
    },
    {
      ask: 'DELETE /admin/users/{user_id}',
      status: 204,
      answer: null,
      stranger: 403,
      given: async () => ({ path: { user_id: await aUser() } }),
    },
    {
      ask: 'POST /admin/users/{user_id}/resend_invitation',
      status: 200,
      answer: user,
      stranger: 403,
      given: async () => ({ path: { user_id: await aUser() } }),
    },
    {
      ask: 'POST /admin/users/{user_id}/expire_session',
      status: 200,
      answer: user,
      stranger: 403,
      given: async () => ({ path: { user_id: await aUser() } }),
    },
    {
      ask: 'GET /admin/users/{user_id}/signin_activities',
      status: 200,
      answer: page('admin/login_activities', activity),
      list: 'admin/login_activities',
      stranger: 403,
      given: async () => {
        const { email, password } = { email: 'owner@example.com', password: 'correct horse battery staple' };
        const signedIn = await world.ask('POST', '/api/session', { key: null, body: { email, password } });
        return {
          path: { user_id: idAt(signedIn.body, 'user.id') },
          send: { after: '2020-01-31', before: '2090-01-31T12:00:00Z' },
        };
      },
    },
  ];

  const folders: readonly Sample[] = [
    {
      ask: 'POST /folders',
      status: 201,
      answer: folder,
      choices: ['content_type'],
      given: async () => {
        const send = { name: 'Inner', content_type: 'STORY', team_id: home, parent_folder_id: await aFolder() };
        return { send, gives: { ...send, size: 0 } };
      },
    },
    {
      ask: 'GET /folders/{folder_id}',
      status: 200,
      answer: folder,
      given: async () => {
        const folder_id = await aFolder();
        return { path: { folder_id }, gives: { id: folder_id, team_id: home, size: 0, parent_folder_id: null } };
      },
    },
    {
      ask: 'PUT /folders/{folder_id}',
      status: 200,
      answer: folder,
      given: async () => {
        const send = { name: 'Other', parent_folder_id: await aFolder() };
        return { path: { folder_id: await aFolder() }, send, gives: send };
      },
    },
    {
      ask: 'GET /folders',
      status: 200,
      answer: page('folders', folder),
      list: 'folders',
      choices: ['content_type'],
      given: async () => {
        const team_id = await aTeam();
        for (const content_type of ['STORY', 'RESOURCE', 'STORY']) await aFolder({ team_id, content_type });
        return { send: { team_id, content_type: 'STORY' }, gives: { meta: { count: 2 } } };
      },
    },
    {
      ask: 'DELETE /folders/{folder_id}',
      status: 204,
      answer: null,
      given: async () => ({ path: { folder_id: await aFolder() } }),
    },
  ];

  const tags: readonly Sample[] = [
    {
      ask: 'POST /tags',
      status: 201,
      answer: tag,
      choices: ['color'],
      given: () => {
        const name = next('Made');
        return {
          send: { name, team_id: home, color: 'red' },
          gives: { name, color: '#FF8888', teams: [{ id: home, name: 'Home' }] },
        };
      },
    },
    {
      ask: 'GET /tags/{tag_id}',
      status: 200,
      answer: tag,
      given: async () => ({ path: { tag_id: await aTag() } }),
    },
    {
      ask: 'PUT /tags/{tag_id}',
      status: 200,
      answer: tag,
      choices: ['color'],
      given: async () => {
        const send = { name: next('Changed'), color: '#0A0B0C' };
        return { path: { tag_id: await aTag() }, send, gives: send };
      },
    },
    {
      ask: 'GET /tags',
      status: 200,
      answer: page('tags', tag),
      list: 'tags',
      given: async () => {
        await aTag();
        await aTag();
        return { send: { team_id: home } };
      },
    },
    {
      ask: 'DELETE /tags/{tag_id}',
      about: 'from one team',
      status: 204,
      answer: null,
      given: async () => ({ path: { tag_id: await aTag() }, send: { team_id: home } }),
    },
    {
      ask: 'DELETE /tags/{tag_id}',
      about: 'from the whole tenant',
      status: 204,
      answer: null,
      given: async () => ({ path: { tag_id: await aTag() } }),
    },
  ];

  const samples = [...teams, ...users, ...folders, ...tags];
  replay(() => ({ world, stranger }), samples);

  test('nothing that the documents have is left out', () => {
    expect(askedFor(samples)).toEqual(
      new Set(
        `POST /teams · GET /teams · GET /teams/{team_id} · PUT /teams/{team_id} · PATCH /teams/{team_id} · DELETE /teams/{team_id}
POST /teams/{team_id}/destroy_static_external_id · GET /teams/{team_id}/members · POST /teams/{team_id}/invite_member
POST /teams/{team_id}/remove_member · POST /teams/{team_id}/resend_invitation
POST /admin/users · GET /admin/users · GET /admin/users/{user_id} · PUT /admin/users/{user_id} · DELETE /admin/users/{user_id}
POST /admin/users/{user_id}/resend_invitation · POST /admin/users/{user_id}/expire_session
GET /admin/users/{user_id}/signin_activities
POST /folders · GET /folders · GET /folders/{folder_id} · PUT /folders/{folder_id} · DELETE /folders/{folder_id}
POST /tags · GET /tags · GET /tags/{tag_id} · PUT /tags/{tag_id} · DELETE /tags/{tag_id}`.split(/ · |\n/),
      ),
    );
  });

  const get = async (url: string) => (await world.ask('GET', `/api/v1${url}`)).body;

  test.each([
    ['', true],
    ['scope=', true],
    ['scope=standard', true],
    ['scope=all', true],
    ['scope=personal_only', false],
    ['include_personal_teams=true', true],
  ])('teams for "%s"', async (query, isListed) => {
    const ids = listAt(await get(`/teams?per_page=500&${query}`), 'teams').map((each) => at(each, 'id'));
    expect(ids.includes(home)).toBe(isListed);
  });

  test('a stranger lists his own team, and no member, folder or tag of another', async () => {
    await aFolder();
    await aTag();
    for (const key of ['teams', 'folders', 'tags']) {
      const { body } = await world.ask('GET', `/api/v1/${key}?per_page=500`, { key: stranger });
      expect([key, listAt(body, key).length]).toEqual([key, key === 'teams' ? 1 : 0]);
      const named = await world.ask('GET', `/api/v1/${key}?team_id=${home}`, { key: stranger });
      if (key !== 'teams') expect([key, named.status, listAt(named.body, key)]).toEqual([key, 200, []]);
    }
  });

  test.each([
    ['VIEWER', 'VIEWER'],
    ['EDITOR', 'EDITOR'],
    ['TEAM_ADMIN', 'TEAM_ADMIN'],
    [undefined, 'VIEWER'],
  ])('somebody invited with the role %s is %s', async (role, expected) => {
    const body = { email: address(), ...(role === undefined ? {} : { role }) };
    const { body: invited } = await world.ask('POST', `/api/v1/teams/${home}/invite_member`, { body });
    expect(at(invited, 'role')).toBe(expected);
  });

  test.each(['purple', 'blue', 'gold', 'green', 'magenta', 'red', 'orange', 'mint', 'RED', '#aBcDeF', undefined])(
    'a tag with the colour %s shows a hex value',
    async (color) => {
      const body = { name: next('Coloured'), team_id: home, ...(color === undefined ? {} : { color }) };
      const made = await world.ask('POST', '/api/v1/tags', { body });
      expect([made.status, at(made.body, 'color')]).toEqual([201, expect.stringMatching(/^#[0-9A-F]{6}$/)]);
    },
  );

  test.each(['#FFF', 'FF8888', '#GGGGGG', '', 'red '])('%j is no colour', async (color) => {
    const made = await world.ask('POST', '/api/v1/tags', { body: { name: next('Grey'), team_id: home, color } });
    expect([made.status, at(made.body, 'errors.0.field')]).toEqual([422, 'color']);
  });

  test.each([
    ['STORY', '/stories', {}],
    ['RESOURCE', '/global_resources', { value: 'x' }],
    ['CREDENTIAL', '/user_credentials', { mode: 'TEXT', value: 'x' }],
  ])('the size of a folder for %s counts what lies in it', async (content_type, url, fields) => {
    const folder_id = await aFolder({ content_type });
    for (const name of ['One', 'Two']) await make(url, { name: next(name), team_id: home, folder_id, ...fields });
    await aFolder({ content_type, parent_folder_id: folder_id });
    expect(at(await get(`/folders/${folder_id}`), 'size')).toBe(2);
  });

  test('folders are listed by team and kind, all kinds when none is named', async () => {
    const team_id = await aTeam();
    for (const content_type of ['STORY', 'RESOURCE', 'CREDENTIAL']) await aFolder({ team_id, content_type });
    const kinds = async (query: string) =>
      listAt(await get(`/folders?team_id=${team_id}&${query}`), 'folders').map((each) => at(each, 'content_type'));
    expect((await kinds('')).toSorted()).toEqual(['CREDENTIAL', 'RESOURCE', 'STORY']);
    expect(await kinds('content_type=CREDENTIAL')).toEqual(['CREDENTIAL']);
    expect((await kinds('content_type=')).length).toBe(3);
  });

  test('sign-ins are listed between two times, newest first', async () => {
    const { kysely } = world.fabula.database;
    const user_id = await aUser();
    for (const year of [2021, 2022, 2023]) {
      await kysely
        .insertInto('audit_entry')
        .values({
          operation: 'Login',
          user_id,
          user_email: 'ada@example.com',
          user_name: 'Ada',
          inputs: '{}',
          outputs: '{}',
          request_ip: '192.0.2.1',
          request_user_agent: 'a browser',
          created_at: new Date(`${year}-06-01T00:00:00Z`),
        })
        .execute();
    }
    const years = async (query: string) =>
      listAt(await get(`/admin/users/${user_id}/signin_activities?${query}`), 'admin/login_activities').map((each) =>
        String(at(each, 'created_at')).slice(0, 4),
      );
    expect(await years('')).toEqual(['2023', '2022', '2021']);
    expect(await years('after=2021-06-01T00:00:00Z&before=2023-06-01T00:00:00Z')).toEqual(['2022']);
    expect(await years('after=2022-01-01')).toEqual(['2023', '2022']);
  });

  test('whoever has signed in was seen, as a user and as a member', async () => {
    const email = address();
    const invited = (await world.ask('POST', `/api/v1/teams/${home}/invite_member`, { body: { email } })).body;
    const password = 'a long enough password';
    const token = String(at(invited, 'invitation_url')).split('#')[1];
    await world.ask('POST', '/api/invitation', { key: null, body: { token, password } });
    await world.ask('POST', '/api/session', { key: null, body: { email, password } });
    const seen = at(await get(`/admin/users/${idAt(invited)}`), 'last_seen');
    expect(seen).toMatch(/Z$/);
    const members = listAt(await get(`/teams/${home}/members?per_page=500`), 'members');
    expect(members.find((each) => at(each, 'email') === email)).toMatchObject({
      invitation_accepted: true,
      last_seen: seen,
    });
  });
});
