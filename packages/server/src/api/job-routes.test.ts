/** Jobs as owners see them, actions with runs that wait, and the numbers of the installation. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  at,
  databaseKinds,
  idAt,
  listAt,
  oneDatabase,
  startFabula,
  type TestFabula,
  until,
} from '../testing/fabula.test-kit.ts';
import { buildStory, type TestStory } from '../testing/story.test-kit.ts';

interface EffectParts {
  readonly ofDelivery?: number | null;
  readonly attempt?: number;
  readonly endedAt?: Date;
}

describe.each(databaseKinds)('jobs (%s)', (kind) => {
  let world: TestFabula;
  let story: TestStory;
  let processId: number;
  let ids = 1_000_000_000;
  const states = ['queued', 'retry', 'in_progress', 'dead'] as const;

  beforeAll(async () => {
    // It takes up nothing that lies in the database, so the rows of this test stay as they are.
    world = await startFabula(kind, {}, { isWorker: false });
    story = await buildStory(world, [
      { type: 'Agents::WebhookAgent', name: 'Hook', options: { path: 'jobs', access_control: 'public' } },
      { type: 'Agents::EventTransformationAgent', name: 'One', options: { mode: 'message_only', payload: {} } },
      { type: 'Agents::EventTransformationAgent', name: 'Two', options: { mode: 'message_only', payload: {} } },
    ]);
    const { rows } = await world.fabula.database.pool.query<{ id: number }>('select id from process');
    processId = rows[0]?.id ?? 0;
  });
  beforeEach(async () => {
    await world.fabula.database.kysely.deleteFrom('delivery').execute();
    await world.fabula.database.pool.query('delete from effect');
  });
  afterAll(async () => {
    await world.drop();
  });

  const seconds = (ago: number) => new Date(Date.now() - ago * 1000);

  async function delivery(action: string, more: Record<string, unknown> = {}) {
    const id = ++ids;
    await world.fabula.database.kysely
      .insertInto('delivery')
      .values({
        id,
        run_id: id,
        story_id: story.id,
        action_id: story.action(action),
        event_id: id,
        due_at: seconds(60),
        attempt: 0,
        is_priority: false,
        state: 'null',
        ...more,
      })
      .execute();
    return id;
  }

  async function effect(
    action: string,
    outcome: string,
    { ofDelivery = null, attempt = 0, endedAt = seconds(40) }: EffectParts = {},
  ) {
    const id = ++ids;
    await world.fabula.database.pool.query(
      `insert into effect (id, run_id, story_id, action_id, delivery_id, inbound_event_id, attempt, outcome, started_at, ended_at)
      values ($1, $2, $3, $4, $2, $1, $5, $6, $7, $8)`,
      [id, ofDelivery ?? id, story.id, story.action(action), attempt, outcome, seconds(50), endedAt],
    );
    return id;
  }

  const list = async (state: string, query = '') => {
    const { status, body } = await world.ask('GET', `/api/v1/admin/${state}_jobs${query}`);
    expect(status).toBe(200);
    return listAt(body, `admin/${state}_jobs`);
  };
  const idsOf = async () =>
    Object.fromEntries(
      await Promise.all(states.map(async (state) => [state, (await list(state)).map((job) => idAt(job))])),
    );

  /** One of each kind for each action, and what is none of them. */
  async function furnish() {
    const queued = [await delivery('One'), await delivery('Two')];
    const retry = [await delivery('One', { attempt: 2, due_at: seconds(-600) }), await delivery('Two', { attempt: 1 })];
    const in_progress = [await delivery('One', { claimed_by: processId })];
    const dead = [await effect('One', 'failed'), await effect('Two', 'unknown')];
    await delivery('One', { due_at: seconds(-600) });
    await delivery('One', { waits_for: 5 });
    await delivery('One', { due_at: null, waits_for: 5 });
    await effect('One', 'done');
    await effect('One', 'retried');
    return { queued, retry: retry.reverse(), in_progress, dead };
  }

  test('each is in the list of its state, oldest first', async () => {
    const made = await furnish();
    expect(await idsOf()).toEqual(made);
  });

  test('a job has every field', async () => {
    const queued = await delivery('One');
    const retry = await delivery('One', { attempt: 2, due_at: seconds(-60) });
    await effect('One', 'retried', { ofDelivery: retry, endedAt: new Date('2026-01-01T12:00:00.250Z') });
    const scheduled = await delivery('Two', { event_id: null, due_at: seconds(1) });
    const dead = await effect('Two', 'unknown', { attempt: 1, endedAt: new Date('2026-01-01T12:00:00.250Z') });
    const one = { id: story.action('One'), name: 'One' };
    const two = { id: story.action('Two'), name: 'Two' };
    expect(await list('queued')).toEqual([
      {
        id: queued,
        type: 'AgentReceiveJob',
        agent: one,
        events: queued,
        started_at: expect.any(Number),
        retry_count: 0,
        last_retry: '',
        error_class: '',
      },
      expect.objectContaining({ id: scheduled, type: 'AgentRunScheduleJob', agent: two, events: null }),
    ]);
    const lastRetry = Date.parse('2026-01-01T12:00:00.250Z') / 1000;
    expect(await list('retry')).toEqual([
      expect.objectContaining({ id: retry, retry_count: 2, last_retry: lastRetry, error_class: 'TemporaryFailure' }),
    ]);
    expect(await list('dead')).toEqual([
      expect.objectContaining({
        id: dead,
        agent: two,
        events: dead,
        retry_count: 1,
        last_retry: lastRetry,
        error_class: 'OutcomeUnknown',
      }),
    ]);
  });

  test('lists are paged', async () => {
    const made = [await delivery('One'), await delivery('One'), await delivery('One')];
    const { body } = await world.ask('GET', '/api/v1/admin/queued_jobs?per_page=2&page=2');
    expect(listAt(body, 'admin/queued_jobs').map((job) => idAt(job))).toEqual([made[2]]);
    expect(at(body, 'meta')).toMatchObject({ count: 3, pages: 2, next_page: null });
    expect((await world.ask('GET', '/api/v1/admin/dead_jobs?page=x')).status).toBe(422);
  });

  test.each(['queued', 'retry', 'dead'] as const)('all %s jobs are deleted, and no others', async (state) => {
    const made = await furnish();
    const answer = await world.ask('DELETE', `/api/v1/admin/delete_all_${state}_jobs`);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(await idsOf()).toEqual({ ...made, [state]: [] });
    // The ledger of the runs is as it was.
    const { rows } = await world.fabula.database.pool.query('select from effect');
    expect(rows.length).toBe(4);
  });

  test.each([
    ['queued', 'JobsQueuedDeletion'],
    ['retry', 'JobsRetryingDeletion'],
    ['dead', 'JobsDeadDeletion'],
  ] as const)('%s jobs of one action are deleted, and told as %s', async (state, operation) => {
    const made = await furnish();
    const id = story.action('One');
    expect((await world.ask('DELETE', `/api/v1/admin/actions/${id}/delete_all_${state}_jobs`)).status).toBe(204);
    const left = (await list(state)).map((job) => at(job, 'agent.name'));
    expect(left).toEqual(['Two']);
    expect({ ...(await idsOf()), [state]: [] }).toEqual({ ...made, [state]: [] });
    const { body } = await world.ask('GET', '/api/v1/audit_logs?per_page=1');
    expect(at(body, 'audit_logs.0')).toMatchObject({ operation_name: operation, story_id: story.id });
    expect(at(body, 'audit_logs.0.inputs.inputs.actionIds')).toEqual([id]);
  });

  test.each([
    ['queued', 'JobsQueuedDeletion'],
    ['retry', 'JobsRetryingDeletion'],
    ['dead', 'JobsDeadDeletion'],
  ] as const)('one %s job is deleted, and told as %s', async (state, operation) => {
    const made = await furnish();
    const [gone = 0, ...left] = made[state];
    expect((await world.ask('DELETE', `/api/v1/admin/${state}_jobs/${gone}`)).status).toBe(204);
    expect(await idsOf()).toEqual({ ...made, [state]: left });
    const { body } = await world.ask('GET', '/api/v1/audit_logs?per_page=1');
    expect(at(body, 'audit_logs.0')).toMatchObject({ operation_name: operation, story_id: story.id });
    expect(at(body, 'audit_logs.0.inputs.inputs.jobId')).toBe(gone);
    const again = await world.ask('DELETE', `/api/v1/admin/${state}_jobs/${gone}`);
    expect([again.status, at(again.body, 'errors.0.code')]).toEqual([404, 'job_not_found']);
  });

  test('a job in another state is not deleted', async () => {
    const made = await furnish();
    for (const id of made.in_progress) {
      expect((await world.ask('DELETE', `/api/v1/admin/queued_jobs/${id}`)).status).toBe(404);
    }
    expect(await idsOf()).toEqual(made);
  });

  test('a dead job whose event is gone stays on the list, and says why', async () => {
    const dead = await effect('One', 'failed');
    const answer = await world.ask('POST', `/api/v1/admin/dead_jobs/${dead}/retry`);
    expect([answer.status, at(answer.body, 'errors.0.code')]).toEqual([404, 'event_not_found']);
    expect((await list('dead')).map((job) => idAt(job))).toEqual([dead]);
  });

  test('of an action that there is not: 404', async () => {
    for (const state of ['queued', 'retry', 'dead']) {
      expect((await world.ask('DELETE', `/api/v1/admin/actions/999999/delete_all_${state}_jobs`)).status).toBe(404);
    }
  });

  test('more than one batch goes in one request', async () => {
    const { kysely } = world.fabula.database;
    const rows = Array.from({ length: 2_500 }, () => {
      const id = ++ids;
      const fixed = { story_id: story.id, action_id: story.action('One'), due_at: seconds(9), attempt: 0 };
      return { id, run_id: id, event_id: id, is_priority: false, state: 'null', ...fixed };
    });
    for (let first = 0; first < rows.length; first += 500) {
      await kysely
        .insertInto('delivery')
        .values(rows.slice(first, first + 500))
        .execute();
    }
    expect((await world.ask('DELETE', '/api/v1/admin/delete_all_queued_jobs')).status).toBe(204);
    expect(await list('queued')).toEqual([]);
  });

  describe('actions with runs that wait', () => {
    test('most first, searched by name and paged', async () => {
      await delivery('One');
      for (let count = 0; count < 2; count++) await delivery('Two');
      const url = `/api/v1/stories/${story.id}/pending_actions`;
      const row = (name: string, count: number) => ({
        id: story.action(name),
        name,
        type: 'Agents::EventTransformationAgent',
        pending_action_runs_count: count,
      });
      const { status, body } = await world.ask('GET', url);
      expect([status, listAt(body, 'pending_actions')]).toEqual([200, [row('Two', 2), row('One', 1)]]);
      expect(at(body, 'meta')).toMatchObject({ count: 2, pages: 1, per_page: 20 });
      const searched = await world.ask('GET', `${url}?search=on`);
      expect(listAt(searched.body, 'pending_actions')).toEqual([row('One', 1)]);
      const second = await world.ask('GET', `${url}?per_page=1&page=2`);
      expect(listAt(second.body, 'pending_actions')).toEqual([row('One', 1)]);
      const beyond = await world.ask('GET', `${url}?page=9`);
      expect([listAt(beyond.body, 'pending_actions'), at(beyond.body, 'meta.count')]).toEqual([[], 2]);
      expect(listAt((await world.ask('GET', `${url}?search=%25`)).body, 'pending_actions')).toEqual([]);
    });

    test.each([
      ['/stories/999999/pending_actions', 404, null],
      ['/stories/:id/pending_actions?draft_id=999999', 404, 'draft_id'],
      ['/stories/:id/pending_actions?story_mode=TEST', 404, 'story_mode'],
      ['/stories/:id/pending_actions?story_mode=NEITHER', 422, 'story_mode'],
    ])('%s is answered with %i', async (path, status, field) => {
      const answer = await world.ask('GET', `/api/v1${path.replace(':id', String(story.id))}`);
      expect([answer.status, at(answer.body, 'errors.0.field')]).toEqual([status, field]);
    });

    test('of a draft', async () => {
      const live = idAt(
        (
          await world.ask('POST', '/api/v1/stories', {
            body: { team_id: idAt((await world.ask('GET', '/api/v1/teams')).body, 'teams.0.id') },
          })
        ).body,
      );
      await world.ask('PUT', `/api/v1/stories/${live}`, { body: { change_control_enabled: true } });
      const draft = idAt((await world.ask('POST', `/api/v1/stories/${live}/drafts`, { body: { name: 'test' } })).body);
      for (const query of [`draft_id=${draft}`, 'story_mode=TEST']) {
        const { status, body } = await world.ask('GET', `/api/v1/stories/${live}/pending_actions?${query}`);
        expect([status, listAt(body, 'pending_actions')]).toEqual([200, []]);
      }
    });
  });

  describe('information', () => {
    test('about the installation', async () => {
      const { status, body } = await world.ask('GET', '/api/v1/info');
      expect([status, body]).toEqual([
        200,
        {
          stack: { name: 'fabula', type: 'dedicated', region: 'self-hosted', egress_ips: [] },
          fabula_sync: { format: 1 },
        },
      ]);
    });

    test('about what is done and waits', async () => {
      await delivery('One', { due_at: seconds(500) });
      await delivery('One', { claimed_by: processId });
      const { status, body } = await world.ask('GET', '/api/v1/info/worker_stats');
      expect(status).toBe(200);
      expect(body).toMatchObject({ current_workers: 1, queue_count: 1, max_workers: expect.any(Number) });
      expect(Number(at(body, 'queue_latency'))).toBeGreaterThanOrEqual(500);
      expect(Number(at(body, 'queue_latency'))).toBeLessThan(600);
      await world.fabula.database.kysely.deleteFrom('delivery').execute();
      const idle = await world.ask('GET', '/api/v1/info/worker_stats');
      expect(idle.body).toMatchObject({ current_workers: 0, queue_count: 0, queue_latency: 0 });
    });

    test('about the process that answers', async () => {
      const { status, body } = await world.ask('GET', '/api/v1/info/web_stats');
      expect(status).toBe(200);
      expect(body).toEqual({
        version: world.fabula.version,
        uptime_seconds: expect.any(Number),
        memory_bytes: expect.any(Number),
        process_count: 1,
        waiting_requests: 0,
      });
    });
  });
});

