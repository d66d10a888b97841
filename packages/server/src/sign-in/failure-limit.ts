/**
 * Slows down the guessing of passwords: after `limit` failures within `windowMs` for one address of the network or one
 * e-mail address, further attempts are refused until the oldest failure is older than that. Kept in memory: each process
 * counts for itself, and a restart forgets.
 */
import type { Clock } from '@fabula/engine';

const windowMs = 15 * 60_000;
const limit = 10;
/** Keys held at once; the oldest make room, so that a flood of invented addresses cannot fill the memory. */
const capacity = 10_000;

export interface FailureLimit {
  /** Seconds to wait, or 0 when another attempt is allowed. */
  waitSeconds(keys: readonly string[]): number;
  recordFailure(keys: readonly string[]): void;
  forget(keys: readonly string[]): void;
}

export function createFailureLimit(clock: Pick<Clock, 'now'>): FailureLimit {
  const failures = new Map<string, number[]>();

  const recent = (key: string): number[] => {
    const after = clock.now() - windowMs;
    return (failures.get(key) ?? []).filter((at) => at > after);
  };

  return {
    waitSeconds(keys) {
      const waits = keys.map((key) => {
        const times = recent(key);
        const first = times.length >= limit ? times[times.length - limit] : undefined;
        return first === undefined ? 0 : Math.ceil((first + windowMs - clock.now()) / 1000);
      });
      return Math.max(0, ...waits);
    },
    recordFailure(keys) {
      for (const key of keys) {
        const times = [...recent(key), clock.now()].slice(-limit);
        failures.delete(key);
        failures.set(key, times);
      }
      for (const key of failures.keys()) {
        if (failures.size <= capacity) break;
        failures.delete(key);
      }
    },
    forget(keys) {
      for (const key of keys) failures.delete(key);
    },
  };
}
