/**
 * `loop`: an action that runs once per element of a list, and emits one event, the list of the results.
 *
 *   begin ──one after the other──► element ─► element ─► … ─► end: one event
 *     └────all at once──► a delivery per element ─► the last one that is done: one event
 *
 * Whatever an element does (a request that is tried again later, a call that waits) is done as without a loop; between
 * elements the loop goes on with what it left to itself (loop-state.ts). Results are collected in the action's memory, in
 * the same transactions as everything else, so that each counts once.
 */
import {
  type ActionInput,
  type ActionType,
  type EffectPorts,
  type LogLine,
  type Mask,
  type MemoryDecision,
  maskValue,
  OptionFailure,
  type Outcome,
  type Plan,
} from '@fabula/engine';
import { makeObject, type Value } from '@fabula/formula';
import { holdsSecret, readLocal } from '../options/common.ts';
import { withNames } from '../options/with-names.ts';
import { type Element, loopElements } from './elements.ts';
import { loopFields, loopParallelField } from './fields.ts';
import {
  elementsFromValue,
  elementsToValue,
  type LoopState,
  listOf,
  member,
  numberOf,
  readLeft,
  sizeOf,
  toState,
} from './loop-state.ts';

export interface LoopSettings {
  /** Whether the documentation gives this kind a loop. */
  readonly isDocumented?: boolean;
  /** Elements that are not done by then fail. */
  readonly limitMs?: number;
}

/** How much a loop carries along before it is put into memory. */
const carried = { elements: 50, characters: 32_000, localCharacters: 10_000, localOfAllCharacters: 10_000_000 };

/** The type with a loop. Each element sees LOOP; the type itself knows nothing of it. */
export function withLoop(type: ActionType, settings: LoopSettings = {}): ActionType {
  const known = new Set(type.options.map(({ key }) => key));
  const fields = loopFields(settings.isDocumented === true).filter(({ key }) => !known.has(key));
  return {
    ...type,
    options: [...type.options, ...fields],
    plan(input) {
      const left = readLeft(input.resumed);
      if (left !== null) return new Loop(type, input, settings).goOn(left.state, left.resumed);
      const elements = input.resumed === null ? loopElements(input) : null;
      return elements === null ? type.plan(input) : new Loop(type, input, settings).begin(elements);
    },
  };
}

interface Planned {
  readonly plan: Plan;
  readonly state: LoopState;
}

interface Recorded {
  readonly state: LoopState;
  readonly logs: readonly LogLine[];
}

class Loop {
  private readonly type: ActionType;
  private readonly input: ActionInput;
  private readonly limitMs: number;

  constructor(type: ActionType, input: ActionInput, { limitMs = Number.POSITIVE_INFINITY }: LoopSettings) {
    this.type = type;
    this.input = input;
    this.limitMs = limitMs;
  }

  begin(elements: readonly Element[]): Plan {
    const { input } = this;
    if (elements.length === 0) return pure({ kind: 'emit', payloads: [[]] });
    const local = readLocal(input);
    const isParallel = loopParallelField.read(input);
    // a delivery per element: what is large is computed again by each
    const isLocalLarge = isParallel && local !== undefined && isLarge(local, elements.length);
    const isSecret = holdsSecret(elementsToValue(elements), input);
    const parts = isSecret ? [elements] : cut(elements);
    const state: LoopState = {
      key: `loop ${input.deliveryId}`,
      isParallel,
      count: elements.length,
      startedAt: input.now,
      index: 0,
      elements: parts[0] ?? [],
      first: 0,
      part: 0,
      parts: parts.length,
      isSecret,
      results: [],
      size: 0,
      isInMemory: false,
      previous: null,
      failed: 0,
      attempts: input.attempt,
      local: isLocalLarge ? undefined : local,
    };
    if (isParallel) {
      const states = elements.map((element, index) => toState({ ...state, index, first: index, elements: [element] }));
      return pure({ kind: 'fork', states, ...(isLocalLarge ? { logs: [localIsLarge] } : {}) });
    }
    if (parts.length === 1) return this.step(state, []);
    const put = parts.slice(1).map((part, index) => ({ key: partKey(state, index + 1), value: elementsToValue(part) }));
    const outcome: Outcome = { kind: 'again', state: toState(state) };
    return { kind: 'memory', keys: put.map(({ key }) => key), decide: () => ({ put, outcome }) };
  }

