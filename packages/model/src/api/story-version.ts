/** Versions of stories on the wire (reference: api/story-change-control.md, versions). */
import { z } from 'zod';
import { differenceShape } from './change-request.ts';
import { idInput, optionalIdInput, textInput } from './input.ts';
import { objectOutput, timeOutput } from './output.ts';
import { pageShape, pagingInput } from './paging.ts';
import { storyShape } from './story.ts';

export const versionShape = z
  .object({
    id: z.int(),
    /** Empty: nobody has named it. */
    name: z.string(),
    description: z.string(),
    timestamp: timeOutput,
    /** Whether Fabula kept it before something was written over. An addition to the documented API. */
    automatic: z.boolean(),
    /** Who kept it; null: they are gone. An addition to the documented API. */
    created_by: z.int().nullable(),
    draft_id: z.int().nullable(),
    draft_name: z.string().nullable(),
  })
  .meta({ id: 'StoryVersion' });

export const oneVersionShape = z.object({ story_version: versionShape });
export const fullVersionShape = z.object({ story_version: versionShape.extend({ export_file: objectOutput }) });
export const versionListShape = pageShape('story_versions', versionShape);
/** What restoring it would change. */
export const versionChangesShape = z.object({ story_diff: z.array(differenceShape) });
/** `kept_version_id`: what was there before; restoring that one undoes it. */
export const restoredVersionShape = storyShape.extend({ kept_version_id: z.int() });

export const versionParams = z.object({ story_id: idInput, version_id: idInput });
const versionNameInput = textInput.refine((name) => name.length <= 255, { error: 'must have at most 255 characters' });
export const createVersionInput = z.object({
  name: versionNameInput.optional(),
  description: textInput.optional(),
  draft_id: optionalIdInput,
});
export const listVersionsInput = z.object({ draft_id: optionalIdInput, ...pagingInput });
export const renameVersionInput = z.object({ name: versionNameInput });
export const restoreVersionInput = z.object({ draft_id: optionalIdInput });
