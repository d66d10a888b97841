/** The documented requests about credentials, one for each mode, field by field (reference: api/credentials.md). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula } from '../../testing/fabula.test-kit.ts';
import { askedFor, type Fields, replay, type Sample } from './replay.test-kit.ts';
import { anyObject, flag, integer, listOf, object, oneOf, orNull, page, text, time, uuid } from './shape.test-kit.ts';

const fields = {
  id: integer,
  name: text,
  mode: oneOf('TEXT', 'JWT', 'OAUTH', 'AWS', 'MTLS', 'HTTP_REQUEST_AGENT', 'MULTI_REQUEST'),
  team_id: integer,
  folder_id: orNull(integer),
  read_access: oneOf('TEAM', 'GLOBAL', 'SPECIFIC_TEAMS'),
  shared_team_slugs: listOf(text),
  slug: text,
  created_at: time,
  updated_at: time,
  description: text,
  aws_assumed_role_external_id: orNull(uuid),
  aws_authentication_type: orNull(oneOf('KEY', 'ROLE', 'INSTANCE_PROFILE')),
  allowed_hosts: listOf(text),
  metadata: anyObject,
  restriction_type: oneOf('RESTRICTED', 'UNRESTRICTED'),
  test_credential_enabled: flag,
  test_credential: orNull(anyObject),
  referencing_action_ids: listOf(integer),
  owner: orNull(object({ user_id: integer, first_name: text, last_name: text, email: text })),
  expires_at: orNull(time),
  expiry_notifications_enabled: flag,
  credential_notification_recipient_user_ids: listOf(integer),
};
const credential = object(fields);
const awsCredential = object({ ...fields, aws_assumed_role_external_id: uuid, use_static_external_id: flag });
/** Where one has still to sign in. */
const unfinished = object({ ...fields, redirect_url: text });
/** Lists have all kinds. */
const listed = object(fields, { maybe: { use_static_external_id: flag } });

const secret = 'hush-hush';
const oauth = {
  mode: 'OAUTH',
  oauth_token_url: 'https://login.example.com/token',
  oauth_client_id: 'client',
  oauth_client_secret: secret,
  oauth_scope: 'read write',
};

