/**
 * What is to be told of a monitored action, by what it has done and what was told before. Pure.
 *
 * - The first failure is told at once; after that at most one notice a minute, with the number of failures since. So too
 *   for events.
 * - A silence is told once, and so is its end.
 *
 * A failure counts when an error log was written, whether or not its event went down a failure path.
 */
import type { MonitoredAction, ToldState } from '@fabula/store';

export type Notice =
  | { readonly kind: 'failures'; readonly count: number }
  | { readonly kind: 'events'; readonly count: number }
  | { readonly kind: 'silence'; readonly since: Date; readonly seconds: number }
  | { readonly kind: 'activity'; readonly silentSince: Date };

/** Between two notices of a kind. */
export const pauseMs = 60_000;

export function decideNotices(
  action: MonitoredAction,
  now: number,
): { readonly notices: readonly Notice[]; readonly told: ToldState } {
  const notices: Notice[] = [];
  const told: { -readonly [K in keyof ToldState]: ToldState[K] } = { ...action.told };

  const failures = action.errorsCount - told.errors;
  // Counts become smaller when logs are removed by hand.
  if (!action.monitorsFailures || failures < 0) told.errors = action.errorsCount;
  else if (failures > 0 && hasPassed(told.errorsWaitUntil, now)) {
    notices.push({ kind: 'failures', count: failures });
    told.errors = action.errorsCount;
    told.errorsWaitUntil = new Date(now + pauseMs);
  }

  const events = action.eventsCount - told.events;
  if (!action.monitorsAllEvents || events < 0) told.events = action.eventsCount;
  else if (events > 0 && hasPassed(told.eventsWaitUntil, now)) {
    notices.push({ kind: 'events', count: events });
    told.events = action.eventsCount;
    told.eventsWaitUntil = new Date(now + pauseMs);
  }

  const seconds = action.monitorsNoEventsFor;
  const last = laterOf(action.lastEventAt, told.watchedSince);
  if (seconds === null) told.silentSince = null;
  else if (told.silentSince === null && now - last.getTime() >= seconds * 1_000) {
    notices.push({ kind: 'silence', since: last, seconds });
    told.silentSince = last;
  } else if (told.silentSince !== null && last > told.silentSince) {
    notices.push({ kind: 'activity', silentSince: told.silentSince });
    told.silentSince = null;
  }
  return { notices, told };
}

function hasPassed(until: Date | null, now: number): boolean {
  return until === null || now >= until.getTime();
}

function laterOf(moment: Date | null, other: Date): Date {
  return moment !== null && moment > other ? moment : other;
}
