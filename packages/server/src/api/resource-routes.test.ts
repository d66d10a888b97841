/** Resources: kept, shown, shared, changed in parts, and read by formulas. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, databaseKinds, idAt, listAt, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';

describe.each(databaseKinds)('resources (%s)', (kind) => {
  let world: TestFabula;
  let team: number;
  beforeAll(async () => {
    world = await startFabula(kind);
    team = (await world.addTeam('Readers')).id;
  });
  afterAll(() => world.drop());

  const send = async (method: string, url: string, body: Record<string, unknown> = {}) => {
    return world.ask(method, `/api/v1${url}`, { body });
  };
  let names = 0;
  async function aResource(value: unknown, more: Record<string, unknown> = {}) {
    names += 1;
    return idAt(
      (await send('POST', '/global_resources', { name: `Thing ${names}`, value, team_id: team, ...more })).body,
    );
  }
  const typedValue = async (id: number) =>
    at((await send('GET', `/global_resources/${id}`, { typed_value: true })).body, 'value');

  test('one is created with every documented field', async () => {
    const created = await send('POST', '/global_resources', {
      name: 'My resource',
      value: 'resource value',
      team_id: team,
    });
    expect(created.status).toBe(201);
    const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const expected = {
      id: idAt(created.body),
      name: 'My resource',
      value: 'resource value',
      team_id: team,
      folder_id: null,
      user_id: expect.any(Number),
      read_access: 'TEAM',
      shared_team_slugs: [],
      slug: 'my_resource',
      created_at: timestamp,
      updated_at: timestamp,
      description: '',
      test_resource_enabled: false,
      test_resource: null,
      referencing_action_ids: [],
    };
    expect(created.body).toEqual(expected);
    const id = idAt(created.body);
    expect((await send('GET', `/global_resources/${id}`)).body).toEqual(expected);
    const { referencing_action_ids: _, ...short } = expected;
    expect((await send('GET', `/global_resources/${id}`, { include_referencing_action_ids: false })).body).toEqual(
      short,
    );
    expect(listAt((await send('GET', '/global_resources', { team_id: team })).body, 'global_resources')).toContainEqual(
      expected,
    );
  });

  test('JSON is shown as text unless its type is asked for; text that holds JSON is JSON', async () => {
    for (const value of [{ fizz: 'buzz' }, '{"fizz":"buzz"}']) {
      const id = await aResource(value);
      expect(at((await send('GET', `/global_resources/${id}`)).body, 'value')).toBe('{"fizz":"buzz"}');
      expect(await typedValue(id)).toEqual({ fizz: 'buzz' });
    }
    expect(await typedValue(await aResource(''))).toBe('');
  });

  test('an update changes what it names; an empty text is a value', async () => {
    const id = await aResource('before', { description: 'kept' });
    const updated = await send('PUT', `/global_resources/${id}`, { value: '', name: 'Renamed' });
    expect(updated).toMatchObject({ status: 200, body: { value: '', name: 'Renamed', description: 'kept' } });
    // Formulas go on finding it.
    expect(at(updated.body, 'slug')).toMatch(/^thing_/);
    const shared = await send('PATCH', `/global_resources/${id}`, {
      read_access: 'SPECIFIC_TEAMS',
      shared_team_slugs: ['readers'],
    });
    expect(shared.body).toMatchObject({ read_access: 'SPECIFIC_TEAMS', shared_team_slugs: ['readers'], value: '' });
    expect((await send('DELETE', `/global_resources/${id}`)).status).toBe(204);
    expect(await send('GET', `/global_resources/${id}`)).toMatchObject({ status: 404, code: 'resource_not_found' });
  });

  test('an update that says which value it saw changes no other one', async () => {
    const id = await aResource({ on: [1, 2] });
    const theirs = { value: 'theirs', name: 'Theirs', if_value: '{"on":[1,2]}' };
    expect(await send('PUT', `/global_resources/${id}`, theirs)).toMatchObject({ status: 200 });
    const late = await send('PUT', `/global_resources/${id}`, {
      value: 'mine',
      name: 'Mine',
      if_value: { on: [1, 2] },
    });
    expect(late).toMatchObject({ status: 409, code: 'conflict', field: 'if_value' });
    expect((await send('GET', `/global_resources/${id}`)).body).toMatchObject({ value: 'theirs', name: 'Theirs' });
    await send('POST', '/global_resources', { live_resource_id: id, value: 'test' });
    const twin = { is_test: true, value: 'x' };
    expect(await send('PUT', `/global_resources/${id}`, { ...twin, if_value: 'theirs' })).toMatchObject({
      status: 409,
    });
    expect(await send('PUT', `/global_resources/${id}`, { ...twin, if_value: 'test' })).toMatchObject({
      status: 200,
      body: { value: 'theirs', test_resource: { value: 'x' } },
    });
  });

  test.each([
    ['no name', { value: 'x' }, 'name', 'missing_parameter', 422],
    ['no value', { name: 'x' }, 'value', 'missing_parameter', 422],
    ['no team', { name: 'x', value: 'x', team_id: null }, 'team_id', 'missing_parameter', 422],
    ['an unknown team', { name: 'x', value: 'x', team_id: 999999 }, 'team_id', 'team_not_found', 404],
    ['an unknown folder', { name: 'x', value: 'x', folder_id: 999999 }, 'folder_id', 'folder_not_found', 404],
    [
      'sharing with nobody',
      { name: 'x', value: 'x', read_access: 'SPECIFIC_TEAMS' },
      'shared_team_slugs',
      'missing_parameter',
      422,
    ],
    ['an unknown access', { name: 'x', value: 'x', read_access: 'ALL' }, 'read_access', 'invalid_parameter', 422],
    ['a twin of nothing', { value: 'x', live_resource_id: 999999 }, 'live_resource_id', 'resource_not_found', 404],
  ])('%s is refused', async (_name, body, field, code, status) => {
    expect(await send('POST', '/global_resources', { team_id: team, ...body })).toMatchObject({ status, code, field });
  });

  test('a test twin lies inside the live resource', async () => {
    const id = await aResource('live');
    expect(await send('PUT', `/global_resources/${id}`, { is_test: true, value: 'x' })).toMatchObject({
      status: 422,
      field: 'is_test',
    });
    const twin = await send('POST', '/global_resources', { live_resource_id: id, value: 'test' });
    expect(twin).toMatchObject({
      status: 201,
      body: { id, value: 'live', test_resource_enabled: true, test_resource: { value: 'test' } },
    });
    await send('PUT', `/global_resources/${id}`, { is_test: true, value: 'changed' });
    await send('POST', `/global_resources/${id}/append`, { is_test: true, value: '!' });
    expect((await send('GET', `/global_resources/${id}`)).body).toMatchObject({
      value: 'live',
      test_resource: { value: 'changed!' },
    });
    expect((await send('PUT', `/global_resources/${id}`, { test_resource_enabled: false })).body).toMatchObject({
      test_resource_enabled: false,
    });
  });

  test('parts are appended, replaced and removed; the answer is the raw value', async () => {
    const text = await aResource('value');
    expect(await send('POST', `/global_resources/${text}/append`, { value: 'foo' })).toMatchObject({
      status: 200,
      text: 'valuefoo',
    });
    const list = await aResource(['1', 2]);
    expect((await send('POST', `/global_resources/${list}/append`, { value: [3] })).text).toBe('["1",2,3]');
    expect((await send('POST', `/global_resources/${list}/remove`, { index: '0' })).text).toBe('1');
    expect((await send('POST', `/global_resources/${list}/remove`)).text).toBe('3');
    const object = await aResource({ foo: 'bar' });
    expect(
      (await send('POST', `/global_resources/${object}/replace`, { key: 'foo', value: 'new-value' })).body,
    ).toEqual({ foo: 'new-value' });
    expect((await send('POST', `/global_resources/${object}/remove`, { key: 'foo' })).text).toBe('new-value');
    expect(await typedValue(object)).toEqual({});
    expect(await send('POST', `/global_resources/${object}/append`, { value: 'x' })).toMatchObject({
      status: 422,
      field: 'value',
    });
    expect(await send('POST', `/global_resources/${object}/replace`, { key: 'a' })).toMatchObject({
      status: 422,
      field: 'value',
    });
    expect(await send('POST', '/global_resources/999999/append', { value: 'x' })).toMatchObject({ status: 404 });
  });

  test('a comparison that fails changes nothing and tells what is there', async () => {
    const id = await aResource({ lock: 'mine' });
    const refused = await send('POST', `/global_resources/${id}/replace`, {
      key: 'lock',
      value: 'yours',
      if_value: 'free',
    });
    expect(refused).toMatchObject({ status: 422, code: 'invalid_parameter', field: 'if_value' });
    expect(at(refused.body, 'current_value')).toBe('mine');
    expect(await typedValue(id)).toEqual({ lock: 'mine' });
    expect(
      (await send('POST', `/global_resources/${id}/replace`, { key: 'lock', value: 'yours', if_value: null })).status,
    ).toBe(200);
  });

  test('a lock built on it lets in one at a time, however many ask at once', async () => {
    const id = await aResource({ lock: 'free' });
    const take = (who: string) =>
      send('POST', `/global_resources/${id}/replace`, { key: 'lock', value: who, if_value: 'free' });
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(Array.from({ length: 12 }, (_, who) => take(`${who}`)));
      const winners = answers.flatMap(({ status }, who) => (status === 200 ? [who] : []));
      expect(winners).toHaveLength(1);
      expect(await typedValue(id)).toEqual({ lock: `${winners[0]}` });
      await send('POST', `/global_resources/${id}/replace`, { key: 'lock', value: 'free' });
    }
    const list = await aResource([]);
    await Promise.all(
      Array.from({ length: 20 }, (_, value) => send('POST', `/global_resources/${list}/append`, { value: [value] })),
    );
    expect(await typedValue(list)).toHaveLength(20);
  });

  test('formulas read them at once: the own team first, then what is shared with it, then what is open to all', async () => {
    const other = (await world.addTeam('Givers')).id;
    const give = (value: string, more: Record<string, unknown>) =>
      send('POST', '/global_resources', { name: 'Shared name', value, team_id: other, ...more });
    const story = idAt((await send('POST', '/stories', { team_id: team })).body);
    const action = idAt(
      (
        await send('POST', '/actions', {
          story_id: story,
          type: 'Agents::EventTransformationAgent',
          name: 'Read',
          options: { mode: 'message_only', payload: { got: '=RESOURCE.shared_name' } },
          position: { x: 0, y: 0 },
        })
      ).body,
    );
    let events = 0;
    const read = async () => {
      await send('POST', `/actions/${action}/run`);
      events += 1;
      const body = await until(async () => {
        const list = (await send('GET', `/actions/${action}/events`)).body;
        return at(list, 'meta.count') === events ? list : undefined;
      });
      return at(body, 'events.0.payload.read.got');
    };
    const open = await give('open', { read_access: 'GLOBAL' });
    expect(await read()).toBe('open');
    expect(listAt((await send('GET', `/global_resources/${idAt(open.body)}`)).body, 'referencing_action_ids')).toEqual([
      action,
    ]);
    await send('DELETE', `/global_resources/${idAt(open.body)}`);
    await give('shared', { read_access: 'SPECIFIC_TEAMS', shared_team_slugs: ['readers'] });
    expect(await read()).toBe('shared');
    const own = idAt(
      (await send('POST', '/global_resources', { name: 'Shared name', value: 'own', team_id: team })).body,
    );
    expect(await read()).toBe('own');
    await send('PUT', `/global_resources/${own}`, { value: 'changed' });
    expect(await read()).toBe('changed');
    const unused = await send('GET', '/global_resources', {
      team_id: team,
      filter: 'UNUSED_IN_ACTIONS',
      per_page: 500,
    });
    expect(listAt(unused.body, 'global_resources').map((each) => at(each, 'id'))).not.toContain(own);
  });
});
