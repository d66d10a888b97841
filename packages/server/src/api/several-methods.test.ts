/** Clients of the documented API change a thing by PUT or by PATCH, whichever theirs has: both do the same. Actions have two names. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idAt, oneConnection, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

describe.each(oneConnection)('what is changed by several methods, on %s', (kind) => {
  let world: TestFabula;
  let team: number;
  beforeAll(async () => {
    world = await startFabula(kind);
    team = (await world.addTeam('Changers')).id;
  });
  afterAll(() => world.drop());

  const send = (method: string, url: string, body: Record<string, unknown> = {}) =>
    world.ask(method, `/api/v1${url}`, { body });
  const made = async (url: string, body: Record<string, unknown>) => {
    const answer = await send('POST', url, body);
    expect(answer.status).toBe(201);
    return idAt(answer.body);
  };
  const controlled = async () => {
    const story = await made('/stories', { team_id: team, name: 'Controlled' });
    expect((await send('PUT', `/stories/${story}`, { change_control_enabled: true })).status).toBe(200);
    return story;
  };

  const putOrPatch = ['PUT', 'PATCH'];
  const things: [string, string[], Record<string, unknown>, () => Promise<string>][] = [
    [
      'tags',
      putOrPatch,
      { color: '#112233' },
      async () => `/tags/${await made('/tags', { team_id: team, name: named() })}`,
    ],
    [
      'folders',
      putOrPatch,
      { name: 'Renamed' },
      async () => `/folders/${await made('/folders', { team_id: team, name: 'F', content_type: 'STORY' })}`,
    ],
    [
      'credentials',
      putOrPatch,
      { mode: 'TEXT', description: 'Of the scanner' },
      async () =>
        `/user_credentials/${await made('/user_credentials', { ...credential, team_id: team, name: named() })}`,
    ],
    [
      'users',
      putOrPatch,
      { first_name: 'Grace' },
      async () => `/admin/users/${await made('/admin/users', { email: `${named()}@example.com` })}`,
    ],
    [
      'roles',
      putOrPatch,
      { permissions: ['team:read', 'story:read'] },
      async () => `/admin/roles/${await made('/admin/roles', { name: named(), permissions: [] })}`,
    ],
    ['the rules of review', putOrPatch, { require_description: false }, async () => '/admin/change_control'],
    [
      'drafts',
      ['POST', 'PUT', 'PATCH'],
      { name: 'Renamed' },
      async () => {
        const story = await controlled();
        return `/stories/${story}/drafts/${idAt((await send('POST', `/stories/${story}/drafts`, { name: 'One' })).body)}`;
      },
    ],
  ];
  const credential = { mode: 'TEXT', value: 'secret' };
  let names = 0;
  const named = () => `changed${names++}`;

  test.each(
    things.flatMap(([thing, methods, change, make]) => methods.map((method) => ({ thing, method, change, make }))),
  )('$thing by $method', async ({ method, change, make }) => {
    const url = await make();
    const { mode: _mode, ...shown } = change;
    expect(await send(method, url, change)).toMatchObject({ status: 200, body: shown });
  });

  test.each(['actions', 'agents'])('what is done to an action is done at /%s too', async (name) => {
    const story = await made('/stories', { team_id: team });
    const action = await made(`/${name}`, {
      story_id: story,
      type: 'Agents::EventTransformationAgent',
      name: 'Collect',
      options: { mode: 'implode', item_path: 'wrong', guid_path: 'id', size_path: 'size' },
      position: { x: 0, y: 0 },
    });
    const ask = (method: string, tail: string, body = {}) => send(method, `/${name}/${action}${tail}`, body);
    expect(await ask('GET', '/memory')).toMatchObject({ status: 200, body: { action_memory: [], held_events: [] } });
    expect(await ask('POST', '/release_memory')).toMatchObject({ status: 200, body: { released_events_count: 0 } });
    expect(await ask('POST', '/run')).toMatchObject({ status: 202 });
    expect(await ask('POST', '/test', { event: { size: 1 } })).toMatchObject({ status: 200 });
  });
});
