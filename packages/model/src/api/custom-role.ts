/** Roles of the installation's own, and what roles can be made of. Additions to the documented API. */
import { z } from 'zod';
import { type TeamPermission, teamPermissions } from '../access/permissions.ts';
import { choiceInput, idInput, listInput, nameInput, textInput } from './input.ts';
import { timeOutput } from './output.ts';

export const customRoleShape = z
  .object({
    id: z.int(),
    name: z.string(),
    description: z.string(),
    permissions: z.array(z.string()),
    /** Members of teams that have it, keys of teams among them. */
    member_count: z.int(),
    created_at: timeOutput,
    updated_at: timeOutput,
  })
  .meta({ id: 'CustomRole' });

export const roleListShape = z.object({
  /** Those that are always there and cannot be changed. */
  default_roles: z.array(z.object({ name: z.string(), permissions: z.array(z.string()) })),
  custom_roles: z.array(customRoleShape),
  /** What roles are made of. */
  permissions: z.array(z.object({ name: z.string(), description: z.string() })),
});

const permissionsInput = listInput(
  choiceInput(teamPermissions as readonly [TeamPermission, ...TeamPermission[]]),
).transform((names): readonly TeamPermission[] =>
  // Whoever has a role in a team sees the team.
  teamPermissions.filter((name) => name === 'team:read' || names.includes(name)),
);
const descriptionInput = textInput.refine((text) => text.length <= 1_000, {
  error: 'must have at most 1,000 characters',
});

export const customRoleParams = z.object({ role_id: idInput });
export const createCustomRoleInput = z.object({
  name: nameInput,
  description: descriptionInput.default(''),
  permissions: permissionsInput,
});
export const updateCustomRoleInput = z.object({
  name: nameInput.optional(),
  description: descriptionInput.optional(),
  permissions: permissionsInput.optional(),
});
