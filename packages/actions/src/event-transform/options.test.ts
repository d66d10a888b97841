/** Every option and mode of Event Transform, by its effect on the event or the log. */
import type { Outcome } from '@fabula/engine';
import { stringifyJson } from '@fabula/formula';
import { describe, expect } from 'vitest';
import { actionTypes } from '../registry.ts';
import { actionInput, type InputFacts, objectOf, testNow } from '../testing/action-input.ts';
import { optionTest } from '../testing/option-test.test-kit.ts';
import { TestMemory } from '../testing/run-memory.ts';
import { readWaitingQueue } from './waiting-queue.ts';

const kind = 'Agents::EventTransformationAgent';
const type = actionTypes.get(kind);

type Options = Readonly<Record<string, unknown>>;

function run(options: Options, facts: Omit<InputFacts, 'options'> = {}, memory = new TestMemory()): Outcome {
  if (type === undefined) throw new Error('not registered');
  return memory.perform(type.plan(actionInput({ ...facts, options: objectOf(options) })));
}

/** What the action emits, as JSON; null when it emits nothing. */
function events(options: Options, tree: Options = {}, memory = new TestMemory()): unknown {
  const outcome = run(options, { tree: objectOf(tree) }, memory);
  return outcome.kind === 'emit' ? outcome.payloads.map((payload) => JSON.parse(stringifyJson(payload))) : null;
}

describe('message only', () => {
  const mode = 'message_only';

  optionTest(kind, ['mode', 'mode:message_only', 'payload'], 'the payload is the event', () => {
    expect(events({ mode, payload: { hello: '<<a.x>>', n: '=a.x' } }, { a: { x: 1 } })).toEqual([{ hello: '1', n: 1 }]);
    expect(events({ payload: ['=a', 2] }, { a: null })).toEqual([[null, 2]]);
    expect(() => events({ mode: 'message' })).toThrow("Invalid Options: 'message' is not a valid mode.");
  });

  optionTest(kind, 'payload', 'keys beside the mode are it, where there is none', () => {
    expect(events({ mode, local: { a: 1 }, loop: false, PST: '=LOCAL.a' })).toEqual([{ PST: 1 }]);
  });

  optionTest(kind, 'loop', 'the event is the list of results, over a list and over an object', () => {
    const payload = { v: '=LOOP.value', i: '=LOOP.index', k: '=LOOP.key' };
    expect(events({ mode, loop: '=l', payload }, { l: ['x'] })).toEqual([[{ v: 'x', i: 0, k: null }]]);
    expect(events({ mode, loop: 'l', payload }, { l: { a: 1 } })).toEqual([[{ v: 1, i: 0, k: 'a' }]]);
    expect(events({ mode, loop: '=l', payload: '=DEFAULT(LOOP.previous_result, 0) + 1' }, { l: [0, 0] })).toEqual([
      [1, 2],
    ]);
  });
});

describe('explode', () => {
  const mode = 'explode';

  optionTest(kind, ['mode:explode', 'path', 'to'], 'one event per element, siblings told by guid', () => {
    const found = events({ mode, path: '=l', to: 'item' }, { l: ['x', 'y'] });
    expect(found).toEqual([
      { index: 0, guid: expect.stringMatching(/^[0-9a-f-]{36}$/), size: 2, item: 'x' },
      { index: 1, guid: expect.any(String), size: 2, item: 'y' },
    ]);
  });

  optionTest(kind, 'path', 'what is no list gives no event and a warning', () => {
    expect(run({ mode, path: '=l', to: 'item' })).toMatchObject({ kind: 'nothing', logs: [{ level: 2 }] });
  });

  optionTest(kind, 'limit', '500 events unless it says otherwise, and a warning', () => {
    const tree = objectOf({ l: Array.from({ length: 501 }, (_, index) => index) });
    const unsaid = run({ mode, path: '=l', to: 'i' }, { tree });
    expect(unsaid.kind === 'emit' && unsaid.payloads.length).toBe(500);
    expect(run({ mode, path: '=l', to: 'i', limit: '2' }, { tree })).toMatchObject({
      payloads: [{ size: 2 }, { size: 2 }],
      logs: [{ level: 2, message: /only the first 2 were emitted/ }],
    });
  });
});

