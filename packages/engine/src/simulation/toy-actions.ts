/** Action types of the simulation: one for each way in which an action can behave, and nothing more. */
import { getKey, isObjectValue, keysOf, type Value } from '@fabula/formula';
import type { ActionInput, ActionType, ActionTypes, MemoryDecision, Outcome, Plan } from '../action-type.ts';
import type { OutgoingRequest } from '../ports/outgoing.ts';
import { asValue, passedOn, readPayload, type ToyPayload, withLap } from './payload.ts';

/** Told of what is done while it is done. */
export interface ToyWatch {
  planned(input: ActionInput): void;
  /** A promise was seen broken. */
  violated(message: string): void;
}

const indifferent: ToyWatch = { planned: () => undefined, violated: () => undefined };

/** In the log of an action whose time was up. */
export const timeIsUp = (turn: number): string => `its time was up in turn ${turn}`;

const pure = (outcome: Outcome): Plan => ({ kind: 'pure', outcome });
const emit = (...payloads: ToyPayload[]): Outcome => ({ kind: 'emit', payloads: payloads.map(asValue) });
const noMatch = (payload: ToyPayload): Outcome => ({
  ...emit(payload),
  kind: 'emit',
  payloads: [asValue(payload)],
  route: 'no_match',
});
const number = (input: ActionInput, key: string): number => Number(input.raw(key));

/** What was received, told again by the run's first event where it was lost, or made where the run starts here. */
function payloadOf(input: ActionInput): ToyPayload {
  const payload = readPayload(input.received);
  if (payload.root !== null) return payload;
  if (input.received === undefined) return { ...payload, root: input.environment.run?.storyRunGuid ?? null };
  const tree = input.tree();
  if (!isObjectValue(tree)) return payload;
  const earlier = keysOf(tree).map((slug) => readPayload(getKey(tree, slug)));
  const { root, via } = earlier.find((each) => each.root !== null) ?? payload;
  return { ...payload, root, via };
}

/** Waits `ms`, as often as `times` says, then emits. */
function wait(input: ActionInput): Plan {
  const left = input.resumed === null ? number(input, 'times') : Number(input.resumed);
  if (left === 0) return pure(emit(payloadOf(input)));
  return pure({ kind: 'later', dueAt: input.now + number(input, 'ms'), state: left - 1 });
}

/** Lets one event pass every `ms`, over all runs. */
function throttle(input: ActionInput): Plan {
  if (input.resumed !== null) return pure(emit(payloadOf(input)));
  return {
    kind: 'memory',
    keys: ['next'],
    decide: (read): MemoryDecision => {
      const at = Math.max(input.now, Number(read('next') ?? 0));
      const put = [{ key: 'next', value: at + number(input, 'ms') }];
      if (at <= input.now) return { put, outcome: emit(payloadOf(input)) };
      return { put, outcome: { kind: 'later', dueAt: at, state: true } };
    },
  };
}

/** Lets the first event of each kind (`i` modulo `kinds`) of a run pass. */
function dedup(input: ActionInput): Plan {
  const payload = payloadOf(input);
  const kind = payload.i % number(input, 'kinds');
  const key = `${input.environment.run?.storyRunGuid} ${kind}`;
  return {
    kind: 'memory',
    keys: [key],
    decide: (read): MemoryDecision => {
      const put = [{ key, value: true, rank: input.now }];
      const forgetBelow = input.now - 3_600_000;
      if (read(key) !== null) return { forgetBelow, outcome: { kind: 'nothing' } };
      return { put, forgetBelow, outcome: emit({ ...payload, i: kind, laps: {} }) };
    },
  };
}

/** Collects `size` events and emits one, whose `i` is how many they were; per run (`Collect`) or over all runs (`Gather`). */
const collect =
  (watch: ToyWatch, isPerRun: boolean) =>
  (input: ActionInput): Plan => {
    const key = isPerRun ? (input.environment.run?.storyRunGuid ?? '') : 'all';
    const payload = payloadOf(input);
    return {
      kind: 'memory',
      keys: [key],
      decide: (read): MemoryDecision => {
        const count = Number(read(key) ?? 0) + 1;
        const put = [{ key, value: count }];
        const append = { key, item: count };
        if (count < number(input, 'size')) return { put, append, outcome: { kind: 'nothing' } };
        const outcome = (items: readonly Value[]): Outcome => {
          // items are numbered in the order of their arrival
          if (items.length !== count || items.some((item, index) => item !== index + 1)) {
            watch.violated(`a collection of ${count} holds ${JSON.stringify(items)}`);
          }
          return emit({ ...payload, i: items.length, laps: {} });
        };
        return { put, append, collect: { key, outcome } };
      },
    };
  };

