/** Users, their keys and invitations on the wire (reference: api/admin.md, users). */
import { z } from 'zod';
import { tenantGrants } from '../access/permissions.ts';
import {
  booleanInput,
  choiceInput,
  idInput,
  listInput,
  nameInput,
  optionalIdInput,
  textInput,
  timeInput,
} from './input.ts';
import { timeOutput } from './output.ts';
import { pageShape, pagingInput } from './paging.ts';
import { emailInput, roleInput } from './team.ts';

export const userShape = z
  .object({
    id: z.int(),
    scim_uid: z.string().nullable(),
    email: z.string(),
    admin: z.boolean(),
    is_active: z.boolean(),
    first_name: z.string(),
    last_name: z.string(),
    tenant_permissions: z.array(z.enum(tenantGrants)),
    created_at: timeOutput,
    updated_at: timeOutput,
    last_seen: timeOutput.nullable(),
    /** Where the invited chooses a password. An addition to the documented API. */
    invitation_url: z.string().optional(),
  })
  .meta({ id: 'User' });

export const userListShape = pageShape('admin/users', userShape);
export const userParams = z.object({ user_id: idInput });
export const listUsersInput = z.object({ filter: choiceInput(['TENANT_OWNER', '']).optional(), ...pagingInput });

export const personNameInput = textInput.refine((name) => name.length <= 255, {
  error: 'must have at most 255 characters',
});

const userFields = {
  first_name: personNameInput.optional(),
  last_name: personNameInput.optional(),
  admin: booleanInput.optional(),
  is_active: booleanInput.optional(),
  tenant_permissions: listInput(choiceInput(tenantGrants)).optional(),
};

export const createUserInput = z.object({ email: emailInput, ...userFields });
export const updateUserInput = z.object({ email: emailInput.optional(), ...userFields });

export const signinActivityListShape = pageShape(
  'admin/login_activities',
  z.object({
    id: z.int(),
    user_id: z.int(),
    ip: z.string(),
    user_agent: z.string(),
    created_at: timeOutput,
  }),
);
export const listSigninActivitiesInput = z.object({
  before: timeInput.optional(),
  after: timeInput.optional(),
  ...pagingInput,
});

export const newPasswordInput = z
  .string({ error: 'must be text' })
  .min(12, { error: 'must have at least 12 characters' })
  .max(1_000, { error: 'must have at most 1000 characters' });

export const acceptInvitationInput = z.object({
  token: textInput,
  password: newPasswordInput,
  first_name: personNameInput.optional(),
  last_name: personNameInput.optional(),
});

export const apiKeyKinds = ['personal', 'team', 'service', 'tenant_owner'] as const;

/** Keys; an addition to the documented API. */
export const apiKeyShape = z
  .object({
    id: z.int(),
    name: z.string(),
    kind: z.enum(apiKeyKinds),
    /** Whose it is, or the service account that it acts as. */
    user_id: z.int(),
    team_id: z.int().nullable(),
    created_at: timeOutput,
    last_used_at: timeOutput.nullable(),
    /** The key itself: in the answer to its creation, and never again. */
    key: z.string().optional(),
  })
  .meta({ id: 'ApiKey' });

export const apiKeyListShape = pageShape('api_keys', apiKeyShape);
export const apiKeyParams = z.object({ api_key_id: idInput });
export const listApiKeysInput = z.object({ ...pagingInput });
export const createApiKeyInput = z.object({
  name: nameInput,
  kind: choiceInput(apiKeyKinds).default('personal'),
  team_id: optionalIdInput,
  role: roleInput,
  tenant_permissions: listInput(choiceInput(tenantGrants)).default([]),
});
