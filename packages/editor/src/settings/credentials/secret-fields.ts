/** What each kind of credential is made of, in words and controls. The names are those of the API. */
import type { CredentialMode } from '../../data/credentials.ts';

export type SecretValues = Readonly<Record<string, string>>;

export interface SecretField {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  /** `secret`: one line, shown as dots. `lines`: keys and certificates. `json`: an object to write. */
  readonly control: 'secret' | 'line' | 'lines' | 'json' | 'choice';
  /** For `choice`: what is sent, and what is shown. The first is chosen in a new credential. */
  readonly choices?: readonly (readonly [value: string, label: string])[];
  /** What stands in a new one. */
  readonly initially?: string;
  readonly isOptional?: true;
  /** Whether it matters, given the other values. */
  readonly isShown?: (values: SecretValues) => boolean;
}

interface Kind {
  readonly label: string;
  /** When to take this kind. */
  readonly says: string;
  readonly fields: readonly SecretField[];
}

const yesOrNo = [
  ['true', 'Yes'],
  ['false', 'No'],
] as const;

const location: SecretField = {
  name: 'http_request_location_of_token',
  label: 'Where the token is',
  help: 'A formula on the answer, such as =response.body.access_token',
  control: 'line',
  initially: '=response.body.access_token',
};

const keptFor: SecretField = {
  name: 'http_request_ttl',
  label: 'The token holds for',
  help: 'In seconds. It is forgotten with each save of this page unless it is written again.',
  control: 'line',
  isOptional: true,
};

const requestHelp =
  'An HTTP request as the action has it: url, method, headers, payload. The word <<secret>> stands for the secret.';
const emptyRequest = '{\n  "url": "https://",\n  "method": "post",\n  "headers": {},\n  "payload": {}\n}';

const isCodeGrant = (values: SecretValues) => values['oauth_grant_type'] === 'authorization_code';
const isAwsWith = (type: string) => (values: SecretValues) => values['aws_authentication_type'] === type;

