/**
 * The documented requests about runs, events and logs, and what actions have left behind (reference: api/story-runs.md,
 * api/events.md, api/actions.md).
 */
import type { Value } from '@fabula/formula';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula, until } from '../../testing/fabula.test-kit.ts';
import { ShiftedClock } from '../../testing/shifted-clock.test-kit.ts';
import { action, event } from './action-shapes.test-kit.ts';
import { askedFor, type Fields, replay, type Sample } from './replay.test-kit.ts';
import { either, exactly, integer, object, orNull, page, text, time, uuid } from './shape.test-kit.ts';

const webhook = 'Agents::WebhookAgent';
const transform = 'Agents::EventTransformationAgent';

const runFields = {
  guid: uuid,
  duration: integer,
  story_id: integer,
  start_time: time,
  end_time: time,
  action_count: integer,
  event_count: integer,
};
const liveRun = object({ ...runFields, story_mode: exactly('LIVE') });
const draftRun = object({
  ...runFields,
  story_mode: exactly('TEST'),
  // A text in the sample.
  draft_id: either(integer, text),
  draft_name: text,
});
const groupRun = object({ ...runFields, story_mode: exactly('LIVE'), group_id: integer });
const runEvent = object({ id: integer, action_id: integer, created_at: time });
const log = object({ id: integer, level: integer, message: text, created_at: time, inbound_event: orNull(event) });

/** Ids that the program does not come to in a test. */
const farOff = 1_000_000_000_000;

