import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idAt, listAt, oneConnection, startFabula, type TestFabula } from '../testing/fabula.test-kit.ts';

describe.each(oneConnection)('lists of huge events on %s', (kind) => {
  let world: TestFabula;
  let story: number;
  let action: number;

  beforeAll(async () => {
    world = await startFabula(kind);
    story = idAt((await world.ask('GET', '/api/v1/stories')).body, 'stories.0.id');
    action = idAt((await world.ask('GET', `/api/v1/actions?story_id=${story}`)).body, 'agents.0.id');
    const { pool } = world.fabula.database;
    await pool.query(
      `insert into run (id, guid, story_id, origin, started_at, ended_at, event_count, action_run_count)
      values (1, '00000000-0000-4000-8000-000000000001', $1, 'webhook', now(), now(), 4, 1)`,
      [story],
    );
    await pool.query(
      `insert into event (id, run_id, story_id, action_id, slug, path, payload, is_re_emitted, created_at)
      select id, 1, $1, $2, 'big', json_build_object('big', id),
        to_json(repeat('x', case when id = 4 then 60000000 else 20000000 end)), false, now()
      from generate_series(1, 4) as id`,
      [story, action],
    );
  });
  afterAll(() => world.drop());

  test.each(['/api/v1/events?', '/api/v1/actions/:id/events?'])('%s refuses a page that is too large', async (list) => {
    const address = list.replace(':id', String(action));
    const refused = await world.ask('GET', `${address}per_page=500&until_id=3`);
    expect(refused.status).toBe(422);
    expect(at(refused.body, 'errors.0')).toMatchObject({ code: 'invalid_parameter', field: 'per_page' });
    expect(at(refused.body, 'errors.0.details')).toContain('they hold 61 MB');
    expect(at(refused.body, 'errors.0.details')).toContain('per_page=2.');
  });

  test.each(['/api/v1/events?', '/api/v1/actions/:id/events?'])('%s gives those of a time', async (list) => {
    const address = list.replace(':id', String(action));
    const [before, after] = [-86_400_000, 86_400_000].map((ms) => new Date(Date.now() + ms).toISOString());
    const counts = [`since=${before}&until=${after}`, `since=${after}`, `until=${before}`].map(async (range) =>
      at((await world.ask('GET', `${address}per_page=1&${range}`)).body, 'meta.count'),
    );
    expect(await Promise.all(counts)).toEqual([4, 0, 0]);
  });

  test('what the refusal says helps, and no event is lost between the pages', async () => {
    const ids: unknown[] = [];
    for (const page of [1, 2]) {
      const { body } = await world.ask('GET', `/api/v1/events?per_page=2&until_id=3&page=${page}`);
      expect(at(body, 'meta')).toMatchObject({ per_page: 2, pages: 2, count: 3 });
      ids.push(...listAt(body, 'events').map((event) => at(event, 'id')));
    }
    expect(ids).toEqual([3, 2, 1]);
  });

  test('one event alone is given, however large', async () => {
    const { status, body } = await world.ask('GET', '/api/v1/events?per_page=1');
    expect([status, at(body, 'events.0.id'), at(body, 'meta.count')]).toEqual([200, 4, 4]);
  });
});
