/**
 * Credentials as people see them: everything but what is sealed. What the worker opens is in ./sealed-credentials.ts.
 * Every change ends in `announceCredentials`, so that no process goes on with what it holds in memory.
 */
import type { ObjectValue } from '@fabula/formula';
import { stringifyJson } from '@fabula/formula';
import { asId, type CredentialId, type FolderId, type TeamId, type UserId } from '@fabula/model';
import { type SelectQueryBuilder, sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { readStoredObject } from '../database/stored-json.ts';
import type { CredentialTable, Tables } from '../database/tables.ts';
import { type Page, type Paging, windowOf } from './paging.ts';

export type CredentialMode = CredentialTable['mode'];
export type ReadAccess = CredentialTable['read_access'];

/** Of the credential itself, or of its test twin. */
export interface SecretFacts {
  /** What says how the values are used, and is no secret. */
  readonly settings: ObjectValue;
  /** Names of the parameters that have a sealed value. */
  readonly names: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface Credential {
  readonly id: CredentialId;
  readonly teamId: TeamId;
  readonly folderId: FolderId | null;
  readonly owner: CredentialOwner | null;
  readonly mode: CredentialMode;
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly metadata: ObjectValue;
  readonly allowedHosts: readonly string[];
  readonly readAccess: ReadAccess;
  readonly sharedTeamSlugs: readonly string[];
  readonly expiresAt: Date | null;
  readonly isExpiryNotified: boolean;
  readonly expiryRecipientIds: readonly UserId[];
  readonly isTestEnabled: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly live: SecretFacts;
  readonly test: SecretFacts | null;
}

export interface CredentialOwner {
  readonly userId: UserId;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}

/** What people may change without touching a secret. */
export interface CredentialChange {
  readonly folderId?: FolderId | null;
  readonly name?: string;
  readonly description?: string;
  readonly metadata?: ObjectValue;
  readonly allowedHosts?: readonly string[];
  readonly readAccess?: ReadAccess;
  readonly sharedTeamSlugs?: readonly string[];
  readonly expiresAt?: Date | null;
  readonly isExpiryNotified?: boolean;
  readonly expiryRecipientIds?: readonly UserId[];
  readonly isTestEnabled?: boolean;
}

export interface NewCredential extends Required<Omit<CredentialChange, 'isTestEnabled'>> {
  readonly id: CredentialId;
  readonly teamId: TeamId;
  readonly userId: UserId;
  readonly mode: CredentialMode;
  readonly slug: string;
  readonly dataKey: Buffer;
  readonly keyId: string;
}

export interface SealedValues {
  readonly settings: ObjectValue;
  /** Parameter → base64. */
  readonly sealed: ObjectValue;
}

export interface CredentialFilter {
  /** Those that the caller sees; null: all. */
  readonly teamIds: readonly TeamId[] | null;
  readonly folderId?: FolderId | undefined;
  /** Whether it is bound to hosts. */
  readonly isRestricted?: boolean | undefined;
  readonly notIds?: readonly CredentialId[] | undefined;
}

/** Notices carry nothing: a credential may be read by many teams. */
export const CREDENTIAL_CHANNEL = 'fabula_credential';

export async function announceCredentials(executor: Executor): Promise<void> {
  await sql`select pg_notify(${CREDENTIAL_CHANNEL}, '')`.execute(executor);
}

/** The id of a credential that is about to be written: its values are sealed for it. */
export async function reserveCredentialId(executor: Executor): Promise<CredentialId> {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('credential', 'id')) as id
  `.execute(executor);
  return asId(rows[0]?.id ?? 0);
}

/** Slugs of the team that begin like this one. */
export async function takenSlugs(executor: Executor, teamId: TeamId, slug: string): Promise<ReadonlySet<string>> {
  const rows = await executor
    .selectFrom('credential')
    .select('slug')
    .where('team_id', '=', teamId)
    .where(sql<boolean>`starts_with(slug, ${slug})`)
    .execute();
  return new Set(rows.map((row) => row.slug));
}

export async function createCredential(executor: Executor, given: NewCredential, values: SealedValues): Promise<void> {
  await executor
    .insertInto('credential')
    .values({
      id: given.id,
      team_id: given.teamId,
      folder_id: given.folderId,
      user_id: given.userId,
      mode: given.mode,
      name: storableText(given.name),
      slug: given.slug,
      description: storableText(given.description),
      metadata: stringifyJson(given.metadata),
      allowed_hosts: [...given.allowedHosts],
      read_access: given.readAccess,
      shared_team_slugs: [...given.sharedTeamSlugs],
      expires_at: given.expiresAt,
      is_expiry_notified: given.isExpiryNotified,
      expiry_recipient_ids: [...given.expiryRecipientIds],
      data_key: given.dataKey,
      key_id: given.keyId,
    })
    .execute();
  await putSealedValues(executor, given.id, false, values);
}

/** Replaces all values; what was fetched with the former ones is dropped. */
export async function putSealedValues(
  executor: Executor,
  id: CredentialId,
  isTest: boolean,
  { settings, sealed }: SealedValues,
): Promise<void> {
  const values = { settings: stringifyJson(settings), sealed: stringifyJson(sealed) };
  await executor
    .insertInto('credential_secret')
    .values({ credential_id: id, is_test: isTest, ...values })
    .onConflict((conflict) =>
      conflict.columns(['credential_id', 'is_test']).doUpdateSet({
        ...values,
        revision: sql<number>`credential_secret.revision + 1`,
        token: null,
        token_expires_at: null,
        fetching_until: null,
        updated_at: sql<Date>`now()`,
      }),
    )
    .execute();
  await announceCredentials(executor);
}

export async function updateCredential(executor: Executor, id: CredentialId, change: CredentialChange): Promise<void> {
  await executor
    .updateTable('credential')
    .set({
      updated_at: sql<Date>`now()`,
      ...(change.folderId === undefined ? {} : { folder_id: change.folderId }),
      ...(change.name === undefined ? {} : { name: storableText(change.name) }),
      ...(change.description === undefined ? {} : { description: storableText(change.description) }),
      ...(change.metadata === undefined ? {} : { metadata: stringifyJson(change.metadata) }),
      ...(change.allowedHosts === undefined ? {} : { allowed_hosts: [...change.allowedHosts] }),
      ...(change.readAccess === undefined ? {} : { read_access: change.readAccess }),
      ...(change.sharedTeamSlugs === undefined ? {} : { shared_team_slugs: [...change.sharedTeamSlugs] }),
      ...(change.expiresAt === undefined
        ? {}
        : {
            expires_at: change.expiresAt,
            // Of another moment people are told anew.
            expiry_told: sql<null>`case when expires_at = ${change.expiresAt} then expiry_told end`,
          }),
      ...(change.isExpiryNotified === undefined ? {} : { is_expiry_notified: change.isExpiryNotified }),
      ...(change.expiryRecipientIds === undefined ? {} : { expiry_recipient_ids: [...change.expiryRecipientIds] }),
      ...(change.isTestEnabled === undefined ? {} : { is_test_enabled: change.isTestEnabled }),
    })
    .where('id', '=', id)
    .execute();
  await announceCredentials(executor);
}

export async function deleteCredential(executor: Executor, id: CredentialId): Promise<void> {
  await executor.deleteFrom('credential').where('id', '=', id).execute();
  await announceCredentials(executor);
}

export async function findCredential(executor: Executor, id: CredentialId): Promise<Credential | null> {
  const row = await withFacts(executor.selectFrom('credential').where('credential.id', '=', id)).executeTakeFirst();
  return row === undefined ? null : toCredential(row);
}

export async function listCredentials(
  executor: Executor,
  filter: CredentialFilter,
  paging: Paging,
): Promise<Page<Credential>> {
  const { teamIds, folderId, isRestricted, notIds } = filter;
  let matching = executor.selectFrom('credential');
  if (teamIds !== null) matching = matching.where('credential.team_id', '=', anyOf(teamIds));
  if (folderId !== undefined) matching = matching.where('credential.folder_id', '=', folderId);
  if (isRestricted !== undefined) matching = matching.where(sql<boolean>`(allowed_hosts <> '{}') = ${isRestricted}`);
  if (notIds !== undefined) matching = matching.where(sql<boolean>`credential.id <> all(${[...notIds]}::bigint[])`);
  const { limit, offset } = windowOf(paging);
  const rows = await withFacts(matching).orderBy('credential.id').limit(limit).offset(offset).execute();
  const { count } = await matching
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return { items: rows.map(toCredential), count };
}

/** Rows of credentials with what may be known of their values and of who made them. */
function withFacts(query: SelectQueryBuilder<Tables, 'credential', object>) {
  return query
    .innerJoin('credential_secret as live', (join) =>
      join.onRef('live.credential_id', '=', 'credential.id').on('live.is_test', '=', false),
    )
    .leftJoin('credential_secret as test', (join) =>
      join.onRef('test.credential_id', '=', 'credential.id').on('test.is_test', '=', true),
    )
    .leftJoin('app_user', 'app_user.id', 'credential.user_id')
    .select([
      'credential.id',
      'credential.team_id',
      'credential.folder_id',
      'credential.user_id',
      'credential.mode',
      'credential.name',
      'credential.slug',
      'credential.description',
      'credential.metadata',
      'credential.allowed_hosts',
      'credential.read_access',
      'credential.shared_team_slugs',
      'credential.expires_at',
      'credential.is_expiry_notified',
      'credential.expiry_recipient_ids',
      'credential.is_test_enabled',
      'credential.created_at',
      'credential.updated_at',
      'app_user.first_name',
      'app_user.last_name',
      'app_user.email',
      'live.settings as live_settings',
      'live.created_at as live_created_at',
      'live.updated_at as live_updated_at',
      'test.settings as test_settings',
      'test.created_at as test_created_at',
      'test.updated_at as test_updated_at',
      sql<string[]>`array(select json_object_keys(live.sealed))`.as('live_names'),
      sql<string[]>`array(select json_object_keys(coalesce(test.sealed, '{}')))`.as('test_names'),
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof withFacts>['executeTakeFirstOrThrow']>>;

function toCredential(row: Row): Credential {
  return {
    id: asId(row.id),
    teamId: asId(row.team_id),
    folderId: row.folder_id === null ? null : asId(row.folder_id),
    owner:
      row.user_id === null
        ? null
        : {
            userId: asId(row.user_id),
            firstName: row.first_name ?? '',
            lastName: row.last_name ?? '',
            email: row.email ?? '',
          },
    mode: row.mode,
    name: row.name,
    slug: row.slug,
    description: row.description,
    metadata: readStoredObject(row.metadata),
    allowedHosts: row.allowed_hosts,
    readAccess: row.read_access,
    sharedTeamSlugs: row.shared_team_slugs,
    expiresAt: row.expires_at,
    isExpiryNotified: row.is_expiry_notified,
    expiryRecipientIds: row.expiry_recipient_ids.map(asId<UserId>),
    isTestEnabled: row.is_test_enabled,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    live: {
      settings: readStoredObject(row.live_settings),
      names: row.live_names,
      createdAt: row.live_created_at,
      updatedAt: row.live_updated_at,
    },
    test:
      row.test_settings === null || row.test_created_at === null || row.test_updated_at === null
        ? null
        : {
            settings: readStoredObject(row.test_settings),
            names: row.test_names,
            createdAt: row.test_created_at,
            updatedAt: row.test_updated_at,
          },
  };
}
