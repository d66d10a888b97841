/** The documented requests about resources and their elements (reference: api/resources.md). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula } from '../../testing/fabula.test-kit.ts';
import { askedFor, type Fields, replay, type Sample } from './replay.test-kit.ts';
import {
  anyObject,
  anything,
  flag,
  integer,
  listOf,
  object,
  oneOf,
  orNull,
  page,
  text,
  time,
} from './shape.test-kit.ts';

const fields = {
  id: integer,
  name: text,
  value: text,
  team_id: integer,
  folder_id: orNull(integer),
  user_id: integer,
  read_access: oneOf('TEAM', 'GLOBAL', 'SPECIFIC_TEAMS'),
  shared_team_slugs: listOf(text),
  slug: text,
  created_at: time,
  updated_at: time,
  description: text,
  test_resource_enabled: flag,
  test_resource: orNull(anyObject),
};
const resource = object({ ...fields, referencing_action_ids: listOf(integer) });
const shortResource = object(fields);
/** With `typed_value`. */
const typedResource = object({ ...fields, value: anything, referencing_action_ids: listOf(integer) });

describe.each(oneDatabase)('resources as documented (%s)', (kind) => {
  let world: TestFabula;
  let stranger: string;
  let team: number;
  let folder: number;
  let count = 0;

  beforeAll(async () => {
    world = await startFabula(kind);
    team = (await world.addTeam('Home')).id;
    stranger = await world.addUser('TEAM_ADMIN', await world.addTeam('Elsewhere'));
    folder = await make('/folders', { name: 'Folder', content_type: 'RESOURCE', team_id: team });
  });
  afterAll(() => world.drop());

  async function make(url: string, body: Fields): Promise<number> {
    const answer = await world.ask('POST', `/api/v1${url}`, { body });
    if (answer.status >= 300) throw new Error(answer.text);
    return idAt(answer.body);
  }
  const aResource = (value: unknown, more: Fields = {}) =>
    make('/global_resources', { name: `Resource ${++count}`, value, team_id: team, ...more });
  const aTwin = async (value: unknown, test: unknown) => {
    const id = await aResource(value);
    await make('/global_resources', { live_resource_id: id, value: test });
    return id;
  };
  const get = async (url: string, body: Fields = {}) => (await world.ask('GET', `/api/v1${url}`, { body })).body;

  const whole: readonly Sample[] = [
    {
      ask: 'POST /global_resources',
      status: 201,
      answer: resource,
      anything: ['value'],
      choices: ['read_access'],
      given: () => {
        const send = {
          name: 'My resource',
          value: 'resource value',
          team_id: team,
          folder_id: folder,
          read_access: 'SPECIFIC_TEAMS',
          shared_team_slugs: ['elsewhere'],
          description: 'What it is for',
        };
        return { send, gives: { ...send, slug: expect.stringMatching(/^my_resource/), test_resource_enabled: false } };
      },
    },
    {
      ask: 'POST /global_resources',
      about: 'of JSON, with few words',
      status: 201,
      answer: resource,
      anything: ['value'],
      given: () => ({
        send: { name: 'JSON', value: { fizz: 'buzz', list: [1, '2'] }, team_id: team },
        gives: { value: '{"fizz":"buzz","list":[1,"2"]}', read_access: 'TEAM', description: '', shared_team_slugs: [] },
      }),
    },
    {
      ask: 'POST /global_resources',
      about: 'shown with its type and without the actions that read it',
      status: 201,
      answer: object({ ...fields, value: anything }),
      anything: ['value'],
      given: () => ({
        send: {
          name: 'Typed',
          value: '{"fizz":"buzz"}',
          team_id: team,
          typed_value: true,
          include_referencing_action_ids: false,
        },
        gives: { value: { fizz: 'buzz' } },
      }),
    },
    {
      ask: 'POST /global_resources',
      about: 'for tests of one that is live',
      status: 201,
      answer: resource,
      anything: ['value'],
      given: async () => {
        const live_resource_id = await aResource('live');
        return {
          send: { live_resource_id, value: 'test' },
          gives: { id: live_resource_id, value: 'live', test_resource_enabled: true, test_resource: { value: 'test' } },
        };
      },
    },
    {
      ask: 'GET /global_resources/{resource_id}',
      status: 200,
      answer: resource,
      given: async () => ({
        path: { resource_id: await aResource({ fizz: 'buzz' }) },
        gives: { value: '{"fizz":"buzz"}' },
      }),
    },
    {
      ask: 'GET /global_resources/{resource_id}',
      about: 'with its type',
      status: 200,
      answer: typedResource,
      given: async () => ({
        path: { resource_id: await aTwin({ fizz: 'buzz' }, ['test']) },
        send: { typed_value: true },
        gives: { value: { fizz: 'buzz' }, test_resource: { value: ['test'] } },
      }),
    },
    {
      ask: 'GET /global_resources/{resource_id}',
      about: 'without the actions that read it',
      status: 200,
      answer: shortResource,
      given: async () => ({
        path: { resource_id: await aResource('x') },
        send: { include_referencing_action_ids: false },
      }),
    },
    ...['PUT', 'PATCH'].map(
      (method): Sample => ({
        ask: `${method} /global_resources/{resource_id}`,
        status: 200,
        answer: resource,
        anything: ['value'],
        choices: ['read_access'],
        given: async () => {
          const send = {
            name: 'Updated resource',
            value: 'new value',
            folder_id: folder,
            read_access: 'GLOBAL',
            description: 'Other',
          };
          return {
            path: { resource_id: await aResource('old value') },
            send: { ...send, shared_team_slugs: ['elsewhere'] },
            // Open to all, it is not shared with some.
            gives: { ...send, shared_team_slugs: [] },
          };
        },
      }),
    ),
    {
      ask: 'PUT /global_resources/{resource_id}',
      about: 'for tests',
      status: 200,
      answer: typedResource,
      anything: ['value'],
      given: async () => ({
        path: { resource_id: await aTwin('live', 'test') },
        send: { value: '', is_test: true, test_resource_enabled: true, typed_value: true },
        gives: { value: 'live', test_resource_enabled: true, test_resource: { value: '' } },
      }),
    },
    {
      ask: 'GET /global_resources',
      status: 200,
      answer: page('global_resources', resource),
      list: 'global_resources',
      choices: ['filter'],
      given: async () => {
        const into = await make('/folders', { name: 'Listed', content_type: 'RESOURCE', team_id: team });
        for (const value of ['One', 'Two']) await aResource(value, { folder_id: into });
        return {
          send: { team_id: team, folder_id: into, filter: 'UNUSED_IN_ACTIONS', include_referencing_action_ids: true },
          gives: { global_resources: [{ value: 'One' }, { value: 'Two' }] },
        };
      },
    },
    {
      ask: 'GET /global_resources',
      about: 'with their types and without the actions that read them',
      status: 200,
      answer: page('global_resources', object({ ...fields, value: anything })),
      list: 'global_resources',
      given: () => ({ send: { team_id: team, include_referencing_action_ids: false, typed_value: true } }),
    },
    {
      ask: 'DELETE /global_resources/{resource_id}',
      status: 204,
      answer: null,
      given: async () => ({ path: { resource_id: await aResource('x') } }),
    },
  ];

  const element = (
    operation: string,
    about: string,
    value: unknown,
    send: Fields,
    answered: string,
    options: { readonly anything?: readonly string[]; readonly isTest?: boolean } = {},
  ): Sample => ({
    ask: `POST /global_resources/{resource_id}/${operation}`,
    about,
    status: 200,
    answer: anything,
    anything: ['value', 'if_value', ...(options.anything ?? [])],
    given: async () => ({
      path: { resource_id: options.isTest ? await aTwin('live', value) : await aResource(value) },
      send: { ...send, ...(options.isTest ? { is_test: true } : {}) },
      text: answered,
    }),
  });

  const elements: readonly Sample[] = [
    element('append', 'text to text', 'value', { value: 'foo' }, 'valuefoo'),
    element('append', 'a list to a list', [1], { value: ['two'] }, '[1,"two"]'),
    element('append', 'for tests', 'value', { value: 'foo' }, 'valuefoo', { isTest: true }),
    element('remove', 'by key', { foo: 'bar', other: 1 }, { key: 'foo' }, 'bar'),
    element('remove', 'by index', ['0', '1', '2'], { index: 1 }, '1'),
    element('remove', 'the last one', [1, { two: 2 }], {}, '{"two":2}'),
    element(
      'remove',
      'if it is what it was',
      { foo: { bar: [1] } },
      { key: 'foo', if_value: { bar: [1] } },
      '{"bar":[1]}',
    ),
    element('remove', 'for tests', [1, 2], { index: 0 }, '1', { isTest: true }),
    element('replace', 'by key', { foo: 'bar' }, { key: 'foo', value: 'new-value' }, '{"foo":"new-value"}'),
    element('replace', 'by index', ['one', 2], { index: 0, value: 'new' }, '["new",2]'),
    element(
      'replace',
      'if it is what it was',
      { foo: 'bar' },
      { key: 'foo', value: 'new-value', if_value: 'bar' },
      '{"foo":"new-value"}',
    ),
    element('replace', 'for tests', { foo: 1 }, { key: 'foo', value: 'x' }, '{"foo":"x"}', { isTest: true }),
  ];

  const samples = [...whole, ...elements];
  replay(() => ({ world, stranger }), samples);

  test('nothing that the document has is left out', () => {
    expect(askedFor(samples)).toEqual(
      new Set(
        `POST /global_resources · GET /global_resources · GET /global_resources/{resource_id}
PUT /global_resources/{resource_id} · PATCH /global_resources/{resource_id} · DELETE /global_resources/{resource_id}
POST /global_resources/{resource_id}/append · POST /global_resources/{resource_id}/remove
POST /global_resources/{resource_id}/replace`.split(/ · |\n/),
      ),
    );
  });

  test.each<[unknown, string, unknown]>([
    ['plain', 'plain', 'plain'],
    ['', '', ''],
    ['{"a":1}', '{"a":1}', { a: 1 }],
    ['[1, 2]', '[1,2]', [1, 2]],
    ['{"a":', '{"a":', '{"a":'],
    [{ a: { b: [null] } }, '{"a":{"b":[null]}}', { a: { b: [null] } }],
    [[], '[]', []],
  ])('the value %j is shown as %j, and as %j with its type', async (value, shown, typed) => {
    const id = await aResource(value);
    expect(at(await get(`/global_resources/${id}`), 'value')).toBe(shown);
    expect(at(await get(`/global_resources/${id}`, { typed_value: true }), 'value')).toEqual(typed);
  });

  test.each<[string, unknown, string, Fields, number, string | null]>([
    ['text to a list', ['x'], 'append', { value: 'x' }, 422, 'value'],
    ['a list to text', 'x', 'append', { value: ['x'] }, 422, 'value'],
    ['to an object', {}, 'append', { value: 'x' }, 422, 'value'],
    ['nothing', 'x', 'append', {}, 422, 'value'],
    ['by key from a list', ['x'], 'remove', { key: 'x' }, 422, 'index'],
    ['by index from an object', { x: 1 }, 'remove', { index: 0 }, 422, null],
    ['from text', 'x', 'remove', { key: 'x' }, 422, null],
    ['a key that is not there', { x: 1 }, 'remove', { key: 'y' }, 422, 'key'],
    ['an index beyond the end', ['x'], 'remove', { index: 1 }, 422, 'index'],
    ['from an empty list', [], 'remove', {}, 422, null],
    ['no value', { x: 1 }, 'replace', { key: 'x' }, 422, 'value'],
    ['nowhere', { x: 1 }, 'replace', { value: 1 }, 422, null],
    ['an index beyond the end', ['x'], 'replace', { index: 5, value: 1 }, 422, 'index'],
    ['what has changed since', { x: 1 }, 'replace', { key: 'x', value: 2, if_value: 3 }, 422, 'if_value'],
    ['what has changed since', ['x'], 'remove', { index: 0, if_value: 'y' }, 422, 'if_value'],
    ['a test value that is not there', 'x', 'append', { value: 'y', is_test: true }, 422, 'is_test'],
    ['a negative index', ['x'], 'remove', { index: -1 }, 422, 'index'],
  ])('%s: %j is not changed by %s', async (_name, value, operation, body, status, field) => {
    const id = await aResource(value);
    const answer = await world.ask('POST', `/api/v1/global_resources/${id}/${operation}`, { body });
    expect([answer.status, ...(field === null ? [] : [at(answer.body, 'errors.0.field')])]).toEqual([
      status,
      ...(field === null ? [] : [field]),
    ]);
    expect(at(await get(`/global_resources/${id}`, { typed_value: true }), 'value')).toEqual(value);
  });

  test('a failed comparison tells what is there now', async () => {
    for (const [value, operation, body, current] of [
      [{ x: { y: 1 } }, 'replace', { key: 'x', value: 2, if_value: { y: 2 } }, { y: 1 }],
      [['a', 'b'], 'remove', { if_value: 'a' }, 'b'],
    ] as const) {
      const id = await aResource(value);
      const answer = await world.ask('POST', `/api/v1/global_resources/${id}/${operation}`, { body });
      expect([answer.status, at(answer.body, 'current_value')]).toEqual([422, current]);
    }
  });

  test('resources are listed by team and folder, and by whether an action reads them', async () => {
    const own = (await world.addTeam('Lists')).id;
    const into = await make('/folders', { name: 'F', content_type: 'RESOURCE', team_id: own });
    const [read, filed] = [
      await aResource('x', { team_id: own, name: 'Is read' }),
      await aResource('x', { team_id: own, folder_id: into }),
    ];
    const story = await make('/stories', { team_id: own });
    const reader = await make('/actions', {
      story_id: story,
      type: 'Agents::EventTransformationAgent',
      name: 'Reader',
      options: { mode: 'message_only', payload: '=RESOURCE.is_read' },
      position: { x: 0, y: 0 },
    });
    const ids = async (query: string) =>
      listAt(await get(`/global_resources?team_id=${own}&${query}`), 'global_resources').map((each) => at(each, 'id'));
    expect(await ids('')).toEqual([read, filed]);
    expect(await ids(`folder_id=${into}`)).toEqual([filed]);
    expect(await ids('folder_id=999999')).toEqual([]);
    expect(await ids('filter=UNUSED_IN_ACTIONS')).toEqual([filed]);
    expect(await ids('filter=')).toEqual([read, filed]);
    expect(at(await get(`/global_resources/${read}`), 'referencing_action_ids')).toEqual([reader]);
    const hidden = await world.ask('GET', `/api/v1/global_resources?team_id=${own}`, { key: stranger });
    expect([hidden.status, listAt(hidden.body, 'global_resources')]).toEqual([200, []]);
  });

  test('a team and a resource that others have are not found by name either', async () => {
    const live_resource_id = await aResource('x');
    for (const [body, field] of [
      [{ name: 'x', value: 'x', team_id: team }, 'team_id'],
      [{ value: 'x', live_resource_id }, 'live_resource_id'],
    ] as const) {
      const answer = await world.ask('POST', '/api/v1/global_resources', { key: stranger, body });
      expect([answer.status, at(answer.body, 'errors.0.field')]).toEqual([404, field]);
    }
  });
});