describe.each(oneDatabase)('jobs of a process that works (%s)', (kind) => {
  let world: TestFabula;
  beforeAll(async () => {
    world = await startFabula(kind);
  });
  afterAll(() => world.drop());

  test('a call that fails for good is dead, with what it was about', async () => {
    const story = await buildStory(world, [
      { type: 'Agents::WebhookAgent', name: 'Hook', options: { path: 'jobs-dead', access_control: 'public' } },
      // No model is configured.
      { type: 'Agents::LLMAgent', name: 'Call', after: 'Hook', options: { mode: 'task', prompt: 'Say a number.' } },
    ]);
    await world.ask('POST', '/webhook/jobs-dead', { key: null, body: {} });
    await until(async () => (await story.logs('Call')).length > 0);
    const { body } = await world.ask('GET', '/api/v1/admin/dead_jobs');
    expect(listAt(body, 'admin/dead_jobs')).toEqual([
      expect.objectContaining({
        type: 'AgentReceiveJob',
        agent: { id: story.action('Call'), name: 'Call' },
        error_class: 'ActionFailure',
      }),
    ]);
  });

  test('a dead job is tried again: it leaves the list, and what comes of it is told like any other', async () => {
    await world.ask('DELETE', '/api/v1/admin/delete_all_dead_jobs');
    const story = await buildStory(world, [
      { type: 'Agents::WebhookAgent', name: 'Hook', options: { path: 'jobs-again', access_control: 'public' } },
      { type: 'Agents::LLMAgent', name: 'Call', after: 'Hook', options: { mode: 'task', prompt: 'Say a number.' } },
    ]);
    await world.ask('POST', '/webhook/jobs-again', { key: null, body: {} });
    const dead = async () =>
      listAt((await world.ask('GET', '/api/v1/admin/dead_jobs')).body, 'admin/dead_jobs').map((job) => idAt(job));
    await until(async () => (await dead()).length > 0);
    const [first = 0] = await dead();
    const answer = await world.ask('POST', `/api/v1/admin/dead_jobs/${first}/retry`);
    expect([answer.status, at(answer.body, 'story_run_guid')]).toEqual([202, expect.any(String)]);
    // It fails once more, and that is a job of its own.
    await until(async () => (await dead()).length > 0);
    expect(await dead()).not.toContain(first);
    expect(await story.logs('Call')).toHaveLength(2);
    expect((await world.ask('POST', `/api/v1/admin/dead_jobs/${first}/retry`)).status).toBe(404);
    await world.ask('PUT', `/api/v1/actions/${story.action('Call')}`, { body: { disabled: true } });
    const refused = await world.ask('POST', `/api/v1/admin/dead_jobs/${(await dead())[0]}/retry`);
    expect([refused.status, refused.code]).toEqual([422, 'action_disabled']);
  });
});
