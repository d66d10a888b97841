/** Makes a draft live, and brings a draft up to date with what others have made live meanwhile. */
import { type MergeConflict, mergeStories, type Story, toTimestamp } from '@fabula/model';
import {
  deleteStories,
  type Executor,
  findDraftBase,
  findStory,
  findVersionedStory,
  promoteDraft,
  replaceStory,
  saveVersion,
  setDraftBase,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../sign-in/guard.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import { changesOfLive } from './change-request-response.ts';
import { refuseReplacement } from './story-file-routes.ts';

/**
 * In a transaction that holds the live story. What was live is kept as a version. Refused when the live story has changed since
 * the draft's origin: that would undo somebody's work unseen.
 */
export async function promote(
  request: FastifyRequest,
  executor: Executor,
  draft: Story,
  { clock, newGuid }: Pick<ApiParts, 'clock' | 'newGuid'>,
  how: { readonly name: string; readonly deleteDraft: boolean },
): Promise<Story> {
  const liveId = draft.draft?.liveId ?? draft.id;
  const live = (await findVersionedStory(executor, liveId)) ?? refuse('story_not_found');
  const changes = await changesOfLive(executor, draft.id, live);
  if (changes.length > 0) {
    const named = [...new Set(changes.map(({ name, target }) => (target === 'story' ? 'the story' : `"${name}"`)))];
    refuse(
      'draft_behind',
      `The live story has changed since this draft was made (${named.slice(0, 5).join(', ')}). Bring the draft up to date first: POST /api/v1/stories/${liveId}/drafts/${draft.id}/update_from_live.`,
      'change_request_id',
    );
  }
  const { userId } = callerOf(request);
  const at = toTimestamp(clock.now());
  const name = how.name === '' ? `Before draft ${draft.draft?.name} was promoted` : `Before: ${how.name}`;
  await saveVersion(executor, liveId, { name: name.slice(0, 255), userId, isAutomatic: true, at });
  const promoted = await promoteDraft(executor, draft, { userId, newGuid, at });
  if (!promoted.ok) return refuseReplacement(promoted.error);
  if (how.deleteDraft) await deleteStories(executor, [draft.id]);
  return promoted.value;
}

/** In a transaction that holds the live story. `prefer`: whose change holds where both have changed the same. */
export async function updateFromLive(
  request: FastifyRequest,
  executor: Executor,
  draft: Story,
  { clock, newGuid }: Pick<ApiParts, 'clock' | 'newGuid'>,
  prefer: 'draft' | 'live' | undefined,
): Promise<Story> {
  const liveId = draft.draft?.liveId ?? draft.id;
  const live = (await findVersionedStory(executor, liveId)) ?? refuse('story_not_found');
  const ours = (await findVersionedStory(executor, draft.id)) ?? refuse('draft_not_found');
  const base = (await findDraftBase(executor, draft.id)) ?? live;
  const merged = mergeStories(base, live, ours, prefer === 'live' ? 'theirs' : 'ours');
  if (prefer === undefined && merged.conflicts.length > 0) refuseConflicts(merged.conflicts);
  const { userId } = callerOf(request);
  const at = toTimestamp(clock.now());
  await saveVersion(executor, draft.id, { name: 'Before it was brought up to date', userId, isAutomatic: true, at });
  const replaced = await replaceStory(executor, draft.id, merged.story, { userId, newGuid });
  if (!replaced.ok) return refuseReplacement(replaced.error);
  await setDraftBase(executor, draft.id, live, at);
  return (await findStory(executor, draft.id)) ?? refuse('draft_not_found');
}

function refuseConflicts(conflicts: readonly MergeConflict[]): never {
  const told = conflicts.slice(0, 20).map(({ name, field, target }) => {
    const what = target === 'story' ? 'the story' : `"${name}"`;
    return field === '' ? `${what} (removed or added on one side)` : `${what}: ${field}`;
  });
  const more = conflicts.length > told.length ? ` and ${conflicts.length - told.length} more` : '';
  return refuse(
    'draft_conflict',
    `Both the draft and the live story have changed: ${told.join('; ')}${more}. Send prefer=draft or prefer=live, or change the draft.`,
    'prefer',
  );
}
