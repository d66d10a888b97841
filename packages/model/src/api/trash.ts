/** Deleted stories on the wire; an addition to the documented API. */
import { z } from 'zod';
import { optionalIdInput, textInput } from './input.ts';
import { timeOutput } from './output.ts';
import { pageShape, pagingInput } from './paging.ts';
import { storyShape } from './story.ts';

export const trashedStoryShape = z
  .object({
    id: z.int(),
    /** That it had, and has again when it is restored. */
    story_id: z.int(),
    team_id: z.int(),
    name: z.string(),
    deleted_by: z.int().nullable(),
    deleted_at: timeOutput,
  })
  .meta({ id: 'TrashedStory' });

export const trashListShape = pageShape('trashed_stories', trashedStoryShape);
export const restoredStoryShape = storyShape.extend({ renewed: z.boolean() }).meta({ id: 'RestoredStory' });
export const listTrashInput = z.object({ team_id: optionalIdInput, search: textInput.optional(), ...pagingInput });
