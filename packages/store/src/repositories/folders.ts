/** Folders of a team; each holds one kind of content. */
import { asId, type FolderId, type TeamId } from '@fabula/model';
import { type ExpressionBuilder, sql } from 'kysely';
import { anyOf } from '../database/any-of.ts';
import type { Executor } from '../database/database.ts';
import { storableText } from '../database/storable-text.ts';
import type { Tables } from '../database/tables.ts';
import { type Page, type Paging, windowOf } from './paging.ts';

export type ContentType = 'STORY' | 'CREDENTIAL' | 'RESOURCE';

export interface Folder {
  readonly id: FolderId;
  readonly teamId: TeamId;
  readonly parentId: FolderId | null;
  readonly name: string;
  readonly contentType: ContentType;
  /** Things directly in it. */
  readonly size: number;
}

export interface FolderFilter {
  /** Those that the caller sees; null: all. */
  readonly teamIds: readonly TeamId[] | null;
  readonly contentType?: ContentType | undefined;
}

export async function createFolder(executor: Executor, folder: Omit<Folder, 'id' | 'size'>): Promise<Folder> {
  const { id } = await executor
    .insertInto('folder')
    .values({
      team_id: folder.teamId,
      parent_id: folder.parentId,
      name: storableText(folder.name),
      content_type: folder.contentType,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { ...folder, id: asId(id), size: 0 };
}

export async function findFolder(executor: Executor, id: FolderId): Promise<Folder | null> {
  const row = await executor
    .selectFrom('folder')
    .select(['id', 'team_id', 'parent_id', 'name', 'content_type'])
    .select(sizeOf)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toFolder(row);
}

export async function listFolders(executor: Executor, filter: FolderFilter, paging: Paging): Promise<Page<Folder>> {
  const { limit, offset } = windowOf(paging);
  const { teamIds, contentType } = filter;
  let matching = executor.selectFrom('folder');
  if (teamIds !== null) matching = matching.where('team_id', '=', anyOf(teamIds));
  if (contentType !== undefined) matching = matching.where('content_type', '=', contentType);
  const rows = await matching
    .select(['id', 'team_id', 'parent_id', 'name', 'content_type'])
    .select(sizeOf)
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute();
  const { count } = await matching
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return { items: rows.map(toFolder), count };
}

/** What is left out stays as it is. */
export async function updateFolder(
  executor: Executor,
  id: FolderId,
  change: { readonly name?: string | undefined; readonly parentId?: FolderId | null | undefined },
): Promise<void> {
  const columns = {
    ...(change.name === undefined ? {} : { name: storableText(change.name) }),
    ...(change.parentId === undefined ? {} : { parent_id: change.parentId }),
  };
  if (Object.keys(columns).length === 0) return;
  await executor.updateTable('folder').set(columns).where('id', '=', id).execute();
}

/** What lies in it goes to the folder around it, or to the root of the team (unconfirmed). In a transaction of the caller. */
export async function deleteFolder(executor: Executor, folder: Folder): Promise<void> {
  for (const table of ['story', 'resource', 'credential'] as const) {
    await executor.updateTable(table).set({ folder_id: folder.parentId }).where('folder_id', '=', folder.id).execute();
  }
  await executor.updateTable('folder').set({ parent_id: folder.parentId }).where('parent_id', '=', folder.id).execute();
  await executor.deleteFrom('folder').where('id', '=', folder.id).execute();
}

/** Whether the folder is `around` or lies in it, however deep. */
export async function isFolderWithin(executor: Executor, id: FolderId, around: FolderId): Promise<boolean> {
  const { rows } = await sql`
    with recursive up as (
      select id, parent_id from folder where id = ${id}
      union select folder.id, folder.parent_id from folder join up on folder.id = up.parent_id
    )
    select 1 from up where id = ${around}
  `.execute(executor);
  return rows.length > 0;
}

function sizeOf(select: ExpressionBuilder<Tables, 'folder'>) {
  const content = (table: 'story' | 'resource' | 'credential') =>
    select
      .selectFrom(table)
      .select((inner) => inner.fn.countAll<number>().as('count'))
      .whereRef(`${table}.folder_id`, '=', 'folder.id');
  return select(select(content('story'), '+', content('resource')), '+', content('credential')).as('size');
}

function toFolder(row: {
  id: number;
  team_id: number;
  parent_id: number | null;
  name: string;
  content_type: ContentType;
  size: number | null;
}): Folder {
  return {
    id: asId(row.id),
    teamId: asId(row.team_id),
    parentId: row.parent_id === null ? null : asId(row.parent_id),
    name: row.name,
    contentType: row.content_type,
    size: row.size ?? 0,
  };
}
