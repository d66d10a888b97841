/**
 * Credentials on the wire (reference: api/credentials.md). Secrets go in and never come out: no shape of an answer has a place
 * for one. Which parameters a mode needs is said by the table below; the schema only says what each is made of.
 */
import { isObjectValue, type ObjectValue, parseJson } from '@fabula/formula';
import { z } from 'zod';
import {
  booleanInput,
  choiceInput,
  idInput,
  integerInput,
  listInput,
  nameInput,
  optionalIdInput,
  textInput,
  timeInput,
} from './input.ts';
import { objectOutput, timeOutput } from './output.ts';
import { pageShape, pagingInput } from './paging.ts';

export const credentialModes = ['TEXT', 'JWT', 'OAUTH', 'AWS', 'MTLS', 'HTTP_REQUEST_AGENT', 'MULTI_REQUEST'] as const;
export const credentialReadAccess = ['TEAM', 'GLOBAL', 'SPECIFIC_TEAMS'] as const;
export const awsAuthenticationTypes = ['KEY', 'ROLE', 'INSTANCE_PROFILE'] as const;
export const oauthGrantTypes = ['client_credentials', 'authorization_code'] as const;
export const credentialFilters = ['UNUSED_IN_ACTIONS', 'UNRESTRICTED', 'RESTRICTED'] as const;
export const jwtAlgorithms = ['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const;

const testCredentialShape = z.object({
  aws_authentication_type: z.enum(awsAuthenticationTypes).nullable(),
  aws_assumed_role_external_id: z.string().nullable(),
  created_at: timeOutput,
  updated_at: timeOutput,
});

export const credentialShape = z
  .object({
    id: z.int(),
    name: z.string(),
    mode: z.enum(credentialModes),
    team_id: z.int(),
    folder_id: z.int().nullable(),
    read_access: z.enum(credentialReadAccess),
    shared_team_slugs: z.array(z.string()),
    slug: z.string(),
    created_at: timeOutput,
    updated_at: timeOutput,
    description: z.string(),
    aws_assumed_role_external_id: z.string().nullable(),
    aws_authentication_type: z.enum(awsAuthenticationTypes).nullable(),
    use_static_external_id: z.boolean().optional(),
    allowed_hosts: z.array(z.string()),
    metadata: objectOutput,
    restriction_type: z.enum(['RESTRICTED', 'UNRESTRICTED']),
    test_credential_enabled: z.boolean(),
    test_credential: testCredentialShape.nullable(),
    referencing_action_ids: z.array(z.int()),
    owner: z.object({ user_id: z.int(), first_name: z.string(), last_name: z.string(), email: z.string() }).nullable(),
    expires_at: timeOutput.nullable(),
    expiry_notifications_enabled: z.boolean(),
    credential_notification_recipient_user_ids: z.array(z.int()),
    redirect_url: z.string().optional(),
  })
  .meta({ id: 'Credential' });

export type CredentialResponse = z.output<typeof credentialShape>;

export const credentialListShape = pageShape('user_credentials', credentialShape);

const notAnObject = 'must be an object';

/** An object, also written as the text of one, as forms send it. */
const objectOrTextInput = z
  .custom<ObjectValue | string>((value) => isObjectValue(value) || typeof value === 'string', { error: notAnObject })
  .transform((value, context): ObjectValue => {
    if (typeof value !== 'string') return value;
    const parsed = parseJson(value);
    if (parsed.ok && isObjectValue(parsed.value)) return parsed.value;
    context.addIssue({ code: 'custom', message: notAnObject });
    return z.NEVER;
  })
  .meta({ type: 'object', additionalProperties: true });

/** Not trimmed and never shown, whatever is wrong with it. */
const secretInput = z
  .string({ error: 'must be text' })
  .max(1_000_000, { error: 'must not be longer than 1,000,000 characters' });

const addressInput = textInput.regex(/^https?:\/\/[^\s/?#]+[^\s]*$/i, { error: 'must be an http or https address' });

/** What the modes are made of. */
const modeFields = {
  value: secretInput.optional(),
  jwt_algorithm: choiceInput(jwtAlgorithms).optional(),
  jwt_payload: objectOrTextInput.optional(),
  jwt_auto_generate_time_claims: booleanInput.optional(),
  jwt_private_key: secretInput.optional(),
  oauth_url: addressInput.optional(),
  oauth_token_url: addressInput.optional(),
  oauth_client_id: secretInput.optional(),
  oauth_client_secret: secretInput.optional(),
  oauth_scope: textInput.optional(),
  oauth_grant_type: choiceInput(oauthGrantTypes).optional(),
  oauthPkceCodeChallengeMethod: choiceInput(['S256', 'plain']).nullable().optional(),
  aws_authentication_type: choiceInput(awsAuthenticationTypes).optional(),
  aws_access_key: secretInput.optional(),
  aws_secret_key: secretInput.optional(),
  aws_assumed_role_arn: secretInput.optional(),
  use_static_external_id: booleanInput.optional(),
  aws_assumed_role_external_id: textInput.optional(),
  mtls_client_certificate: secretInput.optional(),
  mtls_client_private_key: secretInput.optional(),
  mtls_root_certificate: secretInput.optional(),
  http_request_options: objectOrTextInput.optional(),
  http_request_location_of_token: secretInput.optional(),
  http_request_secret: secretInput.optional(),
  http_request_ttl: integerInput(1, 2 ** 31)
    .nullable()
    .optional(),
  credential_requests: z
    .array(z.object({ options: objectOrTextInput, http_request_secret: secretInput.optional() }), {
      error: 'must be a list of two requests',
    })
    .length(2, { error: 'must be a list of two requests' })
    .optional(),
};

const optionalTimeInput = z
  .union([timeInput, z.null(), z.literal('')], { error: 'must be a time, such as 2026-01-31T12:00:00Z, or empty' })
  .transform((value) => (value === '' ? null : value))
  .optional();

const commonFields = {
  folder_id: optionalIdInput,
  read_access: choiceInput(credentialReadAccess).optional(),
  shared_team_slugs: listInput(textInput).optional(),
  description: textInput.nullable().optional(),
  metadata: objectOrTextInput.nullable().optional(),
  allowed_hosts: listInput(textInput).nullable().optional(),
  expires_at: optionalTimeInput,
  expiry_notifications_enabled: booleanInput.optional(),
  credential_notification_recipient_user_ids: listInput(idInput).optional(),
};

export const createCredentialInput = z.object({
  name: nameInput,
  mode: choiceInput(credentialModes),
  team_id: optionalIdInput,
  live_credential_id: optionalIdInput,
  ...commonFields,
  ...modeFields,
});

export const updateCredentialInput = z.object({
  /** That of the credential; the documented API wants it, clients may leave it out. */
  mode: choiceInput(credentialModes).optional(),
  name: nameInput.optional(),
  test_credential_enabled: booleanInput.optional(),
  is_test: booleanInput.default(false),
  ...commonFields,
  ...modeFields,
});

export const testCredentialInput = z.object({
  /** The test twin instead of the live credential. */
  is_test: booleanInput.default(false),
});

/** An addition to the documented API. Never what it holds. */
export const credentialTestShape = z.object({
  status: z.enum(['usable', 'failed']),
  /** How far it went: `token`: one could be had; `signed`: signing works; `opened`: the values are there, and no more is known. */
  checked: z.enum(['opened', 'signed', 'token']).nullable(),
  message: z.string(),
});

export const listCredentialsInput = z.object({
  team_id: optionalIdInput,
  folder_id: optionalIdInput,
  filter: choiceInput([...credentialFilters, '']).optional(),
  ...pagingInput,
});

export type CreateCredentialInput = z.output<typeof createCredentialInput>;
export type UpdateCredentialInput = z.output<typeof updateCredentialInput>;
export type CredentialInputName = keyof typeof modeFields;