  /** `resumed`: of the element under way; undefined: none is. */
  goOn(kept: LoopState, resumed: Value | undefined): Plan {
    const left = kept.isSecret ? this.withElements(kept) : kept;
    if (resumed === undefined && (!left.isParallel || left.results.length > 0)) return this.between(left, []);
    const { plan, state } = this.planElement(left, resumed ?? null);
    if (plan.kind !== 'pure' || !isOver(plan.outcome)) return this.wrap(plan, state, []);
    const recorded = record(state, plan.outcome, this.input.secrets);
    return this.between(recorded.state, recorded.logs);
  }

  /** As many as there were. */
  private withElements(state: LoopState): LoopState {
    const read = loopElements(this.input) ?? [];
    const elements = Array.from({ length: state.count }, (_, index): Element => read[index] ?? { value: null });
    return { ...state, elements, first: 0 };
  }

  private between(state: LoopState, logs: readonly LogLine[]): Plan {
    return state.isParallel ? gather(state, logs) : this.step(state, logs);
  }

  /** The next element, and all those after it that need nothing but to be computed. */
  private step(before: LoopState, said: readonly LogLine[]): Plan {
    let state = before;
    const logs = [...said];
    for (;;) {
      if (state.index < state.count && this.isTimeUp(state)) {
        logs.push(timeIsUp(state, this.limitMs));
        state = withoutTheRest(state);
      }
      if (state.index === state.count) return end(state, logs);
      if (isUsedUp(state) || state.size > carried.characters) return putAway(state, logs);
      const planned = this.planElement(state, null);
      if (planned.plan.kind !== 'pure' || !isOver(planned.plan.outcome)) {
        return this.wrap(planned.plan, planned.state, logs);
      }
      const recorded = record(planned.state, planned.plan.outcome, this.input.secrets);
      state = recorded.state;
      logs.push(...recorded.logs);
    }
  }

  /** Begins the element, or calls it again with what it left. */
  private planElement(before: LoopState, resumed: Value): Planned {
    const { input } = this;
    const state = resumed === null ? { ...before, attempts: input.attempt } : before;
    if (state.isParallel && resumed === null && this.isTimeUp(state)) {
      return { state, plan: pure({ kind: 'fail', message: timeIsUp(state, this.limitMs).message }) };
    }
    const names = { LOOP: loopValue(state), ...(state.local === undefined ? {} : { LOCAL: state.local }) };
    const attempt = input.attempt - state.attempts;
    try {
      return { state, plan: this.type.plan({ ...withNames(input, names), resumed, attempt }) };
    } catch (thrown) {
      if (!(thrown instanceof OptionFailure)) throw thrown;
      return { state, plan: pure({ kind: 'fail', message: thrown.message }) };
    }
  }

  private isTimeUp({ startedAt }: LoopState): boolean {
    return this.input.now - startedAt > this.limitMs;
  }

  /** What the element does now; afterwards the loop goes on from `state`. */
  private wrap(plan: Plan, state: LoopState, logs: readonly LogLine[]): Plan {
    switch (plan.kind) {
      case 'pure':
        return pure(this.follow(plan.outcome, state, logs));
      case 'effect': {
        const { perform, unknown } = plan;
        return {
          ...plan,
          perform: async (ports) => {
            const outcome = await perform(portsOf(ports, state));
            return this.follow(outcome, state, logs);
          },
          unknown: (failure) => this.follow(unknown?.(failure) ?? failure, state, logs),
        };
      }
      case 'memory': {
        const { decide } = plan;
        return {
          ...plan,
          decide: (read) => {
            const { outcome, collect, ...rest } = decide(read);
            if (collect === undefined) return { ...rest, outcome: this.follow(outcome ?? nothing, state, logs) };
            const collected = (items: readonly Value[]): Outcome => this.follow(collect.outcome(items), state, logs);
            return { ...rest, collect: { key: collect.key, outcome: collected } };
          },
        };
      }
    }
  }

