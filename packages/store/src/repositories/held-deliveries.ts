/**
 * Deliveries that wait for the end of a pause. Nothing marks them but their time: the end of a pause falls on a moment
 * that no person would name (see `pauseEndOf` in the server), so what is due at just that moment waits for it.
 */
import { asId, type StoryId } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';

/** Milliseconds since 1970. */
export async function storiesWithHeldDeliveries(executor: Executor, pauseEnd: number): Promise<readonly StoryId[]> {
  const { rows } = await sql<{ story_id: number }>`
    select distinct story_id from delivery where claimed_by is null and ${isHeld(pauseEnd)}
  `.execute(executor);
  return rows.map((row) => asId<StoryId>(row.story_id));
}

/** Makes at most `limit` of them due at `now`, oldest first; gives how many. */
export async function releaseHeldDeliveries(
  executor: Executor,
  { storyId, pauseEnd, now, limit }: { storyId: StoryId; pauseEnd: number; now: number; limit: number },
): Promise<number> {
  const { numAffectedRows } = await sql`
    update delivery set due_at = to_timestamp(${now}::float8 / 1000) where id in (
      select id from delivery where story_id = ${storyId} and claimed_by is null and ${isHeld(pauseEnd)}
      order by id limit ${limit} for update skip locked
    )
  `.execute(executor);
  return Number(numAffectedRows ?? 0);
}

/** A range, because the database counts in microseconds. */
function isHeld(pauseEnd: number) {
  return sql`due_at >= to_timestamp((${pauseEnd}::float8 - 0.4) / 1000) and due_at < to_timestamp((${pauseEnd}::float8 + 0.4) / 1000)`;
}