describe.each(oneDatabase)('runs, events and logs as documented (%s)', (kind) => {
  const clock = new ShiftedClock();
  let world: TestFabula;
  let stranger: string;
  let team: number;
  let story: number;
  /** By name. */
  let actions: Record<string, number>;
  /** Of a run of the story, of a run of its group, and of a run of a draft. */
  let guids: Record<'run' | 'group' | 'draft', string>;
  let controlled: number;
  let draft: number;

  const get = async (url: string): Promise<Value> => {
    const answer = await world.ask('GET', `/api/v1${url}`);
    expect([url, answer.status]).toEqual([url, 200]);
    return answer.body;
  };
  async function make(url: string, body: Fields): Promise<number> {
    const answer = await world.ask('POST', `/api/v1${url}`, { body });
    if (answer.status >= 300) throw new Error(answer.text);
    return idAt(answer.body);
  }
  const anAction = (type: string, name: string, options: Fields, more: Fields) =>
    make('/actions', { type, name, options, position: { x: 0, y: 0 }, ...more });
  const idOf = (name: string) => actions[name] ?? 0;
  const eventsOf = (id: number) => get(`/actions/${id}/events?per_page=500`);
  const idsIn = (list: Value, key: string) => listAt(list, key).map((each) => idAt(each));

  beforeAll(async () => {
    world = await startFabula(kind, {}, { clock });
    team = (await world.addTeam('Home')).id;
    stranger = await world.addUser('TEAM_ADMIN', await world.addTeam('Elsewhere'));
    story = await make('/stories', { team_id: team, name: 'Watched' });
    const hook = await anAction(webhook, 'Hook', { path: 'watched', secret: 's' }, { story_id: story });
    const payload = { n: '=hook.body.n' };
    const shape = await anAction(
      transform,
      'Shape',
      { mode: 'message_only', payload },
      { story_id: story, source_ids: [hook] },
    );
    const group = await anAction('Agents::GroupAgent', 'Group', { payload }, { story_id: story, source_ids: [shape] });
    const input = await anAction('Agents::GroupInputAgent', 'In', {}, { group_id: group });
    const output = await anAction(
      'Agents::GroupOutputAgent',
      'Out',
      { payload: '=in' },
      { group_id: group, source_ids: [input] },
    );
    const fail = await anAction(
      'Agents::SendToStoryAgent',
      'Fail',
      { story: 'nobody', payload: {} },
      { story_id: story, source_ids: [shape] },
    );
    actions = { hook, shape, group, input, output, fail };
    for (const n of [1, 2, 3]) {
      await world.ask('POST', '/webhook/watched/s', { key: null, body: { n } });
      await until(async () => at(await eventsOf(group), 'meta.count') === n);
      await until(async () => at(await get(`/actions/${fail}/logs`), 'meta.count') === n);
    }
    controlled = await make('/stories', { team_id: team, name: 'Controlled' });
    await world.ask('PUT', `/api/v1/stories/${controlled}`, { body: { change_control_enabled: true } });
    draft = await make(`/stories/${controlled}/drafts`, { name: 'Initial Draft' });
    const alone = await anAction(
      transform,
      'Alone',
      { mode: 'message_only', payload: {} },
      { story_id: controlled, draft_id: draft },
    );
    const started = await world.ask('POST', `/api/v1/actions/${alone}/run`, { body: {} });
    await until(async () => at(await eventsOf(alone), 'meta.count') === 1);
    const hookEvents = listAt(await eventsOf(hook), 'events');
    guids = {
      run: String(at(hookEvents[0] ?? null, 'story_run_guid')),
      group: String(at(await get(`/groups/${group}/runs`), 'group_runs.0.guid')),
      draft: String(at(started.body, 'story_run_guid')),
    };
  });
  afterAll(() => world.drop());

  const ofStory = { story_mode: 'LIVE', since: '2020-01-31', until: '2090-01-31T12:00:00Z' };

  const runs: readonly Sample[] = [
    {
      ask: 'GET /stories/{story_id}/runs',
      status: 200,
      answer: page('story_runs', liveRun),
      list: 'story_runs',
      choices: ['story_mode'],
      given: () => ({ path: { story_id: story }, send: ofStory }),
    },
    {
      ask: 'GET /stories/{story_id}/runs',
      about: 'of a draft',
      status: 200,
      answer: page('story_runs', draftRun),
      list: 'story_runs',
      given: () => ({
        path: { story_id: controlled },
        send: { story_mode: 'TEST', draft_id: draft },
        gives: { story_runs: [{ guid: guids.draft, story_id: controlled, draft_name: 'Initial Draft' }] },
      }),
    },
    {
      ask: 'GET /stories/{story_id}/runs/{story_run_guid}',
      status: 200,
      answer: page('story_run_events', runEvent),
      list: 'story_run_events',
      given: () => ({ path: { story_id: story, story_run_guid: guids.run }, send: { story_mode: 'LIVE' } }),
    },
    {
      ask: 'GET /stories/{story_id}/runs/{story_run_guid}',
      about: 'of a draft',
      status: 200,
      answer: page('story_run_events', runEvent),
      list: 'story_run_events',
      given: () => ({ path: { story_id: controlled, story_run_guid: guids.draft }, send: { draft_id: draft } }),
    },
    {
      ask: 'GET /stories/{story_id}/runs/{story_run_guid}/summary',
      status: 200,
      answer: object({ story_run: liveRun }),
      given: () => ({
        path: { story_id: story, story_run_guid: guids.run },
        send: { story_mode: 'LIVE' },
        gives: { story_run: { guid: guids.run, story_id: story } },
      }),
    },
    {
      ask: 'GET /stories/{story_id}/runs/{story_run_guid}/summary',
      about: 'of a draft',
      status: 200,
      answer: object({ story_run: draftRun }),
      given: () => ({
        path: { story_id: controlled, story_run_guid: guids.draft },
        send: { draft_id: draft },
        gives: { story_run: { guid: guids.draft, event_count: 1, action_count: 1 } },
      }),
    },
    {
      ask: 'GET /groups/{group_id}/runs',
      status: 200,
      answer: page('group_runs', groupRun),
      list: 'group_runs',
      given: () => ({
        path: { group_id: idOf('group') },
        gives: { group_runs: [{ guid: guids.group, story_id: story, group_id: idOf('group') }, {}, {}] },
      }),
    },
    {
      ask: 'GET /groups/{group_id}/runs/{group_run_guid}',
      status: 200,
      answer: page('group_run_events', runEvent),
      list: 'group_run_events',
      given: () => ({
        path: { group_id: idOf('group'), group_run_guid: guids.group },
        gives: { group_run_events: [{ action_id: idOf('input') }, { action_id: idOf('output') }] },
      }),
    },
  ];

  const events: readonly Sample[] = [
    {
      ask: 'GET /events',
      status: 200,
      answer: page('events', event),
      list: 'events',
      given: () => ({
        send: {
          since_id: 0,
          until_id: 2 ** 52,
          since: '2020-01-31',
          until: '2090-01-31T12:00:00Z',
          team_id: team,
          story_id: story,
          include_groups: true,
          show_reemitted_events_only: false,
        },
      }),
    },
    {
      ask: 'GET /events/{event_id}',
      status: 200,
      answer: event,
      given: async () => {
        const [newest = null] = listAt(await eventsOf(idOf('shape')), 'events');
        return {
          path: { event_id: idAt(newest) },
          gives: {
            agent_id: idOf('shape'),
            payload: { hook: { body: { n: 3 } }, shape: { n: 3 } },
            created_at: at(newest, 'updated_at'),
            story_run_guid: guids.run,
            previous_event_ids: [expect.any(Number)],
          },
        };
      },
    },
    {
      ask: 'POST /events/{event_id}/reemit',
      status: 204,
      answer: null,
      given: async () => ({ path: { event_id: await anEvent() } }),
    },
    {
      ask: 'GET /actions/{action_id}/events',
      status: 200,
      answer: page('events', event),
      list: 'events',
      given: () => ({
        path: { action_id: idOf('shape') },
        send: { since_id: 1, until_id: 2 ** 52, show_reemitted_events_only: false },
        gives: { events: [{ agent_id: idOf('shape') }, {}, {}] },
      }),
    },
    {
      ask: 'GET /actions/{action_id}/logs',
      status: 200,
      answer: page('action_logs', log),
      list: 'action_logs',
      given: () => ({
        path: { action_id: idOf('fail') },
        send: { level: 4 },
        gives: { action_logs: [{ level: 4, inbound_event: { agent_id: idOf('shape') } }, {}, {}] },
      }),
    },
    ...['remove_events', 'remove_logs', 'clear_memory'].map(
      (address): Sample => ({
        ask: `DELETE /actions/{action_id}/${address}`,
        status: 200,
        answer: action,
        given: async () => {
          const id = await anAction(
            transform,
            'Tidy',
            { mode: 'message_only' },
            { story_id: controlled, draft_id: draft },
          );
          return {
            path: { action_id: id },
            ...(address === 'remove_events' ? { send: { async_deletion: true } } : {}),
            gives: { id, name: 'Tidy', logs_count: 0 },
          };
        },
      }),
    ),
  ];

  /** The event of a story that nobody else looks at. */
  let alone: number | undefined;
  async function anEvent(): Promise<number> {
    if (alone === undefined) {
      const id = await make('/stories', { team_id: team, name: 'Sends again' });
      const hook = await anAction(webhook, 'Hook', { path: 'again', secret: 's' }, { story_id: id });
      await world.ask('POST', '/webhook/again/s', { key: null, body: {} });
      alone = await until(async () => idsIn(await eventsOf(hook), 'events')[0]);
    }
    return alone;
  }

  const samples = [...runs, ...events];
  replay(() => ({ world, stranger }), samples);

  test('nothing that the documents have is left out', () => {
    expect(askedFor(samples)).toEqual(
      new Set(
        `GET /stories/{story_id}/runs · GET /stories/{story_id}/runs/{story_run_guid} · GET /stories/{story_id}/runs/{story_run_guid}/summary
GET /groups/{group_id}/runs · GET /groups/{group_id}/runs/{group_run_guid}
GET /events · GET /events/{event_id} · POST /events/{event_id}/reemit
GET /actions/{action_id}/events · GET /actions/{action_id}/logs · DELETE /actions/{action_id}/remove_events
DELETE /actions/{action_id}/remove_logs · DELETE /actions/{action_id}/clear_memory`.split(/ · |\n/),
      ),
    );
  });

  const refusal = async (method: string, url: string) => {
    const answer = await world.ask(method, `/api/v1${url}`);
    return [answer.status, at(answer.body, 'errors.0.field')];
  };

  describe('which runs', () => {
    let old: number;
    /** A whole second, within what is kept. */
    const first = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
    const second = (number: number) => new Date(first + number * 1000).toISOString();
    beforeAll(async () => {
      old = await make('/stories', { team_id: team, name: 'Old runs' });
      for (const number of [1, 2, 3]) {
        await world.fabula.database.pool.query(
          `insert into run (id, guid, story_id, origin, started_at, ended_at, event_count, action_run_count)
          values ($1, gen_random_uuid(), $2, 'webhook', $3, $4, $5, $6)`,
          [farOff + number, old, second(number), second(number * 11), number, number * 2],
        );
      }
    });
    const counts = async (query: string) =>
      listAt(await get(`/stories/${old}/runs${query}`), 'story_runs').map((run) => at(run, 'event_count'));

    test.each<[string, readonly number[]]>([
      ['', [3, 2, 1]],
      [`?since=${second(1)}`, [3, 2]],
      [`?until=${second(2)}`, [2, 1]],
      [`?since=${second(1)}&until=${second(2)}`, [2]],
      [`?since=${second(3)}`, []],
      [`?since=2020-01-31&per_page=1&page=2`, [2]],
      [`?until=2020-01-31`, []],
    ])('%s gives %j, newest first', async (query, expected) => {
      expect(await counts(query)).toEqual(expected);
    });

    test('a run tells what it took', async () => {
      expect(at(await get(`/stories/${old}/runs?per_page=1`), 'story_runs.0')).toEqual({
        guid: expect.any(String),
        duration: 30,
        story_id: old,
        start_time: second(3).replace('.000', ''),
        end_time: second(33).replace('.000', ''),
        action_count: 6,
        event_count: 3,
        story_mode: 'LIVE',
      });
    });

    test.each(['since=yesterday', 'until=2026-13-01', 'story_mode=BOTH', 'draft_id=x'])(
      '%s is refused',
      async (query) => {
        expect(await refusal('GET', `/stories/${old}/runs?${query}`)).toEqual([422, query.split('=')[0]]);
      },
    );
  });

  test('events of a run are those of all its actions, oldest first', async () => {
    const list = listAt(await get(`/stories/${story}/runs/${guids.run}`), 'story_run_events');
    expect(list.map((each) => at(each, 'action_id'))).toEqual(['hook', 'shape', 'group'].map(idOf));
    expect(await get(`/stories/${story}/runs/${guids.run}/summary`)).toMatchObject({ story_run: { event_count: 3 } });
  });

  test('a run is found where it belongs, and nowhere else', async () => {
    const other = await make('/stories', { team_id: team, name: 'Other' });
    const otherGroup = await anAction('Agents::GroupAgent', 'Group', {}, { story_id: story });
    for (const url of [
      `/stories/${other}/runs/${guids.run}`,
      `/stories/${other}/runs/${guids.run}/summary`,
      `/stories/${controlled}/runs/${guids.draft}`,
      `/stories/${controlled}/runs/${guids.draft}/summary`,
      `/groups/${otherGroup}/runs/${guids.group}`,
      `/groups/${idOf('group')}/runs/${guids.run}`,
      `/groups/${idOf('hook')}/runs`,
      `/stories/${story}/runs/${guids.run.replaceAll('-', '')}`,
    ]) {
      expect([url, (await world.ask('GET', `/api/v1${url}`)).status]).toEqual([url, 404]);
    }
    expect((await world.ask('GET', `/api/v1/stories/${story}/runs/${guids.run.toUpperCase()}`)).status).toBe(200);
  });

  describe('which events', () => {
    const ids = async (query: string) =>
      idsIn(await get(`/events?story_id=${story}&include_groups=true&${query}`), 'events');

    test('those of groups are left out unless they are asked for, with the story that they are in', async () => {
      const actionsIn = async (query: string) =>
        new Set(listAt(await get(`/events?per_page=500&${query}`), 'events').map((each) => at(each, 'agent_id')));
      const outside = ['hook', 'shape', 'group'].map(idOf);
      const inside = ['input', 'output'].map(idOf);
      expect(await actionsIn(`story_id=${story}`)).toEqual(new Set(outside));
      expect(await actionsIn(`story_id=${story}&include_groups=false`)).toEqual(new Set(outside));
      expect(await actionsIn(`story_id=${story}&include_groups=true`)).toEqual(new Set([...outside, ...inside]));
      expect((await actionsIn(`team_id=${team}`)).has(idOf('input'))).toBe(true);
      expect(await refusal('GET', '/events?include_groups=true')).toEqual([422, 'include_groups']);
      expect(await refusal('GET', `/events?include_groups=true&team_id=${team}`)).toEqual([422, 'include_groups']);
    });

    test('since_id leaves its event out and runs forward, until_id takes it in', async () => {
      const all = await ids('per_page=500');
      expect(all).toEqual(all.toSorted((a, b) => b - a));
      const [third = 0, fourth = 0] = all.toReversed().slice(2);
      expect(await ids(`since_id=${third}&per_page=500`)).toEqual(all.filter((id) => id > third).toReversed());
      expect(await ids(`until_id=${third}&per_page=500`)).toEqual(all.filter((id) => id <= third));
      expect(await ids(`since_id=${third}&until_id=${fourth}`)).toEqual([fourth]);
      expect(await ids('since_id=0&per_page=2')).toEqual(all.toReversed().slice(0, 2));
      const ofAction = (query: string) => get(`/actions/${idOf('shape')}/events?${query}`);
      const shaped = idsIn(await ofAction(''), 'events');
      expect(idsIn(await ofAction(`since_id=${shaped[2]}`), 'events')).toEqual([shaped[1], shaped[0]]);
      expect(idsIn(await ofAction(`until_id=${shaped[1]}`), 'events')).toEqual([shaped[1], shaped[2]]);
    });

    test('since is after its time, until takes it in', async () => {
      const id = await make('/stories', { team_id: team, name: 'Old events' });
      const hook = await anAction(webhook, 'Hook', { path: 'old', secret: 's' }, { story_id: id });
      const first = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
      const second = (number: number) => new Date(first + number * 1000).toISOString();
      const { pool } = world.fabula.database;
      await pool.query(
        `insert into run (id, guid, story_id, origin, started_at, ended_at, event_count, action_run_count)
        values ($2, gen_random_uuid(), $1, 'webhook', now(), now(), 3, 1)`,
        [id, farOff + 10],
      );
      for (const number of [1, 2, 3]) {
        await pool.query(
          `insert into event (id, run_id, story_id, action_id, slug, path, payload, is_re_emitted, created_at)
          values ($1, $6, $2, $3, 'hook', json_build_object('hook', $1::bigint), '{}', $4, $5)`,
          [farOff + number, id, hook, number === 2, second(number), farOff + 10],
        );
      }
      const found = async (query: string) => numbers(await get(`/events?story_id=${id}&${query}`));
      const numbers = (list: Value) => idsIn(list, 'events').map((each) => each - farOff);
      expect(await found(`since=${second(1)}`)).toEqual([3, 2]);
      expect(await found(`until=${second(2)}`)).toEqual([2, 1]);
      expect(await found(`since=${second(1)}&until=${second(2)}`)).toEqual([2]);
      expect(await found('show_reemitted_events_only=true')).toEqual([2]);
      expect(numbers(await get(`/actions/${hook}/events?show_reemitted_events_only=true`))).toEqual([2]);
      // There is no such filter: it is ignored.
      expect(await found(`action_id=${idOf('shape')}`)).toEqual([3, 2, 1]);
    });

    test('a stranger is given none, whatever he names', async () => {
      for (const query of ['', `story_id=${story}`, `team_id=${team}`]) {
        const answer = await world.ask('GET', `/api/v1/events?${query}`, { key: stranger });
        expect([query, answer.status, listAt(answer.body, 'events')]).toEqual([query, 200, []]);
      }
    });

    test.each(['since_id=-1', 'until_id=x', 'since=yesterday', 'until=now', 'show_reemitted_events_only=perhaps'])(
      '%s is refused',
      async (query) => {
        expect(await refusal('GET', `/events?${query}`)).toEqual([422, query.split('=')[0]]);
      },
    );
  });

  test('an event that is emitted again is a new one, marked, and goes the same way', async () => {
    const id = await make('/stories', { team_id: team, name: 'Again' });
    const hook = await anAction(webhook, 'Hook', { path: 'once', secret: 's' }, { story_id: id });
    const payload = { n: '=hook.body.n' };
    const next = await anAction(
      transform,
      'Next',
      { mode: 'message_only', payload },
      { story_id: id, source_ids: [hook] },
    );
    await world.ask('POST', '/webhook/once/s', { key: null, body: { n: 7 } });
    const [before] = await until(async () => {
      const ids = idsIn(await eventsOf(next), 'events');
      return ids.length === 1 ? ids : null;
    });
    const [original = null] = listAt(await eventsOf(hook), 'events');
    const answer = await world.ask('POST', `/api/v1/events/${idAt(original)}/reemit`);
    expect([answer.status, answer.text]).toEqual([204, '']);
    const [after] = await until(async () => {
      const ids = idsIn(await eventsOf(next), 'events');
      return ids.length === 2 ? ids : null;
    });
    expect(after).not.toBe(before);
    const [copy = null, same = null] = listAt(await eventsOf(hook), 'events');
    expect(same).toEqual(original);
    expect(copy).toMatchObject({ agent_id: hook, re_emitted: true, payload: { hook: at(original, 'payload.hook') } });
    expect(idsIn(await get(`/events?story_id=${id}&show_reemitted_events_only=true`), 'events')).toEqual([idAt(copy)]);
    expect(at(await get(`/events/${after}`), 'payload.next')).toEqual({ n: 7 });
  });

  describe('logs', () => {
    test.each<[string, readonly number[]]>([
      ['', [4, 3, 2, 4]],
      ['level=2', [2]],
      ['level=3', [3]],
      ['level=4', [4, 4]],
      ['level=4&per_page=1&page=2', [4]],
    ])('"%s" gives those of the levels %j, newest first', async (query, expected) => {
      const id = await anAction(transform, 'Logs', {}, { story_id: story });
      for (const [index, level] of [4, 2, 3, 4].entries()) {
        await world.fabula.database.kysely
          .insertInto('action_log')
          .values({
            id: id * 100 + index,
            run_id: 1,
            story_id: story,
            action_id: id,
            inbound_event_id: null,
            level,
            message: `Log ${index}`,
            created_at: new Date(),
          })
          .execute();
      }
      const list = listAt(await get(`/actions/${id}/logs?${query}`), 'action_logs');
      expect(list.map((each) => at(each, 'level'))).toEqual(expected);
      expect(list[0]).toMatchObject({ inbound_event: null });
    });

    test.each(['level=1', 'level=5', 'level=error', 'level=2.5'])('%s is refused', async (query) => {
      expect(await refusal('GET', `/actions/${idOf('fail')}/logs?${query}`)).toEqual([422, 'level']);
    });
  });

  test('what an action tells of itself', async () => {
    const { hook, shape, fail } = actions;
    const times = { last_receive_at: expect.stringMatching(/Z$/), last_event_at: expect.stringMatching(/Z$/) };
    expect(await get(`/actions/${hook}`)).toMatchObject({ ...times, last_receive_at: null, blended_events_count: 3 });
    expect(await get(`/actions/${shape}`)).toMatchObject({ ...times, logs_count: 0, last_error_log_at: null });
    expect(await get(`/actions/${fail}`)).toMatchObject({
      ...times,
      last_event_at: null,
      blended_events_count: 0,
      logs_count: 3,
      last_error_log_at: expect.stringMatching(/Z$/),
      last_check_at: null,
    });
  });

  test('events of the live story and of its drafts are counted together', async () => {
    const id = await make('/stories', { team_id: team, name: 'Counted' });
    const live = await anAction(transform, 'Counts', { mode: 'message_only', payload: {} }, { story_id: id });
    await world.ask('PUT', `/api/v1/stories/${id}`, { body: { change_control_enabled: true } });
    const drafts = [
      await make(`/stories/${id}/drafts`, { name: 'A' }),
      await make(`/stories/${id}/drafts`, { name: 'B' }),
    ];
    const twins: number[] = [];
    for (const each of drafts) twins.push(...idsIn(await get(`/actions?draft_id=${each}`), 'agents'));
    for (const runner of [live, live, ...twins]) {
      const before = Number(at(await eventsOf(runner), 'meta.count'));
      await world.ask('POST', `/api/v1/actions/${runner}/run`, { body: {} });
      await until(async () => at(await eventsOf(runner), 'meta.count') === before + 1);
    }
    expect(twins.length).toBe(2);
    for (const each of [live, ...twins]) {
      expect(at(await get(`/actions/${each}`), 'blended_events_count')).toBe(4);
    }
    expect(at(await get(`/actions?story_id=${id}`), 'agents.0')).toMatchObject({
      blended_events_count: 4,
      events_count: 2,
    });
  });

  test('last_check_at is when the schedule last started the action', async () => {
    const schedule = [{ cron: '* * * * *', timezone: 'UTC' }];
    const options = { mode: 'message_only', payload: {} };
    const id = await anAction(transform, 'Ticks', options, { story_id: story, schedule });
    await world.ask('POST', `/api/v1/actions/${id}/run`, { body: {} });
    await until(async () => at(await eventsOf(id), 'meta.count') === 1);
    expect(await get(`/actions/${id}`)).toMatchObject({ last_check_at: null, last_receive_at: null });
    clock.forward(61_000);
    await until(async () => Number(at(await eventsOf(id), 'meta.count')) >= 2);
    const told = await get(`/actions/${id}`);
    const checkedAt = Date.parse(String(at(told, 'last_check_at')));
    expect(Math.abs(clock.now() - checkedAt)).toBeLessThan(60_000);
    expect(at(told, 'last_receive_at')).toBeNull();
    expect(at(await get(`/actions?story_id=${story}&per_page=500`), 'meta.count')).toBeGreaterThan(5);
    const run = (await get(`/stories/${story}/runs?per_page=1`)) as Value;
    expect(at(run, 'story_runs.0.start_time')).toBe(at(told, 'last_check_at'));
  });

  test.each([{}, { async_deletion: true }, { async_deletion: 'false' }])(
    'removed events are gone at once, from the action and its runs (%j)',
    async (body) => {
      const id = await make('/stories', { team_id: team, name: 'Emptied' });
      const path = `emptied${JSON.stringify(body).length}`;
      const hook = await anAction(webhook, 'Hook', { path, secret: 's' }, { story_id: id });
      await world.ask('POST', `/webhook/${path}/s`, { key: null, body: {} });
      const [emitted = null] = await until(async () => {
        const list = listAt(await eventsOf(hook), 'events');
        return list.length === 1 ? list : null;
      });
      expect((await world.ask('DELETE', `/api/v1/actions/${hook}/remove_events`, { body })).status).toBe(200);
      expect(at(await eventsOf(hook), 'meta.count')).toBe(0);
      expect((await world.ask('GET', `/api/v1/events/${idAt(emitted)}`)).status).toBe(404);
      expect(listAt(await get(`/events?story_id=${id}`), 'events')).toEqual([]);
      expect((await world.ask('POST', `/api/v1/events/${idAt(emitted)}/reemit`)).status).toBe(404);
    },
  );

  test('removed logs are gone, and no longer counted', async () => {
    const id = await make('/stories', { team_id: team, name: 'Silenced' });
    const nobody = { story: 'nobody', payload: {} };
    const fails = await anAction('Agents::SendToStoryAgent', 'Fails', nobody, { story_id: id });
    await world.ask('POST', `/api/v1/actions/${fails}/run`, { body: {} });
    await until(async () => at(await get(`/actions/${fails}/logs`), 'meta.count') === 1);
    const removed = await world.ask('DELETE', `/api/v1/actions/${fails}/remove_logs`);
    expect(removed.body).toMatchObject({ id: fails, logs_count: 0 });
    expect(at(await get(`/actions/${fails}/logs`), 'meta.count')).toBe(0);
  });
});
