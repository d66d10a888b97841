/**
 * Ids, branded by what they point to, so that an action's id cannot be passed for a story's.
 * All are whole numbers between 1 and 2^53 - 1, unique per kind (reference: api/conventions.md, "IDs").
 */
declare const brand: unique symbol;

type Id<Kind extends string> = number & { readonly [brand]: Kind };

export type TeamId = Id<'team'>;
export type UserId = Id<'user'>;
export type CustomRoleId = Id<'custom_role'>;
export type FolderId = Id<'folder'>;
export type StoryId = Id<'story'>;
export type ActionId = Id<'action'>;
export type NoteId = Id<'note'>;
export type TagId = Id<'tag'>;
export type ResourceId = Id<'resource'>;
export type CredentialId = Id<'credential'>;
export type SyncDestinationId = Id<'sync_destination'>;
export type ToolConfirmationId = Id<'tool_confirmation'>;
export type RunId = Id<'run'>;
export type EventId = Id<'event'>;
export type DeliveryId = Id<'delivery'>;
export type LogId = Id<'log'>;
export type EffectId = Id<'effect'>;
/** One start of one process; also the fencing number of everything that it claims. */
export type ProcessId = Id<'process'>;

/** Gives a number that came from the database, a path or a body the kind it was asked for as. */
export function asId<T extends Id<string>>(value: number): T {
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`not an id: ${value}`);
  return value as T;
}
