/**
 * Where a loop stands: what the action leaves to itself between its elements, and while one of them waits.
 *
 * One after the other, a loop carries a part of its list along and the results that came of it; the rest of the list and the
 * earlier results are in the action's memory, so that a long loop does not write the same things again and again. All at
 * once, each element is a delivery of its own that carries nothing but itself.
 */
import {
  getKey,
  isArrayValue,
  isObjectValue,
  stringifyJson,
  toNative,
  toNumber,
  toText,
  type Value,
} from '@fabula/formula';
import type { Element } from './elements.ts';

export interface LoopState {
  /** Of the loop's memory. */
  readonly key: string;
  readonly isParallel: boolean;
  /** Elements of the whole list. */
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Of the element that is under way, or comes next. */
  readonly index: number;
  /** Elements at hand, the first of which is number `first`. */
  readonly elements: readonly Element[];
  readonly first: number;
  /** Which part of the list they are, and how many parts there are. */
  readonly part: number;
  readonly parts: number;
  /** The elements hold a secret: they are not kept, but read again at every turn. */
  readonly isSecret: boolean;
  /** Not in memory yet. */
  readonly results: readonly Value[];
  /** Characters of them. */
  readonly size: number;
  readonly isInMemory: boolean;
  readonly previous: Value;
  readonly failed: number;
  /** Attempts of the delivery before this element. */
  readonly attempts: number;
  /** LOCAL, computed once for the whole loop; undefined: there is none, or it is not to be kept. */
  readonly local: Value | undefined;
}

export interface Left {
  readonly state: LoopState;
  /** With what the element under way is called again; undefined: none is under way. */
  readonly resumed?: Value;
}

const mark = 'fabula:loop';

export function toState(state: LoopState, inner?: Value): Value {
  const { elements, local, ...rest } = state;
  const parts = state.isSecret ? [] : elementsToValue(elements);
  const loop: Value = { ...rest, elements: parts, ...(local === undefined ? {} : { local }) };
  return inner === undefined ? { [mark]: loop } : { [mark]: loop, inner };
}

/** null: the action was not called again, or not in the middle of a loop. */
export function readLeft(resumed: Value): Left | null {
  const own = member(resumed, mark);
  if (own !== undefined) {
    const inner = member(resumed, 'inner');
    return inner === undefined ? { state: fromValue(own) } : { state: fromValue(own), resumed: inner };
  }
  // an answer, or that there is none, stands beside what the action had left
  const left = member(resumed, 'state');
  const loop = member(left, mark);
  if (loop === undefined || !isObjectValue(resumed)) return null;
  const answer = ['answer', 'timed_out', 'ended', 'failed'].flatMap((key): [string, Value][] => {
    const value = getKey(resumed, key);
    return value === undefined ? [] : [[key, value]];
  });
  return { state: fromValue(loop), resumed: { ...Object.fromEntries(answer), state: member(left, 'inner') ?? null } };
}

export function elementsToValue(elements: readonly Element[]): Value {
  return elements.map(({ value, key }): Value => (key === undefined ? [value] : [value, key]));
}

export function elementsFromValue(value: Value | undefined): Element[] {
  return listOf(value).map((item): Element => {
    const [own = null, key] = listOf(item);
    return key === undefined ? { value: own } : { value: own, key: toText(key) };
  });
}

export function sizeOf(value: Value): number {
  return stringifyJson(value).length;
}

export function listOf(value: Value | undefined): readonly Value[] {
  return value !== undefined && isArrayValue(value) ? value : [];
}

export function numberOf(value: Value | undefined): number {
  const number = value === undefined ? undefined : toNumber(value);
  return number === undefined ? 0 : toNative(number);
}

export function member(value: Value | undefined, key: string): Value | undefined {
  return value !== undefined && isObjectValue(value) ? getKey(value, key) : undefined;
}

function fromValue(loop: Value): LoopState {
  const number = (key: keyof LoopState): number => numberOf(member(loop, key));
  return {
    key: toText(member(loop, 'key') ?? ''),
    isParallel: member(loop, 'isParallel') === true,
    count: number('count'),
    startedAt: number('startedAt'),
    index: number('index'),
    elements: elementsFromValue(member(loop, 'elements')),
    first: number('first'),
    part: number('part'),
    parts: number('parts'),
    isSecret: member(loop, 'isSecret') === true,
    results: listOf(member(loop, 'results')),
    size: number('size'),
    isInMemory: member(loop, 'isInMemory') === true,
    previous: member(loop, 'previous') ?? null,
    failed: number('failed'),
    attempts: number('attempts'),
    local: member(loop, 'local'),
  };
}
