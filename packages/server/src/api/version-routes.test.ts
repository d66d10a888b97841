/** Versions: kept, named, read, deleted and restored. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

describe.each(oneDatabase)('versions (%s)', (kind) => {
  let world: TestFabula;
  let team: number;
  beforeAll(async () => {
    world = await startFabula(kind);
    team = (await world.addTeam('Keepers')).id;
  });
  afterAll(() => world.drop());

  const send = async (method: string, url: string, body: Record<string, unknown> = {}) => {
    return world.ask(method, `/api/v1${url}`, { body });
  };

  async function aStory(name = 'Kept') {
    const id = idAt((await send('POST', '/stories', { team_id: team, name, description: 'first' })).body);
    const action = await send('POST', '/actions', {
      story_id: id,
      type: 'Agents::WebhookAgent',
      name: 'Hook',
      options: { path: `kept-${id}` },
      position: { x: 0, y: 0 },
    });
    await send('PUT', `/actions/${idAt(action.body)}`, { num_runs_to_save: 7 });
    return { id, hook: idAt(action.body) };
  }

  const versionsOf = async (id: number, more: Record<string, unknown> = {}) =>
    listAt((await send('GET', `/stories/${id}/versions`, more)).body, 'story_versions');

  test('a version is created, listed, read with its file, renamed and deleted, always in its envelope', async () => {
    const { id } = await aStory();
    const created = await send('POST', `/stories/${id}/versions`, { name: 'One', description: 'Why' });
    expect(created).toMatchObject({
      status: 200,
      body: {
        story_version: { name: 'One', description: 'Why', automatic: false, draft_id: null, draft_name: null },
      },
    });
    const version = idAt(created.body, 'story_version.id');
    expect(await versionsOf(id)).toEqual([at(created.body, 'story_version')]);
    const read = await send('GET', `/stories/${id}/versions/${version}`);
    expect(at(read.body, 'story_version.export_file')).toMatchObject({ name: 'Kept', agents: [{ name: 'Hook' }] });
    for (const [method, name] of [
      ['POST', 'Two'],
      ['PUT', 'Three'],
      ['PATCH', 'Four'],
    ] as const) {
      const renamed = await send(method, `/stories/${id}/versions/${version}`, { name });
      expect(renamed).toMatchObject({ status: 200, body: { story_version: { id: version, name } } });
    }
    expect(await send('DELETE', `/stories/${id}/versions/${version}`)).toMatchObject({ status: 200 });
    expect(await send('GET', `/stories/${id}/versions/${version}`)).toMatchObject({
      status: 404,
      code: 'version_not_found',
    });
  });

  test('without a name it has an empty one; pages are counted', async () => {
    const { id } = await aStory();
    for (let number = 0; number < 3; number += 1) await send('POST', `/stories/${id}/versions`);
    const page = await send('GET', `/stories/${id}/versions`, { per_page: 2 });
    expect(page.body).toMatchObject({ meta: { count: 3, pages: 2, next_page_number: 2 } });
    expect(at(page.body, 'story_versions.0.name')).toBe('');
  });

  test('restoring writes over what is there, keeps ids and addresses, and keeps what was there as a version', async () => {
    const { id, hook } = await aStory('Back');
    const version = idAt((await send('POST', `/stories/${id}/versions`, { name: 'Good' })).body, 'story_version.id');
    await send('PUT', `/stories/${id}`, {
      name: 'Forth',
      description: 'second',
      disabled: true,
      add_tag_names: ['kept'],
    });
    await send('PUT', `/actions/${hook}`, { name: 'Renamed', num_runs_to_save: 1 });
    const extra = await send('POST', '/actions', {
      story_id: id,
      type: 'Agents::TriggerAgent',
      name: 'Extra',
      options: {},
      position: { x: 0, y: 0 },
    });
    const restored = await send('POST', `/stories/${id}/versions/${version}/restore`);
    expect(restored).toMatchObject({
      status: 200,
      body: { id, name: 'Back', description: 'first', disabled: false, tags: ['kept'] },
    });
    const keptId = at(restored.body, 'kept_version_id');
    expect((await send('GET', `/actions/${hook}`)).body).toMatchObject({ name: 'Hook', num_runs_to_save: 7 });
    expect((await send('GET', `/actions/${idAt(extra.body)}`)).status).toBe(404);
    const [before = null] = await versionsOf(id);
    expect(before).toMatchObject({ id: keptId, automatic: true, name: 'Before version Good was restored' });
    await send('POST', `/stories/${id}/versions/${at(before, 'id')}/restore`);
    expect((await send('GET', `/stories/${id}`)).body).toMatchObject({ name: 'Forth', disabled: true });
  });

  test('what restoring would change can be seen before', async () => {
    const { id, hook } = await aStory('Looked at');
    const version = idAt((await send('POST', `/stories/${id}/versions`)).body, 'story_version.id');
    const changes = `/stories/${id}/versions/${version}/changes`;
    expect(await send('GET', changes)).toMatchObject({ status: 200, body: { story_diff: [] } });
    await send('PUT', `/stories/${id}`, { description: 'second' });
    await send('DELETE', `/actions/${hook}`);
    expect((await send('GET', changes)).body).toMatchObject({
      story_diff: [
        {
          ...{ operation: 'update', target: 'story' },
          versions: [{ description: 'second' }, { description: 'first' }],
        },
        { operation: 'add', target: 'action', data: { name: 'Hook' } },
      ],
    });
    const restored = await send('POST', `/stories/${id}/versions/${version}/restore`);
    expect(restored.status).toBe(200);
    expect((await send('GET', changes)).body).toMatchObject({ story_diff: [] });
  });

  test('who keeps a version is told, also of those that are kept by themselves', async () => {
    const { id } = await aStory('Whose');
    const created = await send('POST', `/stories/${id}/versions`);
    const me = idAt((await world.ask('GET', '/api/session')).body, 'user.id');
    expect(at(created.body, 'story_version.created_by')).toBe(me);
    await send('POST', `/stories/${id}/versions/${idAt(created.body, 'story_version.id')}/restore`);
    expect((await versionsOf(id)).map((each) => at(each, 'created_by'))).toEqual([me, me]);
  });

  test('under change control a version goes into a draft; drafts have versions of their own', async () => {
    const { id } = await aStory('Controlled');
    const version = idAt((await send('POST', `/stories/${id}/versions`)).body, 'story_version.id');
    await send('PUT', `/stories/${id}`, { name: 'Later', change_control_enabled: true });
    const restored = await send('POST', `/stories/${id}/versions/${version}/restore`);
    expect(restored.body).toMatchObject({ name: 'Controlled', draft_name: 'test' });
    expect((await send('GET', `/stories/${id}`)).body).toMatchObject({ name: 'Later' });
    const draft = Number(at(restored.body, 'draft_id'));
    const own = await send('POST', `/stories/${id}/versions`, { name: 'Of the draft', draft_id: draft });
    expect(own.body).toMatchObject({ story_version: { draft_id: draft, draft_name: 'test' } });
    expect((await versionsOf(id, { draft_id: draft })).map((each) => at(each, 'name'))).toEqual([
      'Of the draft',
      expect.stringContaining('Before version'),
    ]);
    expect(await versionsOf(id)).toHaveLength(1);
  });

  test.each([
    ['GET', '', 404],
    ['GET', '/changes', 404],
    ['POST', '', 404],
    ['DELETE', '', 404],
    ['POST', '/restore', 404],
  ])('%s of a version of another story%s: %d', async (method, tail, status) => {
    const [one, two] = [await aStory(), await aStory()];
    const version = idAt((await send('POST', `/stories/${one.id}/versions`)).body, 'story_version.id');
    const answer = await send(method, `/stories/${two.id}/versions/${version}${tail}`, { name: 'x' });
    expect([answer.status, answer.code]).toEqual([status, 'version_not_found']);
  });

  test.each([
    ['a name that is too long', { name: 'n'.repeat(256) }],
    ['a name that is no text', { name: 5 }],
  ])('%s is refused', async (_name, body) => {
    const { id } = await aStory();
    expect(await send('POST', `/stories/${id}/versions`, body)).toMatchObject({
      status: 422,
      code: 'invalid_parameter',
    });
  });
});
