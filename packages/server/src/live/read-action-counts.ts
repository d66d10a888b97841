import { type StoryId, toTimestamp } from '@fabula/model';
import { type Executor, storyActivity } from '@fabula/store';
import type { ActionCounts } from './live-hub.ts';

/** The counts of a storyboard; actions that never did anything are absent. */
export async function readActionCounts(executor: Executor, storyId: StoryId): Promise<ActionCounts[]> {
  const activity = await storyActivity(executor, storyId);
  return [...activity].map(([id, counts]) => ({
    id,
    events_count: counts.eventsCount,
    logs_count: counts.logsCount,
    errors_count: counts.errorsCount,
    last_event_at: timeOf(counts.lastEventAt),
    last_error_log_at: timeOf(counts.lastErrorLogAt),
  }));
}

function timeOf(time: Date | null): string | null {
  return time === null ? null : toTimestamp(time.getTime());
}
