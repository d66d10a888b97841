/** What happens at each action of the open story: counts and times, kept apart from React so that cards can listen one by one. */
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import { z } from 'zod';
import { KeyedStore } from './keyed-store.ts';

const activitySchema = z.object({
  id: z.number(),
  events_count: z.number(),
  logs_count: z.number(),
  errors_count: z.number(),
  last_event_at: z.string().nullable(),
  last_error_log_at: z.string().nullable(),
});

export interface Activity extends z.output<typeof activitySchema> {
  /** Told while the board was open, not by its first snapshot. */
  readonly isFresh: boolean;
}

export const activityNoticeSchema = z.object({ actions: z.array(activitySchema) });

export type ActivityStore = KeyedStore<number, Activity>;

export const ActivityContext = createContext<ActivityStore>(new KeyedStore());

/** The activity of one action; `undefined` until the server has told. */
export function useActivity(actionId: number): Activity | undefined {
  const store = useContext(ActivityContext);
  const subscribe = useCallback((listener: () => void) => store.subscribe(actionId, listener), [store, actionId]);
  return useSyncExternalStore(subscribe, () => store.get(actionId));
}

/**
 * Takes a notice in; gives the ids of the actions at which something happened since the notice before. Actions that
 * never did anything are in no notice.
 */
export function takeActivity(
  store: ActivityStore,
  { actions }: z.output<typeof activityNoticeSchema>,
  isFresh: boolean,
): number[] {
  const moved: number[] = [];
  for (const next of actions) {
    const before = store.get(next.id);
    const isSame =
      before !== undefined &&
      before.events_count === next.events_count &&
      before.logs_count === next.logs_count &&
      before.last_event_at === next.last_event_at &&
      before.last_error_log_at === next.last_error_log_at;
    if (isSame) continue;
    store.set(next.id, { ...next, isFresh });
    moved.push(next.id);
  }
  return moved;
}
