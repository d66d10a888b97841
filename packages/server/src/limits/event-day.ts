/** The day that limits of events are counted by: UTC, so that it is the same in every process. */

const dayMs = 86_400_000;

/** Asked at every commit, and nearly always about the same day. */
let lastDay = { number: Number.NaN, text: '' };

/** `2026-01-31`. */
export function dayOf(now: number): string {
  const number = Math.floor(now / dayMs);
  if (number !== lastDay.number) lastDay = { number, text: new Date(now).toISOString().slice(0, 10) };
  return lastDay.text;
}

/** Midnight after `now`, in milliseconds since 1970. */
export function dayEndOf(now: number): number {
  return (Math.floor(now / dayMs) + 1) * dayMs;
}

/**
 * When deliveries that are held back today become due: a moment after midnight. When a limit is raised they are found by
 * this very moment, so it must not be one that people name: "until tomorrow, 00:00" is no pause and stays where it is.
 */
export function pauseEndOf(now: number): number {
  return dayEndOf(now) + 37;
}
