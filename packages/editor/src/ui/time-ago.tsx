import { useSyncExternalStore } from 'react';
import { relativeTime } from './relative-time.ts';
import { exactTime, useTimeZone } from './time-zone.ts';

const tickMs = 10_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

// One timer for all times on the screen; it stops when none is shown.
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const each of listeners) each();
    }, tickMs);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Milliseconds since 1970, anew every ten seconds. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** A time as people say it, with the exact one as its tip. */
export function TimeAgo({ at, className }: { readonly at: string; readonly className?: string }) {
  const ticked = useNow();
  const zone = useTimeZone();
  const then = Date.parse(at);
  return (
    <time dateTime={at} title={exactTime(then, zone)} className={className}>
      {relativeTime(then, Math.max(ticked, then))}
    </time>
  );
}
