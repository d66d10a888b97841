/**
 * A story, its actions, links and notes as people build them: what the API shows and changes. How the engine sees the
 * same story is in ./story-definition.ts, how a file sees it in ./story-document.ts.
 */
import type { ObjectValue } from '@fabula/formula';
import type { ActionId, FolderId, NoteId, StoryId, TeamId, UserId } from '../ids.ts';
import type { ScheduleEntry } from './story-definition.ts';

/** Who may start the story besides its own triggers. The spelling is the API's. */
export type AccessSource = 'OFF' | 'STS' | 'WORKBENCH' | 'STS_AND_WORKBENCH';
/** From where Send to Story may call it. */
export type AccessScope = 'TEAM' | 'GLOBAL' | 'SPECIFIC_TEAMS';

/** What a draft is beside its definition. Its id is the id of its story. */
export interface DraftMark {
  readonly name: string;
  /** The story that it may become. */
  readonly liveId: StoryId;
  /** Sets the draft's addresses apart, see ./draft-address.ts. */
  readonly suffix: string;
}

/**
 * A live story, or a draft of one. In a draft the folder, tags, owners, lock and change control are those of the live story,
 * because they belong to both.
 */
export interface Story {
  readonly id: StoryId;
  /** null: this is the live story. */
  readonly draft: DraftMark | null;
  readonly teamId: TeamId;
  /** null: at the root of the team. */
  readonly folderId: FolderId | null;
  /** Creator; null when that user is gone. */
  readonly userId: UserId | null;
  readonly guid: string;
  readonly name: string;
  readonly slug: string;
  readonly description: string | null;
  /** Seconds. */
  readonly keepEventsFor: number;
  readonly isDisabled: boolean;
  readonly isPriority: boolean;
  readonly isLocked: boolean;
  /** Where the story is that this is a copy of, as an address for people; null: it is no copy of a sync. */
  readonly syncedFrom: string | null;
  readonly isChangeControlled: boolean;
  /** Only its owners approve what others propose. */
  readonly isReviewForOwners: boolean;
  /** Every action monitors failures. False for a story without actions. */
  readonly monitorsFailures: boolean;
  readonly monitoringActionIds: readonly ActionId[];
  readonly tags: readonly string[];
  readonly ownerIds: readonly UserId[];
  /** E-mail addresses and webhook addresses. */
  readonly recipients: readonly string[];
  readonly isWebhookApiEnabled: boolean;
  readonly apiEntryActionIds: readonly ActionId[];
  readonly apiExitActionIds: readonly ActionId[];
  readonly accessSource: AccessSource;
  /** null while the source is OFF and nothing was ever chosen. */
  readonly accessScope: AccessScope | null;
  readonly sharedTeamSlugs: readonly string[];
  readonly needsSkillConfirmation: boolean;
  readonly entryActionId: ActionId | null;
  readonly exitActionIds: readonly ActionId[];
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Last change of what the story does or shows. */
  readonly editedAt: Date;
}

/** `other`: a kind that an imported file named and this program does not know; kept, and carries no events. */
export type StoredLinkKind = 'default' | 'no_match' | 'failure' | 'other';

export interface Link {
  readonly sourceId: ActionId;
  readonly receiverId: ActionId;
  readonly kind: StoredLinkKind;
}

export interface Monitoring {
  readonly failures: boolean;
  readonly allEvents: boolean;
  /** Seconds without an event after which to tell; null: never. */
  readonly noEventsFor: number | null;
}

export interface Action {
  readonly id: ActionId;
  /** The story or the draft that it is part of. */
  readonly storyId: StoryId;
  readonly draft: DraftMark | null;
  readonly teamId: TeamId;
  readonly userId: UserId | null;
  readonly guid: string;
  /** `Agents::…Agent` */
  readonly type: string;
  readonly name: string;
  readonly slug: string;
  readonly description: string | null;
  /** In a draft with the draft's own address. */
  readonly options: ObjectValue;
  /** null: never had one. */
  readonly schedule: readonly ScheduleEntry[] | null;
  readonly isDisabled: boolean;
  /** Pixels on the storyboard. */
  readonly x: number;
  readonly y: number;
  readonly width: number | null;
  readonly monitoring: Monitoring;
  readonly timeSavedValue: number;
  readonly timeSavedUnit: string;
  readonly runsToSave: number | null;
  /** The group that it lies in; null: in none. */
  readonly groupId: ActionId | null;
  /** What comes before the @ in the action's own mail address; only Receive Email has a use for it. */
  readonly mailName: string;
  /** Links that end here and links that start here, in the story's order. */
  readonly sources: readonly Link[];
  readonly receivers: readonly Link[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface Note {
  readonly id: NoteId;
  /** The story or the draft that it is part of. */
  readonly storyId: StoryId;
  readonly draft: DraftMark | null;
  readonly guid: string;
  /** The group that it lies in; null: in none. */
  readonly groupId: ActionId | null;
  /** Markdown. */
  readonly content: string;
  readonly x: number;
  readonly y: number;
  readonly width: number | null;
}
