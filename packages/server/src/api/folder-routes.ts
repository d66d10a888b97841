/** Folders (reference: api/folders.md); reading only. */
import { asId, type FolderId, folderListShape, folderShape, idInput, listFoldersInput } from '@fabula/model';
import { type Folder, findFolder, listFolders } from '@fabula/store';
import { z } from 'zod';
import { requireTeam } from '../sign-in/guard.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';
import { teamsToList } from './visible.ts';

const tags = ['Folders'];

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
        params: z.object({ folder_id: idInput }),
        response: { 200: folderShape },
      },
    },
    async (request) => {
      const folder = await findFolder(database.kysely, asId<FolderId>(request.params.folder_id));
      if (folder === null) return refuse('folder_not_found');
      requireTeam(request, folder.teamId, 'folder_not_found');
      return toFolder(folder);
    },
  );
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
