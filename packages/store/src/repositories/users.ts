/** People and service accounts. */
import { asId, type UserId } from '@fabula/model';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';

export interface User {
  readonly id: UserId;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Owner of the tenant. */
  readonly isAdmin: boolean;
  readonly isInvitationAccepted: boolean;
  readonly createdAt: Date;
  readonly lastSeenAt: Date | null;
}

export interface NewUser {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** null: cannot sign in with a password. */
  readonly passwordHash: string | null;
  readonly isAdmin: boolean;
}

const columns = [
  'app_user.id',
  'email',
  'first_name',
  'last_name',
  'is_admin',
  'is_invitation_accepted',
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
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
  };
}
