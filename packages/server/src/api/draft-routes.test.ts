/** Drafts: who writes where, what is whose, and how a draft is reached. */
import { asId } from '@fabula/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';

describe('drafts', () => {
  let world: TestFabula;
  let team: number;
  beforeAll(async () => {
    world = await startFabula(oneDatabase[0] ?? 'embedded');
    team = (await world.addTeam('Drafters')).id;
  });
  afterAll(() => world.drop());

  const send = async (method: string, url: string, body: Record<string, unknown> = {}) => {
    return world.ask(method, `/api/v1${url}`, { body });
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

  test('a request that locks or unlocks the story, and changes what it does, does both', async () => {
    const { id } = await aControlledStory('Locks');
    const draft = await aDraft(id);
    const locked = await send('PUT', `/stories/${id}`, { draft_id: draft, locked: true, name: 'Last word' });
    expect(locked.body).toMatchObject({ name: 'Last word', locked: true, draft_id: draft });
    expect(await send('PUT', `/stories/${id}`, { draft_id: draft, name: 'Too late' })).toMatchObject({
      status: 422,
      code: 'story_locked',
    });
    const unlocked = await send('PUT', `/stories/${id}`, { draft_id: draft, locked: false, name: 'Again' });
    expect(unlocked.body).toMatchObject({ name: 'Again', locked: false, draft_id: draft });
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
    const [hook = null, tell = null] = await actionsOf(id);
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
    const [hook = null] = await actionsOf(id);
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
    const addressOf = async (draft: number) => at((await actionsOf(id, draft))[0] ?? null, 'options.path');
    const [first, second] = [await addressOf(one), await addressOf(two)];
    expect(first).toMatch(new RegExp(`^${path}-draft-[0-9a-f]{8}$`));
    expect(second).not.toBe(first);
    const tell = (await actionsOf(id, one))[1] ?? null;
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
    expect((await actionsOf(id)).map((action) => at(action, 'events_count'))).toEqual([0, 0]);
  });

  test('an address that is written back as it was read stays the address of the definition', async () => {
    const { id, path } = await aControlledStory('Round');
    const draft = await aDraft(id);
    const [hook = null] = await actionsOf(id, draft);
    await send('PUT', `/actions/${at(hook, 'id')}`, { options: at(hook, 'options') });
    expect(at((await actionsOf(id, draft))[0] ?? null, 'options')).toEqual(at(hook, 'options'));
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

  test('owners belong to the story itself', async () => {
    const { id } = await aControlledStory();
    await world.addUser('EDITOR', { id: asId(team), name: 'Drafters' });
    const members = await world.fabula.database.kysely
      .selectFrom('team_member')
      .select('user_id')
      .where('team_id', '=', team)
      .execute();
    const user = members.at(-1)?.user_id ?? 0;
    const added = await send('POST', `/stories/${id}/owners`, { user_id: user });
    expect(added).toMatchObject({ status: 201, body: { draft_id: null, owners: expect.arrayContaining([user]) } });
    expect((await send('DELETE', `/stories/${id}/owners`, { user_id: String(user) })).status).toBe(204);
    expect(await send('DELETE', `/stories/${id}/owners`, { user_id: user })).toMatchObject({ status: 422 });
    expect(await send('POST', `/stories/${id}/owners`, { user_id: 999999 })).toMatchObject({ status: 422 });
    expect(await send('POST', `/stories/${id}/owners`)).toMatchObject({ status: 422, code: 'missing_parameter' });
  });

  test('a draft reads the test value of a credential that has one switched on, the live story never', async () => {
    const credential = await send('POST', '/user_credentials', {
      name: 'Twin',
      mode: 'TEXT',
      value: 'live-value',
      team_id: team,
    });
    await send('POST', '/user_credentials', {
      live_credential_id: idAt(credential.body),
      name: 'Twin',
      mode: 'TEXT',
      value: 'test-value',
    });
    await send('PUT', `/user_credentials/${idAt(credential.body)}`, { mode: 'TEXT', test_credential_enabled: true });
    const { id, path } = await aControlledStory('Reads', 'twin-reader');
    const draft = await aDraft(id);
    const [, tell = null] = await actionsOf(id, draft);
    // Masked wherever it would show, so it is told apart by its length.
    await send('PUT', `/actions/${at(tell, 'id')}`, {
      options: { mode: 'message_only', payload: { isTest: '=CREDENTIAL.twin = "test-value"' } },
    });
    const [hook = null] = await actionsOf(id, draft);
    await world.ask('POST', `/webhook/${at(hook, 'options.path')}`, { key: null, body: {} });
    const told = await until(async () => {
      const events = await send('GET', `/actions/${at(tell, 'id')}/events`);
      return at(events.body, 'events.0.payload.tell');
    });
    expect(told).toEqual({ isTest: true });
    expect(path).toBe('twin-reader');
  });

  test('all_drafts: the webhook of every draft receives what the live one does', async () => {
    const { id, path } = await aControlledStory('Everywhere');
    const drafts = [await aDraft(id, 'One'), await aDraft(id, 'Two')];
    const accepted = await world.ask('POST', `/webhook/${path}?all_drafts=true&a=1`, { key: null, body: {} });
    expect(accepted.status).toBeLessThan(300);
    const runsIn = async (choice: Record<string, unknown>) =>
      at((await send('GET', `/stories/${id}/runs`, choice)).body, 'meta.count');
    await until(async () => (await runsIn({})) === 1);
    for (const draft_id of drafts) expect(await runsIn({ draft_id })).toBe(1);
    await world.ask('POST', `/webhook/${path}`, { key: null, body: {} });
    expect(await Promise.all(drafts.map((draft_id) => runsIn({ draft_id })))).toEqual([1, 1]);
    const [hook = null] = await actionsOf(id, drafts[0]);
    const events = await send('GET', `/actions/${at(hook, 'id')}/events`);
    expect(JSON.stringify(at(events.body, 'events.0.payload'))).not.toContain('all_drafts');
  });

  test('Send to Story calls the live story, or the draft that send_to_draft names', async () => {
    const { id } = await aControlledStory('Callee', 'callee-path');
    await send('PUT', `/stories/${id}`, { change_control_enabled: false });
    const [hook = null, exit = null] = await actionsOf(id);
    const opened = await send('PUT', `/stories/${id}`, {
      send_to_story_access_source: 'STS',
      entry_action_id: at(hook, 'id'),
      exit_action_ids: [at(exit, 'id')],
      change_control_enabled: true,
    });
    expect(opened.status).toBe(200);
    const draft = await aDraft(id, 'Next');
    const tell = (await actionsOf(id, draft))[1] ?? null;
    await send('PUT', `/actions/${at(tell, 'id')}`, {
      options: { mode: 'message_only', payload: { where: 'draft' } },
    });
    const caller = idAt((await send('POST', '/stories', { team_id: team, name: 'Caller' })).body);
    const answerTo = async (options: Record<string, unknown>) => {
      const call = await send('POST', '/actions', {
        story_id: caller,
        type: 'Agents::SendToStoryAgent',
        name: 'Call',
        options: { story: String(id), payload: {}, ...options },
        position: { x: 0, y: 0 },
      });
      await send('POST', `/actions/${idAt(call.body)}/run`);
      return until(async () => {
        const events = await send('GET', `/actions/${idAt(call.body)}/events`);
        const logs = await send('GET', `/actions/${idAt(call.body)}/logs`, { level: 4 });
        return at(events.body, 'events.0.payload.call') ?? at(logs.body, 'action_logs.0.message') ?? undefined;
      });
    };
    expect(await answerTo({})).toEqual({ where: 'live' });
    expect(await answerTo({ send_to_draft: 'Next' })).toEqual({ where: 'draft' });
    expect(await answerTo({ send_to_draft: String(draft) })).toEqual({ where: 'draft' });
    expect(await answerTo({ send_to_draft: 'Nothing' })).toContain("Couldn't find the target story");
  });

  test('entry and exits may be named by the live actions that the draft has its own of', async () => {
    const { id } = await aControlledStory();
    const [hook = null, tell = null] = await actionsOf(id);
    const changed = await send('PUT', `/stories/${id}`, {
      webhook_api_enabled: true,
      api_entry_action_id: at(hook, 'id'),
      api_exit_action_ids: [at(tell, 'id')],
    });
    const [entry = null, exit = null] = await actionsOf(id, Number(at(changed.body, 'draft_id')));
    expect(changed.body).toMatchObject({
      draft_name: 'test',
      webhook_api_enabled: true,
      api_entry_action_id: at(entry, 'id'),
      api_exit_action_ids: [at(exit, 'id')],
    });
    expect((await send('GET', `/stories/${id}`)).body).toMatchObject({ webhook_api_enabled: false });
  });

  test('a file takes the place of what a draft holds, and leaves the live story alone', async () => {
    const { id } = await aControlledStory('Filed');
    const file = (await send('GET', `/stories/${id}/export`)).body;
    const data = JSON.parse(JSON.stringify(file).replace('"where":"live"', '"where":"file"')) as Record<
      string,
      unknown
    >;
    const give = (more: Record<string, unknown>) => send('POST', '/stories/import', { team_id: team, data, ...more });
    const named = await give({ mode: 'versionReplace', draft_name: 'From a file' });
    expect(named).toMatchObject({ status: 200, body: { id, draft_name: 'From a file', mode: 'TEST' } });
    expect(await give({ mode: 'versionReplace' })).toMatchObject({ status: 200, body: { id, draft_name: 'test' } });
    const payloadIn = async (draft?: number) => at((await actionsOf(id, draft))[1] ?? null, 'options.payload');
    expect(await payloadIn(Number(at(named.body, 'draft_id')))).toEqual({ where: 'file' });
    expect(await payloadIn()).toEqual({ where: 'live' });
    const versions = await send('GET', `/stories/${id}/versions`, { draft_id: at(named.body, 'draft_id') });
    expect(at(versions.body, 'story_versions.0.name')).toBe('Before a file took its place');
    expect(await give({ mode: 'new', draft_name: 'No' })).toMatchObject({ status: 422, code: 'invalid_parameter' });
    expect(await give({ mode: 'versionReplace', new_name: 'Not there', draft_name: 'No' })).toMatchObject({
      status: 422,
      code: 'change_control_off',
    });
    expect(await give({ mode: 'replace' })).toMatchObject({ status: 422, code: 'invalid_parameter' });
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
