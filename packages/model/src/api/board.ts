/**
 * Changes of a storyboard on the wire: many at once, in one transaction. An addition to the documented API.
 *
 * Things are named by their guid. Whoever adds one chooses it, so a request that was cut off can be sent again: what is there
 * already is not added twice, what is gone already is not missed. It also lets what was removed come back as the same thing.
 */
import { z } from 'zod';
import { actionShape, createActionInput, linkTypes, positionInput } from './action.ts';
import { booleanInput, choiceInput, idInput, integerInput, nameInput, objectInput, textInput } from './input.ts';
import { contentInput, noteShape } from './note.ts';
import { objectOutput } from './output.ts';

/** So many things in one request. */
export const mostBoardItems = 5_000;

const newGuidInput = z.string({ error: 'must be text' }).regex(/^[0-9a-f]{32}$/, { error: 'must be 32 hex digits' });
/** Of a thing that is there. Imported notes have guids of other forms. */
const guidInput = textInput
  .min(1, { error: 'must not be empty' })
  .max(255, { error: 'must be at most 255 characters' });

const linkInput = z.object({
  source: guidInput,
  receiver: guidInput,
  type: choiceInput(linkTypes).default('DEFAULT'),
});

const actionRoles = ['entry', 'exit', 'api_entry', 'api_exit'] as const;

/** What a removed action had that no other request can set; it is given back when the action comes back. */
export const keptShape = z.object({
  carried: objectOutput,
  width: z.number().nullable(),
  time_saved_value: z.number(),
  time_saved_unit: z.string(),
  num_runs_to_save: z.int().nullable(),
  /** What it was for callers of the story. */
  roles: z.array(z.enum(actionRoles)),
});

const keptInput = z.object({
  carried: objectInput,
  width: z.number().nullable(),
  time_saved_value: z.number(),
  time_saved_unit: textInput,
  num_runs_to_save: integerInput(0, 10_000).nullable(),
  roles: z.array(choiceInput(actionRoles)),
});

const { type, name, options, description, disabled, schedule } = createActionInput.shape;
const { monitor_failures, monitor_all_events, monitor_no_events_emitted } = createActionInput.shape;

const newActionInput = z.object({
  guid: newGuidInput,
  ...{ type, name, options, description, disabled, schedule },
  ...{ monitor_failures, monitor_all_events, monitor_no_events_emitted },
  position: positionInput,
  /** The group that it lies in. */
  group: guidInput.nullable().optional(),
  kept: keptInput.optional(),
});

const width = z.number().min(60).max(4_000).nullable();

const newNoteInput = z.object({
  guid: guidInput,
  content: contentInput,
  position: positionInput,
  width: width.optional(),
  group: guidInput.nullable().optional(),
});

/** `if_name`, `if_options`, `if_content`: refused with 409 when somebody else has changed it meanwhile. */
const actionChangeInput = z.object({
  guid: guidInput,
  position: positionInput.optional(),
  name: nameInput.optional(),
  if_name: textInput.optional(),
  disabled: booleanInput.optional(),
  options: objectInput.optional(),
  if_options: objectInput.optional(),
  /** The group that it goes into, also one that this change adds; null: out of all groups. Its links may not lead over the border. */
  group: guidInput.nullable().optional(),
});

const noteChangeInput = z.object({
  guid: guidInput,
  position: positionInput.optional(),
  width: width.optional(),
  content: contentInput.optional(),
  if_content: textInput.optional(),
  group: guidInput.nullable().optional(),
});

function list<T extends z.ZodType>(item: T) {
  return z
    .array(item, { error: 'must be a list' })
    .max(mostBoardItems, { error: `must hold at most ${mostBoardItems}` });
}

/** In this order: what goes, what comes, what is different. What changes its group leaves one before that goes, and enters one after it came. */
export const changeBoardInput = z.object({
  draft_id: idInput.nullable().optional(),
  remove: z
    .object({
      actions: list(guidInput).optional(),
      notes: list(guidInput).optional(),
      links: list(linkInput).optional(),
    })
    .optional(),
  add: z
    .object({
      actions: list(newActionInput).optional(),
      notes: list(newNoteInput).optional(),
      links: list(linkInput).optional(),
    })
    .optional(),
  change: z.object({ actions: list(actionChangeInput).optional(), notes: list(noteChangeInput).optional() }).optional(),
});

export type BoardChangeInput = z.output<typeof changeBoardInput>;

export const boardChangeShape = z.object({
  /** Of the story after the change: it rises with every change by anybody. */
  revision: z.int(),
  /** Those that were added or changed, and the ends of links that came or went. */
  actions: z.array(actionShape),
  notes: z.array(noteShape),
  /** Of the removed actions, by guid. */
  kept: z.array(keptShape.extend({ guid: z.string() })),
});
