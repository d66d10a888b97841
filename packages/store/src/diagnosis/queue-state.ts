/** What is due and waits for a process, as metrics and `fabula doctor` show it. Read-only; cheap while little is due. */
import type { Database } from '../database/database.ts';

/** Deliveries looked at: the oldest. Of a larger backlog the depth is a lower bound, and the ages are right. */
const mostLookedAt = 100_000;

export interface StoryBacklog {
  readonly storyId: number;
  /** null: the story has been deleted. */
  readonly name: string | null;
  /** Deliveries that are due and that no process has taken up. */
  readonly depth: number;
  readonly oldestDueAt: Date;
}

/** Stories with something overdue at `now`, the one that has waited longest first. */
export async function readBacklog({ pool }: Database, now: Date): Promise<readonly StoryBacklog[]> {
  const { rows } = await pool.query<{ story_id: number; name: string | null; depth: number; oldest: Date }>(
    `with due as (
  select story_id, due_at from delivery where claimed_by is null and due_at <= $1 order by due_at limit ${mostLookedAt}
)
select due.story_id, story.name, count(*) as depth, min(due.due_at) as oldest
from due left join story on story.id = due.story_id
group by due.story_id, story.name order by oldest, due.story_id`,
    [now],
  );
  return rows.map((row) => ({
    storyId: row.story_id,
    name: row.name,
    depth: row.depth,
    oldestDueAt: row.oldest,
  }));
}

/** When the oldest tick that has not been fired was due; null: none is overdue at `now`. */
export async function oldestOverdueTick({ pool }: Database, now: Date): Promise<Date | null> {
  const { rows } = await pool.query<{ next: Date | null }>(
    'select min(next_at) as next from schedule where next_at <= $1',
    [now],
  );
  return rows[0]?.next ?? null;
}

export async function databaseSize({ pool }: Database): Promise<number> {
  const { rows } = await pool.query<{ size: number }>('select pg_database_size(current_database()) as size');
  return rows[0]?.size ?? 0;
}
