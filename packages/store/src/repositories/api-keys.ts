/** API keys. Only the hash of a key is kept. */
import { asId, type TeamId, type UserId } from '@fabula/model';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { type Page, type Paging, windowOf } from './paging.ts';

export type ApiKeyKind = 'personal' | 'service' | 'tenant_owner' | 'team';

export interface ApiKey {
  readonly id: number;
  readonly userId: UserId;
  readonly kind: ApiKeyKind;
  /** The one team that a key of kind `team` reaches. */
  readonly teamId: TeamId | null;
  readonly name: string;
}

export interface NewApiKey extends Omit<ApiKey, 'id'> {
  readonly keyHash: string;
}

export async function createApiKey(executor: Executor, key: NewApiKey): Promise<ApiKey> {
  const { id } = await executor
    .insertInto('api_key')
    .values({ user_id: key.userId, kind: key.kind, team_id: key.teamId, name: key.name, key_hash: key.keyHash })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, userId: key.userId, kind: key.kind, teamId: key.teamId, name: key.name };
}

export async function findApiKey(
  executor: Executor,
  keyHash: string,
): Promise<(ApiKey & Pick<ListedApiKey, 'lastUsedAt'>) | null> {
  const row = await executor
    .selectFrom('api_key')
    .select(['id', 'user_id', 'kind', 'team_id', 'name', 'last_used_at'])
    .where('key_hash', '=', keyHash)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: row.id,
    userId: asId(row.user_id),
    kind: row.kind,
    teamId: row.team_id === null ? null : asId(row.team_id),
    name: row.name,
    lastUsedAt: row.last_used_at,
  };
}

export async function deleteApiKey(executor: Executor, id: number): Promise<void> {
  await executor.deleteFrom('api_key').where('id', '=', id).execute();
}

export interface ListedApiKey extends ApiKey {
  readonly createdAt: Date;
  /** To the minute or so; null: never. */
  readonly lastUsedAt: Date | null;
}

export interface ApiKeySearch {
  /** Keys of this user, and team keys of these teams. */
  readonly userId: UserId;
  readonly teamIds: readonly TeamId[];
}

/** null: all. Newest first. */
export async function listApiKeys(
  executor: Executor,
  search: ApiKeySearch | null,
  paging: Paging,
): Promise<Page<ListedApiKey>> {
  const { limit, offset } = windowOf(paging);
  let matching = executor.selectFrom('api_key');
  if (search !== null) {
    matching = matching.where((where) =>
      where.or([
        where('user_id', '=', search.userId),
        where.and([where('kind', '=', 'team'), where('team_id', '=', anyOf(search.teamIds))]),
      ]),
    );
  }
  const { count } = await matching
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await matching.selectAll().orderBy('id', 'desc').limit(limit).offset(offset).execute();
  return { items: rows.map(toListedKey), count };
}

export async function findListedApiKey(executor: Executor, id: number): Promise<ListedApiKey | null> {
  const row = await executor.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toListedKey(row);
}

export async function markKeyUsed(executor: Executor, id: number, now: Date): Promise<void> {
  await executor.updateTable('api_key').set({ last_used_at: now }).where('id', '=', id).execute();
}

function toListedKey(row: {
  id: number;
  user_id: number;
  kind: ApiKeyKind;
  team_id: number | null;
  name: string;
  created_at: Date;
  last_used_at: Date | null;
}): ListedApiKey {
  return {
    id: row.id,
    userId: asId(row.user_id),
    kind: row.kind,
    teamId: row.team_id === null ? null : asId(row.team_id),
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}
