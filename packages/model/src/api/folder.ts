/** Folders on the wire (reference: api/folders.md). */
import { z } from 'zod';
import { choiceInput, idInput, nameInput, optionalIdInput } from './input.ts';
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

export const createFolderInput = z.object({
  name: nameInput,
  content_type: choiceInput(contentTypes),
  team_id: idInput,
  parent_folder_id: optionalIdInput,
});

export const updateFolderInput = z.object({ name: nameInput.optional(), parent_folder_id: optionalIdInput });

export const listFoldersInput = z.object({
  team_id: optionalIdInput,
  content_type: choiceInput([...contentTypes, '']).optional(),
  ...pagingInput,
});
