import type { Value } from '@fabula/formula';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';
import { buildStory } from '../testing/story.test-kit.ts';

type Parameters = Readonly<Record<string, unknown>>;

const request = { url: 'https://login.example.com/token', method: 'post', payload: { key: '<<secret>>' } };

/** A good set of parameters for each mode. Everything that is secret contains `hush`. */
const modes: Readonly<Record<string, Parameters>> = {
  TEXT: { value: 'hush text' },
  JWT: {
    jwt_algorithm: 'RS256',
    jwt_payload: { iss: 'hush issuer' },
    jwt_auto_generate_time_claims: true,
    jwt_private_key: 'hush key',
  },
  OAUTH: {
    oauth_token_url: 'https://login.example.com/hush/token',
    oauth_client_id: 'hush client',
    oauth_client_secret: 'hush secret',
    oauth_scope: 'read',
    oauth_grant_type: 'client_credentials',
  },
  AWS: { aws_authentication_type: 'KEY', aws_access_key: 'hush AKIA', aws_secret_key: 'hush aws' },
  MTLS: {
    mtls_client_certificate: 'hush cert',
    mtls_client_private_key: 'hush key',
    mtls_root_certificate: 'hush root',
  },
  HTTP_REQUEST_AGENT: {
    http_request_options: { ...request, headers: { x: 'hush' } },
    http_request_location_of_token: '=response.body.hush',
  },
  MULTI_REQUEST: {
    credential_requests: [
      { options: request, http_request_secret: 'hush 1' },
      { options: request, http_request_secret: 'hush 2' },
    ],
    http_request_location_of_token: '=response.body.hush',
  },
};
const modeNames = Object.keys(modes);

