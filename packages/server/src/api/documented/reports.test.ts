/**
 * The documented requests about the audit log, the installation, reports and jobs (reference: api/audit-logs.md, api/info.md,
 * api/reporting.md, api/admin.md).
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, listAt, oneDatabase, startFabula, type TestFabula } from '../../testing/fabula.test-kit.ts';
import { buildStory, type TestStory } from '../../testing/story.test-kit.ts';
import { askedFor, replay, type Sample } from './replay.test-kit.ts';
import {
  anyObject,
  anything,
  either,
  exactly,
  flag,
  integer,
  listOf,
  number,
  object,
  oneOf,
  orNull,
  page,
  text,
  time,
} from './shape.test-kit.ts';

const auditLog = object({
  id: integer,
  created_at: time,
  updated_at: time,
  operation_name: text,
  inputs: object({ inputs: anyObject }),
  outputs: anyObject,
  request_ip: orNull(text),
  request_user_agent: orNull(text),
  tenant_id: integer,
  user_id: integer,
  user_email: text,
  user_name: text,
  story_id: orNull(integer),
});
const performance = object({
  action: object({
    id: integer,
    story_id: integer,
    type: text,
    name: text,
    story_container: object({ id: integer, live_story: object({ group: flag }) }),
  }),
  average_duration: number,
  min_duration: number,
  max_duration: number,
  processed_count: integer,
  story_name: text,
  recorded_at: time,
});
/** The keys are unconfirmed. */
const usage = {
  credits_used: number,
  billed_cost: number,
  input_tokens: number,
  output_tokens: number,
  cached_tokens: number,
  usage_count: number,
};
/** Seconds since 1970, or an empty text. */
const jobTime = either(number, exactly(''));
const job = object({
  id: integer,
  type: oneOf('AgentReceiveJob', 'CredentialRefreshJob', 'AgentCheckJob', 'AgentRunScheduleJob'),
  agent: object({ id: integer, name: text }),
  events: orNull(integer),
  started_at: jobTime,
  retry_count: integer,
  last_retry: jobTime,
  error_class: text,
});

