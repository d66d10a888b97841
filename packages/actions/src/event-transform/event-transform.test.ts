import type { Outcome } from '@fabula/engine';
import { stringifyJson } from '@fabula/formula';
import { describe, expect, it } from 'vitest';
import { actionTypes } from '../registry.ts';
import { actionInput, fromJson, type InputFacts, objectOf, testNow } from '../testing/action-input.ts';
import { TestMemory } from '../testing/run-memory.ts';

const type = actionTypes.get('Agents::EventTransformationAgent');

type Facts = Omit<InputFacts, 'options'> & { readonly options: Readonly<Record<string, unknown>> };

function transform({ options, ...facts }: Facts, memory = new TestMemory()): Outcome {
  if (type === undefined) throw new Error('not registered');
  return memory.perform(type.plan(actionInput({ ...facts, options: objectOf(options) })));
}

/** What the action emits, as JSON; null when it emits nothing. */
function emitted(options: Readonly<Record<string, unknown>>, tree: Readonly<Record<string, unknown>> = {}): unknown {
  const outcome = transform({ options, tree: objectOf(tree) });
  if (outcome.kind !== 'emit') return null;
  return outcome.payloads.map((payload) => JSON.parse(stringifyJson(payload)));
}

describe('message_only', () => {
  const mode = 'message_only';

  it.each([
    ['an object', { payload: { message: 'hello <<a.x>>', n: '=a.x' } }, [{ message: 'hello 1', n: 1 }]],
    ['a list', { payload: ['1', '=a.x'] }, [['1', 1]]],
    ['a value', { payload: '=a' }, [{ x: 1 }]],
    ['a text', { payload: 'x<<a.x>>' }, ['x1']],
    ['nothing at all', {}, [{}]],
    [
      'the keys beside mode, in stories that have no payload',
      { PST: '<<a.x>>', local: {}, loop: false },
      [{ PST: '1' }],
    ],
    ['the payload alone, when there is one', { payload: { a: 1 }, other: 2 }, [{ a: 1 }]],
  ])('emits %s', (_, options, expected) => {
    expect(emitted({ mode, ...options }, { a: { x: 1 } })).toEqual(expected);
  });

  it.each([false, 'false', '', null, 'FALSE'])('does not loop when loop is %j', (loop) => {
    expect(emitted({ mode, loop, payload: 'once' })).toEqual(['once']);
  });

  const tree = { list: [1, 2, 3], deep: { object: { a: 10, b: 20 }, text: '[1,2]' } };
  it.each([
    ['a list', '=list', '=LOOP.value * 2', [2, 4, 6]],
    ['a list by its name', 'list', '=LOOP.index', [0, 1, 2]],
    ['an object', '=deep.object', '<<LOOP.key>>=<<LOOP.value>>', ['a=10', 'b=20']],
    ['an object by its path', 'deep.object', '=LOOP.key', ['a', 'b']],
    ['a list that is JSON text', '<<deep.text>>', '=LOOP.value', [1, 2]],
    ['a list written into the option', ['=list[0]', 'x'], '=LOOP.value', [1, 'x']],
    ['nothing', [], '=LOOP.value', []],
    ['elements that know the result before', '=list', '=DEFAULT(LOOP.previous_result, 0) + LOOP.value', [1, 3, 6]],
    ['elements that give nothing', '=list', '=LOOP.value.missing', [null, null, null]],
  ])('loops over %s and emits one list', (_, loop, payload, expected) => {
    expect(emitted({ mode, loop, payload }, tree)).toEqual([expected]);
  });

  it('has no LOOP.key in a list', () => {
    expect(emitted({ mode, loop: '=list', payload: '=LOOP.key' }, { list: [1] })).toEqual([[null]]);
  });

  it('loops over the keys beside mode as well', () => {
    expect(emitted({ mode, loop: '=list', n: '=LOOP.value' }, { list: [1, 2] })).toEqual([[{ n: 1 }, { n: 2 }]]);
  });

  it.each([
    [19_999, true],
    [20_000, false],
  ])('of %i elements: %j', (length, isAllowed) => {
    const run = (): unknown => emitted({ mode, loop: '=list', payload: 1 }, { list: Array.from({ length }, () => 0) });
    if (isAllowed) expect(run()).toHaveLength(1);
    else expect(run).toThrow('A loop can have fewer than 20000 elements; this one has 20000');
  });

  it.each(['=missing', 'missing.path', '=3', true])('fails when loop is %j', (loop) => {
    expect(() => emitted({ mode, loop, payload: 1 })).toThrow("Invalid Options: 'loop' must be a list or an object");
  });

  it('keeps what JSON cannot say in JavaScript', () => {
    const payload = '{"b":9007199254740993,"2":1.0,"__proto__":"\\u0000"}';
    const outcome = transform({ options: { mode, payload: '=a' }, tree: objectOf({}) });
    expect(outcome.kind).toBe('emit');
    const exact = type?.plan(
      actionInput({ options: objectOf({ mode, payload: '=a' }), tree: { a: fromJson(payload) } }),
    );
    if (exact?.kind !== 'pure' || exact.outcome.kind !== 'emit') throw new Error('nothing emitted');
    expect(exact.outcome.payloads.map(stringifyJson)).toEqual([payload]);
  });
});

