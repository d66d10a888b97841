/** People on their way through the sign-in page of an OAuth server. */
import { asId, type CredentialId } from '@fabula/model';
import { sql } from 'kysely';
import type { Executor } from '../database/database.ts';

export interface OauthSignIn {
  readonly credentialId: CredentialId;
  readonly isTest: boolean;
  /** PKCE; null: without. */
  readonly sealedVerifier: Buffer | null;
}

export async function putOauthSignIn(
  executor: Executor,
  stateHash: string,
  { credentialId, isTest, sealedVerifier }: OauthSignIn,
  forMs: number,
): Promise<void> {
  await executor.deleteFrom('oauth_sign_in').where('expires_at', '<', sql<Date>`now()`).execute();
  await executor
    .insertInto('oauth_sign_in')
    .values({
      state_hash: stateHash,
      credential_id: credentialId,
      is_test: isTest,
      sealed_verifier: sealedVerifier,
      expires_at: sql<Date>`now() + ${forMs} * interval '1 millisecond'`,
    })
    .execute();
}

/** Whoever takes it is the only one; null: unknown, used, or too old. */
export async function takeOauthSignIn(executor: Executor, stateHash: string): Promise<OauthSignIn | null> {
  const row = await executor
    .deleteFrom('oauth_sign_in')
    .where('state_hash', '=', stateHash)
    .returning(['credential_id', 'is_test', 'sealed_verifier', sql<boolean>`expires_at > now()`.as('is_valid')])
    .executeTakeFirst();
  if (row === undefined || !row.is_valid) return null;
  return { credentialId: asId(row.credential_id), isTest: row.is_test, sealedVerifier: row.sealed_verifier };
}