describe('implode', () => {
  const mode = 'implode';
  const event = (index: number, guid = 'g') => objectOf({ explode: { index, guid, size: 2 } });
  const paths = { guid_path: '=explode.guid', size_path: '=explode.size' };

  optionTest(kind, ['mode:implode', 'size_path'], 'one event when all are there, in order of arrival', () => {
    const memory = new TestMemory();
    const options = { mode, ...paths, item_path: '=explode.index' };
    expect(run(options, { tree: event(1) }, memory)).toEqual({ kind: 'nothing' });
    expect(run(options, { tree: event(0) }, memory)).toEqual({ kind: 'emit', payloads: [[1, 0]] });
  });

  optionTest(kind, 'item_path', 'the whole event when it is left out or blank', () => {
    for (const item of [undefined, ''])
      expect(run({ mode, size_path: 1, item_path: item }, { tree: objectOf({ a: 1 }) })).toMatchObject({
        payloads: [[{ a: 1 }]],
      });
  });

  optionTest(kind, 'guid_path', 'keeps collections apart', () => {
    const memory = new TestMemory();
    const options = { mode, ...paths, item_path: '=explode.guid' };
    const outcomes = ['a', 'b', 'a'].map((guid) => run(options, { tree: event(0, guid) }, memory));
    expect(outcomes).toMatchObject([{ kind: 'nothing' }, { kind: 'nothing' }, { payloads: [['a', 'a']] }]);
  });

  optionTest(kind, 'seconds', 'a collection ends so long after its first event', () => {
    const memory = new TestMemory();
    const options = { mode, ...paths, item_path: '=explode.index', seconds: '60' };
    const timer = run(options, { tree: event(0) }, memory);
    if (timer.kind !== 'later') throw new Error('no timer');
    expect(timer.dueAt).toBe(testNow + 60_000);
    expect(run(options, { resumed: timer.state }, memory)).toEqual({ kind: 'emit', payloads: [[0]] });
  });
});

describe('extract', () => {
  const mode = 'extract';
  const tree = { mail: { text: 'to alice@x.test, bob@y.test' } };

  optionTest(kind, ['mode:extract', 'matchers'], 'lists of matches by Ruby expressions', () => {
    const matchers = [
      { path: '=mail.text', regexp: '(?<=to )\\p{Alpha}+', to: 'first' },
      { path: 'mail.text', regexp: '(\\w+)@', to: 'names' },
      { path: '=mail.text', regexp: '(?<name>[[:alpha:]]+)@(\\h|y)', to: 'none' },
    ];
    expect(events({ mode, matchers }, tree)).toEqual([
      { first: ['alice'], names: ['alice', 'bob'], none: expect.any(Array) },
    ]);
    expect(() => events({ mode, matchers: [{ path: 'x', regexp: '(', to: 'y' }] })).toThrow(/cannot be used/);
  });

  optionTest(kind, 'emit_no_match', 'an event with empty lists instead of none', () => {
    const matchers = [{ path: '=mail.text', regexp: 'carol', to: 'found' }];
    expect(run({ mode, matchers }, { tree: objectOf(tree) })).toMatchObject({ kind: 'nothing', logs: [{ level: 3 }] });
    expect(events({ mode, matchers, emit_no_match: true }, tree)).toEqual([{ found: [] }]);
  });
});

