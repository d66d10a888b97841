/** Actions whose options name credentials or resources, as stored. Who names which is found out by whoever can read formulas. */
import type { ObjectValue } from '@fabula/formula';
import { type ActionId, asId, slugOf, type TeamId } from '@fabula/model';
import { sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { readStoredObject } from '../database/stored-json.ts';

export interface OptionReader {
  readonly actionId: ActionId;
  readonly teamId: TeamId;
  readonly teamSlug: string;
  readonly standardLibVersion: number | null;
  readonly options: ObjectValue;
}

/** `name`: what formulas call them. `teamIds`: those that the caller sees; null: all. */
export async function listOptionReaders(
  executor: Executor,
  name: 'CREDENTIAL' | 'RESOURCE',
  teamIds: readonly TeamId[] | null,
): Promise<readonly OptionReader[]> {
  let matching = executor
    .selectFrom('action')
    .innerJoin('story', 'story.id', 'action.story_id')
    .innerJoin('team', 'team.id', 'story.team_id');
  if (teamIds !== null) matching = matching.where('story.team_id', '=', anyOf(teamIds));
  const rows = await matching
    .select(['action.id', 'story.team_id', 'team.name', 'story.standard_lib_version', 'action.options'])
    // `{% credential … %}` and `{% resource … %}` are the older forms
    .where(sql<boolean>`action.options::text ilike ${`%${name}%`}`)
    .orderBy('action.id')
    .execute();
  return rows.map((row) => ({
    actionId: asId(row.id),
    teamId: asId(row.team_id),
    teamSlug: slugOf(row.name),
    standardLibVersion: row.standard_lib_version,
    options: readStoredObject(row.options),
  }));
}
