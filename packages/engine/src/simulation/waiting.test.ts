import { describe, expect, it } from 'vitest';
import { rootPayload } from './payload.ts';
import { type ToyAction, toyStory } from './toy-story.ts';
import { World } from './world.ts';

const slowSub = toyStory(
  'slow-sub',
  [
    { name: 'entry', to: ['rest'] },
    { name: 'rest', kind: 'Wait', options: { ms: 5_000, times: 1 }, to: ['exit'] },
    { name: 'exit', kind: 'Pass' },
  ],
  { exits: ['exit'] },
);
const sub = toyStory(
  'sub',
  [
    { name: 'entry', to: ['exit'] },
    { name: 'exit', kind: 'Pass' },
  ],
  { exits: ['exit'] },
);
const group = (...inside: ToyAction[]): ToyAction[] => [
  { name: 'entry', to: ['group'] },
  { name: 'group', kind: 'Group', to: ['after'], onFailure: ['nothing'] },
  { name: 'after', kind: 'Pass' },
  { name: 'nothing', kind: 'Pass' },
  { name: 'in', kind: 'GroupInputAgent', group: 'group', to: ['inner'] },
  ...inside.map((action) => ({ ...action, group: 'group' })),
];

function slugs(world: World): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { slug } of world.disk.events.values()) counts[slug] = (counts[slug] ?? 0) + 1;
  return counts;
}

async function run(actions: readonly ToyAction[], ms = 30_000, others = [sub, slowSub]): Promise<World> {
  const story = toyStory('story', actions);
  const world = new World(1, [...others, story]);
  const process = await world.startProcess();
  const caller = world.accept(process, story);
  await world.until(() => caller.accepted !== null);
  await world.pass(ms);
  expect(world.violations).toEqual([]);
  return world;
}

describe('a call with a time limit', () => {
  const calls = (ms: number): ToyAction[] => [
    { name: 'entry', to: ['ask'] },
    { name: 'ask', kind: 'TimedCall', options: { story: 'slow-sub', ms }, to: ['after'], onFailure: ['late'] },
    { name: 'after', kind: 'Pass' },
    { name: 'late', kind: 'Pass' },
  ];

  it('goes on with the answer that comes in time', async () => {
    const world = await run(calls(20_000));
    expect(slugs(world)).toMatchObject({ exit: 1, after: 1 });
    expect(world.disk.deliveries.size).toBe(0);
  });

  it('goes on without when its time is up; the answer that comes later is ignored', async () => {
    const world = await run(calls(1_000));
    expect(slugs(world)).toEqual({ entry: 2, ask: 1, late: 1, rest: 1, exit: 1 });
    expect(world.disk.logs.map(({ message }) => message)).toEqual(['its time was up in turn 1']);
  });

  it('goes on once when the answer and the end of its time come at the same moment', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const story = toyStory('story', calls(5_000));
      const world = new World(seed, [slowSub, story]);
      const [first] = [await world.startProcess(), await world.startProcess()];
      if (first !== undefined) world.accept(first, story);
      await world.pass(20_000);
      const { after = 0, late = 0 } = slugs(world);
      expect(after + late).toBe(1);
      expect(world.disk.deliveries.size).toBe(0);
    }
  });
});

describe('somebody outside', () => {
  const asks: ToyAction[] = [
    { name: 'entry', to: ['ask'] },
    { name: 'ask', kind: 'Ask', options: { ms: null }, to: ['after'] },
    { name: 'after', kind: 'Pass' },
  ];

  it('is waited for with nothing in memory, and answers once', async () => {
    const world = await run(asks);
    const [process] = world.processes;
    const [row] = world.disk.deliveries.values();
    if (process === undefined || row === undefined) throw new Error('nothing waits');
    expect(row).toMatchObject({ claimedBy: null, dueAt: null, waitsFor: row.id });
    expect(process.engine.stats().openJobs).toBe(0);
    const answers: string[] = [];
    for (const said of ['yes', 'no']) void process.engine.answerWaiting(row.id, said).then((how) => answers.push(how));
    await world.until(() => answers.length === 2);
    expect(answers.toSorted()).toEqual(['answered', 'unavailable']);
    void process.engine.answerWaiting(row.id, 'late').then((how) => answers.push(how));
    await world.until(() => answers.length === 3);
    expect(answers[2]).toBe('gone');
    await world.pass(1_000);
    expect(slugs(world)).toEqual({ entry: 1, ask: 1, after: 1 });
  });
});