describe('deduplicate', () => {
  const mode = 'deduplicate';

  function passes(options: Options, values: readonly string[], secondsBetween = 0): boolean[] {
    const memory = new TestMemory();
    return values.map((value, index) => {
      const facts = { tree: objectOf({ a: value }), now: testNow + index * secondsBetween * 1000 };
      return run({ mode, path: '=a', ...options }, facts, memory).kind === 'emit';
    });
  }

  optionTest(kind, ['mode:deduplicate', 'path'], 'a value passes once', () => {
    expect(passes({}, ['x', 'x', 'y'])).toEqual([true, false, true]);
    expect(events({ mode, path: '=a' }, { a: 'x' })).toEqual([{ unique_event: true }]);
  });

  optionTest(kind, 'lookback', 'so many passed events are remembered, up to ten million', () => {
    expect(passes({ lookback: 1 }, ['x', 'y', 'x'])).toEqual([true, true, true]);
    expect(passes({ lookback: '10000000' }, ['x', 'y', 'x'])).toEqual([true, true, false]);
    expect(() => passes({ lookback: 10_000_001 }, ['x'])).toThrow("'lookback' must be a whole number");
  });

  optionTest(kind, 'period', 'for so many seconds', () => {
    expect(passes({ period: 60 }, ['x', 'x', 'x'], 40)).toEqual([true, false, true]);
  });

  optionTest(kind, 'tolerance', 'so many equal values pass', () => {
    expect(passes({ tolerance: 2 }, ['x', 'x', 'x'])).toEqual([true, true, false]);
  });

  optionTest(kind, 'emit_duplicates', 'duplicates are emitted as such, or leave a log line', () => {
    const memory = new TestMemory();
    const options = { mode, path: '=a', emit_duplicates: 'true' };
    events(options, { a: 1 }, memory);
    expect(events(options, { a: 1 }, memory)).toEqual([{ unique_event: false }]);
    expect(run({ ...options, emit_duplicates: false }, { tree: objectOf({ a: 1 }) }, memory)).toMatchObject({
      kind: 'nothing',
      logs: [{ level: 3 }],
    });
  });
});

describe('delay', () => {
  const mode = 'delay';

  optionTest(kind, ['mode:delay', 'seconds'], 'holds the event so long and then emits the wait', () => {
    const outcome = run({ mode, seconds: '25' });
    if (outcome.kind !== 'later') throw new Error('did not wait');
    expect(outcome.dueAt).toBe(testNow + 25_000);
    expect(run({ mode, seconds: '25' }, { resumed: outcome.state })).toEqual({
      kind: 'emit',
      payloads: [{ seconds: 25 }],
    });
  });

  optionTest(kind, 'until', 'a date, or a moment in English', () => {
    const due = (until: string): number => {
      const outcome = run({ mode, until });
      return outcome.kind === 'later' ? (outcome.dueAt - testNow) / 3_600_000 : 0;
    };
    expect(['2026-11-22T13:00:00Z', '7 days from now', 'in 2 hours', 'tomorrow at 9am', '2020-01-01'].map(due)).toEqual(
      [1, 168, 2, 21, 0],
    );
    expect(() => due('some day')).toThrow('cannot be read as a date');
    expect(() => run({ mode })).toThrow("Invalid Options: 'seconds' must be given, or until");
  });

  optionTest(
    kind,
    'mode:delay',
    'of 20,000 waiting events the next is dropped with a warning, until some have left',
    () => {
      const memory = new TestMemory();
      const wait = (now = testNow): Outcome => run({ mode, seconds: 600 }, { now }, memory);
      memory.rows.set('waiting', { value: [[testNow + 300_000, 19_999]], rank: undefined });
      expect(wait().kind).toBe('later');
      expect(wait()).toMatchObject({ kind: 'nothing', logs: [{ level: 2, message: /20000 events wait/ }] });
      expect(wait(testNow + 300_000).kind).toBe('later');
    },
  );

  optionTest(kind, 'mode:delay', 'what waits is counted in a small row, however many there are', () => {
    const memory = new TestMemory();
    for (let index = 0; index < 600; index += 1) run({ mode, seconds: 90 * index }, { now: testNow + index }, memory);
    const row = memory.rows.get('waiting')?.value ?? null;
    expect(stringifyJson(row).length).toBeLessThan(6000);
    expect(readWaitingQueue(row, testNow + 600).count).toBe(599);
    expect(readWaitingQueue(row, testNow + 56_000_000).count).toBe(0);
  });
});

