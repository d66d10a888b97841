/** Calls of stories that a person is asked about, on the wire. An addition to the documented API. */
import { z } from 'zod';
import { choiceInput, idInput, textInput } from './input.ts';
import { anyOutput, timeOutput } from './output.ts';
import { pageShape, pagingInput } from './paging.ts';

/**
 * waiting: can be answered. expired: nobody answered in time, and the call was refused. cancelled: what asked is no longer there.
 */
export const toolConfirmationStatuses = ['waiting', 'approved', 'denied', 'expired', 'cancelled'] as const;
export type ToolConfirmationStatus = (typeof toolConfirmationStatuses)[number];

export const toolConfirmationShape = z
  .object({
    id: z.int(),
    status: z.enum(toolConfirmationStatuses),
    asked_by: z.enum(['ai_agent', 'mcp_client']),
    /** What the model or the client knows the story as. */
    tool: z.string(),
    /** What the story is to be called with. */
    input: anyOutput,
    team_id: z.int(),
    /** Where the agent or the MCP server is. */
    story_id: z.int(),
    story_name: z.string(),
    draft_id: z.int().nullable(),
    draft_name: z.string().nullable(),
    action_id: z.int(),
    /** null: it was deleted meanwhile. */
    action_name: z.string().nullable(),
    /** The story to be called, or the draft of it; null: it was deleted meanwhile. */
    called_story: z.object({ id: z.int(), name: z.string(), draft_id: z.int().nullable() }).nullable(),
    /** Of the agent; for an MCP client the run that begins when the call is approved. */
    story_run_guid: z.string().nullable(),
    asked_at: timeOutput,
    /** When it is refused without an answer. */
    expires_at: timeOutput,
    decided_at: timeOutput.nullable(),
    decided_by: z.object({ id: z.int(), email: z.string(), name: z.string() }).nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'ToolConfirmation' });
export type ToolConfirmationResponse = z.output<typeof toolConfirmationShape>;

export const toolConfirmationListShape = pageShape('tool_confirmations', toolConfirmationShape);
export const toolConfirmationParams = z.object({ tool_confirmation_id: idInput });

export const listToolConfirmationsInput = z.object({
  ...pagingInput,
  status: choiceInput(toolConfirmationStatuses).optional(),
  team_id: idInput.optional(),
  /** Of the story that asks, or of the one that is to be called. */
  story_id: idInput.optional(),
  /** Narrows it to one draft. */
  draft_id: idInput.optional(),
});

export const decideToolConfirmationInput = z.object({
  /** Told to the agent or the client when it is denied. */
  reason: textInput.trim().max(2_000, { error: 'must not be longer than 2000 characters' }).optional(),
});
