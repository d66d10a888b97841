/** Resources: values that the stories of a team may read. A value is kept as JSON text, exactly as it was given. */
import { stringifyJson, type Value } from '@fabula/formula';
import { asId, type FolderId, type ResourceId, type TeamId, type UserId } from '@fabula/model';
import { sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import { readStored } from '../database/stored-json.ts';
import type { ReadAccess } from './credentials.ts';
import { type Page, type Paging, windowOf } from './paging.ts';

/** Sent with every change; all processes read the values of all teams again. */
export const RESOURCE_CHANNEL = 'fabula_resource';

export interface Resource {
  readonly id: ResourceId;
  readonly teamId: TeamId;
  readonly folderId: FolderId | null;
  /** null: that user is gone. */
  readonly userId: UserId | null;
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly value: Value;
  readonly readAccess: ReadAccess;
  readonly sharedTeamSlugs: readonly string[];
  readonly isTestEnabled: boolean;
  /** What drafts read instead; null: there is none. */
  readonly test: { readonly value: Value; readonly createdAt: Date; readonly updatedAt: Date } | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NewResource {
  readonly teamId: TeamId;
  readonly folderId: FolderId | null;
  readonly userId: UserId;
  readonly name: string;
  /** Free in the team. */
  readonly slug: string;
  readonly description: string;
  readonly value: Value;
  readonly readAccess: ReadAccess;
  readonly sharedTeamSlugs: readonly string[];
}

/** What is left out stays as it is. */
export interface ResourceChange {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly folderId?: FolderId | null | undefined;
  readonly readAccess?: ReadAccess | undefined;
  readonly sharedTeamSlugs?: readonly string[] | undefined;
  readonly isTestEnabled?: boolean | undefined;
}

export interface ResourceSearch {
  /** Those that the caller sees; null: all. */
  readonly teamIds: readonly TeamId[] | null;
  readonly folderId?: FolderId | undefined;
  readonly notIds?: readonly ResourceId[] | undefined;
}

export async function createResource(executor: Executor, resource: NewResource): Promise<Resource> {
  const row = await executor
    .insertInto('resource')
    .values({
      team_id: resource.teamId,
      folder_id: resource.folderId,
      user_id: resource.userId,
      name: storableText(resource.name),
      slug: resource.slug,
      description: storableText(resource.description),
      value: stringifyJson(resource.value),
      read_access: resource.readAccess,
      shared_team_slugs: resource.sharedTeamSlugs.map(storableText),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await announceResources(executor);
  return toResource(row);
}

/** `isHeld`: until the end of the transaction, so that what is decided from the value still holds when it is written. */
export async function findResource(executor: Executor, id: ResourceId, isHeld = false): Promise<Resource | null> {
  const row = await executor
    .selectFrom('resource')
    .selectAll()
    .where('id', '=', id)
    .$if(isHeld, (query) => query.forUpdate())
    .executeTakeFirst();
  return row === undefined ? null : toResource(row);
}

/** In the order of their making. */
export async function listResources(
  executor: Executor,
  search: ResourceSearch,
  paging: Paging,
): Promise<Page<Resource>> {
  const { limit, offset } = windowOf(paging);
  let matching = executor.selectFrom('resource');
  if (search.teamIds !== null) matching = matching.where('team_id', '=', anyOf(search.teamIds));
  if (search.folderId !== undefined) matching = matching.where('folder_id', '=', search.folderId);
  if (search.notIds !== undefined) matching = matching.where(sql<boolean>`id <> all(${[...search.notIds]}::bigint[])`);
  const { count } = await matching
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await matching.selectAll().orderBy('id').limit(limit).offset(offset).execute();
  return { items: rows.map(toResource), count };
}

export async function updateResource(executor: Executor, id: ResourceId, change: ResourceChange): Promise<void> {
  await executor
    .updateTable('resource')
    .set({
      ...(change.name === undefined ? {} : { name: storableText(change.name) }),
      ...(change.description === undefined ? {} : { description: storableText(change.description) }),
      ...(change.folderId === undefined ? {} : { folder_id: change.folderId }),
      ...(change.readAccess === undefined ? {} : { read_access: change.readAccess }),
      ...(change.sharedTeamSlugs === undefined ? {} : { shared_team_slugs: change.sharedTeamSlugs.map(storableText) }),
      ...(change.isTestEnabled === undefined ? {} : { is_test_enabled: change.isTestEnabled }),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .execute();
  await announceResources(executor);
}

/** Of the resource itself, or of what drafts read instead, which is made when it is not there. */
export async function setResourceValue(
  executor: Executor,
  id: ResourceId,
  value: Value,
  isTest: boolean,
): Promise<void> {
  const text = stringifyJson(value);
  const now = sql<Date>`now()`;
  await executor
    .updateTable('resource')
    .set(
      isTest
        ? { test_value: text, test_updated_at: now, test_created_at: sql<Date>`coalesce(test_created_at, now())` }
        : { value: text, updated_at: now },
    )
    .where('id', '=', id)
    .execute();
  await announceResources(executor);
}

export async function deleteResource(executor: Executor, id: ResourceId): Promise<void> {
  await executor.deleteFrom('resource').where('id', '=', id).execute();
  await announceResources(executor);
}

/** Slugs of the team that begin with this one. */
export async function takenResourceSlugs(
  executor: Executor,
  teamId: TeamId,
  slug: string,
): Promise<ReadonlySet<string>> {
  const rows = await executor
    .selectFrom('resource')
    .select('slug')
    .where('team_id', '=', teamId)
    .where(sql<boolean>`starts_with(slug, ${slug})`)
    .execute();
  return new Set(rows.map((row) => row.slug));
}

async function announceResources(executor: Executor): Promise<void> {
  await sql`select pg_notify(${RESOURCE_CHANNEL}, '')`.execute(executor);
}

function toResource(row: {
  id: number;
  team_id: number;
  folder_id: number | null;
  user_id: number | null;
  name: string;
  slug: string;
  description: string;
  value: string;
  read_access: ReadAccess;
  shared_team_slugs: string[];
  is_test_enabled: boolean;
  test_value: string | null;
  test_created_at: Date | null;
  test_updated_at: Date | null;
  created_at: Date;
  updated_at: Date;
}): Resource {
  return {
    id: asId(row.id),
    teamId: asId(row.team_id),
    folderId: row.folder_id === null ? null : asId(row.folder_id),
    userId: row.user_id === null ? null : asId(row.user_id),
    name: row.name,
    slug: row.slug,
    description: row.description,
    value: readStored(row.value),
    readAccess: row.read_access,
    sharedTeamSlugs: row.shared_team_slugs,
    isTestEnabled: row.is_test_enabled,
    test:
      row.test_value === null
        ? null
        : {
            value: readStored(row.test_value),
            createdAt: row.test_created_at ?? row.created_at,
            updatedAt: row.test_updated_at ?? row.updated_at,
          },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
