/** What the worker opens: sealed values, and the tokens that were fetched with them. Nothing here is ever plain. */
import type { ObjectValue } from '@fabula/formula';
import { asId, type CredentialId, slugOf, type TeamId } from '@fabula/model';
import { type RawBuilder, sql } from 'kysely';
import type { Executor } from '../database/database.ts';
import { readStoredObject } from '../database/stored-json.ts';
import type { CredentialMode } from './credentials.ts';

export interface SealedCredential {
  readonly id: CredentialId;
  readonly teamId: TeamId;
  readonly mode: CredentialMode;
  readonly name: string;
  readonly slug: string;
  readonly metadata: ObjectValue;
  readonly allowedHosts: readonly string[];
  readonly expiresAt: Date | null;
  readonly dataKey: Buffer;
  readonly keyId: string;
  readonly isTest: boolean;
  readonly revision: number;
  readonly settings: ObjectValue;
  /** Parameter → base64. */
  readonly sealed: ObjectValue;
}

export interface SealedToken {
  readonly token: Buffer | null;
  readonly expiresAt: Date | null;
  /** Rises with each fetch: names one token. */
  readonly number: number;
  readonly revision: number;
}

/** One value of a credential: the credential itself or its test twin, at one state of its values. */
export interface SecretRef {
  readonly id: CredentialId;
  readonly isTest: boolean;
  readonly revision: number;
}

/**
 * Credentials that the team's stories may name. Of several with one slug the team's own comes first, then one that is shared
 * with the team, then one that is open to all; of these the oldest. `isTest`: as drafts see them, with the value of the test twin
 * where there is one that is switched on.
 */
export async function listReadableCredentials(
  executor: Executor,
  teamId: TeamId,
  isTest = false,
): Promise<readonly SealedCredential[]> {
  const team = await executor.selectFrom('team').select('name').where('id', '=', teamId).executeTakeFirst();
  const rows = await executor
    .selectFrom('credential')
    .innerJoin('credential_secret as secret', (join) =>
      join.onRef('secret.credential_id', '=', 'credential.id').on(
        'secret.is_test',
        '=',
        sql<boolean>`(${isTest}::boolean and credential.is_test_enabled and exists (
          select from credential_secret twin where twin.credential_id = credential.id and twin.is_test))`,
      ),
    )
    .select(sealedColumns)
    .where(isReadableBy(teamId, slugOf(team?.name ?? '')))
    .orderBy(sql`team_id = ${teamId}`, 'desc')
    .orderBy(sql`read_access = 'SPECIFIC_TEAMS'`, 'desc')
    .orderBy('credential.id')
    .execute();
  return rows.map(toSealed);
}

/** Its own, those shared with it, and those open to all. */
export function isReadableBy(teamId: TeamId, teamSlug: string): RawBuilder<boolean> {
  return sql<boolean>`(
    team_id = ${teamId}
    or read_access = 'GLOBAL'
    or (read_access = 'SPECIFIC_TEAMS' and ${teamSlug} = any(shared_team_slugs))
  )`;
}

export async function findSealedCredential(
  executor: Executor,
  id: CredentialId,
  isTest: boolean,
): Promise<SealedCredential | null> {
  const row = await executor
    .selectFrom('credential')
    .innerJoin('credential_secret as secret', 'secret.credential_id', 'credential.id')
    .select(sealedColumns)
    .where('credential.id', '=', id)
    .where('secret.is_test', '=', isTest)
    .executeTakeFirst();
  return row === undefined ? null : toSealed(row);
}

const sealedColumns = [
  'credential.id',
  'credential.team_id',
  'credential.mode',
  'credential.name',
  'credential.slug',
  'credential.metadata',
  'credential.allowed_hosts',
  'credential.expires_at',
  'credential.data_key',
  'credential.key_id',
  'secret.is_test',
  'secret.revision',
  'secret.settings',
  'secret.sealed',
] as const;

interface SealedRow {
  id: number;
  team_id: number;
  mode: CredentialMode;
  name: string;
  slug: string;
  metadata: string;
  allowed_hosts: string[];
  expires_at: Date | null;
  data_key: Buffer;
  key_id: string;
  is_test: boolean;
  revision: number;
  settings: string;
  sealed: string;
}

