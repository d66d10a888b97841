/**
 * How many events wait in an action, in one row of its memory: [moment, count] pairs, a pair for all that leave at about that
 * time. What has left is not counted away but passes by itself, so that nothing can be forgotten: not the event of a run that was
 * deleted, nor one that was let go early; such a one is counted until its moment.
 */
import { isArrayValue, toNative, toNumber, type Value } from '@fabula/formula';

export const waitingKey = 'waiting';
export const maxWaiting = 20_000;
/** Pairs at most: enough for a hundredth of any delay. */
const maxPairs = 256;
const sharesOfDelay = 64;

export interface WaitingQueue {
  readonly count: number;
  /** The row with one event more. */
  readonly with: (dueAt: number) => Value;
}

export function readWaitingQueue(row: Value, now: number): WaitingQueue {
  const pairs = pairsOf(row).filter(([at]) => at > now);
  return {
    count: pairs.reduce((sum, [, count]) => sum + count, 0),
    with: (dueAt) => {
      // Rounded up: an event is never forgotten before it has left.
      const share = (dueAt - now) / sharesOfDelay / 1000;
      const step = 1000 * 2 ** Math.ceil(Math.log2(Math.max(1, share)));
      const at = Math.ceil(dueAt / step) * step;
      const counts = new Map(pairs);
      counts.set(at, (counts.get(at) ?? 0) + 1);
      return thinned([...counts].sort(([a], [b]) => a - b));
    },
  };
}

/** Too many pairs: the two that leave first become one, counted until the later of them. */
function thinned(pairs: readonly Pair[]): readonly Pair[] {
  const [first, second, ...rest] = pairs;
  if (pairs.length <= maxPairs || first === undefined || second === undefined) return pairs;
  return [[second[0], first[1] + second[1]], ...rest];
}

type Pair = readonly [at: number, count: number];

function pairsOf(row: Value): readonly Pair[] {
  if (!isArrayValue(row)) return [];
  return row.map((pair): Pair => (isArrayValue(pair) ? [numberOf(pair[0]), numberOf(pair[1])] : [0, 0]));
}

function numberOf(value: Value | undefined): number {
  const found = toNumber(value ?? null);
  return found === undefined ? 0 : toNative(found);
}
