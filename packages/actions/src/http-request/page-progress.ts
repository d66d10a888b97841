/** How far the reading of pages is, as the action leaves it to itself between two pages. */
import type { ActionInput } from '@fabula/engine';
import {
  getKey,
  isObjectValue,
  makeObject,
  type ObjectValue,
  toNative,
  toNumber,
  toText,
  type Value,
} from '@fabula/formula';

/** How far the reading is. Its values are data of the delivery and survive a crash. */
export interface Progress {
  /** Of the pages in the action's memory. */
  readonly key: string;
  readonly index: number;
  readonly previous: Value;
  /** Bytes so far. */
  readonly bytes: number;
  readonly retried: number;
}

/** null: there is another page. */
export type End = { readonly level: 2 | 4; readonly message: string } | 'end' | null;

export function readProgress(input: ActionInput): Progress {
  if (isObjectValue(input.resumed)) return progressOf(input.resumed);
  return { key: `pages:${input.environment.newUuid()}`, index: 0, previous: null, bytes: 0, retried: input.attempt };
}

export function progressOf(state: ObjectValue): Progress {
  return {
    key: toText(getKey(state, 'key') ?? ''),
    index: numberAt(state, 'index'),
    previous: getKey(state, 'previous') ?? null,
    bytes: numberAt(state, 'bytes'),
    retried: numberAt(state, 'retry'),
  };
}

/** With `ends`, `previous` is a page that has arrived and is to be kept. */
export function stateOf(progress: Progress, local: Value | undefined, ends?: Exclude<End, null> | false): Value {
  const { key, index, previous, bytes, retried } = progress;
  const pairs: [string, Value][] = [
    ['key', key],
    ['index', index],
    ['previous', previous],
    ['bytes', bytes],
    ['retry', retried],
  ];
  if (local !== undefined) pairs.push(['local', local]);
  if (ends !== undefined) {
    const value = typeof ends === 'object' ? makeObject(Object.entries(ends)) : ends;
    pairs.push(['ends', value]);
  }
  return makeObject(pairs);
}

export function endOf(stored: Value): End {
  if (stored === 'end') return 'end';
  if (!isObjectValue(stored)) return null;
  return { level: numberAt(stored, 'level') === 4 ? 4 : 2, message: toText(getKey(stored, 'message') ?? '') };
}

export function numberAt(value: Value, key: string): number {
  const found = isObjectValue(value) ? toNumber(getKey(value, key) ?? null) : undefined;
  return found === undefined ? 0 : toNative(found);
}
