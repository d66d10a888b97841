import { describe, expect, it } from 'vitest';
import { toyStory } from './toy-story.ts';
import { World } from './world.ts';

/** How many events each action of a story has written for each run: what must hold after everything has settled. */
function eventsByRunAndAction(world: World): Map<string, number> {
  const counts = new Map<string, number>();
  for (const event of world.disk.events.values()) {
    const key = `${event.runId} ${event.slug}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

const chain = toyStory('chain', [
  { name: 'entry', to: ['one'] },
  { name: 'one', kind: 'Pass', to: ['two'] },
  { name: 'two', kind: 'Pass' },
]);
const fan = toyStory('fan', [
  { name: 'entry', to: ['burst'] },
  { name: 'burst', kind: 'Explode', options: { count: 7 }, to: ['each'] },
  { name: 'each', kind: 'Pass', to: ['gather'] },
  { name: 'gather', kind: 'Collect', options: { size: 7 }, to: ['last'] },
  { name: 'last', kind: 'Pass' },
]);
const slow = toyStory('slow', [
  { name: 'entry', to: ['pause'] },
  { name: 'pause', kind: 'Wait', options: { ms: 30_000, times: 1 }, to: ['notify'] },
  { name: 'notify', kind: 'Send', options: { attempts: 1, failures: 0 }, to: ['last'], onFailure: ['failed'] },
  { name: 'last', kind: 'Pass' },
  { name: 'failed', kind: 'Pass' },
]);
const sub = toyStory(
  'sub',
  [
    { name: 'entry', to: ['rest'] },
    { name: 'rest', kind: 'Wait', options: { ms: 5_000, times: 1 }, to: ['exit'] },
    { name: 'exit', kind: 'Pass' },
  ],
  { exits: ['exit'] },
);
const quickSub = toyStory(
  'quick-sub',
  [
    { name: 'entry', to: ['exit'] },
    { name: 'exit', kind: 'Pass' },
  ],
  { exits: ['exit'] },
);
const caller = toyStory('caller', [
  { name: 'entry', to: ['ask', 'ask_quickly'] },
  { name: 'ask', kind: 'Call', options: { story: 'sub' }, to: ['after'] },
  { name: 'ask_quickly', kind: 'Call', options: { story: 'quick-sub' }, to: ['after_quick'] },
  { name: 'after', kind: 'Pass' },
  { name: 'after_quick', kind: 'Pass' },
]);
const stories = [chain, fan, slow, sub, quickSub, caller];

describe('the engine on a good day', () => {
  it('answers a run of pure actions after one commit that holds all of its events', async () => {
    const world = new World(1, stories);
    const process = await world.startProcess();
    const before = world.disk.commitCount;
    const result = world.accept(process, chain);
    await world.until(() => result.accepted !== null);
    expect(result.accepted).toMatchObject({ ok: true });
    expect(world.disk.commitCount - before).toBe(1);
    expect(world.disk.events.size).toBe(3);
    expect(world.disk.deliveries.size).toBe(0);
  });

  it.each([2, 3, 4, 5])('loses nothing when stories are forgotten at every look in %i', async (every) => {
    let looks = 0;
    const world = new World(every, stories, { forgets: () => ++looks % every === 0 });
    const process = await world.startProcess();
    const results = Array.from({ length: 5 }, () => world.accept(process, fan));
    const lasts = () => [...world.disk.events.values()].filter(({ slug }) => slug === 'last').length;
    await world.until(() => results.every((result) => result.accepted !== null) && world.disk.deliveries.size === 0);
    expect(lasts()).toBe(5);
  });

  it('shares commits between runs that are ready at the same moment', async () => {
    const world = new World(2, stories);
    const process = await world.startProcess();
    const before = world.disk.commitCount;
    const results = Array.from({ length: 64 }, () => world.accept(process, chain));
    await world.until(() => results.every((result) => result.accepted !== null));
    // the first leaves as soon as some are done
    expect(world.disk.commitCount - before).toBeLessThanOrEqual(3);
  });

  it('goes on when the clock is set back by an hour', async () => {
    const calls = toyStory('calls', [
      { name: 'entry', to: ['notify'] },
      {
        name: 'notify',
        kind: 'Send',
        options: { attempts: 1, failures: 0, repeatable: false, ms: 400 },
        to: ['last'],
      },
      { name: 'last', kind: 'Pass' },
    ]);
    const world = new World(11, [calls]);
    const process = await world.startProcess();
    const results = Array.from({ length: 20 }, () => world.accept(process, calls));
    await world.until(() => results.every((result) => result.accepted !== null) && world.outside.sent.size > 0);
    // what is answered now, at once, is dirty since a moment that the clock has yet to come to
    const lasts = () => [...world.disk.events.values()].filter(({ slug }) => slug === 'last').length;
    await world.until(() => lasts() > 0);
    process.skew -= 3_600_000;
    await world.pass(3_000);
    expect(lasts()).toBe(20);
  });

  it('starts an effect only when its intent is durable', async () => {
    const world = new World(3, stories);
    const process = await world.startProcess();
    world.accept(process, slow);
    await world.until(() => world.outside.sent.size > 0);
    expect(world.disk.intents.size).toBe(1);
    expect(world.outside.violations).toEqual([]);
    await world.until(() => world.disk.ledger.length > 0);
    expect(world.disk.ledger[0]).toMatchObject({ outcome: 'done', attempt: 0 });
  });

  it('ends the poisoned run alone: its 63 neighbours of the same commit are written', async () => {
    const poisoned = toyStory('poisoned', [
      { name: 'entry', to: ['bad'] },
      { name: 'bad', kind: 'Poison' },
    ]);
    const world = new World(4, [...stories, poisoned]);
    const process = await world.startProcess();
    const good = Array.from({ length: 63 }, () => world.accept(process, chain));
    const bad = world.accept(process, poisoned);
    await world.until(() => [...good, bad].every((result) => result.accepted !== null));
    await world.pass(1_000);
    expect(good.every((result) => result.accepted?.ok)).toBe(true);
    expect(bad.accepted).toMatchObject({ ok: false, kind: 'refused' });
    const logs = world.disk.logs.filter((log) => log.storyId === poisoned.id);
    expect(logs).toHaveLength(1);
    expect(logs[0]).toMatchObject({ level: 4, message: expect.stringContaining('poison') });
  });

  it('keeps nobody waiting for the exit of a run that was refused', async () => {
    const actions = [
      { name: 'entry', to: ['bad'] },
      { name: 'bad', kind: 'Poison' },
    ];
    const poisoned = toyStory('poisoned', actions, { exits: ['bad'] });
    const world = new World(12, [poisoned]);
    const process = await world.startProcess();
    const caller = world.accept(process, poisoned, 0, 1_000);
    await world.until(() => caller.accepted !== null);
    await world.pass(5_000);
    expect(caller.accepted).toMatchObject({ ok: false, kind: 'refused' });
    expect(process.engine.stats().waitingAnswers).toBe(0);
  });

  it('ends a loop that nothing slows down, with an error log', async () => {
    const loop = toyStory('loop', [
      { name: 'entry', to: ['again'] },
      { name: 'again', kind: 'Pass', to: ['again'] },
    ]);
    const world = new World(5, [loop]);
    const process = await world.startProcess();
    const result = world.accept(process, loop);
    await world.until(() => result.accepted !== null);
    await world.until(() => world.disk.logs.length > 0);
    expect(world.disk.logs[0]?.message).toContain('endless loop');
    expect(process.engine.health().isReady).toBe(true);
  });

  it('writes each event once when one action emits more than there are ids in stock', async () => {
    const wide = toyStory('wide', [
      { name: 'entry', to: ['burst'] },
      { name: 'burst', kind: 'Explode', options: { count: 15_000 }, to: ['each'] },
      { name: 'each', kind: 'Pass' },
    ]);
    const world = new World(7, [wide]);
    const process = await world.startProcess();
    const result = world.accept(process, wide);
    await world.until(() => result.accepted !== null);
    await world.until(() => world.disk.deliveries.size === 0 && world.disk.events.size >= 30_001);
    await world.pass(5_000);
    expect([...eventsByRunAndAction(world).values()]).toEqual([1, 15_000, 15_000]);
  });

  it('decides many memory jobs with many receivers in one transaction, however few ids are in stock', async () => {
    const receivers = Array.from({ length: 60 }, (_, index) => `after${index}`);
    const joined = toyStory('joined', [
      { name: 'entry', to: ['burst'] },
      { name: 'burst', kind: 'Explode', options: { count: 400 }, to: ['gather'] },
      { name: 'gather', kind: 'Collect', options: { size: 4 }, to: receivers },
      ...receivers.map((name) => ({ name, kind: 'Pass' })),
    ]);
    const world = new World(8, [joined]);
    const process = await world.startProcess();
    const result = world.accept(process, joined);
    await world.until(() => result.accepted !== null);
    await world.until(() => world.disk.deliveries.size === 0 && world.disk.events.size >= 6_501);
    expect(world.disk.events.size).toBe(1 + 400 + 100 + 100 * 60);
    expect(process.engine.health().isReady).toBe(true);
  });

  it('ends two loops that feed each other, with an error log', async () => {
    const feeding = toyStory('feeding', [
      { name: 'entry', to: ['a'] },
      { name: 'a', kind: 'Pass', to: ['a', 'b'] },
      { name: 'b', kind: 'Pass', to: ['a', 'b'] },
    ]);
    const world = new World(9, [feeding, ...stories], { maxEventsInMemory: 2_000 });
    const process = await world.startProcess();
    world.accept(process, feeding);
    const other = world.accept(process, chain);
    await world.until(() => other.accepted !== null);
    await world.until(() => world.disk.logs.length > 0);
    await world.until(() => world.disk.deliveries.size === 0);
    expect(world.disk.logs.map((log) => log.message)).toEqual([expect.stringContaining('endless loop')]);
  });

  it('leaves a waiting delivery on the disk and nothing in memory', async () => {
    const world = new World(6, stories);
    const process = await world.startProcess();
    const result = world.accept(process, slow);
    await world.until(() => result.accepted !== null);
    expect([...world.disk.deliveries.values()]).toMatchObject([{ claimedBy: null, state: 0 }]);
    await world.pass(29_000);
    expect(world.disk.events.size).toBe(1);
    await world.pass(2_000);
    expect(world.disk.events.size).toBeGreaterThan(1);
  });

  it('answers a calling action and a waiting caller when the exit is an action with memory', async () => {
    const collecting = toyStory(
      'collecting',
      [
        { name: 'entry', to: ['exit'] },
        { name: 'exit', kind: 'Collect', options: { size: 1 } },
      ],
      { exits: ['exit'] },
    );
    const asking = toyStory('asking', [
      { name: 'entry', to: ['ask'] },
      { name: 'ask', kind: 'Call', options: { story: 'collecting' }, to: ['after'] },
      { name: 'after', kind: 'Pass' },
    ]);
    const world = new World(11, [collecting, asking]);
    const process = await world.startProcess();
    const waiting = world.accept(process, collecting, 0, 1_000);
    world.accept(process, asking);
    await world.until(() => waiting.exit !== null);
    expect(waiting.exit).toMatchObject({ kind: 'answered', payload: { i: 1 } });
    await world.until(() => world.disk.deliveries.size === 0);
    expect([...world.disk.events.values()].filter(({ slug }) => slug === 'after')).toHaveLength(1);
  });

  it('lets another story wait for one batch at most, however many deliveries of a flood are due before its own', async () => {
    const flood = toyStory('flood', [
      { name: 'entry', to: ['burst'] },
      { name: 'burst', kind: 'Explode', options: { count: 3_000 }, to: ['rest'] },
      { name: 'rest', kind: 'Wait', options: { ms: 5_000, times: 1 }, to: ['done'] },
      { name: 'done', kind: 'Pass' },
    ]);
    const world = new World(10, [...stories, flood]);
    const process = await world.startProcess();
    const floods = world.accept(process, flood);
    await world.until(() => floods.accepted !== null);
    const count = (action: string): number =>
      [...world.disk.events.values()].filter(({ slug }) => slug === action).length;
    await world.until(() => count('burst') === 3_000);
    await world.pass(20);
    world.accept(process, sub);
    const waiting = () => [...world.disk.deliveries.values()].find(({ storyId }) => storyId === sub.id);
    await world.until(() => waiting()?.state === 0);
    const dueAt = waiting()?.dueAt ?? 0;
    await world.until(() => world.clock.now() >= dueAt);
    const before = count('done');
    expect(before).toBeLessThan(2_000);
    await world.until(() => count('exit') === 1);
    // the batch that is on its way, and the one that it comes with
    expect(count('done') - before).toBeLessThanOrEqual(200);
    await world.until(() => count('done') === 3_000);
  });
});
