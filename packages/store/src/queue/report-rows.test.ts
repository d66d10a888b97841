import type { EngineStore, ModelUse, UnitCommit } from '@fabula/engine';
import { type ActionId, asId, type ProcessId, type StoryId } from '@fabula/model';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabases } from '../testing/databases.test-kit.ts';
import { aCommit, aRun, noon } from './commits.test-kit.ts';
import { createEngineStore } from './engine-store.ts';

const hourMs = 3_600_000;
const storyId = asId<StoryId>(1);
const ran = (action: number, tookMs: number, at = noon) => ({ actionId: asId<ActionId>(action), storyId, at, tookMs });
const used = (parts: Partial<ModelUse> = {}): ModelUse => ({
  actionId: asId<ActionId>(1),
  storyId,
  at: noon,
  model: 'small',
  input: 10,
  output: 2,
  cached: 1,
  ...parts,
});

describe.each(testDatabases)('counters of reports on $kind', ({ open }) => {
  let test: TestDatabase;
  let store: EngineStore;
  let me: ProcessId;
  let commits = 0;

  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    await test.empty();
    store = createEngineStore(test.database);
    me = await store.register();
    return () => store.unregister(me);
  });

  const commit = (...units: UnitCommit[]) => store.commit(me, ++commits, units);
  const rows = async (sql: string) => (await test.database.pool.query(sql)).rows;
  const hours = () =>
    rows(
      'select action_id, hour, runs, took_ms, least_ms, most_ms, saved_seconds from action_hour order by action_id, hour',
    );

  it('add up the runs of an action within an hour, over units and over commits', async () => {
    const [first, second] = [aCommit({ actionRuns: [ran(1, 30), ran(2, 5)] }), aCommit({ actionRuns: [ran(1, 10)] })];
    expect(await commit(first, second)).toEqual({ ok: true });
    expect(await commit(aCommit({ actionRuns: [ran(1, 50, noon + hourMs - 1), ran(1, 7, noon + hourMs)] }))).toEqual({
      ok: true,
    });
    const common = { saved_seconds: 0 };
    expect(await hours()).toEqual([
      { action_id: 1, hour: new Date(noon), runs: 3, took_ms: 90, least_ms: 10, most_ms: 50, ...common },
      { action_id: 1, hour: new Date(noon + hourMs), runs: 1, took_ms: 7, least_ms: 7, most_ms: 7, ...common },
      { action_id: 2, hour: new Date(noon), runs: 1, took_ms: 5, least_ms: 5, most_ms: 5, ...common },
    ]);
  });

  it('are not there when their commit is refused', async () => {
    await commit(aCommit({ runs: [aRun(1)] }));
    const again = await commit(aCommit({ runs: [aRun(1)], actionRuns: [ran(1, 5)], modelUses: [used()] }));
    expect(again.ok).toBe(false);
    expect([await hours(), await rows('select from model_hour')]).toEqual([[], []]);
  });

  it('add up tokens by model', async () => {
    await commit(aCommit({ modelUses: [used(), used(), used({ model: 'large' })] }));
    await commit(aCommit({ modelUses: [used({ input: 100 })] }));
    expect(
      await rows('select model, uses, input_tokens, output_tokens, cached_tokens from model_hour order by model'),
    ).toEqual([
      { model: 'large', uses: 1, input_tokens: 10, output_tokens: 2, cached_tokens: 1 },
      { model: 'small', uses: 3, input_tokens: 120, output_tokens: 6, cached_tokens: 3 },
    ]);
  });

  it.each([
    ['U+0000', { model: 'a\u0000b' }, 'ab', 10],
    ['half a character', { model: '\ud800' }, '\ufffd', 10],
    ['quotes', { model: '"{,}\\' }, '"{,}\\', 10],
    ['a long name', { model: 'x'.repeat(5_000) }, 'x'.repeat(200), 10],
    ['a count with a fraction', { input: 1.5 }, 'small', 0],
    ['a count below zero', { input: -1 }, 'small', 0],
    ['a count beyond all numbers', { input: Number.POSITIVE_INFINITY }, 'small', 0],
  ])('%s that a service names fails no commit', async (_name, parts, model, input) => {
    expect(await commit(aCommit({ modelUses: [used(parts)] }))).toEqual({ ok: true });
    expect(await rows('select model, input_tokens from model_hour')).toEqual([{ model, input_tokens: input }]);
  });
});
