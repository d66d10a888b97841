/** A resource on the wire (reference: api/resources.md). */
import { type ResourceResponse, resourceText, toTimestamp } from '@fabula/model';
import type { Resource } from '@fabula/store';

/** `referencingActionIds`: null leaves them out. */
export function toResourceResponse(
  resource: Resource,
  referencingActionIds: readonly number[] | null,
  isTyped: boolean,
): ResourceResponse {
  const shown = (value: Resource['value']) => (isTyped ? value : resourceText(value));
  const { test } = resource;
  return {
    id: resource.id,
    name: resource.name,
    value: shown(resource.value),
    team_id: resource.teamId,
    folder_id: resource.folderId,
    user_id: resource.userId,
    read_access: resource.readAccess,
    shared_team_slugs: [...resource.sharedTeamSlugs],
    slug: resource.slug,
    created_at: toTimestamp(resource.createdAt.getTime()),
    updated_at: toTimestamp(resource.updatedAt.getTime()),
    description: resource.description,
    test_resource_enabled: resource.isTestEnabled,
    test_resource: test && {
      value: shown(test.value),
      created_at: toTimestamp(test.createdAt.getTime()),
      updated_at: toTimestamp(test.updatedAt.getTime()),
    },
    ...(referencingActionIds === null ? {} : { referencing_action_ids: [...referencingActionIds] }),
  };
}
