/** The time zone in which times are shown: the device's own, or another that somebody chose. Kept on this device. */
import { useSyncExternalStore } from 'react';

const storageKey = 'fabula-time-zone';
const listeners = new Set<() => void>();
let current = readChoice();

function readChoice(): string | undefined {
  try {
    const stored = localStorage.getItem(storageKey);
    return stored !== null && isTimeZone(stored) ? stored : undefined;
  } catch {
    // Storage is switched off; the choice then lasts as long as the page.
    return undefined;
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** undefined: as the device has it. */
export function chooseTimeZone(zone: string | undefined): void {
  current = zone;
  try {
    if (zone === undefined) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, zone);
  } catch {
    // As above.
  }
  for (const listener of listeners) listener();
}

export function useTimeZone(): string | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

/** "27 Nov 2026, 09:35:10 GMT+1": the whole of it, for a tip. */
export function exactTime(at: number, zone: string | undefined): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(at);
}
