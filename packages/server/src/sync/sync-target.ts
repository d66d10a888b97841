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
  /** Whether it had to be changed, as far as the destination says. */
  readonly isWritten: boolean;
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

/** Without secrets: those of a copy are its own, and not for whoever looks at a preview. */
export function toChange({ operation, target, name, fields }: StoryDifference): SyncChange {
  const shown = fields.filter(({ field }) => field !== 'options.secret');
  return { operation, target, name, fields: shown.map((field) => ({ ...field })) };
}

/** Of a sync that would make these changes. */
export function operationOf(storyId: number | null, changes: readonly unknown[]): SyncPreview['operation'] {
  if (storyId === null) return 'create';
  return changes.length === 0 ? 'none' : 'update';
}

/** The copy is like a later version than the one that was sent. */
export function outdated(place: string): SyncFailure {
  return failure(
    `The copy in ${place} is of a later version than this one: sync the story by hand to write over it.`,
    'destination_team_id',
    false,
  );
}

export function failure(
  message: string,
  field: SyncFailure['field'] = 'destination_tenant_url',
  isOfDestination = true,
): SyncFailure {
  return { message, field, isOfDestination };
}
