/** The story object of the documented API (reference: api/stories.md). */
import { type Story, type StoryId, type StoryResponse, toTimestamp } from '@fabula/model';
import type { StoryActivity } from '../live/story-activity.ts';
import { draftFields, publicStoryId } from './addressed-story.ts';

export function toStoryResponse(
  story: Story,
  referringStoryIds: readonly StoryId[],
  live: StoryActivity | null = null,
): StoryResponse {
  const isCallable = story.accessSource !== 'OFF';
  const { story_mode, ...draft } = draftFields(story, story.id);
  return {
    id: publicStoryId(story),
    guid: story.guid,
    slug: story.draft === null ? story.slug : `${story.slug}_${story.draft.suffix}`,
    name: story.name,
    description: story.description,
    user_id: story.userId,
    team_id: story.teamId,
    folder_id: story.folderId,
    keep_events_for: story.keepEventsFor,
    disabled: story.isDisabled,
    priority: story.isPriority,
    locked: story.isLocked,
    published: true,
    mode: story_mode,
    ...draft,
    tags: [...story.tags],
    owners: [...story.ownerIds],
    created_at: toTimestamp(story.createdAt.getTime()),
    updated_at: toTimestamp(story.updatedAt.getTime()),
    edited_at: toTimestamp(story.editedAt.getTime()),
    change_control_enabled: story.isChangeControlled,
    change_control_owners_only: story.isReviewForOwners,
    synced_from: story.syncedFrom,
    send_to_story_enabled: isCallable,
    send_to_story_access_source: story.accessSource,
    send_to_story_access: isCallable ? (story.accessScope ?? 'TEAM') : null,
    ...(isCallable ? { send_to_story_referring_story_ids: [...referringStoryIds] } : {}),
    send_to_story_skill_use_requires_confirmation: story.needsSkillConfirmation,
    shared_team_slugs: story.accessScope === 'SPECIFIC_TEAMS' ? [...story.sharedTeamSlugs] : [],
    entry_agent_id: story.entryActionId,
    exit_agents: story.exitActionIds.map((id) => ({ id })),
    webhook_api_enabled: story.isWebhookApiEnabled,
    api_entry_action_id: story.apiEntryActionIds[0] ?? null,
    api_exit_action_ids: [...story.apiExitActionIds],
    monitor_failures: story.monitorsFailures,
    actions_with_monitoring: [...story.monitoringActionIds],
    recipients: story.recipients.map((address) => ({ address })),
    ...(live === null
      ? {}
      : {
          pending_action_runs_count: live.pendingActionRuns,
          concurrent_runs_count: live.concurrentRuns,
          // Fairness needs no token bucket here, so nothing is ever used up.
          tokens_used_percentage: 0,
          not_working_actions_count: live.notWorkingActions,
        }),
  };
}