describe.each(oneDatabase)('/api/v1/user_credentials (%s)', (kind) => {
  let world: TestFabula;
  let teamId: number;

  beforeAll(async () => {
    world = await startFabula(kind);
    teamId = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
  });
  afterAll(() => world.drop());

  const post = (body: Parameters) =>
    world.ask('POST', '/api/v1/user_credentials', { body: { team_id: teamId, ...body } });
  const put = (id: number, body: Parameters) => world.ask('PUT', `/api/v1/user_credentials/${id}`, { body });
  const get = (id: number) => world.ask('GET', `/api/v1/user_credentials/${id}`);

  async function create(body: Parameters = {}): Promise<number> {
    const answer = await post({ name: 'A credential', mode: 'TEXT', value: 'hush', ...body });
    expect(answer).toMatchObject({ status: 201 });
    return idAt(answer.body);
  }

  describe.each(modeNames)('%s', (mode) => {
    const parameters = modes[mode] ?? {};

    test('is created, got and updated, and its secrets are never told', async () => {
      const created = await post({ name: `My ${mode} API`, mode, ...parameters });
      expect(created.status).toBe(201);
      const id = idAt(created.body);
      expect(created.body).toMatchObject({
        name: `My ${mode} API`,
        mode,
        team_id: teamId,
        folder_id: null,
        read_access: 'TEAM',
        shared_team_slugs: [],
        slug: `my_${mode.toLowerCase()}_api`,
        description: '',
        aws_authentication_type: mode === 'AWS' ? 'KEY' : null,
        allowed_hosts: [],
        metadata: {},
        restriction_type: 'UNRESTRICTED',
        test_credential_enabled: false,
        test_credential: null,
        referencing_action_ids: [],
        owner: { email: 'owner@example.com' },
        expires_at: null,
        expiry_notifications_enabled: false,
        credential_notification_recipient_user_ids: [],
      });
      expect(at(created.body, 'created_at')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      const external = at(created.body, 'aws_assumed_role_external_id');
      if (mode === 'AWS') expect(external).toMatch(/^[0-9a-f-]{36}$/);
      else expect(external).toBeNull();
      const updated = await put(id, { mode, description: 'New' });
      expect(updated.status).toBe(200);
      expect(at(updated.body, 'description')).toBe('New');
      expect((await put(id, { mode, ...parameters })).status).toBe(200);
      const got = await get(id);
      expect(at(got.body, 'aws_assumed_role_external_id')).toBe(external);
      const list = await world.ask('GET', '/api/v1/user_credentials?per_page=500');
      for (const answer of [created, updated, got, list]) expect(answer.text).not.toContain('hush');
      expect((await world.ask('DELETE', `/api/v1/user_credentials/${id}`)).status).toBe(204);
      expect((await get(id)).status).toBe(404);
    });

    const required = Object.keys(parameters);
    test.each(required)('without %s it is refused', async (missing) => {
      const rest = Object.fromEntries(Object.entries(parameters).filter(([name]) => name !== missing));
      const answer = await post({ name: 'Incomplete', mode, ...rest });
      expect(answer.status).toBe(422);
      expect(listAt(answer.body, 'errors').map((error) => at(error, 'field'))).toContain(missing);
      expect(answer.text).not.toContain('hush');
    });
  });

  test.each<[string, Parameters, string]>([
    ['no name', { mode: 'TEXT', value: 'v' }, 'name'],
    ['an unknown mode', { name: 'a', mode: 'OTHER' }, 'mode'],
    ['no team', { name: 'a', mode: 'TEXT', value: 'v', team_id: null }, 'team_id'],
    [
      'sharing with nobody',
      { name: 'a', mode: 'TEXT', value: 'v', read_access: 'SPECIFIC_TEAMS' },
      'shared_team_slugs',
    ],
    [
      'a host that is none',
      { name: 'a', mode: 'TEXT', value: 'v', allowed_hosts: ['a b/c', 'ftp://x'] },
      'allowed_hosts',
    ],
    ['a time that is none', { name: 'a', mode: 'TEXT', value: 'v', expires_at: 'soon' }, 'expires_at'],
    ['a secret that is no text', { name: 'a', mode: 'TEXT', value: { hush: 1 } }, 'value'],
    ['a key for the wrong type', { name: 'a', mode: 'AWS', aws_authentication_type: 'ROLE' }, 'aws_assumed_role_arn'],
    [
      'one request of two',
      { ...modes['MULTI_REQUEST'], name: 'a', mode: 'MULTI_REQUEST', credential_requests: [] },
      'credential_requests',
    ],
    [
      'an algorithm of no signature',
      { ...modes['JWT'], name: 'a', mode: 'JWT', jwt_algorithm: 'none' },
      'jwt_algorithm',
    ],
    [
      'a sign-in without its address',
      { ...modes['OAUTH'], name: 'a', mode: 'OAUTH', oauth_grant_type: 'authorization_code' },
      'oauth_url',
    ],
  ])('%s is refused', async (_name, body, field) => {
    const answer = await post(body);
    expect(answer.status).toBe(422);
    expect(listAt(answer.body, 'errors').map((error) => at(error, 'field'))).toContain(field);
    expect(answer.text).not.toContain('hush');
  });

  test('what belongs to another team is refused', async () => {
    expect(await post({ name: 'a', mode: 'TEXT', value: 'v', team_id: 999_999 })).toMatchObject({ status: 404 });
    expect(await post({ name: 'a', mode: 'TEXT', value: 'v', folder_id: 999_999 })).toMatchObject({ status: 404 });
    expect(await get(999_999)).toMatchObject({ status: 404 });
    expect(await world.ask('GET', '/api/v1/user_credentials/abc')).toMatchObject({ status: 404 });
  });

  test('names may repeat, slugs do not; a new name keeps the slug', async () => {
    const ids = [
      await create({ name: 'Same name' }),
      await create({ name: 'Same name' }),
      await create({ name: 'Same name' }),
    ];
    const slugs = await Promise.all(ids.map(async (id) => at((await get(id)).body, 'slug')));
    expect(slugs).toEqual(['same_name', 'same_name_1', 'same_name_2']);
    const renamed = await put(ids[0] ?? 0, { mode: 'TEXT', name: 'Other name' });
    expect(renamed.body).toMatchObject({ name: 'Other name', slug: 'same_name' });
  });

  test('everything beside the secret can be changed, and emptied again', async () => {
    const id = await create();
    for (const name of ['Blue', 'Red']) await world.addTeam(name);
    const changed = await put(id, {
      mode: 'TEXT',
      read_access: 'SPECIFIC_TEAMS',
      shared_team_slugs: ['blue', 'red'],
      allowed_hosts: ['https://API.example.com/x', '*.example.org'],
      metadata: { user: 'ada' },
      expires_at: '2036-01-02T03:04:05Z',
      expiry_notifications_enabled: true,
      credential_notification_recipient_user_ids: [1],
    });
    expect(changed.body).toMatchObject({
      read_access: 'SPECIFIC_TEAMS',
      shared_team_slugs: ['blue', 'red'],
      allowed_hosts: ['api.example.com', '*.example.org'],
      restriction_type: 'RESTRICTED',
      metadata: { user: 'ada' },
      expires_at: '2036-01-02T03:04:05Z',
      expiry_notifications_enabled: true,
      credential_notification_recipient_user_ids: [1],
    });
    const emptied = await put(id, {
      mode: 'TEXT',
      read_access: 'TEAM',
      allowed_hosts: [],
      metadata: null,
      expires_at: null,
    });
    expect(emptied.body).toMatchObject({
      read_access: 'TEAM',
      shared_team_slugs: [],
      allowed_hosts: [],
      restriction_type: 'UNRESTRICTED',
      metadata: {},
      expires_at: null,
    });
  });

  test('an update may leave the mode out, and names no other', async () => {
    const id = await create();
    expect(await put(id, { name: 'x' })).toMatchObject({ status: 200, body: { name: 'x', mode: 'TEXT' } });
    const other = await put(id, { mode: 'JWT' });
    expect(other.status).toBe(422);
    expect(at(other.body, 'errors.0.field')).toBe('mode');
  });

  test('who is told of the expiry are users that are there, each once', async () => {
    const id = await create();
    const named = (ids: readonly number[]) => put(id, { credential_notification_recipient_user_ids: ids });
    expect(at((await named([1, 1])).body, 'credential_notification_recipient_user_ids')).toEqual([1]);
    const unknown = await named([1, 999_999]);
    expect(unknown.status).toBe(422);
    expect(at(unknown.body, 'errors.0')).toMatchObject({
      field: 'credential_notification_recipient_user_ids',
      details: 'credential_notification_recipient_user_ids has no such users: 999999.',
    });
  });

  test('the test twin: made by itself, changed by is_test, switched off', async () => {
    const id = await create({ name: 'With twin' });
    expect((await put(id, { mode: 'TEXT', is_test: true, value: 'hush' })).status).toBe(422);
    const twin = await world.ask('POST', '/api/v1/user_credentials', {
      body: { name: 'With twin', mode: 'TEXT', value: 'hush test', live_credential_id: id },
    });
    expect(twin).toMatchObject({ status: 201, body: { id, test_credential_enabled: true } });
    expect(at(twin.body, 'test_credential.created_at')).toMatch(/Z$/);
    expect((await put(id, { mode: 'TEXT', is_test: true, value: 'hush new' })).status).toBe(200);
    const off = await put(id, { mode: 'TEXT', test_credential_enabled: false });
    expect(at(off.body, 'test_credential_enabled')).toBe(false);
    expect(off.text).not.toContain('hush');
    const unknown = { name: 'x', mode: 'TEXT', value: 'v', live_credential_id: 999_999 };
    expect((await world.ask('POST', '/api/v1/user_credentials', { body: unknown })).status).toBe(404);
  });

  test('a team has one static external id, each credential else its own', async () => {
    const aws = { mode: 'AWS', ...modes['AWS'] };
    const idOf = async (more: Parameters) =>
      at((await post({ name: 'AWS', ...aws, ...more })).body, 'aws_assumed_role_external_id');
    const own = [await idOf({}), await idOf({})];
    const fixed = [await idOf({ use_static_external_id: true }), await idOf({ use_static_external_id: true })];
    expect(own[0]).not.toBe(own[1]);
    expect(fixed[0]).toBe(fixed[1]);
    expect(await idOf({ aws_assumed_role_external_id: 'given' })).toBe('given');
  });

  test('lists are filtered by team, hosts and use, and tell who uses what', async () => {
    const team = await world.addTeam('Lists');
    const make = (name: string, more: Parameters = {}) => create({ name, team_id: team.id, ...more });
    const [used, unused, bound] = [
      await make('Used'),
      await make('Unused'),
      await make('Bound', { allowed_hosts: ['a.com'] }),
    ];
    const shared = await create({ name: 'Shared', read_access: 'GLOBAL', team_id: team.id });
    const story = await buildStory(world, [
      {
        type: 'Agents::EventTransformationAgent',
        name: 'A',
        options: { a: '=CREDENTIAL.used', b: '=CREDENTIAL.shared' },
      },
    ]);
    const { kysely } = world.fabula.database;
    await kysely.updateTable('story').set({ team_id: team.id }).where('id', '=', story.id).execute();
    const ids = async (query: string): Promise<readonly Value[]> => {
      const { body } = await world.ask('GET', `/api/v1/user_credentials?team_id=${team.id}${query}`);
      return listAt(body, 'user_credentials').map((credential) => at(credential, 'id'));
    };
    expect(await ids('')).toEqual([used, unused, bound, shared]);
    expect(await ids('&filter=RESTRICTED')).toEqual([bound]);
    expect(await ids('&filter=UNRESTRICTED')).toEqual([used, unused, shared]);
    expect(await ids('&filter=UNUSED_IN_ACTIONS')).toEqual([unused, bound]);
    expect(await ids('&per_page=1&page=2')).toEqual([unused]);
    expect(at((await get(used)).body, 'referencing_action_ids')).toEqual([story.action('A')]);
    const page = await world.ask('GET', `/api/v1/user_credentials?team_id=${team.id}&per_page=3`);
    expect(at(page.body, 'meta')).toMatchObject({ count: 4, pages: 2, next_page_number: 2 });
    expect((await world.ask('GET', '/api/v1/user_credentials?filter=OTHER')).status).toBe(422);
  });
});
