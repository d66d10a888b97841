/** Stories that others of a team may call, with what is needed to offer them by name. */
import { type ActionId, asId, type StoryId, slugOf, type TeamId } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';

export interface OfferedStory {
  readonly id: StoryId;
  readonly name: string;
  readonly slug: string;
  readonly description: string | null;
  readonly entryActionId: ActionId;
  readonly exitActionIds: readonly ActionId[];
  /** Open to Workbench, and so to MCP clients. */
  readonly isForWorkbench: boolean;
}

/** The team's own first, each oldest first: its own, those open to all, and those shared with it. */
export async function listOfferedStories(executor: Executor, teamId: TeamId): Promise<readonly OfferedStory[]> {
  const team = await executor.selectFrom('team').select('name').where('id', '=', teamId).executeTakeFirst();
  const rows = await executor
    .selectFrom('story')
    .select(['id', 'name', 'slug', 'description', 'access_source', 'entry_action_id', 'exit_action_ids'])
    .where('live_id', 'is', null)
    .where('access_source', '<>', 'OFF')
    .where('entry_action_id', 'is not', null)
    .where('is_disabled', '=', false)
    .where((where) =>
      where.or([
        where('team_id', '=', teamId),
        where('access_scope', '=', 'GLOBAL'),
        where.and([
          where('access_scope', '=', 'SPECIFIC_TEAMS'),
          sql<boolean>`${slugOf(team?.name ?? '')} = any(shared_team_slugs)`,
        ]),
      ]),
    )
    .orderBy(sql`team_id = ${teamId}`, 'desc')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: asId(row.id),
    name: row.name,
    slug: row.slug,
    description: row.description,
    entryActionId: asId(row.entry_action_id ?? 0),
    exitActionIds: row.exit_action_ids.map(asId<ActionId>),
    isForWorkbench: row.access_source === 'WORKBENCH' || row.access_source === 'STS_AND_WORKBENCH',
  }));
}
