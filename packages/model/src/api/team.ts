/** Teams and their members on the wire (reference: api/teams.md). */
import { z } from 'zod';
import { booleanInput, choiceInput, idInput, nameInput, textInput } from './input.ts';
import { timeOutput } from './output.ts';
import { pageShape, pagingInput } from './paging.ts';

export const teamShape = z
  .object({ id: z.int(), name: z.string(), groups: z.array(z.object({ id: z.int(), name: z.string() })).optional() })
  .meta({ id: 'Team' });

export const teamListShape = pageShape('teams', teamShape);
export const teamParams = z.object({ team_id: idInput });
export const teamInput = z.object({ name: nameInput });

export const listTeamsInput = z.object({
  scope: choiceInput(['all', 'standard', 'personal_only', '']).optional(),
  include_personal_teams: booleanInput.optional(),
  ...pagingInput,
});

export const memberShape = z
  .object({
    id: z.int(),
    first_name: z.string(),
    last_name: z.string(),
    email: z.string(),
    is_admin: z.boolean(),
    created_at: timeOutput,
    last_seen: timeOutput.nullable(),
    invitation_accepted: z.boolean(),
    role: z.string(),
    /** Where the invited chooses a password; only for owners of the tenant, who may have no mail server. An addition. */
    invitation_url: z.string().optional(),
  })
  .meta({ id: 'Member' });

export const memberListShape = pageShape('members', memberShape);
export const listMembersInput = z.object({ ...pagingInput });

export const emailInput = textInput.regex(/^[^\s@<>]{1,64}@[^\s@<>]{1,255}$/, { error: 'must be an e-mail address' });

/** The name of a role: whether there is one of that name only the database knows. */
export const roleInput = textInput.trim().min(1, { error: 'must not be empty' }).default('VIEWER');

export const inviteMemberInput = z.object({
  email: emailInput.optional(),
  user_id: idInput.optional(),
  role: roleInput,
});
export const memberInput = z.object({ user_id: idInput });
export const removedMemberShape = z.object({ deleted_id: z.int() });
