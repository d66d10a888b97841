/** Numbers of stories at work, for `include_live_activity`. */
import { asId, type StoryId } from '@fabula/model';
import { type Executor, storyActivity } from '@fabula/store';

export interface StoryActivity {
  readonly pendingActionRuns: number;
  readonly concurrentRuns: number;
  readonly notWorkingActions: number;
}

export const noStoryActivity: StoryActivity = { pendingActionRuns: 0, concurrentRuns: 0, notWorkingActions: 0 };

export async function readStoryActivity(
  executor: Executor,
  storyIds: readonly StoryId[],
): Promise<ReadonlyMap<StoryId, StoryActivity>> {
  if (storyIds.length === 0) return new Map();
  const rows = await executor
    .selectFrom('delivery')
    .select((select) => [
      'story_id',
      select.fn.countAll<number>().as('pending'),
      select.fn.count<number>('run_id').distinct().as('runs'),
    ])
    .where('story_id', 'in', storyIds)
    .groupBy('story_id')
    .execute();
  const waiting = new Map(rows.map((row) => [asId<StoryId>(row.story_id), row]));
  const found = new Map<StoryId, StoryActivity>();
  for (const storyId of storyIds) {
    found.set(storyId, {
      pendingActionRuns: waiting.get(storyId)?.pending ?? 0,
      concurrentRuns: waiting.get(storyId)?.runs ?? 0,
      notWorkingActions: await countNotWorking(executor, storyId),
    });
  }
  return found;
}

/** An action does not work while its newest error is newer than its newest event. */
async function countNotWorking(executor: Executor, storyId: StoryId): Promise<number> {
  const activity = await storyActivity(executor, storyId);
  return [...activity.values()].filter(isNotWorking).length;
}

export function isNotWorking(activity: {
  readonly lastEventAt: Date | null;
  readonly lastErrorLogAt: Date | null;
}): boolean {
  const { lastEventAt, lastErrorLogAt } = activity;
  return lastErrorLogAt !== null && (lastEventAt === null || lastErrorLogAt > lastEventAt);
}
