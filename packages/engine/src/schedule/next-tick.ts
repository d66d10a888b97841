import { Cron } from 'croner';
import type { NextTick } from '../ports/store.ts';

/**
 * When a cron entry is next due. Time zones and daylight saving are croner's: a local time that does not exist in spring
 * is taken at the moment the clocks jump, one that exists twice in autumn is taken once.
 */
export const nextTick: NextTick = (cron, timezone, after) => {
  try {
    const next = new Cron(cron, { timezone, paused: true }).nextRun(new Date(after));
    return next === null ? null : next.getTime();
  } catch {
    // An entry that cannot be read never fires; the API refuses such entries when they are saved.
    return null;
  }
};
