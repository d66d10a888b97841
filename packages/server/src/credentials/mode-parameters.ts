/**
 * Which parameters belong to a mode, which of them must be there, and which are kept open because they say how the rest is
 * used. Everything else is sealed.
 */
import { getKey, makeObject, type ObjectValue, type Value } from '@fabula/formula';
import { type CredentialInputName, type Problem, problem, type UpdateCredentialInput } from '@fabula/model';
import type { CredentialMode } from '@fabula/store';

interface Parameter {
  readonly name: CredentialInputName;
  readonly isOpen?: true;
  /** Whether it must be there, given the parameters that are kept open. */
  readonly isNeeded: (open: (name: CredentialInputName) => Value | undefined) => boolean;
}

const always = () => true;
const never = () => false;

function needed(name: CredentialInputName, isNeeded: Parameter['isNeeded'] = always): Parameter {
  return { name, isNeeded };
}

function open(name: CredentialInputName, isNeeded: Parameter['isNeeded'] = always): Parameter {
  return { name, isOpen: true, isNeeded };
}

const parametersByMode: Readonly<Record<CredentialMode, readonly Parameter[]>> = {
  TEXT: [needed('value')],
  JWT: [
    needed('jwt_algorithm'),
    needed('jwt_payload'),
    needed('jwt_auto_generate_time_claims'),
    needed('jwt_private_key'),
  ],
  OAUTH: [
    open('oauth_grant_type'),
    open('oauthPkceCodeChallengeMethod', never),
    needed('oauth_url', (of) => of('oauth_grant_type') === 'authorization_code'),
    needed('oauth_token_url'),
    needed('oauth_client_id'),
    needed('oauth_client_secret'),
    needed('oauth_scope'),
  ],
  AWS: [
    open('aws_authentication_type'),
    open('use_static_external_id', never),
    open('aws_assumed_role_external_id', never),
    needed('aws_access_key', (of) => of('aws_authentication_type') === 'KEY'),
    needed('aws_secret_key', (of) => of('aws_authentication_type') === 'KEY'),
    needed('aws_assumed_role_arn', (of) => of('aws_authentication_type') === 'ROLE'),
  ],
  MTLS: [needed('mtls_client_certificate'), needed('mtls_client_private_key'), needed('mtls_root_certificate')],
  HTTP_REQUEST_AGENT: [
    needed('http_request_options'),
    needed('http_request_location_of_token'),
    needed('http_request_secret', never),
    open('http_request_ttl', never),
  ],
  MULTI_REQUEST: [
    needed('credential_requests'),
    needed('http_request_location_of_token'),
    open('http_request_ttl', never),
  ],
};

type Given = Pick<UpdateCredentialInput, CredentialInputName>;

/** What is there already. */
export interface FormerParameters {
  readonly settings: ObjectValue;
  readonly names: readonly string[];
}

export interface GivenParameters {
  readonly settings: ObjectValue;
  /** To be sealed; parameters that were left out are not among them. */
  readonly values: ReadonlyMap<string, Value>;
  readonly problems: readonly Problem[];
}

/** Left out means unchanged, but for `http_request_ttl`, which is then empty. */
export function readParameters(mode: CredentialMode, given: Given, former: FormerParameters): GivenParameters {
  const parameters = parametersByMode[mode];
  const settings = parameters.flatMap((parameter): [string, Value][] => {
    if (parameter.isOpen !== true) return [];
    const { name } = parameter;
    const value =
      name === 'http_request_ttl' ? (given[name] ?? null) : (asValue(given[name]) ?? getKey(former.settings, name));
    return value === undefined ? [] : [[name, value]];
  });
  const all = makeObject(settings);
  const values = new Map<string, Value>();
  const problems: Problem[] = [];
  for (const { name, isOpen, isNeeded } of parameters) {
    const value = asValue(given[name]);
    if (isOpen !== true && value !== undefined) values.set(name, value);
    const isThere =
      isOpen === true ? getKey(all, name) !== undefined : value !== undefined || former.names.includes(name);
    if (isAddress(name) && typeof value === 'string' && !URL.canParse(value)) {
      problems.push(problem('invalid_parameter', `${name} must be an http or https address.`, name));
    }
    const isEmpty = value === '' && name !== 'oauth_scope';
    if (isNeeded((other) => getKey(all, other)) && (!isThere || isEmpty)) {
      problems.push(problem('missing_parameter', `${name} is required for a credential of mode ${mode}.`, name));
    }
  }
  return { settings: all, values, problems };
}

function isAddress(name: CredentialInputName): boolean {
  return name === 'oauth_url' || name === 'oauth_token_url';
}

/** Parameters are JSON: what the schema let through is a Value. */
function asValue(given: unknown): Value | undefined {
  return given as Value | undefined;
}