/** Tells the outside who calls, which attempt it is and how the outside shall behave; fails and retries as it answers. */
function send(input: ActionInput): Plan {
  const payload = payloadOf(input);
  const failures = number(input, 'failures');
  const isRepeatable = input.raw('repeatable') === true;
  return {
    kind: 'effect',
    isRepeatable,
    perform: async (ports) => {
      const isRefused = input.attempt < failures;
      const asked = request(input, ports.idempotencyKey, isRefused, isRepeatable);
      const answer = await ports.outgoing.send(asked, ports.signal);
      if (answer.ok) return emit(payload);
      if (input.attempt + 1 >= number(input, 'attempts')) {
        return { kind: 'fail', message: answer.error.message, payload: asValue(payload) };
      }
      return { kind: 'later', dueAt: ports.now() + 1000, state: null, isRetry: true };
    },
  };
}

function request(
  input: ActionInput,
  idempotencyKey: string,
  isRefused: boolean,
  isRepeatable: boolean,
): OutgoingRequest {
  const ms = Number(input.raw('ms') ?? 0);
  const query = `attempt=${input.attempt}&refused=${isRefused}&repeatable=${isRepeatable}&ms=${ms}`;
  return {
    method: 'POST',
    url: `sim:${idempotencyKey}?${query}`,
    headers: [],
    body: null,
    timeoutMs: 60_000,
    followRedirects: false,
    verifyTls: true,
    maxResponseBytes: 1000,
  };
}

function call(input: ActionInput): Plan {
  const payload = payloadOf(input);
  if (input.resumed !== null) return pure(emit(payload));
  const target = { name: String(input.raw('story')) };
  const outcome: Outcome = { kind: 'call', target, payload: asValue(passedOn(payload, input.action.id)) };
  return input.raw('inMemory') === true ? inMemory(outcome) : pure(outcome);
}

/** The outcome of a decision on memory that changes none. */
function inMemory(outcome: Outcome): Plan {
  return { kind: 'memory', keys: ['nothing'], decide: () => ({ outcome }) };
}

/** Waits for an answer, of a story, a group or somebody outside, `times` times, and perhaps not longer than `ms` each. */
const ask =
  (watch: ToyWatch, whom: (input: ActionInput, payload: ToyPayload) => Outcome) =>
  (input: ActionInput): Plan => {
    const payload = payloadOf(input);
    const { resumed } = input;
    if (resumed === null) return askAgain(1);
    const note = stateIn(resumed, 'state');
    const turn = Number(stateIn(note, 'turn'));
    if (stateIn(note, 'of') !== input.deliveryId) watch.violated(`a state came back as ${JSON.stringify(resumed)}`);
    if (stateIn(resumed, 'answer') !== undefined) {
      return turn < Number(input.raw('times') ?? 1) ? askAgain(turn + 1) : pure(emit(payload));
    }
    const message = stateIn(resumed, 'timed_out') === true ? timeIsUp(turn) : 'nothing came of it';
    return pure({ kind: 'fail', message, payload: asValue(payload) });

    function askAgain(next: number): Plan {
      const ms = input.raw('ms');
      const timeout = typeof ms === 'number' ? { timeoutAt: input.now + ms } : {};
      const outcome = { ...whom(input, payload), ...timeout, state: { of: input.deliveryId, turn: next } } as Outcome;
      return input.raw('inMemory') === true ? inMemory(outcome) : pure(outcome);
    }
  };

function stateIn(value: Value | undefined, key: string): Value | undefined {
  return value !== undefined && isObjectValue(value) ? getKey(value, key) : undefined;
}

function fork(input: ActionInput): Plan {
  const payload = payloadOf(input);
  if (input.resumed !== null) return pure(emit({ ...payload, i: Number(input.resumed) }));
  const outcome: Outcome = { kind: 'fork', states: Array.from({ length: number(input, 'count') }, (_, i) => i) };
  return input.raw('inMemory') === true ? inMemory(outcome) : pure(outcome);
}

/** Is called again `times` times, in vain, then emits. */
function again(input: ActionInput): Plan {
  const left = input.resumed === null ? number(input, 'times') : Number(input.resumed);
  return pure(left === 0 ? emit(payloadOf(input)) : { kind: 'again', state: left - 1 });
}

/**
 * Goes through `count` elements and emits one event, whose `i` is how many there were: at once, with a request each where
 * `sends`, or one after the other. Results are collected in the action's memory.
 */
