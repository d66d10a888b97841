/** Sync destinations on the wire (reference: api/sync-destinations.md), and how two installations of Fabula speak with each other. */
import { z } from 'zod';
import { needKinds } from '../story/sync/story-needs.ts';
import {
  booleanInput,
  choiceInput,
  idInput,
  integerInput,
  listInput,
  nameInput,
  objectInput,
  textInput,
} from './input.ts';
import { anyOutput, timeOutput } from './output.ts';
import { pageShape, pagingInput } from './paging.ts';

export const syncStatuses = ['synced', 'failed', 'requires_sync'] as const;

const subscriptionShape = z.object({
  story: z.object({ id: z.int(), name: z.string() }),
  status: z.enum(syncStatuses),
  error_message: z.string().nullable(),
});

export const syncDestinationShape = z
  .object({
    id: z.int(),
    destination_tenant_url: z.string(),
    destination_team_id: z.int(),
    manual_sync_only: z.boolean(),
    origin_team_id: z.int(),
    subscriptions: z.array(subscriptionShape),
  })
  .meta({ id: 'SyncDestination' });
export type SyncDestinationResponse = z.output<typeof syncDestinationShape>;

export const oneSyncDestinationShape = z.object({ sync_destination: syncDestinationShape });
export const syncDestinationListShape = pageShape('sync_destinations', syncDestinationShape);
export const syncDestinationListInput = z.object({ ...pagingInput });
export const syncDestinationParams = z.object({ sync_destination_id: idInput });
export const syncedStoryParams = z.object({ sync_destination_id: idInput, story_id: idInput });

const storyIdsInput = listInput(idInput);
/** Empty and null are read as well, so that they can be refused where a key is needed. */
const keyInput = textInput.trim().max(4096, { error: 'must not be longer than 4096 characters' }).nullish();

export const createSyncDestinationInput = z.object({
  destination_tenant_url: textInput.trim().max(2048, { error: 'must not be longer than 2048 characters' }),
  destination_tenant_api_key: keyInput,
  destination_team_id: idInput,
  team_id: idInput,
  story_ids: storyIdsInput,
  manual_sync_only: booleanInput.optional(),
});

/** What cannot change is read as well, so that it can be refused by name. */
export const updateSyncDestinationInput = z.object({
  destination_tenant_api_key: keyInput,
  story_ids: storyIdsInput.optional(),
  manual_sync_only: booleanInput.optional(),
  destination_tenant_url: z.unknown().optional(),
  destination_team_id: z.unknown().optional(),
  team_id: z.unknown().optional(),
  origin_team_id: z.unknown().optional(),
});

export const deleteSyncDestinationInput = z.object({ keep_stories: booleanInput.default(false) });
export const syncInitiatedShape = z.object({ sync_initiated: z.literal(true) });
export const storySyncInitiatedShape = z.object({ story_sync_initiated: z.literal(true) });

const needShape = z.object({ kind: z.enum(needKinds), slug: z.string() });

/** How far a destination is: an addition to the documented API. */
export const syncProgressShape = z.object({
  sync_destination_id: z.int(),
  /** `full`: the other side keeps the whole promise; `best_effort`: it only speaks the documented API; null: not asked yet. */
  promise: z.enum(['full', 'best_effort']).nullable(),
  /** Why nothing is sent at the moment; null: nothing is in the way. */
  error_message: z.string().nullable(),
  next_attempt_at: timeOutput.nullable(),
  /** Stories that are on their way or wait for their turn. */
  pending: z.int(),
  stories: z.array(
    z.object({
      story: z.object({ id: z.int(), name: z.string() }),
      status: z.enum(syncStatuses),
      /** On its way, or waiting for its turn. */
      pending: z.boolean(),
      error_message: z.string().nullable(),
      attempts: z.int(),
      next_attempt_at: timeOutput.nullable(),
      synced_at: timeOutput.nullable(),
      destination_story_id: z.int().nullable(),
      /** What the story names and does not find at the destination; null: the destination does not say. */
      missing: z.array(needShape).nullable(),
    }),
  ),
});

const changeShape = z.object({
  operation: z.enum(['add', 'update', 'remove']),
  target: z.enum(['story', 'action', 'link', 'note']),
  name: z.string(),
  fields: z.array(z.object({ field: z.string(), before: anyOutput.optional(), after: anyOutput.optional() })),
});

/** What a sync would do: an addition to the documented API. */
export const syncPreviewInput = z.object({ story_id: idInput });
export const syncPreviewShape = z.object({
  story: z.object({ id: z.int(), name: z.string() }),
  operation: z.enum(['create', 'update', 'none']),
  changes: z.array(changeShape),
  missing: z.array(needShape),
});
export type SyncChange = z.output<typeof changeShape>;

/** Whose story it is. */
const sourceInput = z.object({
  /** Of the installation: 36 characters. */
  tenant: textInput.min(1).max(100),
  story_guid: textInput.min(1).max(100),
  /** Where people find it. */
  url: textInput.max(2048),
});

export const syncCheckInput = z.object({ team_id: idInput });
/** `tenant` tells whether it is the same installation under another address. */
export const syncCheckShape = z.object({ tenant: z.string(), team: z.object({ id: z.int(), name: z.string() }) });

/** From one Fabula to another. */
export const putSyncedStoryInput = z.object({
  format: integerInput(1, 1_000_000),
  team_id: idInput,
  source: sourceInput,
  /** Rises with every change of the source. */
  revision: integerInput(0, Number.MAX_SAFE_INTEGER),
  digest: nameInput,
  story: objectInput,
  /** Takes the place of whatever is there, also of a newer revision. */
  is_asked: booleanInput.default(false),
  /** Says what would change, and changes nothing. */
  is_preview: booleanInput.default(false),
});

export const syncResults = ['written', 'unchanged', 'outdated', 'previewed'] as const;
export const putSyncedStoryShape = z.object({
  result: z.enum(syncResults),
  story_id: z.int().nullable(),
  missing: z.array(needShape),
  changes: z.array(changeShape),
});

export const releaseSyncedStoryInput = z.object({
  team_id: idInput,
  source: sourceInput,
  how: choiceInput(['detach', 'delete']),
});
export const releaseSyncedStoryShape = z.object({ was_there: z.boolean() });
