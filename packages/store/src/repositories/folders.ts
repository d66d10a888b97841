/** Folders of a team; each holds one kind of content. */
import { asId, type FolderId, type TeamId } from '@fabula/model';
import type { ExpressionBuilder } from 'kysely';
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
