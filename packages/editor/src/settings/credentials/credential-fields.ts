/** What the form of a credential holds, and what has to be sent of it. */
import type { Credential, CredentialInput, CredentialMode } from '../../data/credentials.ts';
import { isSameSharing, ownTeamAlone, type Sharing } from '../sharing.ts';
import { fromDateInput, toDateInput } from './expiry.ts';
import { initialValues, type SecretValues, secretInput } from './secret-fields.ts';

export interface CredentialFields {
  readonly name: string;
  readonly description: string;
  readonly sharing: Sharing;
  /** Host names, with spaces or lines between them. */
  readonly hosts: string;
  /** A day as `<input type="date">` has it; empty: it does not expire. */
  readonly expiresOn: string;
  readonly isNotified: boolean;
  readonly values: SecretValues;
}

export function newFields(mode: CredentialMode): CredentialFields {
  return {
    name: '',
    description: '',
    sharing: ownTeamAlone,
    hosts: '',
    expiresOn: '',
    isNotified: false,
    values: initialValues(mode),
  };
}

export function fieldsOf(credential: Credential): CredentialFields {
  return {
    name: credential.name,
    description: credential.description,
    sharing: { access: credential.read_access, slugs: credential.shared_team_slugs },
    hosts: credential.allowed_hosts.join('\n'),
    expiresOn: toDateInput(credential.expires_at),
    isNotified: credential.expiry_notifications_enabled,
    // The kind of sign-in at AWS is no secret, and says which fields matter.
    values:
      credential.aws_authentication_type === null
        ? {}
        : { aws_authentication_type: credential.aws_authentication_type },
  };
}

/** The fields that differ from `saved`; of a new credential all that were filled in. */
export function changeOf(
  fields: CredentialFields,
  mode: CredentialMode,
  saved: CredentialFields | null,
): CredentialInput {
  const { name, description, sharing, hosts, expiresOn, isNotified, values } = fields;
  const before = saved ?? { ...newFields(mode), name: null, values: {} };
  const secrets = Object.entries(secretInput(mode, values, saved === null)).filter(
    ([key, value]) => saved === null || value !== saved.values[key],
  );
  return {
    ...(name === before.name ? {} : { name }),
    ...(description === before.description ? {} : { description }),
    ...(isSameSharing(sharing, before.sharing)
      ? {}
      : { read_access: sharing.access, shared_team_slugs: sharing.slugs }),
    ...(hosts.trim() === before.hosts.trim() ? {} : { allowed_hosts: hosts.split(/[\s,]+/).filter(Boolean) }),
    ...(expiresOn === before.expiresOn ? {} : { expires_at: fromDateInput(expiresOn) }),
    ...(isNotified === before.isNotified ? {} : { expiry_notifications_enabled: isNotified }),
    ...Object.fromEntries(secrets),
  };
}
