const shortestMs = 2_000;
const longestMs = 300_000;

/** Milliseconds until what has failed this many times is tried again: 2 s, 6 s, 18 s … never longer than five minutes. */
export function retryDelay(attempts: number): number {
  return Math.min(longestMs, shortestMs * 3 ** Math.max(0, attempts - 1));
}
