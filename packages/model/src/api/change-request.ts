/** Change requests on the wire (reference: api/story-change-control.md). */
import { z } from 'zod';
import { booleanInput, choiceInput, idInput, optionalIdInput, textInput } from './input.ts';
import { anyOutput } from './output.ts';

/** What becomes of a request. Only the first two are open; the documented API shows no others. */
export const changeRequestStatuses = ['PENDING', 'APPROVED', 'REJECTED', 'CANCELLED', 'PROMOTED'] as const;
export type ChangeRequestStatus = (typeof changeRequestStatuses)[number];

export const differenceShape = z.object({
  operation: z.enum(['add', 'update', 'remove']),
  target: z.enum(['story', 'action', 'link', 'note']),
  /** Before and after, where there is one: the changed fields by name. */
  versions: z.array(z.record(z.string(), anyOutput)),
  data: z.object({
    name: z.string(),
    type: z.string().nullable(),
    modified_at: z.string().nullable(),
    participants: z.array(z.int()),
    guid: z.string(),
    fields: z.array(z.string()),
    positional: z.boolean(),
  }),
});

export const changeRequestShape = z
  .object({
    /** Of the live story. */
    id: z.int(),
    draft_id: z.int(),
    draft_name: z.string(),
    change_request: z
      .object({
        id: z.int(),
        name: z.string(),
        description: z.string(),
        status: z.enum(changeRequestStatuses),
        live_story_export: z.string(),
        draft_export: z.string(),
        story_diff: z.array(differenceShape),
        participants: z.array(z.int()),
        requested_by: z.int().nullable(),
        reviewed_by: z.int().nullable(),
        reason: z.string(),
      })
      .nullable(),
    /** What a request would bring, also while there is none. An addition to the documented API. */
    story_diff: z.array(differenceShape),
    /** The newest request of the draft, when it was rejected: what its author has to know. An addition. */
    rejected: z.object({ name: z.string(), reviewed_by: z.int().nullable(), reason: z.string() }).nullable(),
    /** The live story has changed since the draft was last brought up to date with it. An addition. */
    behind_live: z.boolean(),
  })
  .meta({ id: 'ChangeRequest' });

export type ChangeRequestResponse = z.output<typeof changeRequestShape>;

const titleInput = textInput.refine((title) => title.length <= 255, { error: 'must have at most 255 characters' });

export const createChangeRequestInput = z.object({
  title: titleInput.default(''),
  description: textInput.default(''),
  draft_id: optionalIdInput,
});
export const viewChangeRequestInput = z.object({ draft_id: optionalIdInput });
export const chosenChangeRequestInput = z.object({ change_request_id: idInput });
export const rejectChangeRequestInput = z.object({ change_request_id: idInput, reason: textInput.default('') });
export const promoteChangeRequestInput = z.object({
  change_request_id: idInput,
  bypass_approval: booleanInput.default(false),
  bypass_approval_reason: textInput.default('Approval bypassed via API'),
  delete_draft: booleanInput.default(false),
});
export const describeChangeRequestInput = z.object({ draft_id: idInput });
/** The name of the field is unconfirmed. */
export const changeDescriptionShape = z
  .object({ change_request_ai_description: z.string() })
  .meta({ id: 'ChangeRequestDescription' });
export const updateFromLiveInput = z.object({ prefer: choiceInput(['draft', 'live']).optional() });

/** Rules of change control that hold for all stories. An addition to the documented API. */
export const changeControlShape = z
  .object({
    require_approval: z.boolean(),
    require_separate_approver: z.boolean(),
    require_description: z.boolean(),
  })
  .meta({ id: 'ChangeControlRules' });
export type ChangeControlRules = z.output<typeof changeControlShape>;
export const changeControlInput = z.object({
  require_approval: booleanInput.optional(),
  require_separate_approver: booleanInput.optional(),
  require_description: booleanInput.optional(),
});
