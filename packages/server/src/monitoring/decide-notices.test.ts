import { type ActionId, asId, type StoryId } from '@fabula/model';
import type { MonitoredAction, ToldState } from '@fabula/store';
import { describe, expect, it } from 'vitest';
import { decideNotices, pauseMs } from './decide-notices.ts';

const start = Date.UTC(2026, 10, 22, 12);
const at = (seconds: number): Date => new Date(start + seconds * 1_000);

function told(changes: Partial<ToldState> = {}): ToldState {
  const nothing = { errorsWaitUntil: null, eventsWaitUntil: null, silentSince: null };
  return { errors: 0, events: 0, watchedSince: at(0), ...nothing, ...changes };
}

function action(changes: Partial<MonitoredAction> = {}): MonitoredAction {
  return {
    actionId: asId<ActionId>(1),
    actionName: 'Fetch',
    actionType: 'Agents::HTTPRequestAgent',
    storyId: asId<StoryId>(2),
    storyName: 'Alerts',
    recipients: ['a@x.test'],
    monitorsFailures: false,
    monitorsAllEvents: false,
    monitorsNoEventsFor: null,
    errorsCount: 0,
    eventsCount: 0,
    lastEventAt: null,
    told: told(),
    ...changes,
  };
}

describe('what is told of a monitored action', () => {
  it('the first failure at once, then at most one notice a minute with the number of failures', () => {
    const failing = { monitorsFailures: true };
    const first = decideNotices(action({ ...failing, errorsCount: 1 }), start);
    expect(first.notices).toEqual([{ kind: 'failures', count: 1 }]);
    const soon = decideNotices(action({ ...failing, errorsCount: 500, told: first.told }), start + pauseMs - 1);
    expect(soon).toEqual({ notices: [], told: first.told });
    const later = decideNotices(action({ ...failing, errorsCount: 500, told: soon.told }), start + pauseMs);
    expect(later.notices).toEqual([{ kind: 'failures', count: 499 }]);
    expect(
      decideNotices(action({ ...failing, errorsCount: 500, told: later.told }), start + 5 * pauseMs).notices,
    ).toEqual([]);
  });

  it('events in the same way, beside failures', () => {
    const busy = action({ monitorsAllEvents: true, monitorsFailures: true, eventsCount: 3, errorsCount: 1 });
    const { notices, told: after } = decideNotices(busy, start);
    expect(notices).toEqual([
      { kind: 'failures', count: 1 },
      { kind: 'events', count: 3 },
    ]);
    expect(decideNotices({ ...busy, told: after, eventsCount: 4 }, start + 1).notices).toEqual([]);
  });

  it('nothing of what nobody asked for', () => {
    const { notices, told: after } = decideNotices(action({ eventsCount: 3, errorsCount: 1 }), start);
    expect(notices).toEqual([]);
    // Whoever asks for it later hears of what comes then.
    expect(after).toMatchObject({ events: 3, errors: 1 });
  });

  it('nothing when logs or events were removed by hand', () => {
    const removed = action({ monitorsFailures: true, monitorsAllEvents: true, told: told({ errors: 5, events: 5 }) });
    const { notices, told: after } = decideNotices(removed, start);
    expect(notices).toEqual([]);
    expect(decideNotices({ ...removed, errorsCount: 1, told: after }, start).notices).toEqual([
      { kind: 'failures', count: 1 },
    ]);
  });

  it('a silence once, and its end', () => {
    const quiet = action({ monitorsNoEventsFor: 60 });
    expect(decideNotices(quiet, start + 59_999).notices).toEqual([]);
    const silent = decideNotices(quiet, start + 60_000);
    expect(silent.notices).toEqual([{ kind: 'silence', since: at(0), seconds: 60 }]);
    expect(decideNotices({ ...quiet, told: silent.told }, start + 600_000).notices).toEqual([]);
    const back = decideNotices({ ...quiet, told: silent.told, lastEventAt: at(700) }, start + 701_000);
    expect(back.notices).toEqual([{ kind: 'activity', silentSince: at(0) }]);
    expect(decideNotices({ ...quiet, told: back.told, lastEventAt: at(700) }, start + 760_000).notices).toEqual([
      { kind: 'silence', since: at(700), seconds: 60 },
    ]);
  });

  it('no silence any more when monitoring ends', () => {
    expect(decideNotices(action({ told: told({ silentSince: at(0) }) }), start).told.silentSince).toBeNull();
  });
});
