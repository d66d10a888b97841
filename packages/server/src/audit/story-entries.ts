/** What is told of an update of a story: one entry for each thing that is another one afterwards. */
import type { Value } from '@fabula/formula';
import type { Story } from '@fabula/model';
import { publicStoryId } from '../api/addressed-story.ts';
import type { AuditFacts } from './record-audit.ts';

type Told = Record<string, Value>;

interface Aspect {
  readonly operation: string;
  /** Names as they are told → what the story holds. */
  readonly read: (story: Story) => Told;
}

const aspects: readonly Aspect[] = [
  { operation: 'StoryNameChange', read: ({ name }) => ({ name }) },
  { operation: 'StoryDescriptionChange', read: ({ description }) => ({ description }) },
  { operation: 'StoryKeepEventsForChange', read: ({ keepEventsFor }) => ({ keepEventsFor }) },
  { operation: 'StoryDisabledChange', read: ({ isDisabled }) => ({ disabled: isDisabled }) },
  { operation: 'StoryLockedChange', read: ({ isLocked }) => ({ locked: isLocked }) },
  { operation: 'StoryPriorityChange', read: ({ isPriority }) => ({ priority: isPriority }) },
  { operation: 'StoryMovement', read: ({ teamId, folderId }) => ({ teamId, folderId }) },
  { operation: 'ActionsMonitoringChange', read: ({ monitorsFailures }) => ({ monitorFailures: monitorsFailures }) },
  {
    operation: 'StorySendToStoryChange',
    read: (story) => ({
      accessSource: story.accessSource,
      accessScope: story.accessScope,
      sharedTeamSlugs: [...story.sharedTeamSlugs],
      skillUseRequiresConfirmation: story.needsSkillConfirmation,
      entryActionId: story.entryActionId,
      exitActionIds: [...story.exitActionIds],
    }),
  },
  {
    operation: 'StoryApiChange',
    read: (story) => ({
      webhookApiEnabled: story.isWebhookApiEnabled,
      entryActionIds: [...story.apiEntryActionIds],
      exitActionIds: [...story.apiExitActionIds],
    }),
  },
  // The product has no names for the following that are known.
  { operation: 'StoryTagsChange', read: ({ tags }) => ({ tags: [...tags] }) },
  {
    operation: 'StoryChangeControlChange',
    read: ({ isChangeControlled, isReviewForOwners }) => ({
      changeControlEnabled: isChangeControlled,
      ownersOnly: isReviewForOwners,
    }),
  },
];

/** For `config.audit` of a route that tells what `storyEntries` gives. */
export const storyChanges: readonly string[] = aspects.map(({ operation }) => operation);

export function storyEntries(before: Story, after: Story): readonly AuditFacts[] {
  const storyId = publicStoryId(after);
  const draft = after.draft === null ? {} : { draftId: after.id };
  return aspects.flatMap(({ operation, read }) => {
    const told = read(after);
    if (JSON.stringify(read(before)) === JSON.stringify(told)) return [];
    return [{ operation, storyId, inputs: { storyId, ...draft, ...told } }];
  });
}
