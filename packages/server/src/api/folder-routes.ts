/** Folders (reference: api/folders.md). They lie in each other, within one team and one kind of content. */
import {
  asId,
  createFolderInput,
  type FolderId,
  folderListShape,
  folderShape,
  idInput,
  listFoldersInput,
  type TeamId,
  updateFolderInput,
} from '@fabula/model';
import {
  type ContentType,
  createFolder,
  deleteFolder,
  type Executor,
  type Folder,
  findFolder,
  isFolderWithin,
  listFolders,
  updateFolder,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import { requireTeam } from '../sign-in/guard.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';
import { folderFor } from './sharing.ts';
import { teamsToList, visibleTeam } from './visible.ts';

const tags = ['Folders'];
const params = z.object({ folder_id: idInput });

export function folderRoutes(app: ApiScope, { database, publicUrl }: ApiParts): void {
  app.get(
    '/api/v1/folders',
    {
      config: { permission: 'team:read' },
      schema: { summary: 'List folders', tags, body: listFoldersInput, response: { 200: folderListShape } },
    },
    async (request) => {
      const { team_id, content_type } = request.body;
      const filter = { teamIds: teamsToList(request, team_id), contentType: content_type || undefined };
      const { items, count } = await listFolders(database.kysely, filter, toPaging(request.body));
      return { folders: items.map(toFolder), meta: metaOf(request, publicUrl(), request.body, count) };
    },
  );

  app.get(
    '/api/v1/folders/:folder_id',
    {
      config: { permission: 'team:read' },
      schema: {
        summary: 'Get a folder',
        tags,
        params,
        response: { 200: folderShape },
      },
    },
    async (request) => toFolder(await visibleFolder(request, database.kysely, request.params.folder_id)),
  );

  app.post(
    '/api/v1/folders',
    {
      config: { permission: 'folder:write', audit: 'FolderCreation' },
      schema: { summary: 'Create a folder', tags, body: createFolderInput, response: { 201: folderShape } },
    },
    async (request, reply) => {
      const { name, content_type: contentType, team_id, parent_folder_id } = request.body;
      const folder = await database.kysely.transaction().execute(async (transaction) => {
        const teamId = await visibleTeam(request, transaction, team_id);
        const parentId = await parentFor(transaction, teamId, contentType, parent_folder_id ?? null);
        const created = await createFolder(transaction, { teamId, parentId, name, contentType });
        await recordAudit(request, transaction, {
          operation: 'FolderCreation',
          inputs: { teamId, name, contentType, parentFolderId: parentId },
          outputs: { folderId: created.id },
        });
        return created;
      });
      return reply.code(201).send(toFolder(folder));
    },
  );

  app.route({
    method: ['PUT', 'PATCH'],
    url: '/api/v1/folders/:folder_id',
    config: { permission: 'folder:write', audit: 'FolderUpdate' },
    schema: {
      summary: 'Rename or move a folder',
      tags,
      params,
      body: updateFolderInput,
      response: { 200: folderShape },
    },
    handler: async (request) => {
      const { name, parent_folder_id } = request.body;
      const folder = await database.kysely.transaction().execute(async (transaction) => {
        const before = await visibleFolder(request, transaction, request.params.folder_id);
        const parentId =
          parent_folder_id === undefined
            ? undefined
            : await parentFor(transaction, before.teamId, before.contentType, parent_folder_id);
        if (parentId && (await isFolderWithin(transaction, parentId, before.id))) {
          refuse(
            'invalid_parameter',
            'parent_folder_id must not be the folder itself or one inside it.',
            'parent_folder_id',
          );
        }
        await updateFolder(transaction, before.id, { name, parentId });
        await recordAudit(request, transaction, {
          operation: 'FolderUpdate',
          inputs: { folderId: before.id, name: name ?? before.name, parentFolderId: parentId ?? null },
        });
        return visibleFolder(request, transaction, before.id);
      });
      return toFolder(folder);
    },
  });

  app.delete(
    '/api/v1/folders/:folder_id',
    {
      config: { permission: 'folder:write', audit: 'FolderDestruction' },
      schema: { summary: 'Delete a folder', tags, params },
    },
    async (request, reply) => {
      await database.kysely.transaction().execute(async (transaction) => {
        const folder = await visibleFolder(request, transaction, request.params.folder_id);
        await deleteFolder(transaction, folder);
        await recordAudit(request, transaction, {
          operation: 'FolderDestruction',
          inputs: { folderId: folder.id, name: folder.name },
        });
      });
      return reply.code(204).send();
    },
  );
}

async function visibleFolder(request: FastifyRequest, executor: Executor, id: number): Promise<Folder> {
  const folder = await findFolder(executor, asId<FolderId>(id));
  if (folder === null) return refuse('folder_not_found');
  requireTeam(request, folder.teamId, 'folder_not_found');
  return folder;
}

/** A folder around another is of the same team and kind (unconfirmed). */
async function parentFor(
  executor: Executor,
  teamId: TeamId,
  contentType: ContentType,
  id: number | null,
): Promise<FolderId | null> {
  return folderFor(executor, teamId, id, contentType, 'parent_folder_id');
}

function toFolder(folder: Folder) {
  return {
    id: folder.id,
    name: folder.name,
    team_id: folder.teamId,
    content_type: folder.contentType,
    size: folder.size,
    parent_folder_id: folder.parentId,
  };
}
