import type { ActionInput, ActionType, Outcome, Plan } from '@fabula/engine';
import { OptionFailure } from '@fabula/engine';
import type { Value } from '@fabula/formula';
import { describe, expect, it } from 'vitest';
import { httpRequest } from '../http-request/definition.ts';
import { actionInput, objectOf } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { effectPorts, RecordingOutgoing } from '../testing/recording-outgoing.ts';
import { type Around, type Driven, drive } from './drive.test-kit.ts';
import { type LoopSettings, withLoop } from './with-loop.ts';

/** Gives its option `value`, as `how` says; fails for 'bad'. */
type How = (outcome: Outcome, input: ActionInput) => Plan;

function toy(how: How, settings: LoopSettings = {}): ActionType {
  const type: ActionType = {
    type: 'Agents::Toy',
    title: 'Toy',
    canReceive: true,
    canEmit: true,
    canBeScheduled: false,
    options: [],
    defaultOptions: () => ({}),
    plan(input) {
      const value = input.option('value') ?? null;
      const failure: Outcome = { kind: 'fail', message: 'it is bad' };
      return how(value === 'bad' ? failure : { kind: 'emit', payloads: [value] }, input);
    },
  };
  return withLoop(type, settings);
}

const send: How = (outcome) => ({ kind: 'effect', isRepeatable: false, perform: async () => outcome });
const call: How = (outcome, { resumed }) => {
  if (resumed !== null) return { kind: 'pure', outcome };
  return { kind: 'pure', outcome: { kind: 'call', target: { id: 1 }, payload: 'called', state: 'mine' } };
};

const computing = toy((outcome) => ({ kind: 'pure', outcome }));
const sending = toy(send);
const remembering = toy((outcome) => ({ kind: 'memory', keys: ['own'], decide: () => ({ outcome }) }));
const calling = toy(call);
const retrying = toy((outcome, input) => ({
  kind: 'effect',
  isRepeatable: true,
  perform: async () =>
    input.attempt === 0 && input.resumed === null ? { kind: 'later', dueAt: 1, state: 'once' } : outcome,
}));
const kinds = { computing, sending, remembering, calling, retrying };

function run(type: ActionType, options: Readonly<Record<string, unknown>>, around?: Around): Promise<Driven> {
  const tree = objectOf({ hook: { list: [1, 2, 3], object: { a: 1, b: 2 } } });
  return drive(type, { options: objectOf(options), tree }, around);
}

it.each(Object.entries(kinds))('what a loop of %s keeps holds no secret', async (_name, type) => {
  const secrets = { isEmpty: false, mask: (text: string) => text.replaceAll('s3cret', '********') };
  const options = objectOf({
    loop: '=["s3cret", "b", "s3cret"]',
    local: { token: 's3cret' },
    value: '=[LOOP.value = "s3cret", LOCAL.token = "s3cret", LOOP.previous_result, LOCAL.token]',
  });
  const kept: string[] = [];
  const observed: ActionType = {
    ...type,
    plan(input) {
      kept.push(JSON.stringify(input.resumed));
      return type.plan(input);
    },
  };
  const { payloads } = await drive(observed, { options, secrets });
  const first = [true, true, null, '********'];
  const second = [false, true, first, '********'];
  expect(payloads).toEqual([[first, second, [true, true, second, '********']]]);
  expect(kept.join()).not.toContain('s3cret');
});

