/** Actions of a story for which something is still to do. */
import { type ActionId, asId, type StoryId } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { type Page, type Paging, windowOf } from './paging.ts';

export interface PendingAction {
  readonly id: ActionId;
  readonly name: string;
  readonly type: string;
  readonly count: number;
}

/** The one with the most first. `search`: part of a name, in any case. */
export async function listPendingActions(
  executor: Executor,
  storyId: StoryId,
  search: string,
  paging: Paging,
): Promise<Page<PendingAction>> {
  const { limit, offset } = windowOf(paging);
  const { rows } = await sql<{ id: number; name: string; type: string; count: number; of_all: number }>`
    with pending as materialized (
      select a.id, a.name, a.type, count(*)::int as count from delivery d join action a on a.id = d.action_id
      where a.story_id = ${storyId} and strpos(lower(a.name), lower(${search})) > 0
      group by a.id, a.name, a.type
    ), shown as (
      select * from pending order by count desc, id limit ${limit} offset ${offset}
    )
    select shown.*, total.of_all from (select count(*)::int as of_all from pending) total left join shown on true
    order by count desc, id
  `.execute(executor);
  const items = rows.filter(({ id }) => id !== null).map((row) => ({ ...row, id: asId<ActionId>(row.id) }));
  return { items, count: rows[0]?.of_all ?? 0 };
}
