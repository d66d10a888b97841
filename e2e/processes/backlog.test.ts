import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drainBacklog } from './backlog.ts';
import type { Program } from './program.ts';
import { serverUrl, World } from './world.ts';

const runs = 800;

describe.runIf(serverUrl)('a backlog of runs that wait for the outside', () => {
  let world: World;
  let server: Program;

  beforeAll(async () => {
    world = await World.begin();
    server = await world.start('server', {}, ['--without-worker']);
  });
  afterAll(() => world.end());

  const countRuns = (slug: string, events: number): Promise<number> =>
    world.database.count(
      'select count(*) from run join story on story.id = run.story_id where story.slug = $1 and event_count = $2',
      [slug, events],
    );

  it('is worked off by two workers at least one and a half times as fast as by one', async () => {
    const one = await drainBacklog(world, server, 'by_one', { workers: 1, runs });
    const two = await drainBacklog(world, server, 'by_two', { workers: 2, runs });
    const ratio = one.ms / two.ms;
    console.log(
      JSON.stringify({ runs, one: Math.round(one.ms), two: Math.round(two.ms), ratio: Number(ratio.toFixed(2)) }),
    );
    for (const { calls } of [one, two]) {
      expect(calls.size).toBe(runs);
      expect(Math.max(...calls.values())).toBe(1);
    }
    expect(await countRuns('by_one', 3)).toBe(runs);
    expect(await countRuns('by_two', 3)).toBe(runs);
    expect(ratio).toBeGreaterThanOrEqual(1.5);
  });

  it('loses nothing when one of two is killed in the middle, repeats nothing, and says what is not known', async () => {
    const drained = await drainBacklog(world, server, 'with_kill', {
      workers: 2,
      runs: 400,
      method: 'post',
      onHalf: async ([doomed]) => {
        await doomed?.end('SIGKILL');
      },
    });
    const [complete, unknown] = [
      await countRuns('with_kill', 3),
      await world.database.count("select count(*) from effect where outcome = 'unknown'"),
    ];
    console.log(JSON.stringify({ runs: 400, complete, unknown }));
    expect(Math.max(...drained.calls.values())).toBe(1);
    expect(complete + unknown).toBe(400);
    const told = await world.database.count(
      "select count(distinct run_id) from action_log where level = 4 and message like '%outcome is unknown%'",
    );
    expect(told).toBe(unknown);
  });
});
