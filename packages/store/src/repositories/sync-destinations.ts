/** Where a team publishes stories to. What is published, and how far that is, is in ./sync-subscriptions.ts. */
import { asId, type SyncDestinationId, type TeamId, type UserId } from '@fabula/model';
import { sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { type Page, type Paging, windowOf } from './paging.ts';

/** The key of the other tenant, sealed with a data key of its own. */
export interface SealedDestinationKey {
  readonly dataKey: Buffer;
  readonly keyId: string;
  readonly sealed: Buffer;
}

export type SyncDialect = 'fabula' | 'documented';
/** What becomes of a copy that is synced no more. */
export type SyncEnding = 'detach' | 'delete';

export interface SyncDestination {
  readonly id: SyncDestinationId;
  /** Whose stories are published. */
  readonly teamId: TeamId;
  readonly isRemote: boolean;
  /** Of the tenant, without a slash at its end. */
  readonly url: string;
  /** In that tenant. */
  readonly targetTeamId: number;
  readonly isManual: boolean;
  /** In whose name a copy in this tenant is written; null: that user is gone. */
  readonly userId: UserId | null;
  /** null: it is in this tenant. */
  readonly key: SealedDestinationKey | null;
  /** What a remote tenant speaks; null: not known yet. */
  readonly dialect: SyncDialect | null;
  /** null: it stays. */
  readonly ending: SyncEnding | null;
  /** Why nothing can be sent to it; null: nothing is in the way. */
  readonly error: string | null;
  readonly attempts: number;
  readonly retryAt: Date | null;
}

export interface NewSyncDestination {
  readonly teamId: TeamId;
  readonly isRemote: boolean;
  readonly url: string;
  readonly targetTeamId: number;
  readonly isManual: boolean;
  readonly userId: UserId;
  readonly dialect: SyncDialect | null;
}

/** `seal` gives the key of a remote one, which is bound to the id. null: the team has one for this place already. */
export async function createSyncDestination(
  executor: Executor,
  { url, ...destination }: NewSyncDestination,
  seal: (id: SyncDestinationId) => SealedDestinationKey | null,
): Promise<SyncDestinationId | null> {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('sync_destination', 'id')) as id
  `.execute(executor);
  const id = asId<SyncDestinationId>(Number(rows[0]?.id));
  const key = seal(id);
  const inserted = await sql`
    insert into sync_destination
      (id, team_id, is_remote, url, target_team_id, is_manual, user_id, dialect, data_key, key_id, sealed_key)
    overriding system value
    values (${id}, ${destination.teamId}, ${destination.isRemote}, ${storableText(url)}, ${destination.targetTeamId},
      ${destination.isManual}, ${destination.userId}, ${destination.dialect},
      ${key?.dataKey ?? null}, ${key?.keyId ?? null}, ${key?.sealed ?? null})
    on conflict do nothing
    returning id
  `.execute(executor);
  return inserted.rows.length === 0 ? null : id;
}

/** The one that the team has for this place already; null: none. */
export async function findSameSyncDestination(
  executor: Executor,
  { teamId, url, targetTeamId }: Pick<SyncDestination, 'teamId' | 'url' | 'targetTeamId'>,
): Promise<SyncDestinationId | null> {
  const row = await executor
    .selectFrom('sync_destination')
    .select('id')
    .where('team_id', '=', teamId)
    .where('url', '=', storableText(url))
    .where('target_team_id', '=', targetTeamId)
    .where('ending', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : asId(row.id);
}

/** One that is about to go is still found. */
export async function findSyncDestination(executor: Executor, id: SyncDestinationId): Promise<SyncDestination | null> {
  const row = await executor.selectFrom('sync_destination').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toDestination(row);
}

/** Holds the row until the end of the transaction, so that changes come one after the other. */
export async function lockSyncDestination(executor: Executor, id: SyncDestinationId): Promise<SyncDestination | null> {
  const row = await executor
    .selectFrom('sync_destination')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : toDestination(row);
}

/** Of stories of this team; without those that are to go. */
export async function hasSyncDestinations(executor: Executor, teamId: TeamId): Promise<boolean> {
  const row = await executor
    .selectFrom('sync_destination')
    .select('id')
    .where('team_id', '=', teamId)
    .where('ending', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** `teamIds`: those whose destinations the caller may see; null: all. Oldest first; without those that are about to go. */
export async function listSyncDestinations(
  executor: Executor,
  teamIds: readonly TeamId[] | null,
  paging: Paging,
): Promise<Page<SyncDestination>> {
  const { limit, offset } = windowOf(paging);
  let matching = executor.selectFrom('sync_destination').where('ending', 'is', null);
  if (teamIds !== null) matching = matching.where('team_id', '=', anyOf(teamIds));
  const { count } = await matching
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await matching.selectAll().orderBy('id').limit(limit).offset(offset).execute();
  return { items: rows.map(toDestination), count };
}

export interface SyncDestinationChange {
  readonly isManual?: boolean | undefined;
  readonly userId?: UserId | undefined;
  readonly key?: SealedDestinationKey | undefined;
  readonly dialect?: SyncDialect | undefined;
  readonly ending?: SyncEnding | undefined;
}

/** What was in the way is tried again at once. */
export async function updateSyncDestination(
  executor: Executor,
  id: SyncDestinationId,
  { isManual, userId, key, dialect, ending }: SyncDestinationChange,
): Promise<void> {
  await executor
    .updateTable('sync_destination')
    .set({
      ...(isManual === undefined ? {} : { is_manual: isManual }),
      ...(userId === undefined ? {} : { user_id: userId }),
      ...(key === undefined ? {} : { data_key: key.dataKey, key_id: key.keyId, sealed_key: key.sealed }),
      ...(dialect === undefined ? {} : { dialect }),
      ...(ending === undefined ? {} : { ending }),
      error: null,
      attempts: 0,
      retry_at: null,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .execute();
}

/** `retryAt` null: nothing is in the way any more. */
export async function putDestinationState(
  executor: Executor,
  id: SyncDestinationId,
  state: { readonly error: string | null; readonly attempts: number; readonly retryAt: Date | null },
): Promise<void> {
  await executor
    .updateTable('sync_destination')
    .set({
      error: state.error === null ? null : storableText(state.error),
      attempts: state.attempts,
      retry_at: state.retryAt,
    })
    .where('id', '=', id)
    .execute();
}

export async function putDestinationDialect(
  executor: Executor,
  id: SyncDestinationId,
  dialect: SyncDialect,
): Promise<void> {
  await executor.updateTable('sync_destination').set({ dialect }).where('id', '=', id).execute();
}

export async function deleteSyncDestination(executor: Executor, id: SyncDestinationId): Promise<void> {
  await executor.deleteFrom('sync_destination').where('id', '=', id).execute();
}

/** Keys that another key of the installation has sealed than this one. */
export async function listDestinationKeysNotBy(
  executor: Executor,
  keyId: string,
): Promise<
  readonly {
    readonly id: SyncDestinationId;
    readonly teamId: TeamId;
    readonly dataKey: Buffer;
    readonly keyId: string;
  }[]
> {
  const rows = await executor
    .selectFrom('sync_destination')
    .select(['id', 'team_id', 'data_key', 'key_id'])
    .where('key_id', '<>', keyId)
    .orderBy('id')
    .execute();
  return rows.flatMap((row) =>
    row.data_key === null || row.key_id === null
      ? []
      : [
          {
            id: asId<SyncDestinationId>(row.id),
            teamId: asId<TeamId>(row.team_id),
            dataKey: row.data_key,
            keyId: row.key_id,
          },
        ],
  );
}

export async function putDestinationDataKey(
  executor: Executor,
  id: SyncDestinationId,
  dataKey: Buffer,
  keyId: string,
): Promise<void> {
  await executor
    .updateTable('sync_destination')
    .set({ data_key: dataKey, key_id: keyId })
    .where('id', '=', id)
    .execute();
}

function toDestination(row: {
  id: number;
  team_id: number;
  is_remote: boolean;
  url: string;
  target_team_id: number;
  is_manual: boolean;
  user_id: number | null;
  data_key: Buffer | null;
  key_id: string | null;
  sealed_key: Buffer | null;
  dialect: SyncDialect | null;
  ending: SyncEnding | null;
  error: string | null;
  attempts: number;
  retry_at: Date | null;
}): SyncDestination {
  const { data_key: dataKey, key_id: keyId, sealed_key: sealed } = row;
  return {
    id: asId(row.id),
    teamId: asId(row.team_id),
    isRemote: row.is_remote,
    url: row.url,
    targetTeamId: row.target_team_id,
    isManual: row.is_manual,
    userId: row.user_id === null ? null : asId(row.user_id),
    key: dataKey === null || keyId === null || sealed === null ? null : { dataKey, keyId, sealed },
    dialect: row.dialect,
    ending: row.ending,
    error: row.error,
    attempts: row.attempts,
    retryAt: row.retry_at,
  };
}
