/** Limits of events a day that people have set, in place of those of the environment. */
import type { StoryId } from '@fabula/model';
import type { Executor } from '../database/database.ts';

/** null: nobody set one. */
export interface StoredEventLimits {
  /** All stories together. */
  readonly ofAll: number | null;
  /** Each story that has no limit of its own. */
  readonly perStory: number | null;
}

const names = { ofAll: 'daily_event_limit', perStory: 'daily_event_limit_per_story' } as const;

export async function findEventLimits(executor: Executor): Promise<StoredEventLimits> {
  const rows = await executor
    .selectFrom('setting')
    .select(['name', 'value'])
    .where('name', 'in', [names.ofAll, names.perStory])
    .execute();
  const limitOf = (name: string) => {
    const value = rows.find((row) => row.name === name)?.value;
    return value === undefined ? null : Number(value);
  };
  return { ofAll: limitOf(names.ofAll), perStory: limitOf(names.perStory) };
}

/** null removes the limit that was set; what is left out stays as it is. */
export async function putEventLimits(executor: Executor, limits: Partial<StoredEventLimits>): Promise<void> {
  for (const key of ['ofAll', 'perStory'] as const) {
    const limit = limits[key];
    if (limit === undefined) continue;
    if (limit === null) {
      await executor.deleteFrom('setting').where('name', '=', names[key]).execute();
      continue;
    }
    const value = String(limit);
    await executor
      .insertInto('setting')
      .values({ name: names[key], value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute();
  }
}

/** null removes the story's own limit. */
export async function putStoryEventLimit(executor: Executor, storyId: StoryId, limit: number | null): Promise<void> {
  if (limit === null) {
    await executor.deleteFrom('story_event_limit').where('story_id', '=', storyId).execute();
    return;
  }
  await executor
    .insertInto('story_event_limit')
    .values({ story_id: storyId, daily_events: limit })
    .onConflict((conflict) => conflict.column('story_id').doUpdateSet({ daily_events: limit }))
    .execute();
}