describe.each(oneDatabase)('credentials as documented (%s)', (kind) => {
  let world: TestFabula;
  let stranger: string;
  let team: number;
  let folder: number;
  let user: number;
  let count = 0;

  beforeAll(async () => {
    world = await startFabula(kind);
    team = (await world.addTeam('Home')).id;
    stranger = await world.addUser('TEAM_ADMIN', await world.addTeam('Elsewhere'));
    folder = await make('/folders', { name: 'Folder', content_type: 'CREDENTIAL', team_id: team });
    const { body } = await world.ask('GET', '/api/v1/admin/users');
    user = idAt(body, 'admin/users.0.id');
  });
  afterAll(() => world.drop());

  async function make(url: string, body: Fields): Promise<number> {
    const answer = await world.ask('POST', `/api/v1${url}`, { body });
    if (answer.status >= 300) throw new Error(answer.text);
    return idAt(answer.body);
  }
  const aCredential = (more: Fields = {}) =>
    make('/user_credentials', { name: `Credential ${++count}`, mode: 'TEXT', value: secret, team_id: team, ...more });
  const aTwin = async () => {
    const id = await aCredential();
    await make('/user_credentials', { name: 'Twin', mode: 'TEXT', value: secret, live_credential_id: id });
    return id;
  };
  const get = async (url: string) => (await world.ask('GET', `/api/v1${url}`)).body;

  const ofMode = (about: string, send: Fields, more: Partial<Sample> = {}): Sample => ({
    ask: 'POST /user_credentials',
    about,
    status: 201,
    answer: credential,
    choices: ['mode', 'read_access', 'jwt_algorithm', 'oauth_grant_type', 'aws_authentication_type'],
    given: () => ({
      send: { name: 'Of a mode', team_id: team, ...send },
      gives: {
        mode: send['mode'],
        read_access: 'TEAM',
        description: '',
        metadata: {},
        restriction_type: 'UNRESTRICTED',
      },
    }),
    ...more,
  });

  const created: readonly Sample[] = [
    {
      ask: 'POST /user_credentials',
      about: 'with all that every mode takes',
      status: 201,
      answer: credential,
      choices: ['mode', 'read_access'],
      given: () => {
        const shown = {
          name: 'My credential',
          mode: 'TEXT',
          team_id: team,
          folder_id: folder,
          read_access: 'SPECIFIC_TEAMS',
          shared_team_slugs: ['elsewhere'],
          description: 'What it is for',
          metadata: { account: 'main' },
          allowed_hosts: ['*.example.com'],
          expires_at: '2099-01-31T12:00:00Z',
          expiry_notifications_enabled: true,
          credential_notification_recipient_user_ids: [user],
        };
        return {
          send: { ...shown, value: secret },
          gives: { ...shown, restriction_type: 'RESTRICTED', test_credential_enabled: false, test_credential: null },
        };
      },
    },
    ofMode('of text', { mode: 'TEXT', value: secret }),
    ofMode('JWT', {
      mode: 'JWT',
      jwt_algorithm: 'RS256',
      jwt_payload: { iss: 'me' },
      jwt_auto_generate_time_claims: true,
      jwt_private_key: secret,
    }),
    ofMode('OAuth of a client', { ...oauth, oauth_grant_type: 'client_credentials' }),
    ofMode(
      'OAuth of somebody who has to sign in',
      {
        ...oauth,
        oauth_grant_type: 'authorization_code',
        oauth_url: 'https://login.example.com/authorize',
        oauthPkceCodeChallengeMethod: 'S256',
      },
      { answer: unfinished },
    ),
    ofMode(
      'AWS with a key',
      { mode: 'AWS', aws_authentication_type: 'KEY', aws_access_key: 'AKIA', aws_secret_key: secret },
      { answer: awsCredential },
    ),
    ofMode(
      'AWS with a role',
      {
        mode: 'AWS',
        aws_authentication_type: 'ROLE',
        aws_access_key: 'AKIA',
        aws_secret_key: secret,
        aws_assumed_role_arn: 'arn:aws:iam::123456789012:role/reader',
        use_static_external_id: true,
      },
      { answer: awsCredential },
    ),
    ofMode('certificates', {
      mode: 'MTLS',
      mtls_client_certificate: 'CERTIFICATE',
      mtls_client_private_key: secret,
      mtls_root_certificate: 'ROOT',
    }),
    ofMode('a request that gives a token', {
      mode: 'HTTP_REQUEST_AGENT',
      http_request_options: { url: 'https://example.com/token', method: 'post', payload: { key: '<<secret>>' } },
      http_request_location_of_token: '\\=response.body.value',
      http_request_secret: secret,
      http_request_ttl: 300,
    }),
    ofMode('two requests that give a token', {
      mode: 'MULTI_REQUEST',
      credential_requests: [
        { options: { url: 'https://example.com/login', method: 'post' }, http_request_secret: secret },
        { options: { url: 'https://example.com/token', method: 'get' } },
      ],
      http_request_location_of_token: '=response.body.value',
      http_request_ttl: 300,
    }),
    {
      ask: 'POST /user_credentials',
      about: 'for tests of one that is live',
      status: 201,
      answer: credential,
      choices: ['mode'],
      given: async () => ({
        send: {
          name: 'Twin',
          mode: 'TEXT',
          value: secret,
          live_credential_id: await aCredential({ description: 'Live' }),
        },
        gives: { description: 'Live', test_credential: { created_at: expect.any(String) } },
      }),
    },
  ];

  const others: readonly Sample[] = [
    {
      ask: 'GET /user_credentials/{credential_id}',
      status: 200,
      answer: credential,
      given: async () => ({ path: { credential_id: await aTwin() } }),
    },
    {
      ask: 'PUT /user_credentials/{credential_id}',
      status: 200,
      answer: credential,
      choices: ['mode', 'read_access'],
      given: async () => {
        const shown = {
          mode: 'TEXT',
          name: 'Renamed',
          folder_id: folder,
          read_access: 'GLOBAL',
          description: 'Another',
          metadata: { account: 'other' },
          allowed_hosts: ['example.com'],
          expires_at: '2099-01-31T12:00:00Z',
          expiry_notifications_enabled: true,
          credential_notification_recipient_user_ids: [user],
        };
        return { path: { credential_id: await aCredential() }, send: { ...shown, value: 'hush again' }, gives: shown };
      },
    },
    {
      ask: 'PUT /user_credentials/{credential_id}',
      about: 'that turns its test values on',
      status: 200,
      answer: credential,
      given: async () => ({
        path: { credential_id: await aTwin() },
        send: { mode: 'TEXT', test_credential_enabled: true },
        gives: { test_credential_enabled: true },
      }),
    },
    {
      ask: 'PUT /user_credentials/{credential_id}',
      about: 'that changes its test values',
      status: 200,
      answer: credential,
      given: async () => ({
        path: { credential_id: await aTwin() },
        send: { mode: 'TEXT', test_credential_enabled: true, is_test: true, value: 'hush test' },
      }),
    },
    {
      ask: 'GET /user_credentials',
      status: 200,
      answer: page('user_credentials', listed),
      list: 'user_credentials',
      choices: ['filter'],
      given: async () => {
        await Promise.all([
          aCredential({ folder_id: folder, allowed_hosts: ['example.com'] }),
          aCredential({ folder_id: folder, allowed_hosts: ['example.org'] }),
        ]);
        return { send: { team_id: team, folder_id: folder, filter: 'RESTRICTED' } };
      },
    },
    {
      ask: 'DELETE /user_credentials/{credential_id}',
      status: 204,
      answer: null,
      given: async () => ({ path: { credential_id: await aCredential() } }),
    },
  ];

  replay(() => ({ world, stranger }), [...created, ...others]);

  test('every documented request is among them', () => {
    expect([...askedFor([...created, ...others])].sort()).toEqual([
      'DELETE /user_credentials/{credential_id}',
      'GET /user_credentials',
      'GET /user_credentials/{credential_id}',
      'POST /user_credentials',
      'PUT /user_credentials/{credential_id}',
    ]);
  });

  test('no answer has a secret in it', async () => {
    const list = await world.ask('GET', '/api/v1/user_credentials?per_page=500');
    expect(listAt(list.body, 'user_credentials').length).toBeGreaterThan(10);
    expect(list.text).not.toMatch(/hush/);
  });

  test('a lifetime of a token that an update leaves out is none', async () => {
    const options = { url: 'https://example.com/token', method: 'post' };
    const id = await aCredential({
      ...{ mode: 'HTTP_REQUEST_AGENT', http_request_options: options, http_request_ttl: 300, value: undefined },
      http_request_location_of_token: '=response.body.value',
    });
    const ttl = async () => {
      const { kysely } = world.fabula.database;
      const row = await kysely
        .selectFrom('credential_secret')
        .select('settings')
        .where('credential_id', '=', id)
        .executeTakeFirst();
      return row?.settings;
    };
    expect(await ttl()).toMatch(/"http_request_ttl":300/);
    const changed = await world.ask('PUT', `/api/v1/user_credentials/${id}`, { body: { mode: 'HTTP_REQUEST_AGENT' } });
    expect(changed.status, changed.text).toBe(200);
    expect(await ttl()).not.toMatch(/"http_request_ttl":300/);
  });

  test('another mode in an update is refused by name, as are test values where there are none', async () => {
    const id = await aCredential();
    for (const [body, field] of [
      [{ mode: 'JWT' }, 'mode'],
      [{ mode: 'TEXT', is_test: true, value: 'x' }, 'is_test'],
      [{ mode: 'TEXT', read_access: 'SPECIFIC_TEAMS' }, 'shared_team_slugs'],
    ] as const) {
      const answer = await world.ask('PUT', `/api/v1/user_credentials/${id}`, { body });
      expect([body, answer.status, at(answer.body, 'errors.0.field')]).toEqual([body, 422, field]);
    }
  });

  test('the list filters by use', async () => {
    const own = (await world.addTeam('Uses')).id;
    const [used, unused] = [await aCredential({ team_id: own, name: 'Is used' }), await aCredential({ team_id: own })];
    const story = await make('/stories', { team_id: own });
    const action = await make('/actions', {
      story_id: story,
      type: 'Agents::HTTPRequestAgent',
      name: 'Reader',
      options: { url: 'https://example.com', headers: { authorization: '<<CREDENTIAL.is_used>>' } },
      position: { x: 0, y: 0 },
    });
    const ids = async (query: string) =>
      listAt(await get(`/user_credentials?team_id=${own}${query}`), 'user_credentials').map((each) => at(each, 'id'));
    expect(await ids('')).toEqual([used, unused]);
    expect(await ids('&filter=UNUSED_IN_ACTIONS')).toEqual([unused]);
    expect(await ids('&filter=UNRESTRICTED')).toEqual([used, unused]);
    expect(at(await get(`/user_credentials/${used}`), 'referencing_action_ids')).toEqual([action]);
  });
});
