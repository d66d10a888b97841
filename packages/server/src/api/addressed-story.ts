/**
 * Which story a request means, now that one may have drafts (reference: conventions.md, drafts). Reads mean the live story
 * unless they name a draft. Writes to a story under change control mean the draft that they name, or the one called `test`,
 * which is made when it is not there.
 */
import { asId, type ErrorCode, type Story, type StoryId, toTimestamp } from '@fabula/model';
import {
  addDraftEditor,
  createDraft,
  type DraftFailure,
  type Executor,
  findDraft,
  findDraftByName,
  findOpenRequest,
  findStory,
  lockStory,
  USUAL_DRAFT,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { recordAudit } from '../audit/record-audit.ts';
import { callerOf, requireTeam } from '../sign-in/guard.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import { requireUnlocked, visibleStory } from './visible.ts';

/** How requests name a draft. */
export interface DraftChoice {
  readonly draft_id?: number | null | undefined;
  /** TEST without a draft means the one called `test`. */
  readonly story_mode?: string | undefined;
}

/** The live story or a draft of it, for reading. `field`: the parameter that names the story; null: the path does. */
export async function readableStory(
  request: FastifyRequest,
  executor: Executor,
  storyId: number,
  choice: DraftChoice,
  field: string | null = null,
): Promise<Story> {
  const live = await visibleStory(request, executor, storyId, field);
  return (await chosenDraft(executor, live, choice)) ?? live;
}

/**
 * The live story or a draft of it, for changing what belongs to its definition, held until the end of the transaction. Refuses
 * what is locked.
 */
export async function writableStory(
  request: FastifyRequest,
  executor: Executor,
  storyId: number,
  choice: DraftChoice,
  parts: Pick<ApiParts, 'newGuid' | 'clock'>,
  field: string | null = null,
): Promise<Story> {
  await visibleStory(request, executor, storyId, field);
  await lockStory(executor, asId<StoryId>(storyId));
  const live = await visibleStory(request, executor, storyId);
  const draft = await chosenDraft(executor, live, choice);
  if (draft !== null) return requireEditable(request, executor, draft);
  return requireEditable(
    request,
    executor,
    live.isChangeControlled ? await draftNamed(request, executor, live, USUAL_DRAFT, parts) : live,
  );
}

/** The story that an action or a note is part of, of whichever kind. `missing`: the answer where the caller does not see it. */
export async function storyOf(
  request: FastifyRequest,
  executor: Executor,
  item: { readonly storyId: StoryId },
  missing: ErrorCode = 'story_not_found',
): Promise<Story> {
  const story = await findStory(executor, item.storyId);
  if (story === null) return refuse(missing);
  requireTeam(request, story.teamId, missing);
  return story;
}

/** As `storyOf`, for changing the item: a live story under change control is changed in its drafts. */
export async function editableStoryOf(
  request: FastifyRequest,
  executor: Executor,
  item: { readonly storyId: StoryId },
): Promise<Story> {
  const story = await requireEditable(request, executor, await storyOf(request, executor, item));
  if (story.draft === null && story.isChangeControlled) {
    refuse(
      'story_change_controlled',
      `The live story "${story.name}" is changed through its drafts: create one with POST /api/v1/stories/${story.id}/drafts and change the same action there.`,
    );
  }
  return story;
}

/**
 * Refuses a story whose definition may not be changed at the moment: one that is locked, or a draft while it is reviewed, so that
 * what is promoted is what was approved. The live story is held until the end of the transaction, and then looked at: nobody asks for
 * a review, approves or locks between the look and the change.
 */
export async function requireEditable(request: FastifyRequest, executor: Executor, seen: Story): Promise<Story> {
  await lockStory(executor, publicStoryId(seen));
  const story = (await findStory(executor, seen.id)) ?? refuse('story_not_found');
  requireUnlocked(story);
  if (story.draft === null) return story;
  const open = await findOpenRequest(executor, story.id);
  if (open !== null) {
    refuse(
      'draft_in_review',
      `Change request ${open.id} of the draft "${story.draft.name}" is ${open.status}: cancel it to go on editing.`,
      'draft_id',
    );
  }
  await addDraftEditor(executor, story.id, callerOf(request).userId);
  return story;
}

/** The id by which people know the story. */
export function publicStoryId(story: Pick<Story, 'id' | 'draft'>): StoryId {
  return story.draft?.liveId ?? story.id;
}

/** The fields that tell a draft, on everything that can lie in one. */
export function draftFields(item: Pick<Story, 'draft'>, draftId: StoryId) {
  return item.draft === null
    ? { story_mode: 'LIVE' as const, draft_id: null, draft_name: null }
    : { story_mode: 'TEST' as const, draft_id: draftId, draft_name: item.draft.name };
}

async function chosenDraft(executor: Executor, live: Story, choice: DraftChoice): Promise<Story | null> {
  if (choice.draft_id) {
    const draft = await findDraft(executor, live.id, asId<StoryId>(choice.draft_id));
    return draft ?? refuse('draft_not_found', `Story ${live.id} has no draft ${choice.draft_id}.`, 'draft_id');
  }
  if (choice.story_mode !== 'TEST') return null;
  const draft = await findDraftByName(executor, live.id, USUAL_DRAFT);
  return draft ?? refuse('draft_not_found', `Story ${live.id} has no draft called "${USUAL_DRAFT}".`, 'story_mode');
}

/** The draft of this name, made when it is not there. The live story is held by the transaction. */
export async function draftNamed(
  request: FastifyRequest,
  executor: Executor,
  live: Story,
  name: string,
  { newGuid, clock }: Pick<ApiParts, 'newGuid' | 'clock'>,
): Promise<Story> {
  const there = await findDraftByName(executor, live.id, name);
  if (there !== null) return there;
  const created = await createDraft(executor, {
    liveId: live.id,
    name,
    userId: callerOf(request).userId,
    newGuid,
    at: toTimestamp(clock.now()),
  });
  if (!created.ok) return refuseDraftChange(created.error);
  await recordAudit(request, executor, {
    operation: 'TestStoryCreation',
    storyId: live.id,
    inputs: { storyId: live.id, name },
    outputs: { draftId: created.value.id },
    isByproduct: true,
  });
  return created.value;
}

export function refuseDraftChange(failure: DraftFailure): never {
  if (failure.kind === 'story_missing') return refuse('story_not_found');
  return refuse('draft_name_taken', `The story has a draft called "${failure.name}" already.`, 'name');
}