describe('throttle', () => {
  const mode = 'throttle';

  /** Seconds after which each of so many events that arrive at once leaves. */
  function departures(options: Options, keys: readonly string[] = ['', '', '']): number[] {
    const memory = new TestMemory();
    return keys.map((key) => {
      const outcome = run({ mode, ...options }, { tree: objectOf({ key }) }, memory);
      return outcome.kind === 'later' ? (outcome.dueAt - testNow) / 1000 : 0;
    });
  }

  optionTest(kind, ['mode:throttle', 'runs_per_interval'], 'spreads the runs evenly, in order of arrival', () => {
    expect(departures({ runs_per_interval: 6 })).toEqual([0, 10, 20]);
    expect(events({ mode, runs_per_interval: 10 })).toEqual([{ capacity_per_minute: '10' }]);
  });

  optionTest(kind, 'interval', 'counts by minute, hour or day', () => {
    expect(['minute', 'hour', 'day'].map((interval) => departures({ interval, runs_per_interval: 60 })[1])).toEqual([
      1, 60, 1440,
    ]);
  });

  optionTest(kind, 'capacity', 'the older form counts runs per minute', () => {
    expect(departures({ capacity: '30' })).toEqual([0, 2, 4]);
  });

  optionTest(kind, 'events_per_run', 'so many pass together', () => {
    expect(departures({ capacity: 60, events_per_run: '2' })).toEqual([0, 0, 1]);
    expect(() => departures({ capacity: 60, events_per_run: 11 })).toThrow('between 1 and 10');
  });

  optionTest(kind, 'throttle_key', 'each value has a count of its own', () => {
    expect(departures({ capacity: 60, throttle_key: '=key' }, ['a', 'b', 'a'])).toEqual([0, 0, 1]);
  });

  optionTest(kind, 'mode:throttle', 'of 20,000 waiting events the next is dropped with a warning', () => {
    const memory = new TestMemory();
    const arrive = (key: string): Outcome =>
      run({ mode, capacity: 60, throttle_key: '=key' }, { tree: objectOf({ key }) }, memory);
    memory.rows.set('waiting', { value: [[testNow + 300_000, 19_999]], rank: undefined });
    expect(['a', 'b', 'a'].map((key) => arrive(key).kind)).toEqual(['emit', 'emit', 'later']);
    expect(arrive('b')).toMatchObject({ kind: 'nothing', logs: [{ level: 2, message: /20000 events wait/ }] });
    expect(arrive('c').kind).toBe('emit');
  });
});

describe('common', () => {
  const options = { mode: 'message_only', payload: 'ran' };
  const yes = { type: 'formula', path: '=TRUE' };
  const no = { type: 'formula', path: '=FALSE' };

  optionTest(kind, 'rules', 'the action does not run for events that do not match, and says so', () => {
    expect(events({ ...options, rules: [yes] })).toEqual(['ran']);
    expect(run({ ...options, rules: [yes, no] })).toMatchObject({ kind: 'nothing', logs: [{ level: 3 }] });
  });

  optionTest(kind, 'must_match', 'so many rules are enough', () => {
    expect(events({ ...options, rules: [yes, no], must_match: '1' })).toEqual(['ran']);
    expect(() => events({ ...options, rules: [yes], must_match: 0 })).toThrow(
      "Invalid Options: 'must_match' must be a number greater than 0",
    );
  });

  optionTest(kind, 'local', 'values for all other options, later ones by earlier ones', () => {
    const local = { a: '=x + 1', b: '=LOCAL.a * 2' };
    const rules = [{ type: 'field==value', path: '=LOCAL.b', value: '4' }];
    expect(events({ mode: 'message_only', local, rules, payload: '=LOCAL' }, { x: 1 })).toEqual([{ a: 2, b: 4 }]);
  });
});