  /** The loop's outcome from that of an element: it has a result and the loop goes on, or it is not done yet. */
  private follow(outcome: Outcome, state: LoopState, before: readonly LogLine[]): Outcome {
    if (isOver(outcome)) {
      const recorded = record(state, outcome, this.input.secrets);
      return { kind: 'again', state: toState(recorded.state), logs: [...before, ...recorded.logs] };
    }
    const logs = [...before, ...(outcome.logs ?? [])];
    switch (outcome.kind) {
      case 'later':
      case 'again':
        return { ...outcome, logs, state: toState(state, outcome.state) };
      case 'wait':
        return { ...outcome, logs, state: toState(state, outcome.state ?? null) };
      case 'call': {
        const timeoutAt = Math.min(outcome.timeoutAt ?? Number.POSITIVE_INFINITY, state.startedAt + this.limitMs);
        const limited = Number.isFinite(timeoutAt) ? { timeoutAt } : {};
        return { ...outcome, ...limited, logs, state: toState(state, outcome.state ?? null) };
      }
      default:
        return this.follow({ kind: 'fail', message: 'An action that becomes many cannot loop.' }, state, logs);
    }
  }
}

const localIsLarge: LogLine = {
  level: 2,
  message:
    "'local' is too large to be carried to every element of a parallel loop: each computes it again, so that a value of the moment or of chance differs between them.",
};

/** Whether the values of LOCAL are too much for one delivery, or for as many as there are elements. */
function isLarge(local: Value, count: number): boolean {
  const size = sizeOf(local);
  return size > carried.localCharacters || size * count > carried.localOfAllCharacters;
}

const nothing: Outcome = { kind: 'nothing' };

function pure(outcome: Outcome): Plan & { readonly kind: 'pure' } {
  return { kind: 'pure', outcome };
}

function isOver(outcome: Outcome): boolean {
  return outcome.kind === 'emit' || outcome.kind === 'nothing' || outcome.kind === 'fail';
}

/** Notes the result of the element under way: what it emitted, or null. It is kept, so it holds no secret. */
function record(state: LoopState, outcome: Outcome, secrets: Mask): Recorded {
  const emitted = outcome.kind === 'emit' ? resultOf(outcome.payloads) : null;
  const result = secrets.isEmpty ? emitted : maskValue(emitted, secrets);
  const lines: LogLine[] = [...(outcome.logs ?? [])];
  if (outcome.kind === 'fail') lines.push({ level: 4, message: outcome.message });
  const hasFailed = lines.some(({ level }) => level === 4);
  return {
    logs: lines.map(({ level, message }) => ({ level, message: `LOOP.index ${state.index}: ${message}` })),
    state: {
      ...state,
      index: state.isParallel ? state.index : state.index + 1,
      results: [...state.results, result],
      size: state.size + sizeOf(result),
      previous: state.isParallel ? null : result,
      failed: state.failed + (hasFailed ? 1 : 0),
    },
  };
}

/** Most kinds emit one event; of others the list. */
function resultOf(payloads: readonly Value[]): Value {
  return payloads.length > 1 ? [...payloads] : (payloads[0] ?? null);
}

function loopValue({ elements, first, index, previous }: LoopState): Value {
  const element = elements[index - first];
  return makeObject([
    ['value', element?.value ?? null],
    ['index', index],
    ['previous_result', previous],
    ...(element?.key === undefined ? [] : [['key', element.key] as [string, Value]]),
  ]);
}

/** An element is a request of its own to whoever recognizes repetitions. */
function portsOf(ports: EffectPorts, { index }: LoopState): EffectPorts {
  return { ...ports, idempotencyKey: `${ports.idempotencyKey}-${index}` };
}

// one after the other

function isUsedUp({ index, first, elements }: LoopState): boolean {
  return index - first === elements.length;
}