describe.each(oneDatabase)('reports and jobs as documented (%s)', (kind) => {
  let world: TestFabula;
  let stranger: string;
  let story: TestStory;
  let team: number;
  let model: string;
  const now = new Date();

  beforeAll(async () => {
    // Not a worker: the jobs stay as they are.
    world = await startFabula(kind, {}, { isWorker: false });
    stranger = await world.addUser('TEAM_ADMIN', await world.addTeam('Elsewhere'));
    story = await buildStory(world, [
      { type: 'Agents::EventTransformationAgent', name: 'Saver', options: { mode: 'message_only', payload: {} } },
      { type: 'Agents::EventTransformationAgent', name: 'Other', options: { mode: 'message_only', payload: {} } },
    ]);
    team = Number(at((await world.ask('GET', `/api/v1/stories/${story.id}`)).body, 'team_id'));
    const { pool } = world.fabula.database;
    const { rows } = await pool.query<{ id: number }>('select id from process');
    model = 'a-model';
    for (const [index, name] of ['Saver', 'Other'].entries()) {
      const action = story.action(name);
      await pool.query(
        `insert into action_hour (action_id, hour, story_id, runs, saved_seconds, took_ms, least_ms, most_ms)
        values ($1, date_trunc('hour', now()), $2, 3, 180, 900, 100, 500), ($1, date_trunc('hour', now()) - interval '3 days', $2, 1, 60, 50, 50, 50)`,
        [action, story.id],
      );
      await pool.query(
        `insert into model_hour (action_id, hour, model, story_id, uses, input_tokens, output_tokens, cached_tokens)
        values ($1, date_trunc('hour', now()), $2, $3, 2, 30, 20, 10)`,
        [action, model, story.id],
      );
      // Waiting, waiting for another attempt, taken up, and failed for good.
      for (const [place, due, attempt, claimed] of [
        [1, '-1 minute', 0, null],
        [2, '1 hour', 2, null],
        [3, '-1 minute', 0, rows[0]?.id],
      ] as const) {
        const id = 1_000_000_000 + index * 10 + place;
        await pool.query(
          `insert into delivery (id, run_id, story_id, action_id, event_id, due_at, attempt, is_priority, state, claimed_by)
          values ($1, $1, $2, $3, $1, now() + $4::interval, $5, false, 'null', $6)`,
          [id, story.id, action, due, attempt, claimed ?? null],
        );
      }
      await pool.query(
        `insert into effect (id, run_id, story_id, action_id, delivery_id, inbound_event_id, attempt, outcome, started_at, ended_at)
        values ($1, $1, $2, $3, $1, $1, 1, 'failed', now(), now())`,
        [1_000_000_000 + index, story.id, action],
      );
    }
  });
  afterAll(() => world.drop());

  const samples: readonly Sample[] = [
    {
      ask: 'GET /audit_logs',
      status: 200,
      answer: page('audit_logs', auditLog),
      list: 'audit_logs',
      given: async () => {
        const { body } = await world.ask('GET', '/api/v1/audit_logs?per_page=1');
        return {
          send: {
            before: '2090-01-31T12:00:00Z',
            after: '2020-01-31',
            user_id: [Number(at(body, 'audit_logs.0.user_id'))],
            operation_name: ['StoryItemsCreation', 'StoryCreation'],
          },
        };
      },
    },
    {
      ask: 'GET /audit_logs',
      about: 'by one user and one operation',
      status: 200,
      answer: page('audit_logs', auditLog),
      list: 'audit_logs',
      given: async () => {
        const { body } = await world.ask('GET', '/api/v1/audit_logs?per_page=1');
        return { send: { user_id: Number(at(body, 'audit_logs.0.user_id')), operation_name: 'StoryCreation' } };
      },
      // As a list they are taken too.
      anything: ['user_id', 'operation_name'],
    },
    {
      ask: 'GET /info',
      status: 200,
      answer: object(
        { stack: object({ name: text, type: oneOf('shared', 'dedicated'), region: text, egress_ips: listOf(text) }) },
        // How another Fabula learns that this one takes its stories.
        { more: ['fabula_sync'] },
      ),
    },
    {
      ask: 'GET /info/worker_stats',
      status: 200,
      answer: object({ current_workers: integer, max_workers: integer, queue_count: integer, queue_latency: integer }),
      given: () => ({ gives: { current_workers: 2, queue_count: 2 } }),
    },
    // The fields are unconfirmed.
    { ask: 'GET /info/web_stats', status: 200, answer: anyObject },
    {
      ask: 'GET /reporting/time_saved',
      status: 200,
      answer: page('time_saved', object({ date: time, value: number })),
      list: 'time_saved',
      choices: ['date_unit'],
      given: () => ({
        send: {
          start_date: '2020-01-31',
          end_date: '2090-01-31T12:00:00Z',
          date_unit: 'day',
          fill_gaps: false,
          team_id: team,
          story_id: story.id,
          action_id: story.action('Saver'),
        },
        gives: { time_saved: [{ value: 60 }, { value: 180 }] },
      }),
    },
    {
      ask: 'GET /reporting/action_performance',
      status: 200,
      answer: page('action_performance', performance),
      list: 'action_performance',
      choices: ['filter_option'],
      given: () => ({
        send: {
          team_id: team,
          story_id: story.id,
          action_id: story.action('Saver'),
          filter_option: 'most_active_actions',
        },
        gives: {
          action_performance: [
            { action: { id: story.action('Saver'), type: 'eventTransformation', name: 'Saver' }, processed_count: 4 },
          ],
        },
      }),
    },
    {
      ask: 'GET /ai_usage',
      status: 200,
      answer: object(usage),
      choices: ['relative_date', 'feature'],
      given: () => ({
        send: {
          relative_date: '7 days',
          team_id: team,
          story_id: story.id,
          action_id: story.action('Saver'),
          model_id: model,
          provider_id: 1,
          feature: 'ai_agents',
        },
        gives: { input_tokens: 30, output_tokens: 20, cached_tokens: 10, usage_count: 2 },
      }),
    },
    {
      ask: 'GET /ai_usage',
      about: 'by group',
      status: 200,
      answer: object({ ...usage, groups: listOf(object({ key: anything, ...usage })) }),
      choices: ['group_by'],
      given: () => {
        const day = (offset: number) => new Date(now.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
        return {
          send: { start_date: day(-7), end_date: day(2), group_by: 'action' },
          gives: { groups: [{ usage_count: 2 }, { usage_count: 2 }] },
        };
      },
    },
    ...(['queued', 'retry', 'dead', 'in_progress'] as const).map(
      (state): Sample => ({
        ask: `GET /admin/${state}_jobs`,
        status: 200,
        answer: page(`admin/${state}_jobs`, job),
        list: `admin/${state}_jobs`,
        given: () => ({
          gives: {
            [`admin/${state}_jobs`]: ['Saver', 'Other'].map((name) => ({ agent: { id: story.action(name), name } })),
          },
        }),
      }),
    ),
    ...(['queued', 'retry', 'dead'] as const).flatMap((state): Sample[] => [
      {
        ask: `DELETE /admin/actions/{action_id}/delete_all_${state}_jobs`,
        status: 204,
        answer: null,
        stranger: 403,
        given: () => ({ path: { action_id: story.action('Saver') } }),
      },
      { ask: `DELETE /admin/delete_all_${state}_jobs`, status: 204, answer: null },
    ]),
  ];
  replay(() => ({ world, stranger }), samples);

  test('nothing that the documents have is left out', () => {
    const kinds = ['queued', 'retry', 'dead'];
    expect(askedFor(samples)).toEqual(
      new Set([
        'GET /audit_logs',
        'GET /info',
        'GET /info/worker_stats',
        'GET /info/web_stats',
        'GET /reporting/time_saved',
        'GET /reporting/action_performance',
        'GET /ai_usage',
        ...[...kinds, 'in_progress'].map((state) => `GET /admin/${state}_jobs`),
        ...kinds.map((state) => `DELETE /admin/delete_all_${state}_jobs`),
        ...kinds.map((state) => `DELETE /admin/actions/{action_id}/delete_all_${state}_jobs`),
      ]),
    );
  });

  test('every entry of the audit log has the documented fields, and names as the product writes them', async () => {
    const { body } = await world.ask('GET', '/api/v1/audit_logs?per_page=500');
    const entries = listAt(body, 'audit_logs');
    expect(entries.length).toBeGreaterThan(2);
    for (const entry of entries) expect(String(at(entry, 'operation_name'))).toMatch(/^[A-Z][A-Za-z]+$/);
  });

  test('what is for owners is told to nobody else', async () => {
    for (const [address, status] of [
      ['audit_logs', 403],
      ['info/worker_stats', 403],
      ['info/web_stats', 403],
      ['admin/queued_jobs', 403],
      ['admin/dead_jobs', 403],
      ['info', 200],
    ] as const) {
      const answer = await world.ask('GET', `/api/v1/${address}`, { key: stranger });
      expect([address, answer.status]).toEqual([address, status]);
    }
  });
});
