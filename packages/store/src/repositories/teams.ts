/** Teams and who belongs to them. */
import {
  asId,
  type CustomRoleId,
  defaultRole,
  type HeldRole,
  type Role,
  type StoryId,
  slugOf,
  type TeamId,
  type TeamPermission,
  type UserId,
} from '@fabula/model';
import { sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { type Page, type Paging, windowOf } from './paging.ts';
import type { User } from './users.ts';

export interface Team {
  readonly id: TeamId;
  readonly name: string;
}

export interface Member {
  readonly userId: UserId;
  readonly role: HeldRole;
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
export async function setMember(
  executor: Executor,
  teamId: TeamId,
  userId: UserId,
  role: Role | CustomRoleId,
): Promise<void> {
  const held = typeof role === 'number' ? { role: null, custom_role_id: role } : { role, custom_role_id: null };
  await executor
    .insertInto('team_member')
    .values({ team_id: teamId, user_id: userId, ...held })
    .onConflict((conflict) => conflict.columns(['team_id', 'user_id']).doUpdateSet(held))
    .execute();
}

export async function listMembers(executor: Executor, teamId: TeamId): Promise<readonly Member[]> {
  const rows = await withRoles(executor).where('team_id', '=', teamId).orderBy('user_id').execute();
  return rows.map((row) => ({ userId: asId(row.user_id), role: toHeldRole(row) }));
}

export interface TeamMember {
  readonly user: Pick<
    User,
    'id' | 'firstName' | 'lastName' | 'email' | 'isAdmin' | 'createdAt' | 'lastSeenAt' | 'isInvitationAccepted'
  >;
  /** What it is called. */
  readonly role: string;
}

/** People and their roles, in the order in which they came; service accounts are left out. */
export async function listTeamMembers(executor: Executor, teamId: TeamId, paging: Paging): Promise<Page<TeamMember>> {
  const { limit, offset } = windowOf(paging);
  const matching = executor
    .selectFrom('team_member')
    .innerJoin('app_user', 'app_user.id', 'team_member.user_id')
    .leftJoin('custom_role', 'custom_role.id', 'team_member.custom_role_id')
    .where('team_member.team_id', '=', teamId)
    .where('is_service', '=', false);
  const { count } = await matching
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await matching
    .selectAll('app_user')
    .select(['team_member.role', 'custom_role.name as role_name'])
    .orderBy('team_member.created_at')
    .orderBy('app_user.id')
    .limit(limit)
    .offset(offset)
    .execute();
  const items = rows.map((row) => ({
    user: {
      id: asId<UserId>(row.id),
      firstName: row.first_name,
      lastName: row.last_name,
      email: row.email,
      isAdmin: row.is_admin,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      isInvitationAccepted: row.is_invitation_accepted,
    },
    role: row.role ?? row.role_name ?? '',
  }));
  return { items, count };
}

export async function removeMember(executor: Executor, teamId: TeamId, userId: UserId): Promise<void> {
  await executor.deleteFrom('team_member').where('team_id', '=', teamId).where('user_id', '=', userId).execute();
}

/** What is shared with the team, by its slug, stays shared with it. In a transaction of the caller. */
export async function renameTeam(executor: Executor, id: TeamId, name: string): Promise<void> {
  const teams = await executor.selectFrom('team').select(['id', 'name']).execute();
  const before = slugOf(teams.find((team) => team.id === id)?.name ?? '');
  const after = slugOf(name);
  // Another team of the same slug keeps what is shared with it.
  const isShared = teams.some((team) => team.id !== id && slugOf(team.name) === before);
  if (before !== after) {
    for (const table of ['story', 'credential', 'resource'] as const) {
      const slugs = sql.ref('shared_team_slugs');
      const carried = isShared
        ? sql<string[]>`array_append(${slugs}, ${after}::text)`
        : sql<string[]>`array_replace(${slugs}, ${before}::text, ${after}::text)`;
      await executor
        .updateTable(table)
        .set({ shared_team_slugs: carried })
        .where(sql<boolean>`${before} = any(${slugs})`)
        .execute();
    }
  }
  await executor
    .updateTable('team')
    .set({ name: storableText(name), updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();
}

/** With all that belongs to it. Gives the stories that went, drafts included. In a transaction of the caller. */
export async function deleteTeam(executor: Executor, id: TeamId): Promise<readonly StoryId[]> {
  const stories = await executor.deleteFrom('story').where('team_id', '=', id).returning('id').execute();
  await executor.deleteFrom('team').where('id', '=', id).execute();
  return stories.map((story) => asId<StoryId>(story.id));
}

export async function rolesByTeam(executor: Executor, userId: UserId): Promise<ReadonlyMap<TeamId, HeldRole>> {
  const rows = await withRoles(executor).where('user_id', '=', userId).execute();
  return new Map(rows.map((row) => [asId<TeamId>(row.team_id), toHeldRole(row)]));
}

function withRoles(executor: Executor) {
  return executor
    .selectFrom('team_member')
    .leftJoin('custom_role', 'custom_role.id', 'team_member.custom_role_id')
    .select(['team_id', 'user_id', 'role', 'custom_role.name', 'custom_role.permissions']);
}

function toHeldRole(row: { role: Role | null; name: string | null; permissions: TeamPermission[] | null }): HeldRole {
  return row.role === null ? { name: row.name ?? '', permissions: new Set(row.permissions) } : defaultRole(row.role);
}
