/** Storyboard notes on the wire (reference: api/notes.md). The list key stays `annotations`. */
import { z } from 'zod';
import { positionInput } from './action.ts';
import { choiceInput, optionalIdInput, textInput } from './input.ts';
import { pageShape, pagingInput } from './paging.ts';
import { storyModes } from './story.ts';

export const noteShape = z
  .object({
    id: z.int(),
    /** An addition; unique within the story. */
    guid: z.string(),
    story_id: z.int(),
    story_mode: z.enum(storyModes),
    group_id: z.int().nullable(),
    content: z.string(),
    position: z.object({ x: z.number(), y: z.number() }),
    width: z.number().nullable(),
    draft_id: z.int().nullable(),
    draft_name: z.string().nullable(),
  })
  .meta({ id: 'Note' });

export const noteListShape = pageShape('annotations', noteShape);

export const listNotesInput = z.object({
  story_id: optionalIdInput,
  mode: choiceInput(['LIVE', 'TEST', '']).optional(),
  team_id: optionalIdInput,
  group_id: optionalIdInput,
  draft_id: optionalIdInput,
  ...pagingInput,
});

const LONGEST_NOTE = 65_536;

export const contentInput = textInput.refine((content) => content.length <= LONGEST_NOTE, {
  error: `must have at most ${LONGEST_NOTE} characters`,
});

export const createNoteInput = z.object({
  story_id: optionalIdInput,
  group_id: optionalIdInput,
  content: contentInput,
  position: positionInput.default({ x: 0, y: 0 }),
  draft_id: optionalIdInput,
});

export const updateNoteInput = z.object({ content: contentInput.optional(), position: positionInput.optional() });
