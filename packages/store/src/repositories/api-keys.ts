/** API keys. Only the hash of a key is kept. */
import { asId, type TeamId, type UserId } from '@fabula/model';
import type { Executor } from '../database/database.ts';

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

export async function findApiKey(executor: Executor, keyHash: string): Promise<ApiKey | null> {
  const row = await executor
    .selectFrom('api_key')
    .select(['id', 'user_id', 'kind', 'team_id', 'name'])
    .where('key_hash', '=', keyHash)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: row.id,
    userId: asId(row.user_id),
    kind: row.kind,
    teamId: row.team_id === null ? null : asId(row.team_id),
    name: row.name,
  };
}

export async function deleteApiKey(executor: Executor, id: number): Promise<void> {
  await executor.deleteFrom('api_key').where('id', '=', id).execute();
}
