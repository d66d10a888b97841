/** Counts requests per key in windows of fixed length. In the memory of this process: a limit holds per process. */

export interface RateCounter {
  /** Counts one request. Gives 0 when it is within `count` per `periodMs`, else the milliseconds until the window ends. */
  take(key: string, count: number, periodMs: number, now: number): number;
}

interface Window {
  readonly endsAt: number;
  used: number;
}

/** Keys come from requests, so their number must be bounded; beyond it the oldest windows are forgotten. */
const maxWindows = 100_000;

export function makeRateCounter(): RateCounter {
  const windows = new Map<string, Window>();
  return {
    take(key, count, periodMs, now) {
      let window = windows.get(key);
      if (window === undefined || window.endsAt <= now) {
        windows.delete(key);
        if (windows.size >= maxWindows) forgetOldest(windows);
        window = { endsAt: now + periodMs, used: 0 };
        windows.set(key, window);
      }
      window.used += 1;
      return window.used <= count ? 0 : window.endsAt - now;
    },
  };
}

function forgetOldest(windows: Map<string, Window>): void {
  const [oldest] = windows.keys();
  if (oldest !== undefined) windows.delete(oldest);
}
