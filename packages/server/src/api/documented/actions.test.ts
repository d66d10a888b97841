/** The documented requests about actions, their links, and notes (reference: api/actions.md, api/notes.md). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula } from '../../testing/fabula.test-kit.ts';
import { action, liveAction } from './action-shapes.test-kit.ts';
import { askedFor, type Fields, replay, type Sample } from './replay.test-kit.ts';
import { integer, object, oneOf, orNull, page, text } from './shape.test-kit.ts';

const webhook = 'Agents::WebhookAgent';
const transform = 'Agents::EventTransformationAgent';
const condition = 'Agents::TriggerAgent';
const group = 'Agents::GroupAgent';

const note = object(
  {
    id: integer,
    story_id: integer,
    story_mode: oneOf('LIVE', 'TEST'),
    group_id: orNull(integer),
    content: text,
    position: object({ x: integer, y: integer }),
    draft_id: orNull(integer),
    draft_name: orNull(text),
  },
  { more: ['guid', 'width'] },
);

describe.each(oneDatabase)('actions and notes as documented (%s)', (kind) => {
  let world: TestFabula;
  let stranger: string;
  let team: number;
  let story: number;
  let groupId: number;
  /** A story under change control, and one of its drafts. */
  let controlled: number;
  let draft: number;
  let count = 0;
  const position = { x: 15, y: 30 };

  beforeAll(async () => {
    world = await startFabula(kind);
    team = (await world.addTeam('Home')).id;
    stranger = await world.addUser('TEAM_ADMIN', await world.addTeam('Elsewhere'));
    story = await make('/stories', { team_id: team, name: 'Simple story' });
    groupId = await anAction({ type: group });
    controlled = await make('/stories', { team_id: team, name: 'Controlled' });
    await world.ask('PUT', `/api/v1/stories/${controlled}`, { body: { change_control_enabled: true } });
    draft = await make(`/stories/${controlled}/drafts`, { name: 'Initial Draft' });
  });
  afterAll(() => world.drop());

  async function make(url: string, body: Fields): Promise<number> {
    const answer = await world.ask('POST', `/api/v1${url}`, { body });
    if (answer.status >= 300) throw new Error(answer.text);
    return idAt(answer.body);
  }
  const _get = async (url: string) => (await world.ask('GET', `/api/v1${url}`)).body;
  const get = async (url: string) => (await world.ask('GET', `/api/v1${url}`)).body;
  const anAction = (more: Fields = {}) =>
    make('/actions', {
      type: transform,
      name: `Action ${++count}`,
      options: { mode: 'message_only', payload: {} },
      position,
      ...('group_id' in more ? {} : { story_id: story }),
      ...more,
    });
  const aNote = (more: Fields = {}) => make('/notes', { story_id: story, content: 'A note', ...more });

  const actions: readonly Sample[] = [
    {
      ask: 'POST /actions',
      status: 201,
      answer: action,
      given: async () => {
        const [before, after] = [await anAction(), await anAction()];
        const send = {
          type: transform,
          name: 'Event Transformation Action',
          description: 'Shapes it',
          options: {
            mode: 'message_only',
            loop: false,
            payload: { message: 'This is an automatically generated message' },
          },
          position,
          story_id: story,
          disabled: true,
          schedule: [{ cron: '0 * * * *', timezone: 'Europe/Dublin' }],
          monitor_failures: true,
          monitor_all_events: false,
          monitor_no_events_emitted: 3_600,
        };
        return {
          send: { ...send, source_ids: [before], receiver_ids: [after] },
          gives: { ...send, sources: [before], receivers: [after], blended_events_count: 0, logs_count: 0 },
        };
      },
    },
    {
      ask: 'POST /actions',
      about: 'with links of each kind',
      status: 201,
      answer: action,
      given: async () => {
        const [from, to] = [await anAction({ type: condition, options: { rules: [] } }), await anAction()];
        return {
          send: {
            type: transform,
            name: 'Linked',
            options: { mode: 'message_only', payload: {} },
            position,
            story_id: story,
            links_to_sources: [{ source_id: from, type: 'NO_MATCH' }],
            links_to_receivers: [{ receiver_id: to, type: 'FAILURE' }],
          },
          gives: { sources: [from], receivers: [to], schedule: null, disabled: false, description: null },
        };
      },
    },
    {
      ask: 'POST /actions',
      about: 'in a group',
      status: 201,
      answer: action,
      given: () => ({
        send: { type: transform, name: 'Inside', options: { mode: 'message_only' }, position, group_id: groupId },
        gives: { group_id: groupId, nested_group_id: null, story_id: story },
      }),
    },
    {
      ask: 'POST /actions',
      about: 'in a draft',
      status: 201,
      answer: action,
      given: () => ({
        send: { type: webhook, name: 'Hook', options: {}, position, story_id: controlled, draft_id: draft },
        gives: {
          story_id: controlled,
          story_mode: 'TEST',
          draft_id: draft,
          draft_name: 'Initial Draft',
          num_runs_to_save: 0,
        },
      }),
    },
    {
      ask: 'POST /actions',
      about: 'under change control without a draft, which goes to the one called test',
      status: 201,
      answer: action,
      given: () => ({
        send: { type: webhook, name: 'Hook', options: {}, position, story_id: controlled },
        gives: { story_id: controlled, story_mode: 'TEST', draft_name: 'test' },
      }),
    },
    {
      ask: 'GET /actions/{action_id}',
      status: 200,
      answer: action,
      given: async () => {
        const action_id = await anAction();
        return { path: { action_id }, gives: { id: action_id, story_mode: 'LIVE', team_id: team, draft_id: null } };
      },
    },
    {
      ask: 'GET /actions/{action_id}',
      about: 'with live activity',
      status: 200,
      answer: liveAction,
      given: async () => ({
        path: { action_id: await anAction() },
        send: { include_live_activity: true },
        gives: { pending_action_runs_count: 0 },
      }),
    },
    ...['PUT', 'PATCH'].map(
      (method): Sample => ({
        ask: `${method} /actions/{action_id}`,
        status: 200,
        answer: action,
        given: async () => {
          const send = {
            name: 'Updated',
            description: 'Other',
            options: { mode: 'message_only', payload: { other: 1 } },
            position: { x: 45, y: 60 },
            schedule: [{ cron: '*/15 * * * *', timezone: 'UTC' }],
            disabled: true,
            monitor_failures: false,
            monitor_all_events: true,
            monitor_no_events_emitted: 60,
          };
          return {
            path: { action_id: await anAction({ monitor_failures: true }) },
            send: { ...send, source_ids: [await anAction()], receiver_ids: [await anAction()] },
            gives: send,
          };
        },
      }),
    ),
    {
      ask: 'PUT /actions/{action_id}',
      about: 'of few words, of a webhook',
      status: 200,
      answer: action,
      given: async () => {
        const send = { name: 'Renamed', description: '', disabled: false, num_runs_to_save: 20 };
        return { path: { action_id: await anAction({ type: webhook, options: {} }) }, send, gives: send };
      },
    },
    {
      ask: 'PUT /actions/{action_id}',
      about: 'of a draft',
      status: 200,
      answer: action,
      given: async () => ({
        path: { action_id: await anAction({ story_id: controlled, draft_id: draft }) },
        send: { name: 'In the draft', draft_id: draft },
        gives: { name: 'In the draft', story_id: controlled, draft_id: draft },
      }),
    },
    {
      ask: 'GET /actions',
      status: 200,
      answer: page('agents', action),
      list: 'agents',
      choices: ['story_mode'],
      given: async () => {
        const story_id = await make('/stories', { team_id: team });
        const group_id = await anAction({ story_id, type: group });
        const ids = [await anAction({ group_id }), await anAction({ group_id })];
        await anAction({ group_id, type: condition, options: { rules: [] } });
        return {
          send: { story_id, story_mode: 'LIVE', team_id: team, group_id, action_type: transform },
          gives: { agents: ids.map((id) => ({ id, group_id, type: transform })) },
        };
      },
    },
    {
      ask: 'GET /actions',
      about: 'of a draft, with live activity',
      status: 200,
      answer: page('agents', liveAction),
      list: 'agents',
      given: async () => {
        await anAction({ story_id: controlled, draft_id: draft });
        return { send: { story_id: controlled, story_mode: 'TEST', draft_id: draft, include_live_activity: true } };
      },
    },
    {
      ask: 'DELETE /actions/{action_id}',
      status: 204,
      answer: null,
      given: async () => ({ path: { action_id: await anAction() } }),
    },
    {
      ask: 'DELETE /links',
      status: 204,
      answer: null,
      given: async () => {
        const source_id = await anAction();
        const ids = [await anAction({ source_ids: [source_id] }), await anAction({ source_ids: [source_id] })];
        const [one = 0, two = 0] = ids;
        return {
          send: {
            links: [
              { source_id, receiver_id: one },
              { source_id: `${source_id}`, receiver_id: `${two}` },
            ],
          },
        };
      },
    },
  ];

  const notes: readonly Sample[] = [
    {
      ask: 'POST /notes',
      status: 201,
      answer: note,
      given: () => {
        const send = { content: '# Markdown', position: { x: 15, y: -30 }, story_id: story };
        return { send, gives: { ...send, group_id: null, story_mode: 'LIVE', draft_id: null, draft_name: null } };
      },
    },
    {
      ask: 'POST /notes',
      about: 'without a position',
      status: 201,
      answer: note,
      given: () => ({ send: { content: '', story_id: story }, gives: { content: '', position: { x: 0, y: 0 } } }),
    },
    {
      ask: 'POST /notes',
      about: 'in a group',
      status: 201,
      answer: note,
      given: () => ({ send: { content: 'In', group_id: groupId }, gives: { group_id: groupId, story_id: story } }),
    },
    {
      ask: 'POST /notes',
      about: 'in a draft',
      status: 201,
      answer: note,
      given: () => ({
        send: { content: 'In', story_id: controlled, draft_id: draft },
        gives: { story_id: controlled, story_mode: 'TEST', draft_id: draft, draft_name: 'Initial Draft' },
      }),
    },
    {
      ask: 'POST /notes',
      about: 'under change control without a draft, which goes to the one called test',
      status: 201,
      answer: note,
      given: () => ({
        send: { content: 'In', story_id: controlled },
        gives: { story_mode: 'TEST', draft_name: 'test' },
      }),
    },
    {
      ask: 'GET /notes/{note_id}',
      status: 200,
      answer: note,
      given: async () => ({ path: { note_id: await aNote() }, gives: { content: 'A note', story_id: story } }),
    },
    ...['PUT', 'PATCH'].map(
      (method): Sample => ({
        ask: `${method} /notes/{note_id}`,
        status: 200,
        answer: note,
        given: async () => {
          const send = { content: 'Changed', position: { x: 45, y: 60 } };
          return { path: { note_id: await aNote() }, send, gives: send };
        },
      }),
    ),
    {
      ask: 'PUT /notes/{note_id}',
      about: 'of its content alone',
      status: 200,
      answer: note,
      given: async () => ({
        path: { note_id: await aNote({ position }) },
        send: { content: '' },
        gives: { content: '', position },
      }),
    },
    {
      ask: 'GET /notes',
      status: 200,
      answer: page('annotations', note),
      list: 'annotations',
      choices: ['mode'],
      given: async () => {
        const story_id = await make('/stories', { team_id: team });
        const group_id = await anAction({ story_id, type: group });
        await aNote({ story_id });
        for (const content of ['One', 'Two']) await make('/notes', { group_id, content });
        return {
          send: { story_id, mode: 'LIVE', team_id: team, group_id },
          gives: {
            annotations: [
              { content: 'One', group_id },
              { content: 'Two', group_id },
            ],
          },
        };
      },
    },
    {
      ask: 'GET /notes',
      about: 'of a draft',
      status: 200,
      answer: page('annotations', note),
      list: 'annotations',
      given: async () => {
        await aNote({ story_id: controlled, draft_id: draft });
        return { send: { story_id: controlled, mode: 'TEST', draft_id: draft } };
      },
    },
    {
      ask: 'DELETE /notes/{note_id}',
      status: 204,
      answer: null,
      given: async () => ({ path: { note_id: await aNote() } }),
    },
  ];

  const samples = [...actions, ...notes];
  replay(() => ({ world, stranger }), samples);

  test('nothing that the documents have is left out', () => {
    expect(askedFor(samples)).toEqual(
      new Set(
        `POST /actions · GET /actions · GET /actions/{action_id} · PUT /actions/{action_id} · PATCH /actions/{action_id}
DELETE /actions/{action_id} · DELETE /links
POST /notes · GET /notes · GET /notes/{note_id} · PUT /notes/{note_id} · PATCH /notes/{note_id} · DELETE /notes/{note_id}`.split(
          / · |\n/,
        ),
      ),
    );
  });

  const send = async (method: string, url: string, body: Fields, key?: string) => {
    return world.ask(method, `/api/v1${url}`, { body, ...(key === undefined ? {} : { key }) });
  };
  const plain = { type: transform, name: 'A', options: {}, position };

  test.each<[string, () => Fields, number, string]>([
    ['no type', () => ({ type: undefined }), 422, 'type'],
    ['no name', () => ({ name: undefined }), 422, 'name'],
    ['an empty name', () => ({ name: '' }), 422, 'name'],
    ['no options', () => ({ options: undefined }), 422, 'options'],
    ['no position', () => ({ position: undefined }), 422, 'position'],
    ['a story that does not exist', () => ({ story_id: 999999 }), 404, 'story_id'],
    ['a group that does not exist', () => ({ story_id: undefined, group_id: 999999 }), 404, 'group_id'],
    ['a group of another story', () => ({ story_id: controlled, group_id: groupId }), 422, 'group_id'],
    ['a draft that does not exist', () => ({ story_id: controlled, draft_id: 999999 }), 404, 'draft_id'],
    ['a draft of another story', () => ({ draft_id: draft }), 404, 'draft_id'],
    ['receivers named twice', () => ({ receiver_ids: [], links_to_receivers: [] }), 422, 'links_to_receivers'],
    ['sources named twice', () => ({ source_ids: [], links_to_sources: [] }), 422, 'links_to_sources'],
    ['a monitor of a negative time', () => ({ monitor_no_events_emitted: -1 }), 422, 'monitor_no_events_emitted'],
  ])('an action with %s is not created', async (_name, fields, status, field) => {
    const body = Object.fromEntries(
      Object.entries({ ...plain, story_id: story, ...fields() }).filter(([, value]) => value !== undefined),
    );
    expect(await send('POST', '/actions', body)).toMatchObject({ status, field });
  });

  test('what a stranger names is not there', async () => {
    const [source_id, note_id] = [await anAction(), await aNote()];
    const receiver_id = await anAction({ source_ids: [source_id] });
    for (const [method, url, body] of [
      ['POST', '/actions', { ...plain, story_id: story }],
      ['POST', '/actions', { ...plain, group_id: groupId }],
      ['DELETE', '/links', { links: [{ source_id, receiver_id }] }],
      ['POST', '/notes', { content: '', story_id: story }],
      ['POST', '/notes', { content: '', group_id: groupId }],
      ['GET', '/actions', { draft_id: draft }],
      ['GET', '/notes', { draft_id: draft }],
    ] as const) {
      expect([method, url, (await send(method, url, body, stranger)).status]).toEqual([method, url, 404]);
    }
    for (const [url, key] of [
      ['/actions', 'agents'],
      ['/notes', 'annotations'],
    ] as const) {
      for (const body of [{}, { story_id: story }, { team_id: team }, { group_id: groupId }]) {
        const answer = await send('GET', url, body, stranger);
        expect([url, body, answer.status, listAt(answer.body, key)]).toEqual([url, body, 200, []]);
      }
    }
    expect((await send('GET', `/notes/${note_id}`, {})).status).toBe(200);
  });

  test('links of an update are added to those that are there', async () => {
    const id = await anAction();
    const [first, second, third] = [await anAction(), await anAction(), await anAction()];
    await send('PUT', `/actions/${id}`, { source_ids: [first] });
    await send('PUT', `/actions/${id}`, { links_to_sources: [{ source_id: second }], receiver_ids: [third] });
    const updated = await send('PUT', `/actions/${id}`, { source_ids: [], receiver_ids: [] });
    expect(updated.body).toMatchObject({ sources: [first, second], receivers: [third] });
    for (const exclusive of [
      { source_ids: [first], links_to_sources: [{ source_id: first }] },
      { receiver_ids: [third], links_to_receivers: [{ receiver_id: third }] },
    ]) {
      expect((await send('PUT', `/actions/${id}`, exclusive)).status).toBe(422);
    }
  });

  test('an address of a link that is not there, or of an action that does not exist', async () => {
    const [source_id, receiver_id] = [await anAction(), await anAction()];
    expect((await send('DELETE', '/links', { links: [{ source_id, receiver_id }] })).status).toBe(204);
    expect((await send('DELETE', '/links', { links: [{ source_id, receiver_id: 999999 }] })).status).toBe(404);
    for (const links of [undefined, [], [{ source_id }], [{ receiver_id }], ['x'], 'x']) {
      const answer = await send('DELETE', '/links', links === undefined ? {} : { links });
      expect([links, answer.status, String(answer.field).split('.')[0]]).toEqual([links, 422, 'links']);
    }
  });

  test.each<[Fields, Fields]>([
    [
      { monitor_failures: true },
      { monitor_failures: true, monitor_all_events: false, monitor_no_events_emitted: null },
    ],
    [{ monitor_all_events: true }, { monitor_failures: false, monitor_all_events: true }],
    [{ monitor_no_events_emitted: 600 }, { monitor_failures: false, monitor_no_events_emitted: 600 }],
    [
      { monitor_failures: true, monitor_all_events: true, monitor_no_events_emitted: null },
      { monitor_failures: true, monitor_all_events: true, monitor_no_events_emitted: null },
    ],
  ])('monitoring is changed by %j, and what is not named stays', async (changes, expected) => {
    const id = await anAction();
    expect((await send('PUT', `/actions/${id}`, changes)).body).toMatchObject(expected);
    expect((await send('PUT', `/actions/${id}`, { name: 'Renamed' })).body).toMatchObject(expected);
  });

  test.each<[unknown, unknown]>([
    [null, null],
    [[], []],
    [{ cron: '0 9 * * 1', timezone: 'America/Chicago' }, [{ cron: '0 9 * * 1', timezone: 'America/Chicago' }]],
    [
      [{ cron: '0 9 * * 1' }, { cron: '0 10 * * *', timezone: 'Asia/Tokyo' }],
      [
        { cron: '0 9 * * 1', timezone: 'UTC' },
        { cron: '0 10 * * *', timezone: 'Asia/Tokyo' },
      ],
    ],
  ])('the schedule %j is %j', async (schedule, expected) => {
    const created = await send('POST', '/actions', { ...plain, story_id: story, schedule });
    expect(at(created.body, 'schedule')).toEqual(expected);
    const other = await anAction({ schedule: [{ cron: '* * * * *' }] });
    expect(at((await send('PUT', `/actions/${other}`, { schedule })).body, 'schedule')).toEqual(expected);
  });

  test('webhooks and mailboxes save runs, and nothing else does', async () => {
    const hook = await anAction({ type: webhook, options: {} });
    const mailbox = await anAction({ type: 'Agents::IMAPAgent', options: {} });
    for (const id of [hook, mailbox]) {
      expect(at(await get(`/actions/${id}`), 'num_runs_to_save')).toBe(0);
      for (const [count, expected] of [
        [10_000, 10_000],
        ['7', 7],
        [null, 0],
      ]) {
        const updated = await send('PUT', `/actions/${id}`, { num_runs_to_save: count });
        expect([updated.status, at(updated.body, 'num_runs_to_save')]).toEqual([200, expected]);
      }
      for (const wrong of [-1, 10_001, 1.5, 'many']) {
        const refused = await send('PUT', `/actions/${id}`, { num_runs_to_save: wrong });
        expect(refused).toMatchObject({ status: 422, field: 'num_runs_to_save' });
      }
    }
    const other = await anAction();
    expect(await send('PUT', `/actions/${other}`, { num_runs_to_save: 5 })).toMatchObject({
      status: 422,
      field: 'num_runs_to_save',
    });
    for (const none of [0, null]) {
      const updated = await send('PUT', `/actions/${other}`, { num_runs_to_save: none });
      expect([updated.status, Object.keys(Object(updated.body)).includes('num_runs_to_save')]).toEqual([200, false]);
    }
  });

  describe('lists', () => {
    let own: number;
    let ids: Record<string, number>;
    let home: number;
    beforeAll(async () => {
      home = (await world.addTeam('Listed')).id;
      own = await make('/stories', { team_id: home });
      const hook = await anAction({ story_id: own, type: webhook, options: {} });
      const grouped = await anAction({ story_id: own, type: group });
      const inner = await anAction({ group_id: grouped });
      const shape = await anAction({ story_id: own, source_ids: [hook] });
      await world.ask('PUT', `/api/v1/stories/${own}`, { body: { change_control_enabled: true } });
      const named = await make(`/stories/${own}/drafts`, { name: 'Named' });
      await make(`/stories/${own}/drafts`, { name: 'test' });
      const added = await anAction({ story_id: own, draft_id: named });
      ids = { hook, grouped, inner, shape, named, added };
    });

    test.each<[string, readonly string[]]>([
      ['team_id=HOME', ['hook', 'grouped', 'inner', 'shape']],
      ['story_id=OWN', ['hook', 'grouped', 'inner', 'shape']],
      ['story_id=OWN&story_mode=LIVE', ['hook', 'grouped', 'inner', 'shape']],
      ['story_id=OWN&group_id=GROUPED', ['inner']],
      ['group_id=999999', []],
      ['story_id=OWN&action_type=Agents::WebhookAgent', ['hook']],
      ['team_id=HOME&action_type=Agents::NopeAgent', []],
      ['story_id=999999', []],
      ['team_id=999999', []],
      ['story_id=OWN&team_id=HOME&action_type=', ['hook', 'grouped', 'inner', 'shape']],
    ])('%s gives %j', async (query, expected) => {
      const url = `/actions?${query.replace('OWN', `${own}`).replace('HOME', `${home}`).replace('GROUPED', `${ids['grouped']}`)}`;
      expect(listAt(await get(url), 'agents').map((each) => at(each, 'id'))).toEqual(expected.map((name) => ids[name]));
    });

    test.each<[string, number, number]>([
      ['story_id=OWN&draft_id=NAMED', 200, 5],
      ['story_id=OWN&draft_id=NAMED&story_mode=TEST', 200, 5],
      ['draft_id=NAMED', 200, 5],
      ['story_id=OWN&story_mode=TEST', 200, 4],
      ['story_mode=TEST', 422, 0],
      ['story_id=OWN&draft_id=999999', 404, 0],
      ['draft_id=999999', 404, 0],
      ['story_id=999999&story_mode=TEST', 404, 0],
    ])('%s is answered with %i and %i actions', async (query, status, count) => {
      const url = query.replace('OWN', `${own}`).replace('NAMED', `${ids['named']}`);
      const answer = await world.ask('GET', `/api/v1/actions?${url}`);
      expect(answer.status).toBe(status);
      if (status === 200) expect(at(answer.body, 'meta.count')).toBe(count);
      const notes = await world.ask('GET', `/api/v1/notes?${url.replace('story_mode', 'mode')}`);
      expect([notes.status, notes.code]).toEqual([status, answer.code]);
    });
  });

  test.each<[string, () => Fields, number, string]>([
    ['no content', () => ({ content: undefined }), 422, 'content'],
    ['too much content', () => ({ content: 'x'.repeat(65_537) }), 422, 'content'],
    ['nowhere to lie', () => ({ story_id: undefined }), 422, 'story_id'],
    ['a story that does not exist', () => ({ story_id: 999999 }), 404, 'story_id'],
    ['a group that does not exist', () => ({ story_id: undefined, group_id: 999999 }), 404, 'group_id'],
    ['a group of another story', () => ({ story_id: controlled, group_id: groupId }), 422, 'group_id'],
    ['half a position', () => ({ position: { x: 1 } }), 422, 'position.y'],
    ['a draft of another story', () => ({ draft_id: draft }), 404, 'draft_id'],
  ])('a note with %s is not created', async (_name, fields, status, field) => {
    const body = Object.fromEntries(
      Object.entries({ content: 'x', story_id: story, ...fields() }).filter(([, value]) => value !== undefined),
    );
    expect(await send('POST', '/notes', body)).toMatchObject({ status, field });
  });
});
