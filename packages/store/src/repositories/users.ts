/** People and service accounts. */
import { asId, type TenantGrant, tenantGrants, type UserId } from '@fabula/model';
import { sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { type Page, type Paging, windowOf } from './paging.ts';

export interface User {
  readonly id: UserId;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Owner of the tenant. */
  readonly isAdmin: boolean;
  readonly isInvitationAccepted: boolean;
  /** Otherwise no key and no session of theirs is good. */
  readonly isActive: boolean;
  readonly tenantPermissions: readonly TenantGrant[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly lastSeenAt: Date | null;
}

export interface NewUser {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** null: cannot sign in with a password. */
  readonly passwordHash: string | null;
  readonly isAdmin: boolean;
  readonly isInvitationAccepted?: boolean | undefined;
  readonly isActive?: boolean | undefined;
  /** Acts for a key that belongs to no person. */
  readonly isService?: boolean | undefined;
  readonly tenantPermissions?: readonly TenantGrant[] | undefined;
}

/** What is left out stays as it is. */
export interface UserChange {
  readonly email?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly isAdmin?: boolean | undefined;
  readonly isActive?: boolean | undefined;
  readonly isInvitationAccepted?: boolean | undefined;
  readonly passwordHash?: string | undefined;
  readonly tenantPermissions?: readonly TenantGrant[] | undefined;
}

const columns = [
  'app_user.id',
  'email',
  'first_name',
  'last_name',
  'is_admin',
  'is_invitation_accepted',
  'is_active',
  'tenant_permissions',
  'app_user.updated_at',
  'app_user.created_at',
  'last_seen_at',
] as const;

interface UserRow {
  id: number;
  email: string;
  first_name: string;
  last_name: string;
  is_admin: boolean;
  is_invitation_accepted: boolean;
  is_active: boolean;
  tenant_permissions: string[];
  updated_at: Date;
  created_at: Date;
  last_seen_at: Date | null;
}

/** An address that is taken in any spelling is a unique violation. */
export async function createUser(executor: Executor, user: NewUser): Promise<User> {
  const row = await executor
    .insertInto('app_user')
    .values({
      email: user.email,
      first_name: user.firstName,
      last_name: user.lastName,
      password_hash: user.passwordHash,
      is_admin: user.isAdmin,
      is_invitation_accepted: user.isInvitationAccepted ?? true,
      is_active: user.isActive ?? true,
      is_service: user.isService ?? false,
      tenant_permissions: [...(user.tenantPermissions ?? [])],
    })
    .returning(columns)
    .executeTakeFirstOrThrow();
  return toUser(row);
}

export async function findUser(executor: Executor, id: UserId): Promise<User | null> {
  const row = await executor.selectFrom('app_user').select(columns).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toUser(row);
}

/** With the hash of the password, for signing in. The spelling of the address does not matter. */
export async function findUserByEmail(
  executor: Executor,
  email: string,
): Promise<(User & { readonly passwordHash: string | null }) | null> {
  const row = await executor
    .selectFrom('app_user')
    .select([...columns, 'password_hash'])
    .where((where) =>
      where(where.fn<string>('lower', ['email']), '=', where.fn<string>('lower', [where.val(storableText(email))])),
    )
    .executeTakeFirst();
  return row === undefined ? null : { ...toUser(row), passwordHash: row.password_hash };
}

/** People, not service accounts, in the order of their making. */
export async function listUsers(executor: Executor, onlyOwners: boolean, paging: Paging): Promise<Page<User>> {
  const { limit, offset } = windowOf(paging);
  let matching = executor.selectFrom('app_user').where('is_service', '=', false);
  if (onlyOwners) matching = matching.where('is_admin', '=', true);
  const { count } = await matching
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await matching.select(columns).orderBy('id').limit(limit).offset(offset).execute();
  return { items: rows.map(toUser), count };
}

/** An address that is taken in any spelling is a unique violation. */
export async function updateUser(executor: Executor, id: UserId, change: UserChange): Promise<void> {
  await executor
    .updateTable('app_user')
    .set({
      ...(change.email === undefined ? {} : { email: change.email }),
      ...(change.firstName === undefined ? {} : { first_name: change.firstName }),
      ...(change.lastName === undefined ? {} : { last_name: change.lastName }),
      ...(change.isAdmin === undefined ? {} : { is_admin: change.isAdmin }),
      ...(change.isActive === undefined ? {} : { is_active: change.isActive }),
      ...(change.isInvitationAccepted === undefined ? {} : { is_invitation_accepted: change.isInvitationAccepted }),
      ...(change.passwordHash === undefined ? {} : { password_hash: change.passwordHash }),
      ...(change.tenantPermissions === undefined ? {} : { tenant_permissions: [...change.tenantPermissions] }),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .execute();
}

/** With their keys, sessions and memberships; what they have made stays. */
export async function deleteUser(executor: Executor, id: UserId): Promise<void> {
  await executor.deleteFrom('app_user').where('id', '=', id).execute();
}

/** People who own the tenant and can act. Held until the end of the transaction, so that two do not remove each other. */
export async function countActiveOwners(executor: Executor): Promise<number> {
  const rows = await executor
    .selectFrom('app_user')
    .select('id')
    .where('is_admin', '=', true)
    .where('is_active', '=', true)
    .forUpdate()
    .execute();
  return rows.length;
}

export async function countUsers(executor: Executor): Promise<number> {
  const { count } = await executor
    .selectFrom('app_user')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

export async function setPasswordHash(executor: Executor, id: UserId, passwordHash: string): Promise<void> {
  await executor.updateTable('app_user').set({ password_hash: passwordHash }).where('id', '=', id).execute();
}

export async function markSeen(executor: Executor, id: UserId, at: Date): Promise<void> {
  await executor.updateTable('app_user').set({ last_seen_at: at }).where('id', '=', id).execute();
}

function toUser(row: UserRow): User {
  return {
    id: asId(row.id),
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    isAdmin: row.is_admin,
    isInvitationAccepted: row.is_invitation_accepted,
    isActive: row.is_active,
    tenantPermissions: tenantGrants.filter((grant) => row.tenant_permissions.includes(grant)),
    updatedAt: row.updated_at,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
  };
}

/** Those of these ids that are people; accounts of keys are none. */
export async function knownUsers(executor: Executor, ids: readonly UserId[]): Promise<ReadonlySet<UserId>> {
  if (ids.length === 0) return new Set();
  const rows = await executor
    .selectFrom('app_user')
    .select('id')
    .where('id', '=', anyOf(ids))
    .where('is_service', '=', false)
    .execute();
  return new Set(rows.map(({ id }) => asId<UserId>(id)));
}