describe('a group', () => {
  it('gives what its output emits first', async () => {
    const world = await run(
      group(
        { name: 'inner', kind: 'Explode', options: { count: 2 }, to: ['out'] },
        { name: 'out', kind: 'GroupOutputAgent' },
      ),
    );
    expect(slugs(world)).toEqual({ entry: 1, in: 1, inner: 2, out: 2, group: 1, after: 1 });
    const runs = [...world.disk.runs.values()];
    expect(runs.map(({ origin }) => origin)).toEqual(['webhook', 'call']);
  });

  it.each([
    ['nothing matches', { kind: 'Dedup', options: { kinds: 1 } }],
    ['an action is switched off', { kind: 'Pass', isDisabled: true }],
    ['an action fails', { kind: 'Fail' }],
    ['its end comes after a pause', { kind: 'Wait', options: { ms: 3_000, times: 1 } }],
  ])('is over when %s on the way to its output', async (_name, inner) => {
    const more = { name: 'more', kind: 'Branch', options: { modulo: 1 } };
    const world = await run(group({ name: 'inner', ...inner, to: ['more'] }, more));
    expect(slugs(world)).toMatchObject({ group: 1, nothing: 1 });
    expect(world.disk.deliveries.size).toBe(0);
  });

  it('may lie in another', async () => {
    const world = await run([
      ...group({ name: 'inner', kind: 'Group', to: ['out'] }, { name: 'out', kind: 'GroupOutputAgent' }),
      { name: 'in2', kind: 'GroupInputAgent', group: 'inner', to: ['ask'] },
      { name: 'ask', kind: 'TimedCall', options: { story: 'slow-sub', ms: 20_000 }, group: 'inner', to: ['out2'] },
      { name: 'out2', kind: 'GroupOutputAgent', group: 'inner' },
    ]);
    expect(slugs(world)).toMatchObject({ out2: 1, inner: 1, out: 1, group: 1, after: 1 });
  });

  it('fails when it has no input', async () => {
    const world = await run([
      { name: 'entry', to: ['group'] },
      { name: 'group', kind: 'Group' },
    ]);
    expect(world.disk.logs.map(({ message }) => message)).toEqual(['nothing came of it']);
  });
});

describe('an action that goes on at once', () => {
  it('is ended when it does nothing else', async () => {
    const world = await run([
      { name: 'entry', to: ['again'] },
      { name: 'again', kind: 'Again', options: { times: 20_000 } },
    ]);
    expect(world.disk.logs).toMatchObject([{ level: 4, message: expect.stringContaining('endless loop') }]);
  });

  it('may do so as often as its requests need', async () => {
    const world = await run(
      [
        { name: 'entry', to: ['loop'] },
        { name: 'loop', kind: 'Loop', options: { count: 3_000, sends: true } },
      ],
      600_000,
    );
    expect(slugs(world)).toEqual({ entry: 1, loop: 1 });
    expect(world.outside.violations).toEqual([]);
    expect(world.disk.memory.size + world.disk.items.size + world.disk.deliveries.size).toBe(0);
  });
});

it('a chain that was broken off is taken up by the run that passes on the ids of the call', async () => {
  const broken = toyStory(
    'broken',
    [
      { name: 'entry', to: ['end'] },
      { name: 'end', kind: 'Fail' },
      { name: 'exit', kind: 'Pass' },
      { name: 'hook', to: ['exit'] },
    ],
    { exits: ['exit'] },
  );
  const story = toyStory('story', [
    { name: 'entry', to: ['ask'] },
    { name: 'ask', kind: 'Call', options: { story: 'broken' }, to: ['after'] },
    { name: 'after', kind: 'Pass' },
  ]);
  const world = new World(1, [broken, story]);
  const process = await world.startProcess();
  world.accept(process, story);
  await world.pass(1_000);
  const [waiting] = world.disk.deliveries.values();
  const hook = broken.actions[3];
  if (waiting === undefined || hook === undefined) throw new Error('nothing waits');
  const ids = { '#agent_id': String(waiting.actionId), '#event_id': waiting.eventId };
  const payload = { body: { ...ids, ...rootPayload('r9', 0) } };
  void process.engine.accept({ story: broken, actionId: hook.id, payload, origin: 'webhook' });
  await world.pass(1_000);
  expect(slugs(world)).toMatchObject({ ask: 1, after: 1 });
  expect(world.disk.deliveries.size).toBe(0);
});
