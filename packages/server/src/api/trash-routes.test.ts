/** The trash: what is deleted comes back as it was, or goes for good. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneConnection, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

describe.each(oneConnection)('the trash (%s)', (kind) => {
  let world: TestFabula;
  let team: number;
  beforeAll(async () => {
    world = await startFabula(kind);
    team = (await world.addTeam('Deleters')).id;
  });
  afterAll(() => world.drop());

  const send = async (method: string, url: string, body: Record<string, unknown> = {}) => {
    return world.ask(method, `/api/v1${url}`, { body });
  };
  const trash = async (more: Record<string, unknown> = {}) => {
    const { status, body } = await send('GET', '/stories/trash', { team_id: team, ...more });
    expect(status).toBe(200);
    return listAt(body, 'trashed_stories');
  };
  const bare = (story: unknown) => {
    const { updated_at: _u, edited_at: _e, created_at: _c, renewed: _r, ...rest } = story as Record<string, unknown>;
    return rest;
  };

  async function aStory(name: string, path: string) {
    const file = {
      name,
      agents: [
        { type: 'Agents::WebhookAgent', name: 'Hook', guid: path.padEnd(32, '1'), options: { path, verbs: 'post' } },
        {
          type: 'Agents::EventTransformationAgent',
          name: 'Tell',
          guid: path.padEnd(32, '2'),
          options: { mode: 'message_only', payload: {} },
        },
      ],
      links: [{ source: 0, receiver: 1 }],
    };
    const id = idAt((await send('POST', '/stories/import', { team_id: team, data: file })).body);
    return { id, file };
  }

  test('a deleted story is listed there and comes back with ids, addresses and all that belongs to it', async () => {
    const folder = idAt((await send('POST', '/folders', { name: 'F', content_type: 'STORY', team_id: team })).body);
    const { id } = await aStory('Back again', 'back0again');
    const actions = listAt((await send('GET', '/actions', { story_id: id })).body, 'agents');
    const [hook, tell] = actions.map((action) => Number(at(action, 'id')));
    await send('PUT', `/stories/${id}`, {
      description: 'Kept',
      folder_id: folder,
      add_tag_names: ['kept'],
      priority: true,
      webhook_api_enabled: true,
      api_entry_action_id: hook,
      api_exit_action_ids: [tell],
      change_control_enabled: true,
    });
    const before = (await send('GET', `/stories/${id}`)).body;
    expect((await send('DELETE', `/stories/${id}`)).status).toBe(204);
    expect((await send('GET', `/stories/${id}`)).status).toBe(404);
    const [trashed = null] = await trash({ search: 'back' });
    expect(trashed).toMatchObject({ story_id: id, team_id: team, name: 'Back again', deleted_by: expect.any(Number) });
    const restored = await send('POST', `/stories/trash/${at(trashed, 'id')}/restore`);
    expect(restored).toMatchObject({ status: 200, body: { renewed: false } });
    expect(bare(restored.body)).toEqual(bare(before));
    expect(await trash({ search: 'back' })).toEqual([]);
    const accepted = await world.ask('POST', '/webhook/back0again', { key: null, body: {} });
    expect(accepted.status).toBe(200);
    // New ones do not collide with those that came back.
    expect(idAt((await send('POST', '/stories', { team_id: team })).body)).toBeGreaterThan(id);
    expect((await send('POST', `/stories/trash/${at(trashed, 'id')}/restore`)).status).toBe(404);
  });

  test('one that was imported anew meanwhile comes back beside it, under new addresses', async () => {
    const { id, file } = await aStory('Twice', 'twice0twice');
    await send('DELETE', `/stories/${id}`);
    const again = idAt((await send('POST', '/stories/import', { team_id: team, data: file })).body);
    const [trashed = null] = await trash({ search: 'Twice' });
    const restored = await send('POST', `/stories/trash/${at(trashed, 'id')}/restore`);
    expect(restored.body).toMatchObject({ id, name: 'Twice', renewed: true });
    const paths = await Promise.all(
      [id, again].map(async (story) =>
        at((await send('GET', '/actions', { story_id: story })).body, 'agents.0.options.path'),
      ),
    );
    expect(paths[1]).toBe('twice0twice');
    expect(paths[0]).not.toBe(paths[1]);
  });

  test('several go together or not at all; the trash is emptied one by one and as a whole', async () => {
    const ids = [(await aStory('One', 'one0one')).id, (await aStory('Two', 'two0two')).id];
    expect((await send('DELETE', '/stories/batch', { ids: [...ids, 999999] })).status).toBe(404);
    expect((await send('GET', `/stories/${ids[0]}`)).status).toBe(200);
    expect((await send('DELETE', '/stories/batch', { ids: [...ids, ids[0]] })).status).toBe(204);
    const [newest = null] = await trash();
    expect((await send('DELETE', `/stories/trash/${at(newest, 'id')}`)).status).toBe(204);
    expect(await send('DELETE', `/stories/trash/${at(newest, 'id')}`)).toMatchObject({
      status: 404,
      code: 'trashed_story_not_found',
    });
    expect(await trash()).not.toEqual([]);
    expect((await send('DELETE', '/stories/trash', { team_id: team })).status).toBe(204);
    expect(await trash()).toEqual([]);
  });

  test('ten thousand ids are answered in a moment, and more than that refused', { timeout: 5_000 }, async () => {
    const { id } = await aStory('Often', 'often');
    const ids = Array.from({ length: 10_000 }, () => id);
    expect(await send('DELETE', '/stories/batch', { ids: [...ids, id] })).toMatchObject({
      status: 422,
      code: 'invalid_parameter',
    });
    const unknown = [...ids.slice(1), 999_999];
    expect(await send('DELETE', '/stories/batch', { ids: unknown })).toMatchObject({
      status: 404,
      code: 'story_not_found',
    });
    expect(await send('DELETE', '/stories/batch', { ids })).toMatchObject({ status: 204 });
  });

  test('a batch of nothing is refused', async () => {
    expect(await send('DELETE', '/stories/batch', { ids: [] })).toMatchObject({
      status: 422,
      code: 'invalid_parameter',
    });
  });
});
