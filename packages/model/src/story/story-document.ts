/**
 * A story as a file: what an export says, taken apart so that the parts can be stored, shown and edited, and put together
 * again without losing anything (reference: story-export.md).
 *
 * Every part has `carried`, the object that the file had at this place. Writing starts from it: a field that still has
 * the value that `carried` gives is left exactly as it was, one that differs is written in its place, a new one at the
 * end. So unknown fields, the order of keys, `"60"` instead of 60 and fields of older schemas all come back.
 *
 * What is kept beside `carried` is empty in it: the lists of the top level, and `options` of an action.
 * A part made here and not read from a file has an empty `carried`; it is written in the shape of the newest schema.
 */
import type { ObjectValue } from '@fabula/formula';
import type { AccessScope, AccessSource, Monitoring, StoredLinkKind } from './story.ts';
import type { ScheduleEntry } from './story-definition.ts';

/** The newest schema and versions that are written and understood. */
export const NEWEST_SCHEMA = 30;
export const NEWEST_STANDARD_LIB = 92;
export const NEWEST_ACTION_RUNTIME = 83;

export const MOST_ACTIONS = 10_000;

/** Fields of the story that have a meaning here, read from any schema. */
export interface StoryFields {
  readonly name: string;
  readonly description: string | null;
  /** null: the file has none. */
  readonly guid: string | null;
  readonly slug: string;
  /** Seconds. */
  readonly keepEventsFor: number;
  readonly tags: readonly string[];
  readonly recipients: readonly string[];
  readonly monitorsFailures: boolean;
  readonly isWebhookApiEnabled: boolean;
  readonly apiEntryGuids: readonly string[];
  readonly apiExitGuids: readonly string[];
  readonly accessSource: AccessSource;
  readonly accessScope: AccessScope | null;
  readonly needsSkillConfirmation: boolean;
  readonly entryGuid: string | null;
  readonly exitGuids: readonly string[];
}

export interface ActionFields {
  readonly type: string;
  readonly name: string;
  /** null: the file has none. */
  readonly guid: string | null;
  readonly description: string | null;
  readonly isDisabled: boolean;
  readonly schedule: readonly ScheduleEntry[] | null;
  readonly monitoring: Monitoring;
  readonly timeSavedValue: number;
  readonly timeSavedUnit: string;
  readonly width: number | null;
  /** Of the group that it lies in; null: in none. How exports nest groups is unconfirmed: the key `group_guid` is ours. */
  readonly groupGuid: string | null;
}

export interface Position {
  readonly x: number;
  readonly y: number;
}

export interface DocumentAction extends ActionFields, Position {
  readonly options: ObjectValue;
  readonly carried: ObjectValue;
}

export interface DocumentLink {
  /** Places in `actions`. */
  readonly source: number;
  readonly receiver: number;
  readonly kind: StoredLinkKind;
  readonly carried: ObjectValue;
}

export interface DocumentNote extends Position {
  /** null: the file has none. */
  readonly guid: string | null;
  readonly content: string;
  readonly width: number | null;
  /** Of the group that it lies in; null: in none. The key `group_guid` is ours, as for actions. */
  readonly groupGuid: string | null;
  readonly carried: ObjectValue;
}

export interface StoryDocument extends StoryFields {
  /** As the file says, also when it is newer than this program. */
  readonly schemaVersion: number;
  readonly standardLibVersion: number | null;
  readonly actionRuntimeVersion: number | null;
  readonly actions: readonly DocumentAction[];
  readonly links: readonly DocumentLink[];
  readonly notes: readonly DocumentNote[];
  readonly carried: ObjectValue;
  /** Sentences for the person who imports. */
  readonly warnings: readonly string[];
}

export interface ExportFailure {
  /** What is wrong and what to do. */
  readonly message: string;
  /** Where: `links[3].receiver`. Empty when it is about the document as a whole. */
  readonly field: string;
}
