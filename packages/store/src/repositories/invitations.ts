/** Invitations: links by which people choose their first password. Only the hash of a link's token is kept. */
import { asId, type UserId } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';

/** Takes the place of the user's former one, whose link leads nowhere from then on. */
export async function putInvitation(
  executor: Executor,
  userId: UserId,
  tokenHash: string,
  expiresAt: Date,
): Promise<void> {
  await executor.deleteFrom('invitation').where('user_id', '=', userId).execute();
  await executor
    .insertInto('invitation')
    .values({ token_hash: tokenHash, user_id: userId, expires_at: expiresAt })
    .execute();
}

/** Uses the link up; null: there is none, or it has expired. In a transaction of the caller. */
export async function takeInvitation(executor: Executor, tokenHash: string, now: Date): Promise<UserId | null> {
  const row = await executor
    .deleteFrom('invitation')
    .where('token_hash', '=', tokenHash)
    .returning(['user_id', sql<boolean>`expires_at > ${now}`.as('is_valid')])
    .executeTakeFirst();
  return row?.is_valid ? asId(row.user_id) : null;
}