function toSealed(row: SealedRow): SealedCredential {
  return {
    id: asId(row.id),
    teamId: asId(row.team_id),
    mode: row.mode,
    name: row.name,
    slug: row.slug,
    metadata: readStoredObject(row.metadata),
    allowedHosts: row.allowed_hosts,
    expiresAt: row.expires_at,
    dataKey: row.data_key,
    keyId: row.key_id,
    isTest: row.is_test,
    revision: row.revision,
    settings: readStoredObject(row.settings),
    sealed: readStoredObject(row.sealed),
  };
}

/** null: the credential is gone, or has no such twin. */
export async function readSealedToken(
  executor: Executor,
  { id, isTest }: Omit<SecretRef, 'revision'>,
): Promise<SealedToken | null> {
  const row = await executor
    .selectFrom('credential_secret')
    .select(['token', 'token_expires_at', 'token_number', 'revision'])
    .where('credential_id', '=', id)
    .where('is_test', '=', isTest)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { token: row.token, expiresAt: row.token_expires_at, number: row.token_number, revision: row.revision };
}

/**
 * Gives this process the turn to fetch, for so long: false when another one has it, when the token is no longer the one that
 * was to be replaced, or when the values have changed. One statement, so that two processes never fetch at once, and no
 * transaction stays open while the other side answers.
 */
export async function beginFetch(
  executor: Executor,
  { id, isTest, revision }: SecretRef,
  tokenNumber: number,
  forMs: number,
): Promise<boolean> {
  const { numUpdatedRows } = await executor
    .updateTable('credential_secret')
    .set({ fetching_until: sql<Date>`now() + ${forMs} * interval '1 millisecond'` })
    .where('credential_id', '=', id)
    .where('is_test', '=', isTest)
    .where('revision', '=', revision)
    .where('token_number', '=', tokenNumber)
    .where(sql<boolean>`(fetching_until is null or fetching_until < now())`)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Keeps what was fetched, unless the values have changed meanwhile. */
export async function finishFetch(
  executor: Executor,
  { id, isTest, revision }: SecretRef,
  token: Buffer,
  expiresAt: Date | null,
): Promise<boolean> {
  const { numUpdatedRows } = await executor
    .updateTable('credential_secret')
    .set({
      token,
      token_expires_at: expiresAt,
      token_number: sql<number>`token_number + 1`,
      fetching_until: null,
    })
    .where('credential_id', '=', id)
    .where('is_test', '=', isTest)
    .where('revision', '=', revision)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** The fetch has failed: whoever wants may try again. */
export async function giveUpFetch(executor: Executor, { id, isTest, revision }: SecretRef): Promise<void> {
  await executor
    .updateTable('credential_secret')
    .set({ fetching_until: null })
    .where('credential_id', '=', id)
    .where('is_test', '=', isTest)
    .where('revision', '=', revision)
    .execute();
}

/** The other side does not take the token any more: it counts as expired, unless a newer one is there already. */
export async function expireToken(executor: Executor, { id, isTest }: SecretRef, tokenNumber: number): Promise<void> {
  await executor
    .updateTable('credential_secret')
    .set({ token_expires_at: sql<Date>`now() - interval '1 second'` })
    .where('credential_id', '=', id)
    .where('is_test', '=', isTest)
    .where('token_number', '=', tokenNumber)
    .execute();
}

/** Data keys that were not sealed by this key of the installation. */
export async function listDataKeysNotBy(
  executor: Executor,
  keyId: string,
): Promise<
  readonly { readonly id: CredentialId; readonly teamId: TeamId; readonly dataKey: Buffer; readonly keyId: string }[]
> {
  const rows = await executor
    .selectFrom('credential')
    .select(['id', 'team_id', 'data_key', 'key_id'])
    .where('key_id', '<>', keyId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ id: asId(row.id), teamId: asId(row.team_id), dataKey: row.data_key, keyId: row.key_id }));
}

export async function putDataKey(executor: Executor, id: CredentialId, dataKey: Buffer, keyId: string): Promise<void> {
  await executor.updateTable('credential').set({ data_key: dataKey, key_id: keyId }).where('id', '=', id).execute();
}