describe.each(Object.entries(kinds))('a loop of %s', (_name, type) => {
  it.each([false, true])(
    'gives the list of the results in the order of the elements (in parallel: %j)',
    async (parallel) => {
      const { payloads, logs, memory } = await run(type, {
        loop: '=hook.list',
        loop_parallel: parallel,
        value: '=LOOP.value * 10 + LOOP.index',
      });
      expect(payloads).toEqual([[10, 21, 32]]);
      expect(logs).toEqual([]);
      expect([...memory.rows.values()].filter(({ value }) => value !== null)).toEqual([]);
    },
  );

  it.each([false, true])('gives null for an element that fails, and says so (in parallel: %j)', async (parallel) => {
    const options = { loop: ['a', 'bad', 'c'], loop_parallel: parallel, value: '=LOOP.value' };
    const { payloads, logs } = await run(type, options);
    expect(payloads).toEqual([['a', null, 'c']]);
    expect(logs).toEqual([
      { level: 4, message: 'LOOP.index 1: it is bad' },
      { level: 4, message: '1 of the 3 elements of the loop failed.' },
    ]);
  });

  it('carries no more along than a little, however large results are', async () => {
    const value = '=CONCAT(REPEAT("x", 20000), LOOP.value)';
    const { payloads, largestState } = await run(type, {
      loop: Array.from({ length: 40 }, (_, index) => index),
      value,
    });
    expect(payloads).toHaveLength(1);
    expect(largestState).toBeLessThan(100_000);
  });
});

describe('a loop', () => {
  it.each([false, true])(
    'goes through 19,999 elements and carries little along (in parallel: %j)',
    async (parallel) => {
      const list = Array.from({ length: 19_999 }, (_, index) => index);
      const { payloads, largestState } = await run(computing, {
        loop: list,
        loop_parallel: parallel,
        value: '=LOOP.value',
      });
      expect(payloads).toEqual([list]);
      expect(largestState).toBeLessThan(5_000);
    },
  );

  it('shows the result before, one after the other', async () => {
    const { payloads } = await run(calling, {
      loop: '=hook.list',
      value: '=DEFAULT(LOOP.previous_result, 0) + LOOP.value',
    });
    expect(payloads).toEqual([[1, 3, 6]]);
  });

  it('goes through an object by its keys', async () => {
    const { payloads } = await run(sending, { loop: '=hook.object', value: '<<LOOP.key>>=<<LOOP.value>>' });
    expect(payloads).toEqual([['a=1', 'b=2']]);
  });

  it.each([
    ['the path of a list', 'hook.list', [1, 2, 3]],
    ['JSON text', '[7]', [7]],
    ['an empty list', [], []],
  ])('takes %s', async (_name, loop, expected) => {
    expect((await run(sending, { loop, value: '=LOOP.value' })).payloads).toEqual([expected]);
  });

  it.each([false, 'false', '', null])('does not loop for %j', async (loop) => {
    expect((await run(sending, { loop, value: 1 })).payloads).toEqual([1]);
  });

  it.each<[string, unknown, string]>([
    ['no list', '=1', "Invalid Options: 'loop' must be a list or an object"],
    ['too many', Array.from({ length: 20_000 }, () => 1), 'fewer than 20000 elements; this one has 20000'],
  ])('refuses %s', async (_name, loop, message) => {
    await expect(run(sending, { loop, value: 1 })).rejects.toThrow(message);
    await expect(run(sending, { loop, value: 1 })).rejects.toBeInstanceOf(OptionFailure);
  });

  it('logs a formula that cannot be read for an element as the failure of that element', async () => {
    const { payloads, logs } = await run(sending, { loop: [1, 0], value: '=1 / LOOP.value' });
    expect(payloads).toEqual([[1, null]]);
    expect(logs[0]?.message).toMatch(/^LOOP\.index 1: /);
  });

  it('computes local values once', async () => {
    const options = { local: { a: '=hook.list' }, loop: '=hook.list', value: '=LOCAL.a[LOOP.index]' };
    expect((await run(sending, options)).payloads).toEqual([[1, 2, 3]]);
  });

  it('carries local values to the elements of a parallel loop while that is not too much for all of them', async () => {
    const after = async (length: number) => {
      const options = { local: { a: 'x'.repeat(5_000) }, value: '=SIZE(LOCAL.a)', loop_parallel: true };
      const loop = Array.from({ length }, () => 0);
      const { payloads, logs, largestState } = await run(computing, { ...options, loop });
      expect(payloads).toEqual([loop.map(() => 5_000)]);
      return { isCarried: largestState > 5_000, told: logs.map(({ message }) => message.slice(0, 22)) };
    };
    expect(await after(10)).toEqual({ isCarried: true, told: [] });
    expect(await after(2_100)).toEqual({ isCarried: false, told: ["'local' is too large t"] });
  });

  it('counts the attempts of each element from none', async () => {
    const tried: Value[] = [];
    const type = toy((outcome, { attempt }) => {
      tried.push(attempt);
      return { kind: 'effect', isRepeatable: true, perform: async () => outcome };
    });
    await drive(type, { options: objectOf({ loop: [1, 2], value: 1 }), attempt: 3 });
    expect(tried).toEqual([0, 0]);
  });

  it('fails for those whose time is up', async () => {
    const limited = toy(send, { limitMs: 1_000 });
    const { payloads, logs } = await run(limited, { loop: [1, 2, 3, 4], value: '=LOOP.value' }, { turnMs: 600 });
    expect(payloads).toEqual([[1, 2, null, null]]);
    expect(logs.map(({ message }) => message)).toEqual([
      'The loop was ended after 1 seconds, before element 2 of 4.',
      '2 of the 4 elements of the loop failed.',
    ]);
  });

  it('does not wait longer for a call than it may take', async () => {
    const limited = toy(call, { limitMs: 1_000 });
    const { calls } = await run(limited, { loop: [1], value: 1 });
    expect(calls).toMatchObject([{ timeoutAt: 1_000 }]);
  });

  it('does not repeat an element whose outcome is not known; it goes on with the next', () => {
    const options = objectOf({ loop: [1, 2], value: '=LOOP.value' });
    const plan = sending.plan(actionInput({ options }));
    if (plan.kind !== 'effect') throw new Error('no effect');
    const outcome = plan.unknown?.({ kind: 'fail', message: 'outcome unknown' });
    expect(outcome).toMatchObject({ kind: 'again', logs: [{ level: 4, message: 'LOOP.index 0: outcome unknown' }] });
  });
});

