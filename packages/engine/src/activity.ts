import type { ActionId, StoryId } from '@fabula/model';
import type { Product } from './run-ahead/product.ts';

/** What one commit added to an action, for live counts. */
export interface Activity {
  readonly storyId: StoryId;
  readonly actionId: ActionId;
  readonly events: number;
  readonly logs: number;
  readonly errors: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export function activityOf(product: Product): Activity[] {
  const byAction = new Map<ActionId, { -readonly [K in keyof Activity]: Activity[K] }>();
  const of = (storyId: StoryId, actionId: ActionId, at: number) => {
    let activity = byAction.get(actionId);
    if (activity === undefined) {
      activity = { storyId, actionId, events: 0, logs: 0, errors: 0, at };
      byAction.set(actionId, activity);
    }
    activity.at = at;
    return activity;
  };
  for (const event of product.events) of(event.storyId, event.actionId, event.createdAt).events++;
  for (const log of product.logs) {
    const activity = of(log.storyId, log.actionId, log.createdAt);
    activity.logs++;
    if (log.level === 4) activity.errors++;
  }
  return [...byAction.values()];
}
