/**
 * Whether so much time has passed since then. A clock that was set back counts as passed: whatever waits for it would
 * otherwise wait until the clock is where it was.
 */
export function hasPassed(now: number, since: number, milliseconds: number): boolean {
  return now < since || now - since >= milliseconds;
}