function partKey({ key }: LoopState, part: number): string {
  return `${key} part ${part}`;
}

/** Puts the results so far into memory, and takes the next part of the list from there. */
function putAway(state: LoopState, logs: readonly LogLine[]): Plan {
  const { key, results, index } = state;
  const next = isUsedUp(state) ? partKey(state, state.part + 1) : null;
  const decide = (read: (key: string) => Value): MemoryDecision => {
    const put: { key: string; value: Value }[] = [{ key, value: index }];
    let after: LoopState = { ...state, results: [], size: 0, isInMemory: true };
    if (next !== null) {
      after = { ...after, elements: elementsFromValue(read(next)), first: index, part: state.part + 1 };
      put.push({ key: next, value: null });
    }
    return { put, append: { key, item: [...results] }, outcome: { kind: 'again', state: toState(after), logs } };
  };
  return { kind: 'memory', keys: next === null ? [key] : [key, next], decide };
}

function end(state: LoopState, logs: readonly LogLine[]): Plan {
  const { key, results, part, parts, failed, count } = state;
  if (!state.isInMemory && part === parts - 1) return pure(ended(results, failed, logs));
  const left = Array.from({ length: parts - 1 - part }, (_, index) => partKey(state, part + 1 + index));
  return {
    kind: 'memory',
    keys: [key, ...left],
    decide: () => ({
      put: [{ key, value: count }, ...left.map((unread) => ({ key: unread, value: null }))],
      append: { key, item: [...results] },
      collect: { key, outcome: (items) => ended(items.flatMap(listOf), failed, logs) },
    }),
  };
}

function withoutTheRest(state: LoopState): LoopState {
  const rest = state.count - state.index;
  const nulls = Array.from({ length: rest }, () => null);
  return { ...state, index: state.count, results: [...state.results, ...nulls], failed: state.failed + rest };
}

function timeIsUp({ index, count }: LoopState, limitMs: number): LogLine {
  const message = `The loop was ended after ${Math.round(limitMs / 1000)} seconds, before element ${index} of ${count}.`;
  return { level: 4, message };
}

/** The list in parts that are small enough to be carried along; an element that is large is a part of its own. */
function cut(elements: readonly Element[]): (readonly Element[])[] {
  const parts: Element[][] = [];
  let part: Element[] = [];
  let size = 0;
  for (const element of elements) {
    const own = sizeOf(element.value);
    if (part.length > 0 && (part.length === carried.elements || size + own > carried.characters)) {
      parts.push(part);
      part = [];
      size = 0;
    }
    part.push(element);
    size += own;
  }
  return [...parts, part];
}

// all at once

/** Puts the element's result to the others; the last one is followed by the event. */
function gather({ key, index, count, results, failed }: LoopState, logs: readonly LogLine[]): Plan {
  const decide = (read: (key: string) => Value): MemoryDecision => {
    const tally = read(key);
    const done = numberOf(member(tally, 'done')) + 1;
    const allFailed = numberOf(member(tally, 'failed')) + failed;
    const put = [{ key, value: { done, failed: allFailed } }];
    const append = { key, item: [index, results[0] ?? null] };
    if (done < count) return { put, append, outcome: { kind: 'nothing', logs } };
    return { put, append, collect: { key, outcome: (items) => ended(inOrder(items), allFailed, logs) } };
  };
  return { kind: 'memory', keys: [key], decide };
}

function inOrder(items: readonly Value[]): Value[] {
  const numbered = items.map((item) => {
    const [index, result = null] = listOf(item);
    return { index: numberOf(index), result };
  });
  return numbered.sort((a, b) => a.index - b.index).map(({ result }) => result);
}

function ended(results: readonly Value[], failed: number, logs: readonly LogLine[]): Outcome {
  const message = `${failed} of the ${results.length} elements of the loop failed.`;
  const last: LogLine[] = failed === 0 ? [] : [{ level: 4, message }];
  return { kind: 'emit', payloads: [[...results]], logs: [...logs, ...last] };
}
