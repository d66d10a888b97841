/** Sessions of browsers. Only the hash of a token is kept. */
import { asId, type UserId } from '@fabula/model';
import type { Executor } from '../database/database.ts';

export interface Session {
  readonly userId: UserId;
  readonly expiresAt: Date;
}

export async function createSession(
  executor: Executor,
  session: Session & { readonly tokenHash: string },
): Promise<void> {
  await executor
    .insertInto('session')
    .values({ token_hash: session.tokenHash, user_id: session.userId, expires_at: session.expiresAt })
    .execute();
}

/** null also when it has expired. */
export async function findSession(executor: Executor, tokenHash: string, now: Date): Promise<Session | null> {
  const row = await executor
    .selectFrom('session')
    .select(['user_id', 'expires_at'])
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row === undefined ? null : { userId: asId(row.user_id), expiresAt: row.expires_at };
}

export async function deleteSession(executor: Executor, tokenHash: string): Promise<void> {
  await executor.deleteFrom('session').where('token_hash', '=', tokenHash).execute();
}

export async function deleteExpiredSessions(executor: Executor, now: Date): Promise<void> {
  await executor.deleteFrom('session').where('expires_at', '<=', now).execute();
}

export async function deleteSessionsOf(executor: Executor, userId: UserId): Promise<void> {
  await executor.deleteFrom('session').where('user_id', '=', userId).execute();
}

/** `kept`: the hash of the token of the session that goes on; null: none does. */
export async function deleteOtherSessionsOf(executor: Executor, userId: UserId, kept: string | null): Promise<void> {
  const others = executor.deleteFrom('session').where('user_id', '=', userId);
  await (kept === null ? others : others.where('token_hash', '!=', kept)).execute();
}