const loop =
  (isSerial: boolean) =>
  (input: ActionInput): Plan => {
    const count = number(input, 'count');
    const { resumed } = input;
    if (resumed === null) {
      const key = `loop ${input.deliveryId}`;
      if (count === 0) return pure(emit({ ...payloadOf(input), i: 0, laps: {} }));
      if (isSerial) return pure({ kind: 'again', state: { key, index: 0 } });
      return pure({ kind: 'fork', states: Array.from({ length: count }, (_, index) => ({ key, index })) });
    }
    const key = String(stateIn(resumed, 'key'));
    const index = Number(stateIn(resumed, 'index'));
    if (input.raw('sends') === true && stateIn(resumed, 'sent') !== true) {
      const sent: Outcome = { kind: 'again', state: { key, index, sent: true } };
      return {
        kind: 'effect',
        isRepeatable: false,
        unknown: () => sent,
        perform: async (ports) => {
          await ports.outgoing.send(request(input, ports.idempotencyKey, false, false), ports.signal);
          return sent;
        },
      };
    }
    return { kind: 'memory', keys: [key], decide: (read) => gather(read) };

    function gather(read: (key: string) => Value): MemoryDecision {
      const done = Number(read(key) ?? 0) + 1;
      const put = [{ key, value: done }];
      const append = { key, item: index };
      if (done < count) {
        const next: Outcome = isSerial ? { kind: 'again', state: { key, index: index + 1 } } : { kind: 'nothing' };
        return { put, append, outcome: next };
      }
      // what is decided here may never be written: it is told by what comes of it
      const outcome = (items: readonly Value[]): Outcome => {
        return emit({ ...payloadOf(input), i: new Set(items).size === count ? count : -1, laps: {} });
      };
      return { put, append, collect: { key, outcome } };
    }
  };

/** Goes round by its ordinary links so often, then on by its no-match links. */
function lap(input: ActionInput): Plan {
  const payload = payloadOf(input);
  const { slug } = input.action;
  const count = payload.laps[slug] ?? 0;
  if (count < number(input, 'rounds')) return pure(emit(withLap(payload, slug, count + 1)));
  return pure(noMatch(withLap(payload, slug, null)));
}

function branch(input: ActionInput): Plan {
  const payload = payloadOf(input);
  return pure(payload.i % number(input, 'modulo') === 0 ? emit(payload) : noMatch(payload));
}

function explode(input: ActionInput): Plan {
  const payload = payloadOf(input);
  return pure(emit(...Array.from({ length: number(input, 'count') }, (_, i) => ({ ...payload, i }))));
}

export function toyActions(watch: ToyWatch = indifferent): ActionTypes {
  const plans: Readonly<Record<string, (input: ActionInput) => Plan>> = {
    Pass: (input) => pure(emit(payloadOf(input))),
    Tick: (input) => pure(emit(payloadOf(input))),
    Fail: (input) => pure({ kind: 'fail', message: 'it always fails', payload: asValue(payloadOf(input)) }),
    Poison: () => pure({ kind: 'emit', payloads: ['poison'] }),
    Explode: explode,
    Branch: branch,
    Lap: lap,
    Wait: wait,
    Throttle: throttle,
    Dedup: dedup,
    Collect: collect(watch, true),
    Gather: collect(watch, false),
    Send: send,
    Call: call,
    TimedCall: ask(watch, (input, payload) => ({
      kind: 'call',
      target: { name: String(input.raw('story')) },
      payload: asValue(passedOn(payload, input.action.id)),
    })),
    Group: ask(watch, ({ action }, payload) => ({
      kind: 'call',
      target: { group: action.id },
      payload: asValue(passedOn(payload, action.id)),
    })),
    GroupOutputAgent: (input) => pure(emit(payloadOf(input))),
    Ask: ask(watch, () => ({ kind: 'wait' })),
    Fork: fork,
    Again: again,
    Loop: loop(false),
    Series: loop(true),
  };
  return new Map(Object.entries(plans).map(([name, plan]) => toy(name, plan, watch)));
}

function toy(name: string, plan: (input: ActionInput) => Plan, watch: ToyWatch): [string, ActionType] {
  const type = `Agents::${name}`;
  return [
    type,
    {
      type,
      title: name,
      canReceive: true,
      canEmit: true,
      canBeScheduled: name === 'Tick',
      options: [],
      defaultOptions: () => ({}),
      plan: (input) => {
        watch.planned(input);
        return plan(input);
      },
    },
  ];
}