describe('a loop of requests', () => {
  const request = withLoop(httpRequest, { isDocumented: true });

  optionTest(httpRequest.type, 'loop', 'sends a request per element and emits the list of the answers', async () => {
    const outgoing = new RecordingOutgoing({ body: '{"n":1}' }, { status: 404, body: '{}' });
    const options = { url: 'https://api.test/<<LOOP.value>>', method: 'get', loop: ['a', 'b'] };
    const { payloads } = await run(request, options, { ports: effectPorts(outgoing) });
    expect(outgoing.requests.map(({ url }) => url)).toEqual(['https://api.test/a', 'https://api.test/b']);
    expect(payloads).toMatchObject([[{ status: 200, body: { n: 1 } }, { status: 404 }]]);
  });

  optionTest(httpRequest.type, 'loop_parallel', 'sends them all at once, and keeps their order', async () => {
    const outgoing = new RecordingOutgoing({ body: '2' }, { body: '1' }, { body: '0' });
    const options = { url: 'https://api.test/<<LOOP.value>>', method: 'get', loop: [0, 1, 2], loop_parallel: true };
    const { payloads } = await run(request, options, { ports: effectPorts(outgoing) });
    expect(outgoing.requests.map(({ url }) => url.at(-1))).toEqual(['2', '1', '0']);
    expect(payloads).toMatchObject([[{ body: '0' }, { body: '1' }, { body: '2' }]]);
  });

  it('makes each element a request of its own for whoever recognizes repetitions', async () => {
    const outgoing = new RecordingOutgoing();
    const options = { url: 'https://api.test/', method: 'post', payload: { a: 1 }, loop: [1, 2] };
    await run(request, options, { ports: effectPorts(outgoing) });
    const keys = outgoing.requests.map(({ headers }) => headers.find(([name]) => /idempotency/i.test(name))?.[1]);
    expect(new Set(keys).size).toBe(2);
  });
});
