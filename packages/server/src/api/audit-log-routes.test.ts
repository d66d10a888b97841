/** GET /audit_logs: each parameter, each status, each field. */
import { addAuditEntry } from '@fabula/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

describe.each(oneDatabase)('the list of the audit log (%s)', (kind) => {
  let world: TestFabula;
  /** Years that nothing else is written in. */
  const year = (number: number) => `20${number}-01-01T12:00:00Z`;

  beforeAll(async () => {
    world = await startFabula(kind);
    const { kysely } = world.fabula.database;
    for (let number = 10; number < 15; number++) {
      await addAuditEntry(kysely, {
        operation: ['StoryCreation', 'FolderCreation', 'Login'][number % 3] ?? '',
        // Any number will do: there are no references.
        userId: (1_000 + (number % 2)) as never,
        userEmail: 'ada@example.com',
        userName: 'Ada Lovelace',
        storyId: number === 10 ? (7 as never) : null,
        inputs: { inputs: { storyId: 7 } },
        outputs: {},
        requestIp: null,
        requestUserAgent: null,
      });
    }
    const rows = await kysely
      .selectFrom('audit_entry')
      .select('id')
      .where('user_id', '>=', 1_000)
      .orderBy('id')
      .execute();
    for (const [index, { id }] of rows.entries()) {
      await kysely
        .updateTable('audit_entry')
        .set({ created_at: new Date(year(10 + index)) })
        .where('id', '=', id)
        .execute();
    }
  });
  afterAll(() => world.drop());

  const ours = 'user_id[]=1000&user_id[]=1001';
  const years = async (query: string) => {
    const { status, body } = await world.ask('GET', `/api/v1/audit_logs?${query}`);
    expect(status).toBe(200);
    return listAt(body, 'audit_logs').map((entry) => Number(String(at(entry, 'created_at')).slice(2, 4)));
  };

  test.each([
    [ours, [14, 13, 12, 11, 10]],
    ['user_id=1000', [14, 12, 10]],
    ['user_id[]=1001', [13, 11]],
    [`${ours}&before=${year(12)}`, [11, 10]],
    [`${ours}&after=${year(12)}`, [14, 13]],
    [`${ours}&after=${year(10)}&before=${year(14)}`, [13, 12, 11]],
    [`${ours}&after=2013-06-01`, [14]],
    [`${ours}&operation_name=Login`, [14, 11]],
    [`${ours}&operation_name[]=Login&operation_name[]=FolderCreation`, [14, 13, 11, 10]],
    [`${ours}&operation_name=login`, []],
    [`${ours}&operation_name=&before=&after=`, [14, 13, 12, 11, 10]],
    ['user_id=999999', []],
    [`${ours}&per_page=2`, [14, 13]],
    [`${ours}&per_page=2&page=3`, [10]],
  ])('%s gives those of %j, newest first', async (query, expected) => {
    expect(await years(query)).toEqual(expected);
  });

  test('filters may come in the body', async () => {
    const { body } = await world.ask('GET', '/api/v1/audit_logs', {
      body: { user_id: [1000], operation_name: 'Login' },
    });
    expect(listAt(body, 'audit_logs').length).toBe(1);
  });

  test('an entry has every field', async () => {
    const { body } = await world.ask('GET', '/api/v1/audit_logs?user_id=1000&per_page=1&page=3');
    expect(at(body, 'audit_logs.0')).toEqual({
      id: expect.any(Number),
      created_at: year(10),
      updated_at: year(10),
      operation_name: 'FolderCreation',
      inputs: { inputs: { storyId: 7 } },
      outputs: {},
      request_ip: null,
      request_user_agent: null,
      tenant_id: 1,
      user_id: 1000,
      user_email: 'ada@example.com',
      user_name: 'Ada Lovelace',
      story_id: 7,
    });
    expect(at(body, 'meta')).toEqual({
      current_page: 'http://fabula.test/api/v1/audit_logs?per_page=1&page=3&user_id=1000',
      previous_page: 'http://fabula.test/api/v1/audit_logs?per_page=1&page=2&user_id=1000',
      next_page: null,
      next_page_number: null,
      per_page: 1,
      pages: 3,
      count: 3,
    });
  });

  test('a change tells who, from where and with what', async () => {
    const team = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
    const headers = { 'user-agent': 'a client/1.0' };
    const story = await world.ask('POST', '/api/v1/stories', { body: { team_id: team, name: 'New' }, headers });
    const { body } = await world.ask('GET', '/api/v1/audit_logs?operation_name=StoryCreation&per_page=1');
    expect(at(body, 'audit_logs.0')).toMatchObject({
      request_ip: '127.0.0.1',
      request_user_agent: 'a client/1.0',
      user_email: 'owner@example.com',
      story_id: idAt(story.body),
    });
  });

  test.each([
    ['before=soon', 'before'],
    ['after=2013-99-01', 'after'],
    ['user_id=ada', 'user_id'],
    ['user_id[]=1&user_id[]=x', 'user_id'],
    ['page=0', 'page'],
    ['per_page=x', 'per_page'],
  ])('%s is refused by name', async (query, field) => {
    const { status, body } = await world.ask('GET', `/api/v1/audit_logs?${query}`);
    expect(status).toBe(422);
    expect(String(at(body, 'errors.0.field'))).toMatch(new RegExp(`^${field}`));
  });

  test('owners read it, and those with AUDIT_LOG_READ; nobody else', async () => {
    const status = async (key: string | null) => (await world.ask('GET', '/api/v1/audit_logs', { key })).status;
    const key = await world.addUser('TEAM_ADMIN', await world.addTeam('Red'));
    expect([await status(null), await status(key)]).toEqual([401, 403]);
    const users = await world.ask('GET', '/api/v1/admin/users?per_page=500');
    const user =
      listAt(users.body, 'admin/users').find((each) => String(at(each, 'email')).startsWith('user-')) ?? null;
    const granted = { tenant_permissions: ['AUDIT_LOG_READ'] };
    expect((await world.ask('PUT', `/api/v1/admin/users/${idAt(user)}`, { body: granted })).status).toBe(200);
    expect(await status(key)).toBe(200);
  });
});