describe('explode', () => {
  const mode = 'explode';
  const guid = '00000000-0000-4000-8000-000000000001';

  it.each([
    ['a formula', '=a.list'],
    ['a path', 'a.list'],
    ['a path with a dot in front', '.a.list'],
    ['JSON text', '<<a.list>>'],
    ['JSON text of a legacy template', '{{.a.text}}'],
    ['a list in the option', ['x', 'y']],
  ])('emits one event per element of %s', (_, path) => {
    expect(emitted({ mode, path, to: 'item' }, { a: { list: ['x', 'y'], text: '["x","y"]' } })).toEqual([
      { index: 0, guid, size: 2, item: 'x' },
      { index: 1, guid, size: 2, item: 'y' },
    ]);
  });

  it.each([
    [undefined, 500],
    [3, 3],
    ['600', 600],
    ['5000', 700],
  ])('stops at the limit %j and says so', (limit, expected) => {
    const list = Array.from({ length: 700 }, (_, index) => index);
    const outcome = transform({ options: { mode, path: '=a', to: 'i', limit }, tree: objectOf({ a: list }) });
    if (outcome.kind !== 'emit') throw new Error('nothing emitted');
    expect(outcome.payloads).toHaveLength(expected);
    expect(outcome.payloads[0]).toMatchObject({ size: expected });
    expect(outcome.logs?.length).toBe(expected < 700 ? 1 : 0);
  });

  it.each(['=a.missing', '=a', 'nothing here', '<<a.x>>'])('emits nothing and warns when %s is no list', (path) => {
    const outcome = transform({ options: { mode, path, to: 'i' }, tree: objectOf({ a: { x: 'text' } }) });
    expect(outcome).toMatchObject({ kind: 'nothing', logs: [{ level: 2 }] });
  });

  it('emits nothing for an empty list', () => {
    expect(emitted({ mode, path: '=a', to: 'i' }, { a: [] })).toEqual([]);
  });

  it('needs a key for the element and a limit above 0', () => {
    expect(() => emitted({ mode, path: '=a' })).toThrow("Invalid Options: 'to' must be given");
    expect(() => emitted({ mode, path: '=a', to: 'i', limit: 0 })).toThrow("'limit' must be a number greater than 0");
  });
});

describe('extract', () => {
  const mode = 'extract';
  const tree = { a: { text: 'to alice@x.test from bob@y.test', list: ['1.1.1.1', 'x', '2.2.2.2 3.3.3.3'] } };

  it.each([
    ['all matches', '=a.text', '\\S+@\\S+', ['alice@x.test', 'bob@y.test']],
    ['the group, when there is one', '=a.text', '(\\w+)@', ['alice', 'bob']],
    [
      'the groups of each match, when there are several',
      '=a.text',
      '(\\w+)@(\\w)',
      [
        ['alice', 'x'],
        ['bob', 'y'],
      ],
    ],
    ['matches of every element of a list', '=a.list', '\\d(?:\\.\\d){3}', ['1.1.1.1', '2.2.2.2', '3.3.3.3']],
    ['what follows a text', '=a.text', '(?<=to )\\S+', ['alice@x.test']],
    ['from a bare path', 'a.text', 'bob', ['bob']],
  ])('gives %s', (_, path, regexp, expected) => {
    expect(emitted({ mode, matchers: [{ path, regexp, to: 'found' }] }, tree)).toEqual([{ found: expected }]);
  });

  it('fills one key per matcher, also those without a match', () => {
    const matchers = [
      { path: '=a.text', regexp: 'alice', to: 'one' },
      { path: '=a.text', regexp: 'carol', to: 'two' },
    ];
    expect(emitted({ mode, matchers }, tree)).toEqual([{ one: ['alice'], two: [] }]);
  });

  it('emits nothing without a match, unless told to', () => {
    const matchers = [{ path: '=a.text', regexp: 'carol', to: 'found' }];
    expect(transform({ options: { mode, matchers }, tree: objectOf(tree) }).kind).toBe('nothing');
    expect(emitted({ mode, matchers, emit_no_match: 'true' }, tree)).toEqual([{ found: [] }]);
  });

  it('fails on matchers that cannot be used', () => {
    expect(() => emitted({ mode })).toThrow("Invalid Options: 'matchers' must be a list");
    expect(() => emitted({ mode, matchers: [{ path: 'a', regexp: '(', to: 'b' }] })).toThrow('Invalid Options');
    expect(() => emitted({ mode, matchers: [{ path: 'a', regexp: 'b' }] })).toThrow("the key 'to'");
  });
});

