/** Folders on the wire (reference: api/folders.md). */
import { z } from 'zod';
import { choiceInput, optionalIdInput } from './input.ts';
import { pageShape, pagingInput } from './paging.ts';

export const contentTypes = ['CREDENTIAL', 'RESOURCE', 'STORY'] as const;

export const folderShape = z
  .object({
    id: z.int(),
    name: z.string(),
    team_id: z.int(),
    content_type: z.enum(contentTypes),
    size: z.int(),
    parent_folder_id: z.int().nullable(),
  })
  .meta({ id: 'Folder' });

export const folderListShape = pageShape('folders', folderShape);

export const listFoldersInput = z.object({
  team_id: optionalIdInput,
  content_type: choiceInput([...contentTypes, '']).optional(),
  ...pagingInput,
});
