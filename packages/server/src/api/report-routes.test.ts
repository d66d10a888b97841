/** Reports: counted while stories run, kept when their events are gone. */
import type { Value } from '@fabula/formula';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ModelServer, startModelServer } from '../ai/model-server.test-kit.ts';
import { at, idAt, listAt, oneDatabase, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { ShiftedClock } from '../testing/shifted-clock.test-kit.ts';
import { shortType } from './report-routes.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe.each(oneDatabase)('reports (%s)', (kind) => {
  let world: TestFabula;
  let models: ModelServer;
  const clock = new ShiftedClock();
  let team: number;
  let names = 0;

  beforeAll(async () => {
    models = await startModelServer('key', [{ text: 'One.' }, { text: 'Two.' }]);
    const ai = {
      FABULA_AI_URL: models.url,
      FABULA_AI_KEY: 'key',
      FABULA_AI_MODEL: 'small',
      FABULA_AI_DIALECT: 'openai',
    };
    world = await startFabula(kind, { FABULA_EGRESS_ALLOW: '127.0.0.0/8', ...ai }, { clock });
    team = (await world.addTeam('Reports')).id;
  });
  afterAll(async () => {
    await world.drop();
    await models.close();
  });

  const get = async (path: string, key?: string) => {
    return world.ask('GET', `/api/v1${path}`, key === undefined ? {} : { key });
  };
  const secondsIn = async (query: string, key?: string) => {
    const { body } = await get(`/reporting/time_saved?fill_gaps=false&${query}`, key);
    return listAt(body, 'time_saved').reduce<number>((sum, row) => sum + Number(at(row, 'value')), 0);
  };

  /** A webhook, and an action behind it that saves so much. */
  async function savingStory(value: number, unit: string, teamId = team) {
    const path = `saving-${++names}`;
    const agents = [
      {
        type: 'Agents::WebhookAgent',
        name: 'Hook',
        options: { path, access_control: 'public' },
        guid: 'a'.repeat(30) + String(10 + names),
      },
      {
        type: 'Agents::EventTransformationAgent',
        name: 'Saver',
        options: { mode: 'message_only', payload: {} },
        guid: 'b'.repeat(30) + String(10 + names),
        reporting: { time_saved_value: value, time_saved_unit: unit },
      },
    ];
    const data = { name: `Saving ${names}`, agents, links: [{ source: 0, receiver: 1 }] };
    const imported = await world.ask('POST', '/api/v1/stories/import', { body: { team_id: teamId, data } });
    expect([imported.status, imported.text]).toEqual([200, imported.text]);
    const story = idAt(imported.body);
    const actions = listAt((await get(`/actions?story_id=${story}`)).body, 'agents');
    const saver = idAt(actions.find((action) => at(action, 'name') === 'Saver') ?? null);
    const hook = idAt(actions.find((action) => at(action, 'name') === 'Hook') ?? null);
    let runs = 0;
    return {
      story,
      saver,
      hook,
      async run(times = 1) {
        for (let time = 0; time < times; time++) await world.ask('POST', `/webhook/${path}`, { key: null, body: {} });
        runs += times;
        await until(async () => {
          const { body } = await get(`/actions/${saver}/events?per_page=1`);
          return at(body, 'meta.count') === runs;
        });
      },
    };
  }

  describe('time saved', () => {
    test.each([
      [3, 'minutes', 180],
      [2, 'hours', 7_200],
      [1, 'days', 86_400],
      [0.5, 'minutes', 30],
      [0, 'minutes', 0],
    ])('%d %s are %d seconds for each run', async (value, unit, seconds) => {
      const saving = await savingStory(value, unit);
      await saving.run(2);
      expect(await secondsIn(`action_id=${saver(saving)}`)).toBe(2 * seconds);
      expect(await secondsIn(`story_id=${saving.story}`)).toBe(2 * seconds);
    });

    const saver = (saving: { readonly saver: number }) => saving.saver;

    test('periods are rounded down in UTC, filled with zeroes, oldest first, and paged', async () => {
      const saving = await savingStory(1, 'minutes');
      await saving.run(2);
      const first = clock.now();
      clock.forward(3 * dayMs);
      await saving.run(1);
      const day = (offset: number) => `${new Date(first + offset * dayMs).toISOString().slice(0, 10)}T00:00:00Z`;
      const days = `/reporting/time_saved?story_id=${saving.story}`;
      const filled = (await get(days)).body;
      expect(listAt(filled, 'time_saved')).toEqual([
        { date: day(0), value: 120 },
        { date: day(1), value: 0 },
        { date: day(2), value: 0 },
        { date: day(3), value: 60 },
      ]);
      expect(at(filled, 'meta.count')).toBe(4);
      expect(listAt((await get(`${days}&fill_gaps=false`)).body, 'time_saved')).toEqual([
        { date: day(0), value: 120 },
        { date: day(3), value: 60 },
      ]);
      const second = (await get(`${days}&per_page=3&page=2`)).body;
      expect(listAt(second, 'time_saved')).toEqual([{ date: day(3), value: 60 }]);
      expect(at(second, 'meta')).toMatchObject({ pages: 2, count: 4, next_page: null });
      const range = `start_date=${day(-1)}&end_date=${day(1)}`;
      expect(listAt((await get(`${days}&${range}`)).body, 'time_saved')).toEqual([
        { date: day(-1), value: 0 },
        { date: day(0), value: 120 },
      ]);
      const hours = listAt((await get(`${days}&date_unit=hour&fill_gaps=false`)).body, 'time_saved');
      expect(hours.every((row) => /:00:00Z$/.test(String(at(row, 'date'))))).toBe(true);
      expect(hours.reduce<number>((sum, row) => sum + Number(at(row, 'value')), 0)).toBe(180);
      for (const unit of ['week', 'month']) {
        const rows = listAt((await get(`${days}&date_unit=${unit}&fill_gaps=false`)).body, 'time_saved');
        expect(rows.reduce<number>((sum, row) => sum + Number(at(row, 'value')), 0)).toBe(180);
      }
    });

    test('a value that is changed later changes nothing of what was', async () => {
      const saving = await savingStory(1, 'minutes');
      await saving.run();
      await world.fabula.database.kysely
        .updateTable('action')
        .set({ time_saved_value: 10 })
        .where('id', '=', saving.saver)
        .execute();
      await saving.run();
      expect(await secondsIn(`story_id=${saving.story}`)).toBe(60 + 600);
    });

    test('it stays when the events, the action or the story are gone', async () => {
      const saving = await savingStory(4, 'minutes');
      await saving.run();
      const key = await world.addUser('VIEWER', { id: team } as never);
      await world.ask('DELETE', `/api/v1/actions/${saving.saver}/remove_events`);
      expect(await secondsIn(`action_id=${saving.saver}`)).toBe(240);
      await world.ask('DELETE', `/api/v1/actions/${saving.saver}`);
      expect(await secondsIn(`action_id=${saving.saver}`)).toBe(240);
      await world.ask('DELETE', `/api/v1/stories/${saving.story}`);
      expect(await secondsIn(`story_id=${saving.story}`)).toBe(240);
      expect(await secondsIn(`action_id=${saving.saver}`, key)).toBe(240);
    });

    test('drafts save nobody any time', async () => {
      const saving = await savingStory(5, 'minutes');
      await world.ask('PUT', `/api/v1/stories/${saving.story}`, { body: { change_control_enabled: true } });
      const draft = idAt(
        (await world.ask('POST', `/api/v1/stories/${saving.story}/drafts`, { body: { name: 'D' } })).body,
      );
      const actions = listAt((await get(`/actions?story_id=${saving.story}&draft_id=${draft}`)).body, 'agents');
      const twin = idAt(actions.find((action) => at(action, 'name') === 'Saver') ?? null);
      expect((await world.ask('POST', `/api/v1/actions/${twin}/run`, { body: {} })).status).toBe(202);
      await until(async () => at((await get(`/actions/${twin}/events`)).body, 'meta.count') === 1);
      expect(await secondsIn(`story_id=${saving.story}`)).toBe(0);
      expect(await secondsIn(`action_id=${twin}`)).toBe(0);
    });

    test('everybody sees that of their own teams', async () => {
      const other = await world.addTeam('Others');
      const saving = await savingStory(6, 'minutes', other.id);
      await saving.run();
      const inside = await world.addUser('VIEWER', other);
      const outside = await world.addUser('VIEWER', { id: team } as never);
      expect(await secondsIn(`team_id=${other.id}`, inside)).toBe(360);
      expect(await secondsIn(`team_id=${other.id}`, outside)).toBe(0);
      expect(await secondsIn(`story_id=${saving.story}`, outside)).toBe(0);
      expect(await secondsIn('', inside)).toBe(360);
    });

    test.each([
      ['date_unit=year', 'date_unit'],
      ['start_date=soon', 'start_date'],
      ['end_date=x', 'end_date'],
      ['fill_gaps=maybe', 'fill_gaps'],
      ['story_id=x', 'story_id'],
      ['page=0', 'page'],
    ])('%s is refused by name', async (query, field) => {
      const { status, body } = await get(`/reporting/time_saved?${query}`);
      expect([status, at(body, 'errors.0.field')]).toEqual([422, field]);
    });

    test('centuries of empty hours are no more work than one page', async () => {
      const { status, body } = await get('/reporting/time_saved?date_unit=hour&start_date=0001-01-01&per_page=2');
      expect(status).toBe(200);
      expect(listAt(body, 'time_saved').length).toBe(2);
    });
  });

  describe('performance of actions', () => {
    test('has every field of the sample', async () => {
      const saving = await savingStory(0, 'minutes');
      await saving.run(3);
      const { status, body } = await get(`/reporting/action_performance?action_id=${saving.saver}`);
      expect(status).toBe(200);
      expect(listAt(body, 'action_performance')).toEqual([
        {
          action: {
            id: saving.saver,
            story_id: saving.story,
            type: 'eventTransformation',
            name: 'Saver',
            story_container: { id: saving.story, live_story: { group: false } },
          },
          average_duration: expect.any(Number),
          min_duration: expect.any(Number),
          max_duration: expect.any(Number),
          processed_count: 3,
          story_name: expect.stringMatching(/^Saving/),
          recorded_at: expect.stringMatching(/:00:00Z$/),
        },
      ]);
    });

    test('is ordered as asked for', async () => {
      const performed = await world.addTeam('Performed');
      const [one, other] = [
        await savingStory(0, 'minutes', performed.id),
        await savingStory(0, 'minutes', performed.id),
      ];
      await one.run(1);
      await other.run(3);
      const times = (action: number, ms: number) =>
        world.fabula.database.kysely
          .updateTable('action_hour')
          .set({ took_ms: ms, least_ms: ms, most_ms: ms })
          .where('action_id', '=', action)
          .execute();
      await times(one.saver, 5_000);
      await times(other.saver, 300);
      const savers = async (option: string): Promise<Value[]> => {
        const { body } = await get(`/reporting/action_performance?team_id=${performed.id}&filter_option=${option}`);
        return listAt(body, 'action_performance')
          .map((row) => at(row, 'action.id'))
          .filter((id) => id === one.saver || id === other.saver);
      };
      expect(await savers('most_active_actions')).toEqual([other.saver, one.saver]);
      expect(await savers('action_with_least_activity')).toEqual([one.saver, other.saver]);
      expect(await savers('slowest_actions')).toEqual([one.saver, other.saver]);
      expect(await savers('fastest_actions')).toEqual([other.saver, one.saver]);
      const { body } = await get(`/reporting/action_performance?action_id=${other.saver}`);
      expect(at(body, 'action_performance.0')).toMatchObject({
        average_duration: 0.1,
        min_duration: 0.3,
        max_duration: 0.3,
      });
      const page = (await get(`/reporting/action_performance?team_id=${performed.id}&per_page=1&page=2`)).body;
      expect([listAt(page, 'action_performance').length, at(page, 'meta.count')]).toEqual([1, 4]);
    });

    test('another filter_option is refused', async () => {
      const { status, body } = await get('/reporting/action_performance?filter_option=best');
      expect([status, at(body, 'errors.0.field')]).toEqual([422, 'filter_option']);
    });

    test.each([
      ['Agents::EventTransformationAgent', 'eventTransformation'],
      ['Agents::HTTPRequestAgent', 'httpRequest'],
      ['Agents::IMAPAgent', 'imap'],
      ['Agents::LLMAgent', 'llm'],
      ['Agents::WebhookAgent', 'webhook'],
    ])('%s is called %s', (type, short) => {
      expect(shortType(type)).toBe(short);
    });
  });

  describe('usage of language models', () => {
    let story: number;
    let action: number;
    beforeAll(async () => {
      story = idAt((await world.ask('POST', '/api/v1/stories', { body: { team_id: team, name: 'Asks' } })).body);
      const body = {
        story_id: story,
        type: 'Agents::LLMAgent',
        name: 'Agent',
        options: { mode: 'task', prompt: 'Say a number.' },
        position: { x: 0, y: 0 },
      };
      const created = await world.ask('POST', '/api/v1/actions', { body });
      expect([created.status, created.text]).toEqual([201, created.text]);
      action = idAt(created.body);
      for (let time = 1; time <= 2; time++) {
        await world.ask('POST', `/api/v1/actions/${action}/run`, { body: {} });
        await until(async () => at((await get(`/actions/${action}/events`)).body, 'meta.count') === time);
      }
    });

    const nothing = {
      credits_used: 0,
      billed_cost: 0,
      input_tokens: 0,
      output_tokens: 0,
      cached_tokens: 0,
      usage_count: 0,
    };
    const all = { ...nothing, input_tokens: 22, output_tokens: 6, usage_count: 2 };

    test.each([
      ['', all],
      ['relative_date=today', all],
      ['relative_date=yesterday', nothing],
      ['relative_date=1 year', all],
      ['start_date=2001-01-01&end_date=2001-02-01', nothing],
      ['feature=ai_agents', all],
      ['feature=workbench', nothing],
      ['provider_id=1', all],
      ['provider_id=2', nothing],
      ['user_id=1', nothing],
      ['model_id=another', nothing],
      ['team_id=999999', nothing],
      ['story_id=999999', nothing],
    ])('totals for "%s"', async (query, expected) => {
      const { status, body } = await get(`/ai_usage?${query}`);
      expect([status, body]).toEqual([200, expected]);
    });

    test('is grouped by what is asked for', async () => {
      const today = new Date(clock.now()).toISOString().slice(0, 10);
      const model = at((await get('/ai_usage?group_by=model')).body, 'groups.0.key');
      expect(typeof model).toBe('string');
      for (const [by, key] of [
        ['model', model],
        ['provider', 1],
        ['team', team],
        ['feature', 'ai_agents'],
        ['day', today],
        ['story', story],
        ['action', action],
        ['user', null],
      ] as const) {
        const { body } = await get(`/ai_usage?group_by=${by}`);
        expect([by, body]).toEqual([by, { ...all, groups: [{ key, ...all }] }]);
      }
      expect((await get(`/ai_usage?model_id=${model}&action_id=${action}&story_id=${story}`)).body).toEqual(all);
    });

    test('of other teams nobody but an owner sees anything', async () => {
      const outside = await world.addUser('TEAM_ADMIN', await world.addTeam('Outside'));
      const inside = await world.addUser('VIEWER', { id: team } as never);
      expect((await get('/ai_usage', outside)).body).toEqual(nothing);
      expect((await get(`/ai_usage?team_id=${team}`, outside)).body).toEqual(nothing);
      expect((await get('/ai_usage', inside)).body).toEqual(all);
    });

    test.each([
      ['relative_date=soon', 'relative_date'],
      ['relative_date=today&start_date=2026-01-01&end_date=2026-01-02', 'relative_date'],
      ['start_date=2026-01-01', 'end_date'],
      ['end_date=2026-01-01', 'start_date'],
      ['start_date=2026-01-02&end_date=2026-01-01', 'end_date'],
      ['start_date=2024-01-01&end_date=2026-01-01', 'end_date'],
      ['feature=chat', 'feature'],
      ['group_by=model,day', 'group_by'],
    ])('%s is refused by name', async (query, field) => {
      const { status, body } = await get(`/ai_usage?${query}`);
      expect([status, at(body, 'errors.0.field')]).toEqual([422, field]);
    });
  });
});
