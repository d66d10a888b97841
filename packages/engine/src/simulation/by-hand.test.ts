import type { EventId } from '@fabula/model';
import { describe, expect, it } from 'vitest';
import { toyStory } from './toy-story.ts';
import { World } from './world.ts';

const story = toyStory('story', [
  { name: 'entry', to: ['one'] },
  { name: 'one', kind: 'Pass', to: ['two'], onFailure: ['failed'] },
  { name: 'two', kind: 'Pass' },
  { name: 'failed', kind: 'Pass' },
  { name: 'loop', kind: 'Loop', options: { count: 3, sends: true, ms: 0 }, to: ['two'] },
  { name: 'series', kind: 'Series', options: { count: 3 }, to: ['two'] },
  { name: 'fork', kind: 'Fork', options: { count: 2 }, to: ['two'] },
  { name: 'wait', kind: 'Wait', options: { ms: 1_000, times: 1 } },
  { name: 'throttle', kind: 'Throttle', options: { ms: 60_000 } },
  { name: 'dedup', kind: 'Dedup', options: { kinds: 1 } },
  { name: 'fail', kind: 'Fail', to: ['two'], onFailure: ['failed'] },
  { name: 'ask', kind: 'Ask', options: { ms: null } },
]);

async function started() {
  const world = new World(3, [story]);
  const process = await world.startProcess();
  const caller = world.accept(process, story, 4);
  await world.until(() => caller.accepted !== null);
  const first = [...world.disk.events.values()].find(({ slug }) => slug === 'entry');
  if (first === undefined) throw new Error('no event');
  /** Waits in virtual time. */
  const wait = async <T>(asked: Promise<T>): Promise<T> => {
    let answer: { readonly of: T } | undefined;
    void asked.then((of) => {
      answer = { of };
    });
    await world.until(() => answer !== undefined);
    if (answer === undefined) throw new Error('no answer');
    return answer.of;
  };
  return { world, engine: process.engine, first, wait };
}

function action(name: string) {
  const found = story.actions.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no action ${name}`);
  return found;
}

describe('by hand', () => {
  it('an action is run for an event of another run, in a run of its own', async () => {
    const { world, engine, first, wait } = await started();
    const begun = await wait(engine.runAction(story, action('one').id, first.id));
    await world.pass(100);
    if (!begun.ok) throw new Error(begun.message);
    const events = [...world.disk.events.values()].filter(({ runId }) => runId === begun.runId);
    expect(events.map(({ slug, parentId }) => [slug, parentId])).toEqual([
      ['one', first.id],
      ['two', events[0]?.id],
    ]);
    expect(events[0]?.payloadText).toBe(first.payloadText);
    expect([...(events[0]?.path ?? [])]).toEqual([
      ['entry', first.id],
      ['one', events[0]?.id],
    ]);
  });

  it('an action emits once more in the run of the event that it had received', async () => {
    const { world, engine, first, wait } = await started();
    const payload = { prompt: { status: 'yes' } };
    const again = await wait(engine.emitAgain({ story, actionId: action('one').id, eventId: first.id, payload }));
    expect(again).toMatchObject({ ok: true, runId: first.runId });
    const emitted = [...world.disk.events.values()].at(-2);
    expect(emitted).toMatchObject({ slug: 'one', parentId: first.id, payloadText: JSON.stringify(payload) });
    expect([...world.disk.events.values()].at(-1)).toMatchObject({ slug: 'two', parentId: emitted?.id });
    expect(world.disk.runs.get(first.runId)?.addedEvents).toBe(5);
  });

  it('an action that had received nothing begins a run with what it emits', async () => {
    const { world, engine, wait } = await started();
    const again = await wait(engine.emitAgain({ story, actionId: action('one').id, eventId: null, payload: 1 }));
    await world.pass(100);
    if (!again.ok) throw new Error(again.message);
    expect(world.disk.runs.get(again.runId)).toMatchObject({ origin: 'manual', addedEvents: 2 });
  });

  it('an event that is gone is refused', async () => {
    const { engine, wait } = await started();
    const gone = 999_999 as EventId;
    const refused = { ok: false, kind: 'refused', message: 'The event is no longer there.' };
    expect(await wait(engine.runAction(story, action('one').id, gone))).toMatchObject(refused);
    expect(
      await wait(engine.emitAgain({ story, actionId: action('one').id, eventId: gone, payload: 1 })),
    ).toMatchObject(refused);
    expect(await wait(engine.tryAction(story, action('one').id, { eventId: gone }))).toMatchObject(refused);
  });
});

describe('a dry run', () => {
  it.each<[string, object]>([
    ['one', { payloads: [{ i: 4 }], route: 'default', logs: [], waitsFor: null }],
    ['loop', { payloads: [{ i: 3 }], route: 'default' }],
    ['series', { payloads: [{ i: 3 }], route: 'default' }],
    ['fork', { payloads: [{ i: 0 }, { i: 1 }], route: 'default' }],
    ['fail', { payloads: [{ i: 4 }], route: 'failure', logs: [{ level: 4, message: 'it always fails' }] }],
    ['wait', { payloads: [], route: null, waitsFor: expect.stringMatching(/^its time, 2026-/) }],
    ['ask', { payloads: [], route: null, waitsFor: 'an answer from outside' }],
    ['dedup', { payloads: [{ i: 0 }], route: 'default' }],
  ])('of %s tells what it would do, and writes nothing', async (name, expected) => {
    const { world, engine, first, wait } = await started();
    world.outside.violations.length = 0;
    const before = [world.disk.commitCount, world.disk.events.size, world.disk.memory.size];
    const tried = await wait(engine.tryAction(story, action(name).id, { eventId: first.id }));
    expect(tried).toMatchObject({ ok: true, value: expected });
    expect([world.disk.commitCount, world.disk.events.size, world.disk.memory.size]).toEqual(before);
  });

  it('takes other options than the stored ones', async () => {
    const { engine, first, wait } = await started();
    const given = { eventId: first.id, options: { count: 1 } };
    expect(await wait(engine.tryAction(story, action('fork').id, given))).toMatchObject({
      value: { payloads: [{ i: 0 }] },
    });
  });

  it('sees the memory of the action', async () => {
    const { engine, first, wait } = await started();
    const { id } = action('throttle');
    const given = { eventId: first.id };
    expect(await wait(engine.tryAction(story, id, given))).toMatchObject({ value: { payloads: [{ i: 4 }] } });
    await wait(engine.runAction(story, id, first.id));
    expect(await wait(engine.tryAction(story, id, given))).toMatchObject({ value: { payloads: [], route: null } });
  });
});
