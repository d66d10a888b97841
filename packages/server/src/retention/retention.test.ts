import type { SweepReport } from '@fabula/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, databaseKinds, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';
import { ShiftedClock } from '../testing/shifted-clock.test-kit.ts';
import { createRetention } from './retention.ts';

const nothing: SweepReport = { isMine: true, isMore: false, removed: { events: 0, logs: 0, effects: 0, runs: 0 } };

describe('the loop of sweeps', () => {
  /** Answers in turn; then nothing is to do. */
  function loop(answers: (SweepReport | Error)[]) {
    const clock = new ShiftedClock();
    const began = clock.now();
    const at: number[] = [];
    const failures: unknown[] = [];
    const retention = createRetention({
      clock,
      sweeper: {
        async sweep(now) {
          at.push(Math.round((now - began) / 1_000));
          const answer = answers.shift() ?? nothing;
          if (answer instanceof Error) throw answer;
          return answer;
        },
      },
      onFailure: (error) => failures.push(error),
    });
    return { clock, retention, at, failures };
  }

  test('goes on at once while there is work, then waits', async () => {
    const { clock, retention, at } = loop([
      { ...nothing, isMore: true },
      { ...nothing, isMore: true },
    ]);
    retention.start();
    clock.forward(1_000);
    await until(async () => at.length === 3);
    clock.forward(30_000);
    await until(async () => at.length === 4);
    expect(at).toEqual([1, 1, 1, 31]);
    await retention.stop();
  });

  test('survives failures, and tries again later each time', async () => {
    const { clock, retention, at, failures } = loop([new Error('away'), new Error('still away')]);
    retention.start();
    for (const wait of [1_000, 1_000, 2_000]) {
      const before = at.length;
      clock.forward(wait);
      await until(async () => at.length > before && failures.length === Math.min(2, at.length));
      // the next one is planned once this one has ended
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(at).toEqual([1, 2, 4]);
    await retention.stop();
  });

  test('stops after the sweep under way', async () => {
    let end: (report: SweepReport) => void = () => undefined;
    const clock = new ShiftedClock();
    let sweeps = 0;
    const retention = createRetention({
      clock,
      sweeper: {
        sweep: () => {
          sweeps += 1;
          return new Promise((resolve) => {
            end = resolve;
          });
        },
      },
      onFailure: () => undefined,
    });
    retention.start();
    clock.forward(1_000);
    await until(async () => sweeps === 1);
    const stopped = retention.stop();
    end({ ...nothing, isMore: true });
    await stopped;
    await new Promise((resolve) => setImmediate(resolve));
    expect(sweeps).toBe(1);
  });
});

describe.each(databaseKinds)('retention of a whole Fabula on %s', (kind) => {
  const clock = new ShiftedClock();
  let test_: TestFabula;
  beforeAll(async () => {
    test_ = await startFabula(kind, {}, { clock });
  });
  afterAll(() => test_.drop());

  test('removes what has expired by itself, and tells what a story keeps', async () => {
    const { ask, fabula } = test_;
    const team = at((await ask('GET', '/api/v1/teams')).body, 'teams.0.id');
    const story = at(
      (await ask('POST', '/api/v1/stories', { body: { team_id: team, name: 'Brief', keep_events_for: 3_600 } })).body,
      'id',
    );
    const webhook = {
      type: 'Agents::WebhookAgent',
      name: 'Hook',
      story_id: story,
      options: { path: 'brief', secret: 'quiet' },
    };
    expect((await ask('POST', '/api/v1/actions', { body: { ...webhook, position: { x: 0, y: 0 } } })).status).toBe(201);
    expect((await ask('POST', '/webhook/brief/quiet', { key: null, body: { hello: 'world' } })).status).toBeLessThan(
      300,
    );

    const usage = await until(async () => {
      const answer = await ask('GET', `/api/v1/stories/${story}/usage`);
      return at(answer.body, 'events_count') === 1 && answer;
    });
    expect([usage.status, at(usage.body, 'keep_events_for')]).toEqual([200, 3_600]);
    expect(at(usage.body, 'bytes')).toBeGreaterThan(100);
    expect(at(usage.body, 'forecast_bytes')).toBeGreaterThan(100);

    clock.forward(2 * 3_600_000);
    await until(async () => {
      const { rows } = await fabula.database.pool.query('select from run');
      return rows.length === 0;
    });
    expect(at((await ask('GET', `/api/v1/stories/${story}/usage`)).body, 'events_count')).toBe(0);
  });

  test('tells nobody outside the team what a story keeps', async () => {
    const { ask, addUser } = test_;
    const story = at((await ask('GET', '/api/v1/stories')).body, 'stories.0.id');
    expect((await ask('GET', `/api/v1/stories/${story}/usage`, { key: null })).status).toBe(401);
    const stranger = await addUser(null);
    expect((await ask('GET', `/api/v1/stories/${story}/usage`, { key: stranger })).status).toBeGreaterThanOrEqual(403);
  });
});
