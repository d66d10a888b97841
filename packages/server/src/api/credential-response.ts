/** A credential on the wire. Nothing of what is sealed comes near it: the repository does not give it to the API. */
import { getKey, type Value } from '@fabula/formula';
import { type CredentialResponse, toTimestamp } from '@fabula/model';
import type { Credential, SecretFacts } from '@fabula/store';

export function toCredentialResponse(
  credential: Credential,
  referencingActionIds: readonly number[],
): CredentialResponse {
  const isAws = credential.mode === 'AWS';
  const { live, test, owner } = credential;
  return {
    id: credential.id,
    name: credential.name,
    mode: credential.mode,
    team_id: credential.teamId,
    folder_id: credential.folderId,
    read_access: credential.readAccess,
    shared_team_slugs: [...credential.sharedTeamSlugs],
    slug: credential.slug,
    created_at: timestamp(credential.createdAt),
    updated_at: timestamp(credential.updatedAt),
    description: credential.description,
    ...awsFacts(live),
    ...(isAws ? { use_static_external_id: getKey(live.settings, 'use_static_external_id') === true } : {}),
    allowed_hosts: [...credential.allowedHosts],
    metadata: credential.metadata,
    restriction_type: credential.allowedHosts.length > 0 ? 'RESTRICTED' : 'UNRESTRICTED',
    test_credential_enabled: credential.isTestEnabled,
    test_credential:
      test === null
        ? null
        : { ...awsFacts(test), created_at: timestamp(test.createdAt), updated_at: timestamp(test.updatedAt) },
    referencing_action_ids: [...referencingActionIds],
    owner: owner && {
      user_id: owner.userId,
      first_name: owner.firstName,
      last_name: owner.lastName,
      email: owner.email,
    },
    expires_at: credential.expiresAt && timestamp(credential.expiresAt),
    expiry_notifications_enabled: credential.isExpiryNotified,
    credential_notification_recipient_user_ids: [...credential.expiryRecipientIds],
  };
}

function awsFacts({ settings }: SecretFacts) {
  const type = textOf(getKey(settings, 'aws_authentication_type'));
  const isKnown = type === 'KEY' || type === 'ROLE' || type === 'INSTANCE_PROFILE';
  return {
    aws_authentication_type: isKnown ? type : null,
    aws_assumed_role_external_id: textOf(getKey(settings, 'aws_assumed_role_external_id')),
  } as const;
}

function textOf(value: Value | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function timestamp(time: Date): string {
  return toTimestamp(time.getTime());
}