describe('deduplicate', () => {
  const mode = 'deduplicate';

  /** Runs the values one after the other and says for each whether it passed. */
  function passes(
    options: Readonly<Record<string, unknown>>,
    values: readonly (string | readonly [string, number])[],
  ): boolean[] {
    const memory = new TestMemory();
    return values.map((step) => {
      const [value, seconds] = typeof step === 'string' ? [step, 0] : step;
      const now = testNow + seconds * 1000;
      return (
        transform({ options: { mode, path: '=a', ...options }, tree: objectOf({ a: value }), now }, memory).kind ===
        'emit'
      );
    });
  }

  it.each([
    ['drops a repetition', {}, ['x', 'x', 'y', 'x'], [true, false, true, false]],
    ['looks back over so many passed events', { lookback: 1 }, ['x', 'y', 'x', 'x'], [true, true, true, false]],
    ['looks back as numeric text says', { lookback: '2' }, ['x', 'y', 'x', 'z', 'x'], [true, true, false, true, true]],
    ['lets as many pass as it tolerates', { tolerance: '2' }, ['x', 'x', 'x'], [true, true, false]],
    ['takes ten million events back', { lookback: '10000000' }, ['x', 'x'], [true, false]],
  ])('%s', (_, options, values, expected) => {
    expect(passes(options, values)).toEqual(expected);
  });

  it('forgets after the period, counted from the event that passed', () => {
    expect(passes({ period: 60 }, ['x', ['x', 30], ['x', 59], ['x', 61], ['x', 100]])).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  it.each(['\u0000', '\ud800', 'x'.repeat(10_000), '', 'ä'])(
    'keeps its rows under keys that every database takes: %j',
    (value) => {
      const memory = new TestMemory();
      const run = (): Outcome =>
        transform({ options: { mode, path: '=a', period: 1 }, tree: objectOf({ a: value }) }, memory);
      expect([run().kind, run().kind]).toEqual(['emit', 'nothing']);
      expect([...memory.rows.keys()]).toEqual([expect.stringMatching(/^[\w:#.-]{1,120}$/)]);
    },
  );

  it('drops the rows that no longer matter', () => {
    const memory = new TestMemory();
    for (let index = 0; index < 50; index += 1) {
      transform({ options: { mode, path: '=a', lookback: 5 }, tree: objectOf({ a: `v${index}` }) }, memory);
    }
    expect(memory.rows.size).toBeLessThanOrEqual(7);
  });

  it('says what passed, and what was a duplicate when asked', () => {
    const memory = new TestMemory();
    const run = (): Outcome => transform({ options: { mode, path: 'x', emit_duplicates: 'true' } }, memory);
    expect([run(), run()]).toMatchObject([
      { kind: 'emit', payloads: [{ unique_event: true }] },
      { kind: 'emit', payloads: [{ unique_event: false }] },
    ]);
  });

  it('does not look back further than it may', () => {
    expect(() => transform({ options: { mode, path: 'x', lookback: 10_000_001 } })).toThrow(
      "'lookback' must be a whole number",
    );
  });
});

describe('delay', () => {
  const mode = 'delay';

  it.each([
    [25, 25],
    ['60', 60],
    ['<<TIMES(a, 5)>>', 20],
    [1.5, 1.5],
  ])('of %j seconds waits and then emits them', (seconds, expected) => {
    const options = { mode, seconds };
    const outcome = transform({ options, tree: objectOf({ a: 4 }) });
    if (outcome.kind !== 'later') throw new Error('did not wait');
    expect(outcome.dueAt).toBe(testNow + expected * 1000);
    expect(transform({ options, resumed: outcome.state })).toEqual({ kind: 'emit', payloads: [{ seconds: expected }] });
  });

  it('of 0 seconds emits at once', () => {
    expect(emitted({ mode, seconds: '0' })).toEqual([{ seconds: 0 }]);
  });

  it('waits until a moment', () => {
    const outcome = transform({ options: { mode, until: '2026-11-22T13:00:00Z' } });
    expect(outcome).toMatchObject({ kind: 'later', dueAt: testNow + 3_600_000 });
  });

  it('does not wait for a moment that has passed', () => {
    expect(emitted({ mode, until: '2020-01-01' })).toEqual([{ seconds: 0 }]);
  });

  it.each([
    [{}, "Invalid Options: 'seconds' must be given, or until"],
    [{ seconds: 'soon' }, "Invalid Options: 'seconds' must be a number between 0 and 315360000"],
    [{ seconds: -1 }, "Invalid Options: 'seconds' must be a number between 0 and 315360000"],
  ])('fails with %j', (options, message) => {
    expect(() => transform({ options: { mode, ...options } })).toThrow(message);
  });
});

describe('implode', () => {
  const mode = 'implode';
  const event = (index: number, guid = 'g', size = 3) =>
    objectOf({ explode: { index, guid, size }, look_up: { n: index } });

  it.each([
    ['formulas', { item_path: '=look_up.n', guid_path: '=explode.guid', size_path: '=explode.size' }],
    ['bare paths', { item_path: 'look_up.n', guid_path: 'explode.guid', size_path: 'explode.size' }],
    [
      'legacy templates and numeric text',
      { item_path: '=look_up.n', guid_path: '{{ .explode.guid }}', size_path: '3' },
    ],
  ])('emits the items in order of arrival when all are there: %s', (_, paths) => {
    const memory = new TestMemory();
    const run = (index: number): Outcome => transform({ options: { mode, ...paths }, tree: event(index) }, memory);
    expect([run(2).kind, run(0).kind]).toEqual(['nothing', 'nothing']);
    expect(run(1)).toEqual({ kind: 'emit', payloads: [[2, 0, 1]] });
    expect(run(5).kind).toBe('nothing');
  });

  it('collects whole events when no item is named, and keeps collections apart', () => {
    const options = { mode, guid_path: '=explode.guid', size_path: 1 };
    const outcome = transform({ options, tree: event(0, 'a') });
    expect(outcome).toMatchObject({ kind: 'emit', payloads: [[{ explode: { index: 0 }, look_up: { n: 0 } }]] });
  });

  it('emits what it has when the time is up after the first item', () => {
    const memory = new TestMemory();
    const options = { mode, item_path: '=look_up.n', guid_path: '=explode.guid', size_path: 3, seconds: '60' };
    const first = transform({ options, tree: event(0) }, memory);
    expect(first).toMatchObject({ kind: 'later', dueAt: testNow + 60_000 });
    expect(transform({ options, tree: event(1) }, memory)).toEqual({ kind: 'nothing' });
    if (first.kind !== 'later') throw new Error('no timer');
    expect(transform({ options, resumed: first.state }, memory)).toEqual({ kind: 'emit', payloads: [[0, 1]] });
  });

  it('does nothing when a timer finds that its collection is gone', () => {
    const memory = new TestMemory();
    const options = { mode, item_path: '=look_up.n', guid_path: '=explode.guid', size_path: 2, seconds: 60 };
    const first = transform({ options, tree: event(0) }, memory);
    if (first.kind !== 'later') throw new Error('no timer');
    expect(transform({ options, tree: event(1) }, memory).kind).toBe('emit');
    expect(transform({ options, resumed: first.state }, memory)).toEqual({ kind: 'nothing' });
  });

  it('leaves a newer collection of the same guid to its own timer', () => {
    const memory = new TestMemory();
    const options = objectOf({ mode, item_path: '=look_up.n', guid_path: '=explode.guid', size_path: 2, seconds: 60 });
    const generations = ['first', 'second', 'third'].map((newUuid) => {
      const input = actionInput({ options, tree: event(0) });
      return { ...input, environment: { ...input.environment, newUuid: () => newUuid } };
    });
    const [timer] = generations.map((input) => type && memory.perform(type.plan(input)));
    if (timer?.kind !== 'later') throw new Error('no timer');
    expect(transform({ options: { mode }, resumed: timer.state }, memory)).toEqual({ kind: 'nothing' });
  });

  it.each([
    [{}, "'size_path' must be given, or seconds"],
    [{ size_path: '=missing.size' }, "'size_path' must be a number greater than 0"],
    [{ size_path: 'a' }, "'size_path' must be a number greater than 0"],
  ])('fails with %j', (options, message) => {
    expect(() => transform({ options: { mode, ...options } })).toThrow(message);
  });
});

describe('throttle', () => {
  const mode = 'throttle';

  /** The seconds after which each of so many events that arrive at once leaves. */
  function departures(options: Readonly<Record<string, unknown>>, count: number, tree = {}): number[] {
    const memory = new TestMemory();
    return Array.from({ length: count }, () => {
      const outcome = transform({ options: { mode, ...options }, tree: objectOf(tree) }, memory);
      if (outcome.kind !== 'later') return 0;
      return (outcome.dueAt - testNow) / 1000;
    });
  }

  it.each([
    ['the old form', { capacity: '30' }, [0, 2, 4, 6]],
    ['the new form', { interval: 'hour', runs_per_interval: 60 }, [0, 60, 120, 180]],
    ['both mixed', { interval: 'day', capacity: 24 }, [0, 3600, 7200, 10_800]],
    ['several events per run', { capacity: 60, events_per_run: '2' }, [0, 0, 1, 1]],
  ])('spreads events evenly: %s', (_, options, expected) => {
    expect(departures(options, 4)).toEqual(expected);
  });

  it('lets an event through at once when nothing was sent lately', () => {
    const memory = new TestMemory();
    const options = { mode, capacity: 60 };
    transform({ options }, memory);
    expect(transform({ options, now: testNow + 999 }, memory).kind).toBe('later');
    expect(transform({ options, now: testNow + 3000 }, memory).kind).toBe('emit');
  });

  it('counts each throttle key by itself', () => {
    const memory = new TestMemory();
    const run = (key: string): Outcome =>
      transform({ options: { mode, capacity: 1, throttle_key: '=k' }, tree: objectOf({ k: key }) }, memory);
    expect([run('a').kind, run('b').kind, run('a').kind]).toEqual(['emit', 'emit', 'later']);
  });

  it.each([
    [{ capacity: 10 }, '10'],
    [{ interval: 'hour', runs_per_interval: 120 }, '2'],
    [{ interval: 'hour', capacity: '3' }, '0.05'],
  ])('emits the capacity per minute, now or later: %j', (options, expected) => {
    const event = { kind: 'emit', payloads: [{ capacity_per_minute: expected }] };
    expect(transform({ options: { mode, ...options } })).toEqual(event);
    expect(transform({ options: { mode, ...options }, resumed: true })).toEqual(event);
  });

  it.each([
    [{}, "'runs_per_interval' must be a number greater than 0"],
    [{ capacity: 1, interval: 'year' }, "'interval' must be one of minute, hour, day"],
    [{ capacity: 1, events_per_run: 11 }, "'events_per_run' must be a whole number between 1 and 10"],
  ])('fails with %j', (options, message) => {
    expect(() => transform({ options: { mode, ...options } })).toThrow(message);
  });
});

describe('a mode', () => {
  it('that does not exist is an invalid option', () => {
    expect(() => transform({ options: { mode: 'message' } })).toThrow(
      "Invalid Options: 'message' is not a valid mode.",
    );
  });
});

describe('run rules', () => {
  const options = { mode: 'message_only', payload: 'ran', rules: [{ type: 'in', path: '<<a>>', value: 'yes' }] };

  it('let the action run when they match', () => {
    expect(emitted(options, { a: 'yes' })).toEqual(['ran']);
  });

  it('keep it from running when they do not, and say so', () => {
    const outcome = transform({ options, tree: objectOf({ a: 'no' }) });
    expect(outcome).toMatchObject({ kind: 'nothing', logs: [{ level: 3 }] });
  });

  it('are asked once: not again when a delay is over', () => {
    const delayed = { ...options, mode: 'delay', seconds: 5 };
    expect(transform({ options: delayed, tree: objectOf({ a: 'no' }), resumed: objectOf({ seconds: 5 }) }).kind).toBe(
      'emit',
    );
  });
});