export const credentialKinds: Readonly<Record<CredentialMode, Kind>> = {
  TEXT: {
    label: 'Text',
    says: 'A password, a token or an API key, as it stands.',
    fields: [{ name: 'value', label: 'Secret', control: 'lines' }],
  },
  JWT: {
    label: 'JSON Web Token',
    says: 'A token that is signed anew each time, with a key that only you and Fabula have.',
    fields: [
      {
        name: 'jwt_algorithm',
        label: 'Algorithm',
        control: 'choice',
        choices: (['RS256', 'RS384', 'RS512', 'HS256', 'HS384', 'HS512', 'ES256', 'ES384', 'ES512'] as const).map(
          (name) => [name, name] as const,
        ),
      },
      {
        name: 'jwt_auto_generate_time_claims',
        label: 'Add iat and exp',
        help: 'The token then holds for an hour.',
        control: 'choice',
        choices: yesOrNo,
      },
      { name: 'jwt_payload', label: 'Payload', help: 'A JSON object: the claims.', control: 'json', initially: '{}' },
      {
        name: 'jwt_private_key',
        label: 'Private key, or shared secret',
        help: 'In PEM for RS and ES.',
        control: 'lines',
      },
    ],
  },
  OAUTH: {
    label: 'OAuth 2.0',
    says: 'Access tokens that are fetched and renewed for you, after a sign-in or by a client secret.',
    fields: [
      {
        name: 'oauth_grant_type',
        label: 'How the token is obtained',
        control: 'choice',
        choices: [
          ['client_credentials', 'Client credentials: Fabula for itself'],
          ['authorization_code', 'Authorization code: somebody signs in once'],
        ],
      },
      {
        name: 'oauth_url',
        label: 'Authorization address',
        help: 'Where people sign in.',
        control: 'line',
        isShown: isCodeGrant,
      },
      { name: 'oauth_token_url', label: 'Token address', control: 'line' },
      { name: 'oauth_client_id', label: 'Client id', control: 'line' },
      { name: 'oauth_client_secret', label: 'Client secret', control: 'secret' },
      { name: 'oauth_scope', label: 'Scopes', help: 'With spaces between them.', control: 'line', isOptional: true },
      {
        name: 'oauthPkceCodeChallengeMethod',
        label: 'PKCE',
        control: 'choice',
        choices: [
          ['', 'None'],
          ['S256', 'S256'],
          ['plain', 'plain'],
        ],
        isShown: isCodeGrant,
      },
    ],
  },
  AWS: {
    label: 'AWS',
    says: 'Signs requests to Amazon Web Services, with keys or by taking a role.',
    fields: [
      {
        name: 'aws_authentication_type',
        label: 'How Fabula is known to AWS',
        control: 'choice',
        choices: [
          ['KEY', 'By an access key'],
          ['ROLE', 'By a role that it takes'],
          ['INSTANCE_PROFILE', 'By the machine it runs on'],
        ],
      },
      {
        name: 'aws_access_key',
        label: 'Access key id',
        control: 'line',
        isShown: (values) => !isAwsWith('INSTANCE_PROFILE')(values),
      },
      {
        name: 'aws_secret_key',
        label: 'Secret access key',
        control: 'secret',
        isShown: (values) => !isAwsWith('INSTANCE_PROFILE')(values),
      },
      { name: 'aws_assumed_role_arn', label: 'ARN of the role', control: 'line', isShown: isAwsWith('ROLE') },
      {
        name: 'use_static_external_id',
        label: 'External id',
        help: 'What the other account expects in its trust policy. It is shown here once the credential is saved.',
        control: 'choice',
        choices: [
          ['false', 'One of its own'],
          ['true', 'The same for all credentials of the team'],
        ],
        isShown: isAwsWith('ROLE'),
      },
    ],
  },
  MTLS: {
    label: 'Client certificate',
    says: 'For servers that let in only who shows a certificate (mutual TLS).',
    fields: [
      { name: 'mtls_client_certificate', label: 'Client certificate', help: 'In PEM.', control: 'lines' },
      { name: 'mtls_client_private_key', label: 'Private key', help: 'In PEM.', control: 'lines' },
      {
        name: 'mtls_root_certificate',
        label: 'Root certificate',
        help: 'In PEM: who has signed the certificate of the server.',
        control: 'lines',
      },
    ],
  },
  HTTP_REQUEST_AGENT: {
    label: 'Token of an HTTP request',
    says: 'A token that a request of your own fetches whenever it is needed.',
    fields: [
      { name: 'http_request_options', label: 'Request', help: requestHelp, control: 'json', initially: emptyRequest },
      { name: 'http_request_secret', label: 'Secret', control: 'secret', isOptional: true },
      location,
      keptFor,
    ],
  },
  MULTI_REQUEST: {
    label: 'Token of two HTTP requests',
    says: 'The second request sees the answer of the first as response.',
    fields: [
      { name: 'first_options', label: 'First request', help: requestHelp, control: 'json', initially: emptyRequest },
      { name: 'first_secret', label: 'Secret of the first', control: 'secret', isOptional: true },
      { name: 'second_options', label: 'Second request', control: 'json', initially: emptyRequest },
      { name: 'second_secret', label: 'Secret of the second', control: 'secret', isOptional: true },
      location,
      keptFor,
    ],
  },
};

/** Those that matter, given what is written. */
export function shownFields(mode: CredentialMode, values: SecretValues): readonly SecretField[] {
  return credentialKinds[mode].fields.filter(({ isShown }) => isShown === undefined || isShown(values));
}

/** What stands in the form of a new credential. That of one that is there is empty: what is sealed is never shown. */
export function initialValues(mode: CredentialMode): SecretValues {
  return Object.fromEntries(
    credentialKinds[mode].fields.map(({ name, initially, choices }) => [name, initially ?? choices?.[0]?.[0] ?? '']),
  );
}

/** What is sent. What is empty is left out: in a credential that is there it stays as it is. */
export function secretInput(mode: CredentialMode, values: SecretValues, isNew: boolean): Record<string, unknown> {
  const written = shownFields(mode, values).flatMap(({ name }): [string, string][] => {
    const text = values[name] ?? '';
    // Having no scope is a choice that the API wants to hear of.
    return text !== '' || (isNew && name === 'oauth_scope') ? [[name, text]] : [];
  });
  const input = Object.fromEntries(written);
  if (mode !== 'MULTI_REQUEST') return input;
  const { first_options, first_secret, second_options, second_secret, ...rest } = input;
  if (first_options === undefined && second_options === undefined) return rest;
  return {
    ...rest,
    credential_requests: [requestOf(first_options, first_secret), requestOf(second_options, second_secret)],
  };
}

function requestOf(options: string | undefined, secret: string | undefined) {
  return { options: options ?? '', ...(secret === undefined ? {} : { http_request_secret: secret }) };
}
