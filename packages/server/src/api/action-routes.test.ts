import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneConnection, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

const webhook = 'Agents::WebhookAgent';
const transform = 'Agents::EventTransformationAgent';
const condition = 'Agents::TriggerAgent';

describe.each(oneConnection)('actions on %s', (kind) => {
  let world: TestFabula;
  let team: number;
  let story: number;

  beforeAll(async () => {
    world = await startFabula(kind);
    team = idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id');
    story = idAt((await world.ask('POST', '/api/v1/stories', { body: { team_id: team } })).body);
  });
  afterAll(() => world.drop());

  const create = (fields: Record<string, unknown>) =>
    world.ask('POST', '/api/v1/actions', {
      body: { story_id: story, type: transform, name: 'A', options: {}, position: { x: 15, y: 30 }, ...fields },
    });
  const created = async (fields: Record<string, unknown> = {}) => idAt((await create(fields)).body);

  test('a new action has every documented field', async () => {
    const answer = await create({
      story_id: String(story),
      name: 'Shape it',
      options: { mode: 'message_only', payload: { n: 1 } },
      schedule: [{ cron: '0 * * * *', timezone: 'Europe/Dublin' }],
    });
    expect(answer.status, answer.text).toBe(201);
    const id = idAt(answer.body);
    expect(answer.body).toEqual({
      id,
      type: transform,
      user_id: expect.any(Number),
      options: { mode: 'message_only', payload: { n: 1 } },
      name: 'Shape it',
      description: null,
      schedule: [{ cron: '0 * * * *', timezone: 'Europe/Dublin' }],
      blended_events_count: 0,
      events_count: 0,
      logs_count: 0,
      last_check_at: null,
      last_receive_at: null,
      last_event_at: null,
      last_error_log_at: null,
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
      disabled: false,
      guid: expect.stringMatching(/^[0-9a-f]{32}$/),
      group_id: null,
      nested_group_id: null,
      position: { x: 15, y: 30 },
      width: null,
      story_id: story,
      story_mode: 'LIVE',
      team_id: team,
      sources: [],
      receivers: [],
      links_to_sources: [],
      links_to_receivers: [],
      time_saved_value: 0,
      time_saved_unit: 'minutes',
      monitor_failures: false,
      monitor_all_events: false,
      monitor_no_events_emitted: null,
      draft_id: null,
      draft_name: null,
    });
    expect((await world.ask('GET', `/api/v1/agents/${id}`)).body).toEqual(answer.body);
  });

  test('options come back as they were written', async () => {
    const options = '{"z":1.0,"10":"a","2":9007199254740993,"__proto__":{"x":1}}';
    const body = `{"story_id":${story},"type":"${transform}","name":"Exact","position":{"x":"1","y":2},"options":${options}}`;
    const answer = await world.ask('POST', '/api/v1/actions', { body });
    expect(answer.text).toContain(`"options":${options}`);
    expect((await world.ask('GET', `/api/v1/actions/${idAt(answer.body)}`)).text).toContain(`"options":${options}`);
  });

  test('links are made at creation and update, shown from both ends, and removed by address', async () => {
    const source = await created({ type: webhook });
    const check = await created({ type: condition, source_ids: [source] });
    const match = await created({ links_to_sources: [{ source_id: check }] });
    const noMatch = await created({ links_to_sources: [{ source_id: String(check), type: 'NO_MATCH' }] });
    const failed = await created();
    const linked = await world.ask('PUT', `/api/v1/actions/${check}`, {
      body: { links_to_receivers: [{ receiver_id: failed, type: 'FAILURE' }] },
    });
    expect(linked.body).toMatchObject({
      sources: [source],
      receivers: [match, noMatch, failed],
      links_to_sources: [{ source_id: source, type: 'DEFAULT' }],
      links_to_receivers: [
        { receiver_id: match, type: 'DEFAULT' },
        { receiver_id: noMatch, type: 'NO_MATCH' },
        { receiver_id: failed, type: 'FAILURE' },
      ],
    });
    const links = [
      { source_id: check, receiver_id: match },
      { source_id: String(check), receiver_id: String(failed) },
    ];
    const removed = await world.ask('DELETE', '/api/v1/links', { body: { links } });
    expect([removed.status, removed.text]).toEqual([204, '']);
    expect((await world.ask('GET', `/api/v1/actions/${check}`)).body).toMatchObject({ receivers: [noMatch] });
    expect((await world.ask('DELETE', '/api/v1/links', { body: { links } })).status).toBe(204);
  });

  test('links are refused where they cannot be', async () => {
    const elsewhere = idAt((await world.ask('POST', '/api/v1/stories', { body: { team_id: team } })).body);
    const [here, there, hook] = [
      await created(),
      await created({ story_id: elsewhere }),
      await created({ type: webhook }),
    ];
    const codeOf = async (fields: Record<string, unknown>) => {
      const answer = await create(fields);
      return [answer.status, at(answer.body, 'errors.0.code')];
    };
    expect(await codeOf({ source_ids: [there] })).toEqual([422, 'link_refused']);
    expect(await codeOf({ source_ids: [999_999] })).toEqual([422, 'link_refused']);
    expect(await codeOf({ type: webhook, source_ids: [here] })).toEqual([422, 'link_refused']);
    expect(await codeOf({ receiver_ids: [hook] })).toEqual([422, 'link_refused']);
    expect(await codeOf({ source_ids: [here], links_to_sources: [{ source_id: here }] })).toEqual([
      422,
      'invalid_parameter',
    ]);
    const [a, b] = [await created(), await created({ story_id: elsewhere })];
    await world.ask('PUT', `/api/v1/actions/${a}`, { body: { source_ids: [here] } });
    await world.ask('PUT', `/api/v1/actions/${b}`, { body: { source_ids: [there] } });
    const links = [
      { source_id: here, receiver_id: a },
      { source_id: there, receiver_id: b },
    ];
    const answer = await world.ask('DELETE', '/api/v1/links', { body: { links } });
    expect([answer.status, at(answer.body, 'errors.0.code')]).toEqual([422, 'links_of_different_stories']);
    expect((await world.ask('DELETE', '/api/v1/links', { body: { links: [] } })).status).toBe(422);
  });

  test.each([
    ['a type that does not exist', { type: 'Agents::NopeAgent' }, 'unknown_action_type', 'type'],
    ['a short type', { type: 'WebhookAgent' }, 'unknown_action_type', 'type'],
    ['no story', { story_id: null }, 'missing_parameter', 'story_id'],
    ['options that are no object', { options: [] }, 'invalid_parameter', 'options'],
    ['a position without y', { position: { x: 1 } }, 'missing_parameter', 'position.y'],
    ['a position that is no object', { position: 'left' }, 'invalid_parameter', 'position'],
    [
      'an unknown kind of link',
      { links_to_sources: [{ source_id: 1, type: 'MAYBE' }] },
      'invalid_parameter',
      'links_to_sources',
    ],
    ['a broken schedule', { schedule: [{ cron: 'every day', timezone: 'UTC' }] }, 'invalid_parameter', 'schedule'],
    [
      'a schedule in seconds',
      { schedule: [{ cron: '* * * * * *', timezone: 'UTC' }] },
      'invalid_parameter',
      'schedule',
    ],
    [
      'an unknown time zone',
      { schedule: [{ cron: '* * * * *', timezone: 'Mars/Olympus' }] },
      'invalid_parameter',
      'schedule',
    ],
    ['a schedule on a webhook', { type: webhook, schedule: [{ cron: '* * * * *' }] }, 'invalid_parameter', 'schedule'],
  ])('%s is refused', async (_name, fields, code, field) => {
    const answer = await create(fields);
    expect(answer.status).toBe(422);
    expect(at(answer.body, 'errors.0.code')).toBe(code);
    expect(String(at(answer.body, 'errors.0.field'))).toContain(field);
  });

  test('a webhook path belongs to one action of the tenant', async () => {
    const first = await created({ type: webhook, options: { path: 'mine', secret: 's' } });
    const taken = await create({ type: webhook, options: { path: 'mine' } });
    expect([taken.status, at(taken.body, 'errors.0.code')]).toEqual([422, 'webhook_path_taken']);
    await world.ask('DELETE', `/api/v1/actions/${first}`);
    expect((await create({ type: webhook, options: { path: 'mine' } })).status).toBe(201);
  });

  test('an update changes what it names; options are replaced as a whole', async () => {
    const id = await created({ options: { a: 1, b: 2 }, description: 'kept', monitor_failures: true });
    const updated = await world.ask('PUT', `/api/v1/actions/${id}`, {
      body: {
        name: 'New name',
        options: { b: 3 },
        position: { x: 1, y: 2 },
        disabled: true,
        monitor_failures: false,
        monitor_all_events: true,
        monitor_no_events_emitted: 60,
        schedule: { cron: '*/5 * * * *' },
      },
    });
    expect(updated.body).toMatchObject({
      name: 'New name',
      description: 'kept',
      options: { b: 3 },
      position: { x: 1, y: 2 },
      disabled: true,
      monitor_failures: false,
      monitor_all_events: true,
      monitor_no_events_emitted: 60,
      schedule: [{ cron: '*/5 * * * *', timezone: 'UTC' }],
    });
    expect(Object.keys(Object(at(updated.body, 'options')))).toEqual(['b']);
    expect((await world.ask('PUT', `/api/v1/actions/${id}`, { body: { schedule: null } })).body).toMatchObject({
      schedule: null,
      name: 'New name',
    });
  });

  test('lists are filtered by story, team and type', async () => {
    const own = idAt((await world.ask('POST', '/api/v1/stories', { body: { team_id: team } })).body);
    const [hook, step] = [await created({ story_id: own, type: webhook }), await created({ story_id: own })];
    const ids = async (query: string) =>
      listAt((await world.ask('GET', `/api/v1/actions?${query}`)).body, 'agents').map((action) => idAt(action));
    expect(await ids(`story_id=${own}`)).toEqual([hook, step]);
    expect(await ids(`story_id=${own}&action_type=${webhook}`)).toEqual([hook]);
    expect(await ids(`story_id=${own}&team_id=999999`)).toEqual([]);
    expect(await ids(`story_id=${own}&per_page=1&page=2`)).toEqual([step]);
    const live = await world.ask('GET', `/api/v1/agents?story_id=${own}&include_live_activity=true`);
    expect(at(live.body, 'agents.0.pending_action_runs_count')).toBe(0);
    const ofTests = await world.ask('GET', `/api/v1/actions?story_id=${own}&story_mode=TEST`);
    expect(ofTests).toMatchObject({ status: 404, code: 'draft_not_found' });
  });

  test('a deleted action is gone, from the story and from its entry', async () => {
    const id = await created({ type: webhook });
    expect((await world.ask('DELETE', `/api/v1/agents/${id}`)).status).toBe(204);
    expect((await world.ask('GET', `/api/v1/actions/${id}`)).status).toBe(404);
    expect((await world.ask('DELETE', `/api/v1/actions/${id}`)).status).toBe(404);
    expect((await world.ask('PUT', `/api/v1/actions/${id}`, { body: {} })).status).toBe(404);
  });

  test('notes of a storyboard are listed', async () => {
    const stories = await world.ask('GET', '/api/v1/stories?search=Hello');
    const hello = idAt(stories.body, 'stories.0.id');
    const notes = await world.ask('GET', `/api/v1/notes?story_id=${hello}&mode=LIVE`);
    expect(notes.body).toMatchObject({
      annotations: [{ story_id: hello, story_mode: 'LIVE', group_id: null, position: { x: 255, y: 0 }, width: 270 }],
    });
    const id = idAt(notes.body, 'annotations.0.id');
    expect(idAt((await world.ask('GET', `/api/v1/notes/${id}`)).body)).toBe(id);
    expect((await world.ask('GET', '/api/v1/notes/999999')).status).toBe(404);
  });

  test('if_options: a change that was made from other options than there are is refused, and changes nothing', async () => {
    const id = idAt((await create({ options: { mode: 'message_only', payload: { n: 1, m: 1.0 } } })).body);
    const put = (body: Record<string, unknown>) => world.ask('PUT', `/api/v1/actions/${id}`, { body });
    const first = { mode: 'message_only', payload: { n: 1, m: 1 } };
    const second = { mode: 'message_only', payload: { n: 2 } };
    expect((await put({ options: second, if_options: first })).status).toBe(200);
    expect(await put({ name: 'Too late', options: first, if_options: first })).toMatchObject({
      status: 409,
      code: 'conflict',
      field: 'if_options',
    });
    const stored = await world.ask('GET', `/api/v1/actions/${id}`);
    expect(stored.body).toMatchObject({ options: second });
    expect(at(stored.body, 'name')).not.toBe('Too late');
    expect(await put({ if_options: 'none' })).toMatchObject({ status: 422, field: 'if_options' });
  });

  test('if_options: of callers at the same moment one is told that it was overtaken', async () => {
    const id = idAt((await create({ options: { mode: 'message_only', payload: { n: 0 } } })).body);
    const from = { mode: 'message_only', payload: { n: 0 } };
    const answers = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        world.ask('PUT', `/api/v1/actions/${id}`, { body: { options: { ...from, payload: { n } }, if_options: from } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  });
});
