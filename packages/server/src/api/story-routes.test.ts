import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneConnection, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

describe.each(oneConnection)('stories on %s', (kind) => {
  let world: TestFabula;
  let team: number;

  beforeAll(async () => {
    world = await startFabula(kind);
    team = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
  });
  afterAll(() => world.drop());

  async function aStory(fields: Record<string, unknown> = {}): Promise<number> {
    const answer = await world.ask('POST', '/api/v1/stories', { body: { team_id: team, ...fields } });
    expect(answer.status).toBe(201);
    return idAt(answer.body);
  }

  async function anAction(storyId: number, type: string, options: Record<string, unknown> = {}): Promise<number> {
    const answer = await world.ask('POST', '/api/v1/actions', {
      body: { story_id: storyId, type, name: `${type} ${Math.random()}`, options, position: { x: 0, y: 0 } },
    });
    expect(answer.status).toBe(201);
    return idAt(answer.body);
  }

  test('a new story has every documented field, with its documented default', async () => {
    const answer = await world.ask('POST', '/api/v1/stories/', {
      body: { team_id: String(team), name: 'Simple story' },
    });
    expect(answer.status).toBe(201);
    const id = idAt(answer.body);
    const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(answer.body).toEqual({
      id,
      guid: expect.stringMatching(/^[0-9a-f]{32}$/),
      slug: 'simple_story',
      name: 'Simple story',
      description: null,
      user_id: expect.any(Number),
      team_id: team,
      folder_id: null,
      keep_events_for: 604800,
      disabled: false,
      priority: false,
      locked: false,
      published: true,
      mode: 'LIVE',
      draft_id: null,
      draft_name: null,
      tags: [],
      owners: [expect.any(Number)],
      created_at: timestamp,
      updated_at: timestamp,
      edited_at: timestamp,
      change_control_enabled: false,
      change_control_owners_only: false,
      send_to_story_enabled: false,
      send_to_story_access_source: 'OFF',
      send_to_story_access: null,
      send_to_story_skill_use_requires_confirmation: true,
      shared_team_slugs: [],
      entry_agent_id: null,
      exit_agents: [],
      webhook_api_enabled: false,
      api_entry_action_id: null,
      api_exit_action_ids: [],
      monitor_failures: false,
      actions_with_monitoring: [],
      recipients: [],
      synced_from: null,
    });
    const read = await world.ask('GET', `/api/v1/stories/${id}?story_mode=&draft_id=`);
    expect(read.body).toEqual(answer.body);
  });

  test('all that can be given at creation is kept', async () => {
    const fields = {
      name: 'Kept  as written',
      description: 'A\nB',
      keep_events_for: '86400',
      tags: ['b', 'a', 'b'],
      disabled: true,
      priority: 'true',
    };
    const id = await aStory(fields);
    expect((await world.ask('GET', `/api/v1/stories/${id}`)).body).toMatchObject({
      name: 'Kept  as written',
      description: 'A\nB',
      keep_events_for: 86400,
      tags: ['b', 'a'],
      disabled: true,
      priority: true,
    });
  });

  test.each([
    ['an unknown team', { team_id: 999999 }, 404, 'team_not_found'],
    ['an unknown folder', { folder_id: 999999 }, 404, 'folder_not_found'],
    ['a retention that is not offered', { keep_events_for: 1 }, 422, 'invalid_parameter'],
    ['an empty name', { name: ' ' }, 422, 'invalid_parameter'],
    ['a name with a control character', { name: 'a\u0000b' }, 422, 'invalid_parameter'],
    ['a name that is too long', { name: 'n'.repeat(256) }, 422, 'invalid_parameter'],
    ['a description that is no text', { description: 5 }, 422, 'invalid_parameter'],
  ])('%s is refused at creation', async (_name, fields, status, code) => {
    const answer = await world.ask('POST', '/api/v1/stories', { body: { team_id: team, ...fields } });
    expect([answer.status, at(answer.body, 'errors.0.code')]).toEqual([status, code]);
  });

  test('an update changes what it names and nothing else, by PUT and by PATCH', async () => {
    const id = await aStory({ name: 'Before', description: 'kept', tags: ['one', 'two'] });
    const put = await world.ask('PUT', `/api/v1/stories/${id}`, {
      body: { name: 'After all', add_tag_names: ['three'], remove_tag_names: ['one'], priority: true },
    });
    expect(put.status).toBe(200);
    expect(put.body).toMatchObject({
      name: 'After all',
      slug: 'after_all',
      description: 'kept',
      tags: ['two', 'three'],
      priority: true,
    });
    const patch = await world.ask('PATCH', `/api/v1/stories/${id}?disabled=true`);
    expect(patch.body).toMatchObject({ name: 'After all', disabled: true, priority: true });
  });

  test('a locked story is not changed until it is unlocked', async () => {
    const id = await aStory();
    await world.ask('PUT', `/api/v1/stories/${id}`, { body: { locked: true } });
    const action = { story_id: id, type: 'Agents::WebhookAgent', name: 'w', options: {}, position: { x: 0, y: 0 } };
    for (const [method, url, body] of [
      ['PUT', `/api/v1/stories/${id}`, { name: 'no' }],
      ['DELETE', `/api/v1/stories/${id}`, {}],
      ['POST', '/api/v1/actions', action],
    ] as const) {
      const answer = await world.ask(method, url, { body });
      expect([answer.status, at(answer.body, 'errors.0.code')]).toEqual([422, 'story_locked']);
    }
    // An emergency stop works all the same.
    expect((await world.ask('POST', `/api/v1/stories/${id}/disable`, { body: { disabled: true } })).status).toBe(200);
    expect((await world.ask('PUT', `/api/v1/stories/${id}`, { body: { locked: false } })).body).toMatchObject({
      locked: false,
      disabled: true,
    });
  });

  test('the disabled state is set, or toggled when nothing is said', async () => {
    const id = await aStory();
    const disable = async (body: unknown) => (await world.ask('POST', `/api/v1/stories/${id}/disable`, { body })).body;
    expect(await disable({ disabled: true })).toEqual({ disabled: true });
    expect(await disable({ disabled: 'true' })).toEqual({ disabled: true });
    expect(await disable({})).toEqual({ disabled: false });
    expect(await disable({})).toEqual({ disabled: true });
  });

  describe('the webhook API of a story', () => {
    test('is switched on with an entry and exits, and off again', async () => {
      const id = await aStory();
      const entry = await anAction(id, 'Agents::WebhookAgent');
      const exit = await anAction(id, 'Agents::EventTransformationAgent', { mode: 'message_only', payload: {} });
      const on = await world.ask('PUT', `/api/v1/stories/${id}`, {
        body: { webhook_api_enabled: true, api_entry_action_id: String(entry), api_exit_action_ids: [String(exit)] },
      });
      expect(on.body).toMatchObject({
        webhook_api_enabled: true,
        api_entry_action_id: entry,
        api_exit_action_ids: [exit],
      });
      const listed = await world.ask('GET', '/api/v1/stories?filter=API_ENABLED&order=RECENTLY_EDITED');
      expect(at(listed.body, 'stories.0.id')).toBe(id);
      const off = await world.ask('PUT', `/api/v1/stories/${id}`, { body: { webhook_api_enabled: false } });
      expect(at(off.body, 'webhook_api_enabled')).toBe(false);
    });

    test('refuses actions that cannot be entry or exit', async () => {
      const id = await aStory();
      const entry = await anAction(id, 'Agents::WebhookAgent');
      const delay = await anAction(id, 'Agents::EventTransformationAgent', { mode: 'delay', seconds: 1 });
      const exit = await anAction(id, 'Agents::EventTransformationAgent', { mode: 'message_only' });
      const elsewhere = await anAction(await aStory(), 'Agents::WebhookAgent');
      const fieldsOf = async (body: Record<string, unknown>) => {
        const answer = await world.ask('PUT', `/api/v1/stories/${id}`, { body });
        expect(answer.status).toBe(422);
        return listAt(answer.body, 'errors').map((error) => at(error, 'field'));
      };
      const on = { webhook_api_enabled: true };
      expect(await fieldsOf(on)).toEqual(['api_entry_action_id', 'api_exit_action_ids']);
      expect(await fieldsOf({ ...on, api_entry_action_id: exit, api_exit_action_ids: [exit] })).toEqual([
        'api_entry_action_id',
      ]);
      expect(await fieldsOf({ ...on, api_entry_action_id: elsewhere, api_exit_action_ids: [exit] })).toEqual([
        'api_entry_action_id',
      ]);
      expect(await fieldsOf({ ...on, api_entry_action_id: entry, api_exit_action_ids: [exit, delay] })).toEqual([
        'api_exit_action_ids',
      ]);
      expect(await fieldsOf({ api_entry_action_id: entry, api_exit_action_ids: [exit] })).toEqual([
        'webhook_api_enabled',
      ]);
    });
  });

  describe('send to story', () => {
    test('is switched on, names its callers, is shared with teams, and is switched off', async () => {
      const id = await aStory({ name: 'Callee here' });
      const entry = await anAction(id, 'Agents::WebhookAgent');
      const exit = await anAction(id, 'Agents::EventTransformationAgent', { mode: 'message_only' });
      const on = await world.ask('PUT', `/api/v1/stories/${id}`, {
        body: { send_to_story_access_source: 'STS', entry_action_id: entry, exit_action_ids: [exit] },
      });
      expect(on.body).toMatchObject({
        send_to_story_enabled: true,
        send_to_story_access_source: 'STS',
        send_to_story_access: 'TEAM',
        send_to_story_referring_story_ids: [],
        entry_agent_id: entry,
        exit_agents: [{ id: exit }],
      });
      const caller = await aStory();
      await anAction(caller, 'Agents::SendToStoryAgent', { story: '{{ .STORY.callee_here }}' });
      expect(at((await world.ask('GET', `/api/v1/stories/${id}`)).body, 'send_to_story_referring_story_ids')).toEqual([
        caller,
      ]);
      for (const name of ['Blue', 'Red']) await world.addTeam(name);
      const shared = await world.ask('PUT', `/api/v1/stories/${id}`, {
        body: { send_to_story_access: 'SPECIFIC_TEAMS', shared_team_slugs: ['blue', 'red'] },
      });
      expect(shared.body).toMatchObject({
        send_to_story_access: 'SPECIFIC_TEAMS',
        shared_team_slugs: ['blue', 'red'],
        send_to_story_access_source: 'STS',
      });
      const off = await world.ask('PUT', `/api/v1/stories/${id}`, { body: { send_to_story_access_source: 'OFF' } });
      expect(off.body).toMatchObject({
        send_to_story_enabled: false,
        send_to_story_access: null,
        shared_team_slugs: [],
      });
    });

    test('reads the older words', async () => {
      const id = await aStory();
      const entry_agent_id = await anAction(id, 'Agents::WebhookAgent');
      const exit = await anAction(id, 'Agents::EventTransformationAgent', { mode: 'message_only' });
      const on = await world.ask('PUT', `/api/v1/stories/${id}`, {
        body: { send_to_story_enabled: true, entry_agent_id, exit_agent_ids: [exit] },
      });
      expect(on.body).toMatchObject({ send_to_story_access_source: 'STS', entry_agent_id });
      const global = await world.ask('PUT', `/api/v1/stories/${id}`, {
        body: { send_to_story_access_source: 'GLOBAL' },
      });
      expect(global.body).toMatchObject({ send_to_story_access_source: 'STS', send_to_story_access: 'GLOBAL' });
    });

    test.each([
      ['without entry and exits', { send_to_story_access_source: 'STS' }, ['entry_action_id', 'exit_action_ids']],
      [
        'shared with no team',
        { send_to_story_access_source: 'STS', send_to_story_access: 'SPECIFIC_TEAMS' },
        ['entry_action_id', 'exit_action_ids', 'shared_team_slugs'],
      ],
      ['named but off', { entry_action_id: 1, exit_action_ids: [1] }, ['send_to_story_access_source']],
      ['by an unknown source', { send_to_story_access_source: 'EVERYBODY' }, ['send_to_story_access_source']],
    ])('%s is refused', async (_name, body, fields) => {
      const answer = await world.ask('PUT', `/api/v1/stories/${await aStory()}`, { body });
      expect(answer.status).toBe(422);
      expect(listAt(answer.body, 'errors').map((error) => at(error, 'field'))).toEqual(fields);
    });
  });

  test('a story moves between folders and teams', async () => {
    const { createFolder } = await import('@fabula/store');
    const { asId } = await import('@fabula/model');
    const other = await world.addTeam('Other');
    const { kysely } = world.fabula.database;
    const folderIn = async (teamId: number, contentType: 'STORY' | 'RESOURCE' = 'STORY') =>
      (await createFolder(kysely, { teamId: asId(teamId), parentId: null, name: 'F', contentType })).id;
    const [here, there, resources] = [await folderIn(team), await folderIn(other.id), await folderIn(team, 'RESOURCE')];
    const id = await aStory({ folder_id: here });
    const put = async (body: unknown) => world.ask('PUT', `/api/v1/stories/${id}`, { body });

    expect((await put({ folder_id: there })).status).toBe(404);
    expect((await put({ folder_id: resources })).status).toBe(404);
    expect((await put({ name: 'stays' })).body).toMatchObject({ folder_id: here });
    expect((await put({ team_id: other.id, folder_id: there })).body).toMatchObject({
      team_id: other.id,
      folder_id: there,
    });
    expect((await put({ team_id: team })).body).toMatchObject({ team_id: team, folder_id: null });
    expect((await put({ folder_id: here })).body).toMatchObject({ folder_id: here });
    expect((await put({ folder_id: '' })).body).toMatchObject({ folder_id: null });
    expect((await put({ team_id: 999999 })).status).toBe(404);
    const folders = await world.ask('GET', `/api/v1/folders?team_id=${team}&content_type=STORY`);
    expect(folders.body).toMatchObject({
      folders: [{ id: here, name: 'F', team_id: team, content_type: 'STORY', size: 0, parent_folder_id: null }],
    });
    expect((await world.ask('GET', `/api/v1/folders/${here}`)).status).toBe(200);
    expect((await world.ask('GET', '/api/v1/folders/999999')).status).toBe(404);
  });

  test.each([
    ['a draft that is not there', { draft_id: 5 }, 404, 'draft_not_found', 'draft_id'],
    [
      'a team that is not there',
      { send_to_story_access_source: 'STS', shared_team_slugs: ['nobody'] },
      422,
      'missing_parameter',
      'entry_action_id',
    ],
    ['a scope without a source', { send_to_story_access: 'GLOBAL' }, 422, 'invalid_parameter', 'send_to_story_access'],
    ['teams without a source', { shared_team_slugs: ['blue'] }, 422, 'invalid_parameter', 'shared_team_slugs'],
    [
      'confirmation without Workbench',
      { send_to_story_skill_use_requires_confirmation: true },
      422,
      'invalid_parameter',
      'send_to_story_skill_use_requires_confirmation',
    ],
    [
      'an entry without exits',
      { webhook_api_enabled: true, api_entry_action_id: 1 },
      422,
      'missing_parameter',
      'api_exit_action_ids',
    ],
    [
      'exits without an entry',
      { send_to_story_access_source: 'STS', exit_action_ids: [1] },
      422,
      'missing_parameter',
      'entry_action_id',
    ],
  ])('%s is refused plainly', async (_name, body, status, code, field) => {
    const answer = await world.ask('PUT', `/api/v1/stories/${await aStory()}`, { body });
    expect([answer.status, at(answer.body, 'errors.0.code'), at(answer.body, 'errors.0.field')]).toEqual([
      status,
      code,
      field,
    ]);
  });

  test('lists are filtered and ordered', async () => {
    const alone = await world.addTeam('Alone');
    const make = async (name: string, more: Record<string, unknown> = {}) =>
      aStory({ team_id: alone.id, name, ...more });
    const beta = await make('Beta', { priority: true });
    const alpha = await make('alpha', { disabled: true, tags: ['x', 'y'] });
    const gamma = await make('Gamma', { tags: ['x'] });
    await anAction(gamma, 'Agents::WebhookAgent');
    await world.ask('PUT', `/api/v1/stories/${beta}`, { body: { locked: true, description: 'edited last' } });
    const ids = async (query: string) => {
      const answer = await world.ask('GET', `/api/v1/stories?team_id=${alone.id}&${query}`);
      return listAt(answer.body, 'stories').map((story) => at(story, 'id'));
    };
    expect(await ids('order=NAME')).toEqual([alpha, beta, gamma]);
    expect(await ids('order=NAME_DESC')).toEqual([gamma, beta, alpha]);
    expect(await ids('order=RECENTLY_EDITED')).toEqual([beta, gamma, alpha]);
    expect(await ids('order=LEAST_RECENTLY_EDITED')).toEqual([alpha, gamma, beta]);
    expect(await ids('order=ACTION_COUNT_DESC&per_page=1')).toEqual([gamma]);
    expect(await ids('filter=HIGH_PRIORITY')).toEqual([beta]);
    expect(await ids('filter=DISABLED')).toEqual([alpha]);
    expect(await ids('filter=LOCKED')).toEqual([beta]);
    expect(await ids('filter=FAVORITE')).toEqual([]);
    await world.ask('PUT', `/api/v1/stories/${gamma}/favorite`);
    expect(await ids('filter=FAVORITE')).toEqual([gamma]);
    expect(await ids('tags=x,y')).toEqual([alpha]);
    expect(await ids('tags[]=x&order=NAME')).toEqual([alpha, gamma]);
    expect(await ids('search=AMM')).toEqual([gamma]);
    expect(await ids('search=%25')).toEqual([]);
  });

  test('a deleted story is gone; several are deleted together or not at all', async () => {
    const [first, second, third] = [await aStory(), await aStory(), await aStory()];
    const status = async (id: number) => (await world.ask('GET', `/api/v1/stories/${id}`)).status;
    const deleted = await world.ask('DELETE', `/api/v1/stories/${first}`);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect(await status(first)).toBe(404);
    expect((await world.ask('DELETE', `/api/v1/stories/${first}`)).status).toBe(404);

    expect((await world.ask('DELETE', '/api/v1/stories/batch', { body: { ids: [second, first] } })).status).toBe(404);
    expect(await status(second)).toBe(200);
    expect((await world.ask('DELETE', '/api/v1/stories/batch', { body: { ids: [second, third] } })).status).toBe(204);
    expect([await status(second), await status(third)]).toEqual([404, 404]);
    expect((await world.ask('DELETE', '/api/v1/stories/batch')).status).toBe(422);
  });

  test('teams are listed and read', async () => {
    const teams = await world.ask('GET', '/api/v1/teams');
    expect(at(teams.body, 'teams.0')).toEqual({ id: team, name: 'My team', groups: [] });
    expect((await world.ask('GET', `/api/v1/teams/${team}`)).body).toEqual({ id: team, name: 'My team', groups: [] });
    expect((await world.ask('GET', '/api/v1/teams?scope=personal_only')).body).toMatchObject({ teams: [] });
    expect((await world.ask('GET', '/api/v1/teams/999999')).status).toBe(404);
  });
});
