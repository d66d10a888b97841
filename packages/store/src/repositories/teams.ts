/** Teams and who belongs to them. */
import { asId, type Role, type TeamId, type UserId } from '@fabula/model';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { type Page, type Paging, windowOf } from './paging.ts';

export interface Team {
  readonly id: TeamId;
  readonly name: string;
}

export interface Member {
  readonly userId: UserId;
  readonly role: Role;
}

export async function createTeam(executor: Executor, name: string): Promise<Team> {
  const { id } = await executor
    .insertInto('team')
    .values({ name: storableText(name) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id: asId(id), name };
}

export async function findTeam(executor: Executor, id: TeamId): Promise<Team | null> {
  const row = await executor.selectFrom('team').select(['id', 'name']).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : { id: asId(row.id), name: row.name };
}

/** `teamIds`: those that the caller sees; null: all. In the order of their making. */
export async function listTeams(
  executor: Executor,
  teamIds: readonly TeamId[] | null,
  paging: Paging,
): Promise<Page<Team>> {
  const { limit, offset } = windowOf(paging);
  const visible = executor
    .selectFrom('team')
    .$if(teamIds !== null, (query) => query.where('id', '=', anyOf(teamIds ?? [])));
  const rows = await visible.select(['id', 'name']).orderBy('id').limit(limit).offset(offset).execute();
  const { count } = await visible
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return { items: rows.map((row) => ({ id: asId(row.id), name: row.name })), count };
}

/** Puts a user into a team, or gives a member another role. */
export async function setMember(executor: Executor, teamId: TeamId, userId: UserId, role: Role): Promise<void> {
  await executor
    .insertInto('team_member')
    .values({ team_id: teamId, user_id: userId, role })
    .onConflict((conflict) => conflict.columns(['team_id', 'user_id']).doUpdateSet({ role }))
    .execute();
}

export async function listMembers(executor: Executor, teamId: TeamId): Promise<readonly Member[]> {
  const rows = await executor
    .selectFrom('team_member')
    .select(['user_id', 'role'])
    .where('team_id', '=', teamId)
    .orderBy('user_id')
    .execute();
  return rows.map((row) => ({ userId: asId(row.user_id), role: row.role }));
}

export async function rolesByTeam(executor: Executor, userId: UserId): Promise<ReadonlyMap<TeamId, Role>> {
  const rows = await executor
    .selectFrom('team_member')
    .select(['team_id', 'role'])
    .where('user_id', '=', userId)
    .execute();
  return new Map(rows.map((row) => [asId<TeamId>(row.team_id), row.role]));
}
