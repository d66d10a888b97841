/** When what expires is removed. Readers hide it at once, so the sweep may take its time. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/**
 * Nothing is removed in the first minute after it has expired: somebody who found it just before may be sending it again,
 * and the clocks of several hosts differ.
 */
export const graceMs = MINUTE;

/** A run is taken as a whole so long after its start has expired: most have ended by then, and cost one look. */
export const usualRunMs = 30 * SECOND;

/** Runs that are to be saved are marked so long before they would expire, so that they never disappear in between. */
export const savedAheadMs = 10 * MINUTE;

/** What was written until then is removed. */
export function cutoffOf(now: number, keepMs: number): number {
  return now - keepMs - graceMs;
}

export interface Looked {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly keepMs: number;
  readonly isKept: boolean;
  /** Of the oldest event that is still shown; null: none is. */
  readonly oldestShownAt: number | null;
  readonly pending: Pending | null;
}

export interface Pending {
  /** null: waits for an answer, not for a time. */
  readonly nextDueAt: number | null;
}

/**
 * When to look at a run again. 'with the others': it has not reached the end of its period yet.
 *
 * A run that still writes is looked at sixteen times in a period, so that it keeps little more than it must. One that only
 * waits is left alone until it is due, but a day at most: what it waits for may be cancelled. One that is overdue is looked
 * at less and less often, in proportion to its age.
 */
export function nextLook(run: Looked, now: number): number | 'with the others' | 'never' {
  if (run.isKept) return 'never';
  if (run.startedAt > cutoffOf(now, run.keepMs)) return 'with the others';
  const soonest = now + Math.max(MINUTE, run.keepMs / 16);
  const times = [now + DAY];
  if (run.oldestShownAt !== null) times.push(run.oldestShownAt + run.keepMs + graceMs + 1);
  if (run.pending !== null) {
    const { nextDueAt } = run.pending;
    times.push(nextDueAt !== null && nextDueAt > now ? nextDueAt + MINUTE : now + (now - run.startedAt) / 8);
  } else {
    times.push(run.endedAt + run.keepMs + graceMs + 1);
  }
  return Math.max(soonest, Math.min(...times));
}
