/**
 * The sign-in of a person at an OAuth server, which gives a credential its first token.
 *
 * The `state` that travels through the browser names a row that can be used once and for an hour, and is signed, so that a
 * made-up one costs no look-up. The signature is for whoever began: nobody else comes back with it, so that no one is led
 * to give the account of theirs to a credential of somebody else. The verifier of PKCE stays here, sealed.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock, Outgoing } from '@fabula/engine';
import { err, ok, type Result, type UserId } from '@fabula/model';
import {
  type Database,
  type Executor,
  findSealedCredential,
  putOauthSignIn,
  type SealedCredential,
  takeOauthSignIn,
} from '@fabula/store';
import type { OpenCredentials } from './create-credentials.ts';
import { exchangeCode } from './fetch/oauth-token.ts';
import { placeOf } from './held-credential.ts';
import { CannotOpen, type Vault } from './vault.ts';

const validMs = 3_600_000;

export interface OauthSignIns {
  /** The address at which this person signs in for the credential, by a session or key of theirs. */
  begin(executor: Executor, row: SealedCredential, by: UserId): Promise<string>;
  /**
   * The name of the credential that is connected now. `by`: who comes back; another than who began changes nothing. `tell` is
   * called in the transaction that keeps the token: one is not there without the other.
   */
  finish(
    state: string,
    code: string,
    by: UserId,
    tell: (transaction: Executor, credential: SealedCredential) => Promise<void>,
  ): Promise<Result<string, string>>;
}

export interface OauthSignInParts {
  readonly database: Database;
  readonly credentials: OpenCredentials;
  readonly vault: Vault;
  readonly outgoing: Outgoing;
  readonly clock: Clock;
  readonly publicUrl: () => string;
}

export const callbackPath = '/oauth/callback';

const stale =
  'This sign-in is not known: it was used, began more than an hour ago, or was begun by somebody else than who is signed in to Fabula here. Save the credential again for a new one.';

export function createOauthSignIns({
  database,
  credentials,
  vault,
  outgoing,
  clock,
  publicUrl,
}: OauthSignInParts): OauthSignIns {
  const context = { outgoing, signal: credentials.signal, now: () => clock.now() };
  const redirectUri = () => `${publicUrl()}${callbackPath}`;
  // for the life of this process and its neighbours: made from what they share
  const sign = (nonce: string, by: UserId) =>
    createHmac('sha256', vault.signingKey).update(`${nonce} ${by}`).digest('base64url');

  return {
    async begin(executor, row, by) {
      const held = credentials.hold(row);
      const method = held.setting('oauthPkceCodeChallengeMethod');
      const nonce = randomBytes(24).toString('base64url');
      const verifier = typeof method === 'string' ? randomBytes(48).toString('base64url') : null;
      const sealedVerifier = verifier === null ? null : vault.seal(row, placeOf(row, 'verifier'), verifier);
      await putOauthSignIn(
        executor,
        hashOf(nonce),
        { credentialId: row.id, isTest: row.isTest, sealedVerifier },
        validMs,
      );
      const url = new URL(held.openText('oauth_url'));
      const parameters = {
        response_type: 'code',
        client_id: held.openText('oauth_client_id'),
        redirect_uri: redirectUri(),
        scope: held.openText('oauth_scope'),
        state: `${nonce}.${sign(nonce, by)}`,
      };
      for (const [name, value] of Object.entries(parameters)) if (value !== '') url.searchParams.set(name, value);
      if (verifier !== null) {
        const isPlain = method === 'plain';
        url.searchParams.set(
          'code_challenge',
          isPlain ? verifier : createHash('sha256').update(verifier).digest('base64url'),
        );
        url.searchParams.set('code_challenge_method', isPlain ? 'plain' : 'S256');
      }
      return url.href;
    },

    async finish(state, code, by, tell) {
      const [nonce = '', signature = ''] = state.split('.');
      if (!isSame(signature, sign(nonce, by))) return err(stale);
      const signIn = await takeOauthSignIn(database.kysely, hashOf(nonce));
      const row = signIn && (await findSealedCredential(database.kysely, signIn.credentialId, signIn.isTest));
      if (signIn === null || row === null) return err(stale);
      const held = credentials.hold(row);
      try {
        const verifier =
          signIn.sealedVerifier === null ? null : vault.open(row, placeOf(row, 'verifier'), signIn.sealedVerifier);
        const fetched = await exchangeCode(held, code, redirectUri(), verifier, context);
        if (!fetched.ok) return err(credentials.tokens.masked(held, `The sign-in did not succeed: ${fetched.error}.`));
        const isKept = await database.kysely.transaction().execute(async (transaction) => {
          if (!(await credentials.tokens.keep(transaction, held, fetched.value))) return false;
          await tell(transaction, row);
          return true;
        });
        if (!isKept) return err(stale);
        credentials.tokens.drop(held);
      } catch (thrown) {
        if (thrown instanceof CannotOpen) return err(`${held.title} cannot be opened: ${thrown.message}.`);
        throw thrown;
      }
      return ok(row.name);
    },
  };
}

function hashOf(nonce: string): string {
  return createHash('sha256').update(nonce).digest('hex');
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
