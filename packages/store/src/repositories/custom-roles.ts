/** Roles of the installation's own: a name and permissions of a team. */
import { asId, type CustomRoleId, type TeamPermission } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';

export interface CustomRole {
  readonly id: CustomRoleId;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly TeamPermission[];
  /** Members of teams that have it, keys of teams among them. */
  readonly memberCount: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What is left out stays as it is. */
export interface CustomRoleChange {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly permissions?: readonly TeamPermission[] | undefined;
}

/** In the order of their names. */
export async function listCustomRoles(executor: Executor): Promise<readonly CustomRole[]> {
  const rows = await withCounts(executor).orderBy(sql`lower(name)`).execute();
  return rows.map(toRole);
}

export async function findCustomRole(executor: Executor, id: CustomRoleId): Promise<CustomRole | null> {
  const row = await withCounts(executor).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toRole(row);
}

/** Whoever makes, renames or gives a role does so one after the other, until the end of the transaction. */
export async function lockCustomRoles(executor: Executor): Promise<void> {
  await sql`select pg_advisory_xact_lock(${ROLE_LOCK})`.execute(executor);
}

/** Any number that nothing else locks. */
const ROLE_LOCK = 7_241_988;

export async function createCustomRole(
  executor: Executor,
  role: Required<{ [K in keyof CustomRoleChange]: Exclude<CustomRoleChange[K], undefined> }>,
): Promise<CustomRoleId> {
  const { id } = await executor
    .insertInto('custom_role')
    .values({
      name: storableText(role.name),
      description: storableText(role.description),
      permissions: [...role.permissions],
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return asId(id);
}

export async function updateCustomRole(executor: Executor, id: CustomRoleId, change: CustomRoleChange): Promise<void> {
  await executor
    .updateTable('custom_role')
    .set({
      updated_at: sql<Date>`now()`,
      ...(change.name === undefined ? {} : { name: storableText(change.name) }),
      ...(change.description === undefined ? {} : { description: storableText(change.description) }),
      ...(change.permissions === undefined ? {} : { permissions: [...change.permissions] }),
    })
    .where('id', '=', id)
    .execute();
}

/** Nobody may have it any more. */
export async function deleteCustomRole(executor: Executor, id: CustomRoleId): Promise<void> {
  await executor.deleteFrom('custom_role').where('id', '=', id).execute();
}

function withCounts(executor: Executor) {
  return executor
    .selectFrom('custom_role')
    .selectAll()
    .select((select) =>
      select
        .selectFrom('team_member')
        .whereRef('custom_role_id', '=', 'custom_role.id')
        .select((count) => count.fn.countAll<number>().as('count'))
        .as('member_count'),
    );
}

type Row = Awaited<ReturnType<ReturnType<typeof withCounts>['executeTakeFirstOrThrow']>>;

function toRole(row: Row): CustomRole {
  return {
    id: asId(row.id),
    name: row.name,
    description: row.description,
    permissions: row.permissions,
    memberCount: row.member_count ?? 0,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
