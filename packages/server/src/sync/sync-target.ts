/** The other side of a sync destination, whichever it is: a team of this tenant, another Fabula, or another product. */
import type { Need, Result, StoryDifference, SyncChange } from '@fabula/model';
import type { SyncEnding, SyncSubscription } from '@fabula/store';
import type { PackedStory } from './pack-story.ts';

export interface SyncFailure {
  /** What is wrong and what to do, for people. Never holds the key. */
  readonly message: string;
  /** The destination as a whole cannot be used: no other story needs to be tried. */
  readonly isOfDestination: boolean;
  /** The parameter of the destination that it is about. */
  readonly field: 'destination_tenant_url' | 'destination_tenant_api_key' | 'destination_team_id';
}

export interface SyncedCopy {
  readonly copyId: number | null;
  /** null: the destination does not say. */
  readonly missing: readonly Need[] | null;
}

export interface SyncPreview {
  readonly operation: 'create' | 'update' | 'none';
  readonly changes: readonly SyncChange[];
  readonly missing: readonly Need[];
}

export interface SyncTarget {
  /** Makes the copy like the story. The same again changes nothing. */
  put(story: PackedStory, subscription: SyncSubscription): Promise<Result<SyncedCopy, SyncFailure>>;
  /** Ends a copy. One that is not there is ended already. */
  release(subscription: SyncSubscription, how: SyncEnding): Promise<Result<null, SyncFailure>>;
  /** What `put` would do; null: this kind of destination does not say. */
  preview(story: PackedStory): Promise<Result<SyncPreview | null, SyncFailure>>;
}

export function toChange({ operation, target, name, fields }: StoryDifference): SyncChange {
  return { operation, target, name, fields: fields.map((field) => ({ ...field })) };
}

export function failure(
  message: string,
  field: SyncFailure['field'] = 'destination_tenant_url',
  isOfDestination = true,
): SyncFailure {
  return { message, field, isOfDestination };
}
