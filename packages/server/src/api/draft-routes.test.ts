/** Drafts: who writes where, what is whose, and how a draft is reached. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';

describe('drafts', () => {
  let world: TestFabula;
  let team: number;
  beforeAll(async () => {
    world = await startFabula(oneDatabase);
    team = (await world.addTeam('Drafters')).id;
  });
  afterAll(() => world.drop());

  const send = async (method: string, url: string, body: Record<string, unknown> = {}) => {
    const answer = await world.ask(method, `/api/v1${url}`, { body });
    return { status: answer.status, body: answer.body, code: at(answer.body, 'errors.0.code') ?? null };
  };

  /** A story with a webhook and a transform behind it, under change control. */
  async function aControlledStory(name = 'Controlled', path = `controlled-${Math.floor(Math.random() * 1e9)}`) {
    const imported = await send('POST', '/stories/import', {
      team_id: team,
      new_name: name,
      data: {
        name,
        agents: [
          { type: 'Agents::WebhookAgent', name: 'Hook', guid: guidOf(path, 1), options: { path, verbs: 'post' } },
          {
            type: 'Agents::EventTransformationAgent',
            name: 'Tell',
            guid: guidOf(path, 2),
            options: { mode: 'message_only', payload: { where: 'live' } },
          },
        ],
        links: [{ source: 0, receiver: 1 }],
        tags: [{ name: 'mine' }],
      },
    });
    const id = idAt(imported.body);
    await send('PUT', `/stories/${id}`, { change_control_enabled: true });
    return { id, path };
  }

  async function aDraft(id: number, name = 'One') {
    const created = await send('POST', `/stories/${id}/drafts`, { name });
    expect(created.status).toBe(200);
    return idAt(created.body);
  }

  const actionsOf = async (id: number, draft?: number) =>
    listAt((await send('GET', '/actions', { story_id: id, ...(draft ? { draft_id: draft } : {}) })).body, 'agents');

  test("a draft is created, listed, renamed and deleted; its id and name are the draft's", async () => {
    const { id } = await aControlledStory('Life');
    const created = await send('POST', `/stories/${id}/drafts`, { name: 'First' });
    expect(created).toMatchObject({
      status: 200,
      body: { name: 'First', mode: 'TEST', draft_name: 'First', tags: ['mine'] },
    });
    const draft = idAt(created.body);
    expect(created.body).toMatchObject({ draft_id: draft, slug: expect.stringMatching(/^life_[0-9a-f]{8}$/) });
    const listed = await send('GET', `/stories/${id}/drafts`);
    expect(listed.body).toMatchObject({ drafts: [{ id: draft, name: 'First' }], meta: { count: 1, pages: 1 } });
    expect((await send('PUT', `/stories/${id}/drafts/${draft}`, { name: 'Second' })).body).toMatchObject({
      name: 'Second',
    });
    expect(await send('DELETE', `/stories/${id}/drafts/${draft}`)).toMatchObject({ status: 204 });
    expect(await send('GET', `/stories/${id}`, { draft_id: draft })).toMatchObject({
      status: 404,
      code: 'draft_not_found',
    });
    expect(await send('DELETE', `/stories/${id}/drafts/${draft}`)).toMatchObject({
      status: 404,
      code: 'draft_not_found',
    });
  });

  test.each([
    ['no name', {}, 422, 'missing_parameter'],
    ['an empty name', { name: ' ' }, 422, 'invalid_parameter'],
    ['a name that is taken', { name: 'Taken' }, 422, 'draft_name_taken'],
  ])('%s is refused', async (_name, body, status, code) => {
    const { id } = await aControlledStory();
    await aDraft(id, 'Taken');
    expect(await send('POST', `/stories/${id}/drafts`, body)).toMatchObject({ status, code });
  });

  test('a story without change control has no drafts', async () => {
    const id = idAt((await send('POST', '/stories', { team_id: team })).body);
    expect(await send('POST', `/stories/${id}/drafts`, { name: 'No' })).toMatchObject({
      status: 422,
      code: 'change_control_off',
    });
  });

  test('a draft is no story: it is not listed and not reached by its id alone', async () => {
    const { id } = await aControlledStory('Only one of these');
    const draft = await aDraft(id);
    expect((await send('GET', '/stories', { search: 'Only one of these' })).body).toMatchObject({ meta: { count: 1 } });
    expect((await send('GET', `/stories/${draft}`)).status).toBe(404);
    expect((await send('PUT', `/stories/${draft}`, { name: 'no' })).status).toBe(404);
    expect((await send('DELETE', `/stories/${draft}`)).status).toBe(404);
  });

  test('without draft_id, what belongs to the definition goes to the draft called test, which is made then', async () => {
    const { id } = await aControlledStory('Before');
    const changed = await send('PUT', `/stories/${id}`, { name: 'After', description: 'New' });
    expect(changed).toMatchObject({
      status: 200,
      body: { id, name: 'After', description: 'New', mode: 'TEST', draft_name: 'test', change_control_enabled: true },
    });
    expect((await send('GET', `/stories/${id}`)).body).toMatchObject({
      name: 'Before',
      mode: 'LIVE',
      draft_id: null,
      draft_name: null,
    });
    expect((await send('GET', `/stories/${id}`, { story_mode: 'TEST' })).body).toMatchObject({
      name: 'After',
      draft_name: 'test',
    });
    const again = await send('PUT', `/stories/${id}`, { priority: true });
    expect(at(again.body, 'draft_id')).toBe(at(changed.body, 'draft_id'));
  });

  test('what belongs to the story itself applies at once, and makes no draft', async () => {
    const { id } = await aControlledStory();
    const changed = await send('PUT', `/stories/${id}`, { add_tag_names: ['new'], locked: false });
    expect(changed.body).toMatchObject({ mode: 'LIVE', draft_id: null, tags: ['mine', 'new'] });
    expect((await send('GET', `/stories/${id}/drafts`)).body).toMatchObject({ meta: { count: 0 } });
  });

  test('a request that mixes both applies both, or neither', async () => {
    const { id } = await aControlledStory('Mixed');
    const draft = await aDraft(id);
    expect(
      (await send('PUT', `/stories/${id}`, { draft_id: draft, name: 'Drafted', add_tag_names: ['both'] })).body,
    ).toMatchObject({
      name: 'Drafted',
      tags: ['mine', 'both'],
      draft_id: draft,
    });
    expect((await send('GET', `/stories/${id}`)).body).toMatchObject({ name: 'Mixed', tags: ['mine', 'both'] });
    expect(
      await send('PUT', `/stories/${id}`, { draft_id: draft, add_tag_names: ['never'], webhook_api_enabled: true }),
    ).toMatchObject({ status: 422 });
    expect((await send('GET', `/stories/${id}`)).body).toMatchObject({ tags: ['mine', 'both'] });
  });

  test('change control is not taken away from open drafts, which are named', async () => {
    const { id } = await aControlledStory('Held');
    const draft = await aDraft(id, 'Mine');
    const refused = await send('PUT', `/stories/${id}`, { change_control_enabled: false });
    expect(refused).toMatchObject({ status: 422, code: 'drafts_open' });
    expect(JSON.stringify(refused.body)).toContain('\\"Mine\\"');
    await send('DELETE', `/stories/${id}/drafts/${draft}`);
    expect((await send('PUT', `/stories/${id}`, { change_control_enabled: false, name: 'Free' })).body).toMatchObject({
      change_control_enabled: false,
      name: 'Free',
      draft_id: null,
    });
  });

  test('the live story is read-only: its actions are changed where they stand in a draft', async () => {
    const { id } = await aControlledStory();
    const [hook, tell] = await actionsOf(id);
    expect(await send('PUT', `/actions/${at(tell, 'id')}`, { name: 'No' })).toMatchObject({
      status: 422,
      code: 'story_change_controlled',
    });
    expect(await send('DELETE', `/actions/${at(tell, 'id')}`)).toMatchObject({
      status: 422,
      code: 'story_change_controlled',
    });
    expect(
      await send('DELETE', '/links', { links: [{ source_id: at(hook, 'id'), receiver_id: at(tell, 'id') }] }),
    ).toMatchObject({ status: 422, code: 'story_change_controlled' });
    const draft = await aDraft(id);
    const changed = await send('PUT', `/actions/${at(tell, 'id')}`, { name: 'Told', draft_id: draft });
    expect(changed.body).toMatchObject({
      name: 'Told',
      draft_id: draft,
      story_mode: 'TEST',
      story_id: id,
      guid: at(tell, 'guid'),
    });
    expect(idAt(changed.body)).not.toBe(at(tell, 'id'));
    expect((await actionsOf(id)).map((action) => at(action, 'name'))).toEqual(['Hook', 'Tell']);
    expect((await actionsOf(id, draft)).map((action) => at(action, 'name'))).toEqual(['Hook', 'Told']);
    expect((await send('DELETE', `/actions/${idAt(changed.body)}`)).status).toBe(204);
  });

  test('a new action and a new note go to the draft called test; links may name the live actions', async () => {
    const { id } = await aControlledStory();
    const [hook] = await actionsOf(id);
    const created = await send('POST', '/actions', {
      story_id: id,
      type: 'Agents::TriggerAgent',
      name: 'If',
      options: {},
      position: { x: 1, y: 2 },
      source_ids: [at(hook, 'id')],
    });
    expect(created).toMatchObject({ status: 201, body: { story_id: id, story_mode: 'TEST', draft_name: 'test' } });
    const [source] = listAt(created.body, 'sources');
    expect((await send('GET', `/actions/${source}`)).body).toMatchObject({ name: 'Hook', draft_name: 'test' });
    const note = await send('POST', '/notes', { story_id: id, content: '**Hi**' });
    expect(note).toMatchObject({
      status: 201,
      body: { story_id: id, draft_name: 'test', story_mode: 'TEST', position: { x: 0, y: 0 } },
    });
    expect((await send('GET', '/notes', { story_id: id, mode: 'TEST' })).body).toMatchObject({ meta: { count: 1 } });
    expect((await send('GET', '/notes', { story_id: id })).body).toMatchObject({ meta: { count: 0 } });
    expect((await send('GET', '/actions', { story_mode: 'TEST' })).code).toBe('missing_parameter');
  });

  test('two drafts have their own actions, addresses, runs and events', async () => {
    const { id, path } = await aControlledStory('Apart');
    const [one, two] = [await aDraft(id, 'One'), await aDraft(id, 'Two')];
    const addressOf = async (draft: number) => at((await actionsOf(id, draft))[0], 'options.path');
    const [first, second] = [await addressOf(one), await addressOf(two)];
    expect(first).toMatch(new RegExp(`^${path}-draft-[0-9a-f]{8}$`));
    expect(second).not.toBe(first);
    const tell = (await actionsOf(id, one))[1];
    await send('PUT', `/actions/${at(tell, 'id')}`, {
      options: { mode: 'message_only', payload: { test: '=META.story.is_test', id: '=META.story.id' } },
    });

    const accepted = await world.ask('POST', `/webhook/${first}`, { key: null, body: { a: 1 } });
    expect(accepted.status).toBeLessThan(300);
    await until(
      async () =>
        at((await send('GET', `/stories/${id}/runs`, { draft_id: one })).body, 'story_runs.0.event_count') === 2,
    );
    const runs = await send('GET', `/stories/${id}/runs`, { draft_id: one });
    expect(at(runs.body, 'story_runs.0')).toMatchObject({
      story_id: id,
      draft_id: one,
      draft_name: 'One',
      story_mode: 'TEST',
    });
    for (const choice of [{}, { draft_id: two }]) {
      expect((await send('GET', `/stories/${id}/runs`, choice)).body).toMatchObject({ meta: { count: 0 } });
    }
    const events = await send('GET', `/actions/${at(tell, 'id')}/events`);
    expect(at(events.body, 'events.0.payload.tell')).toEqual({ test: true, id });
    expect((await actionsOf(id, one)).map((action) => at(action, 'blended_events_count'))).toEqual([1, 1]);
    expect((await actionsOf(id)).map((action) => at(action, 'blended_events_count'))).toEqual([0, 0]);
  });

  test('an address that is written back as it was read stays the address of the definition', async () => {
    const { id, path } = await aControlledStory('Round');
    const draft = await aDraft(id);
    const [hook] = await actionsOf(id, draft);
    await send('PUT', `/actions/${at(hook, 'id')}`, { options: at(hook, 'options') });
    expect(at((await actionsOf(id, draft))[0], 'options')).toEqual(at(hook, 'options'));
    expect(at((await send('GET', `/stories/${id}/export`, { draft_id: draft })).body, 'agents.0.options.path')).toBe(
      path,
    );
  });

  test('recipients go where the definition goes', async () => {
    const { id } = await aControlledStory();
    const added = await send('POST', `/stories/${id}/recipients`, { address: 'a@example.com' });
    expect(added.body).toMatchObject({ draft_name: 'test', recipients: [{ address: 'a@example.com' }] });
    expect((await send('GET', `/stories/${id}`)).body).toMatchObject({ recipients: [] });
    const draft = Number(at(added.body, 'draft_id'));
    expect(
      (await send('DELETE', `/stories/${id}/recipients`, { address: 'a@example.com', draft_id: draft })).status,
    ).toBe(204);
    expect((await send('GET', `/stories/${id}`, { draft_id: draft })).body).toMatchObject({ recipients: [] });
  });

  test('a story takes its drafts along to another team, and away with it', async () => {
    const { id } = await aControlledStory('Mover');
    const draft = await aDraft(id);
    const other = await world.addTeam('Elsewhere');
    await send('PUT', `/stories/${id}`, { team_id: other.id });
    expect((await send('GET', `/stories/${id}`, { draft_id: draft })).body).toMatchObject({ team_id: other.id });
    expect((await send('DELETE', `/stories/${id}`)).status).toBe(204);
    expect((await send('GET', `/stories/${id}/drafts`)).status).toBe(404);
  });

  test('two writers that both need the draft called test share one', async () => {
    const { id } = await aControlledStory();
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((description) => send('PUT', `/stories/${id}`, { description })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => at(body, 'draft_id'))).size).toBe(1);
  });
});

function guidOf(path: string, number: number): string {
  return [...`${path}/${number}`]
    .map((letter) => letter.charCodeAt(0).toString(16))
    .join('')
    .padEnd(32, '0')
    .slice(-32);
}
