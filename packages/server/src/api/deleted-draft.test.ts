/** A draft that goes while requests to its webhook arrive, and while its runs are under way. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, databaseKinds, idAt, listAt, startFabula, type TestFabula, until } from '../testing/fabula.test-kit.ts';

const webhook = (path: string) => ({ type: 'Agents::WebhookAgent', name: 'Hook', options: { path, verbs: 'post' } });
const tell = {
  type: 'Agents::EventTransformationAgent',
  name: 'Tell',
  options: { mode: 'message_only', payload: { told: true } },
};
const wait = { type: 'Agents::EventTransformationAgent', name: 'Wait', options: { mode: 'delay', seconds: 1 } };

describe.each(databaseKinds)('a draft that is deleted while its webhook is called, on %s', (kind) => {
  let world: TestFabula;
  let team: number;
  beforeAll(async () => {
    world = await startFabula(kind);
    team = (await world.addTeam('Drafters')).id;
  });
  afterAll(() => world.drop());

  const send = (method: string, url: string, body: Record<string, unknown> = {}) =>
    world.ask(method, `/api/v1${url}`, { body });
  const call = (path: string) => world.ask('POST', `/webhook/${path}`, { key: null, body: {} });

  /** Under change control, its actions one behind the other; and a draft with a webhook of its own. */
  async function aDraftOf(path: string, agents: readonly Record<string, unknown>[]) {
    const links = agents.slice(1).map((_agent, index) => ({ source: index, receiver: index + 1 }));
    const data = { name: path, agents, links };
    const live = idAt((await send('POST', '/stories/import', { team_id: team, new_name: path, data })).body);
    await send('PUT', `/stories/${live}`, { change_control_enabled: true });
    const draft = idAt((await send('POST', `/stories/${live}/drafts`, { name: 'One' })).body);
    const actions = listAt((await send('GET', '/actions', { story_id: live, draft_id: draft })).body, 'agents');
    const [first = null] = actions;
    return { live, draft, path: String(at(first, 'options.path')) };
  }

  const countOf = async (table: 'run' | 'delivery', story: number): Promise<number> => {
    const { pool } = world.fabula.database;
    const { rows } = await pool.query<{ count: number }>(
      `select count(*)::int as count from ${table} where story_id = $1`,
      [story],
    );
    return rows[0]?.count ?? 0;
  };

  /** What is kept of its runs goes with the next sweep (store/src/retention). */
  const untilAtRest = (draft: number) => until(async () => (await countOf('delivery', draft)) === 0);

  test('each request is accepted or told that nobody is there; its runs end, and the live story runs on', async () => {
    const { live, draft, path } = await aDraftOf(`${kind}-many`, [webhook(`${kind}-many`), tell, tell, tell]);
    let isDeleted = false;
    const statuses = new Set<number>();
    const callAgain = async (): Promise<void> => {
      for (let last = false; !last; ) {
        // The last one of each caller is begun when the draft is gone.
        last = isDeleted;
        const answer = await call(path);
        statuses.add(answer.status);
        if (last) expect([answer.status, answer.text]).toEqual([404, 'There is no webhook at this path']);
      }
    };
    const callers = [callAgain(), callAgain(), callAgain(), callAgain()];
    await until(async () => (await countOf('run', draft)) > 8);
    const deleted = await send('DELETE', `/stories/${live}/drafts/${draft}`);
    isDeleted = true;
    expect(deleted.status).toBe(204);
    await Promise.all(callers);
    expect([...statuses].sort()).toEqual([201, 404]);
    await untilAtRest(draft);
    await expectToRun(live, `${kind}-many`, 4);
  });

  test('a run that waits ends, and is no dead job', async () => {
    const path = `${kind}-wait`;
    const { live, draft, path: draftPath } = await aDraftOf(path, [webhook(path), wait, tell]);
    expect((await call(draftPath)).status).toBe(201);
    await until(async () => (await countOf('delivery', draft)) === 1);
    expect((await send('DELETE', `/stories/${live}/drafts/${draft}`)).status).toBe(204);
    await untilAtRest(draft);
    for (const state of ['retry', 'dead']) {
      expect(at((await send('GET', `/admin/${state}_jobs`)).body, 'meta.count')).toBe(0);
    }
    await expectToRun(live, path, 3);
  });

  async function expectToRun(live: number, path: string, events: number): Promise<void> {
    expect((await call(path)).status).toBe(201);
    await until(async () => {
      const [newest = null] = listAt((await send('GET', `/stories/${live}/runs`)).body, 'story_runs');
      return at(newest, 'event_count') === events;
    });
  }
});
