/**
 * Into which story or draft an action goes that a request makes or changes. A request may name the live action where a draft is
 * written to: what is meant is the action of the draft that stands for it.
 */
import { type Action, type ActionId, asId, type Story, type StoryId } from '@fabula/model';
import { type Executor, findAction, findStory, findTwin, type LinkEnd } from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { refuseAbsent, requireTeam } from '../sign-in/guard.ts';
import {
  type DraftChoice,
  publicStoryId,
  readableStory,
  requireEditable,
  storyOf,
  writableStory,
} from './addressed-story.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';

/** Where a new action or note goes: the story that is named, or that of the group that is named. */
export async function storyForNew(
  request: FastifyRequest,
  executor: Executor,
  storyId: number | null | undefined,
  group: Action | null,
  choice: DraftChoice,
  parts: Pick<ApiParts, 'newGuid' | 'clock'>,
): Promise<Story> {
  if (group === null) return writableStory(request, executor, storyId ?? 0, choice, parts, 'story_id');
  const story = await storyOf(request, executor, group);
  if (storyId && storyId !== publicStoryId(story)) {
    return refuse('invalid_parameter', `Group ${group.id} is not part of story ${storyId}.`, 'group_id');
  }
  // A group of a draft says which draft is meant.
  if (story.draft !== null && !choice.draft_id) return requireEditable(request, executor, story);
  return writableStory(request, executor, publicStoryId(story), choice, parts);
}

/** The action of this story or draft that stands for the one that was named. */
export async function twinIn(executor: Executor, story: Story, named: Action): Promise<Action> {
  if (named.storyId === story.id) return named;
  const twin = await findTwin(executor, story.id, named.guid);
  const where = story.draft === null ? 'The live story' : `The draft "${story.draft.name}"`;
  return twin ?? refuse('action_not_found', `${where} has no action that stands for ${named.id}.`, 'draft_id');
}

/** Links that name actions of the live story end at those of the draft. Of other stories they are left for the store to refuse. */
export async function linksWithin<
  L extends { readonly sources: readonly LinkEnd[]; readonly receivers: readonly LinkEnd[] },
>(executor: Executor, story: Story, links: L): Promise<L> {
  if (story.draft === null) return links;
  const twin = async (end: LinkEnd): Promise<LinkEnd> => ({ ...end, id: await idWithin(executor, story, end.id) });
  return {
    ...links,
    sources: await Promise.all(links.sources.map(twin)),
    receivers: await Promise.all(links.receivers.map(twin)),
  };
}

/** The story or draft that a list is about; undefined: all live ones. */
export async function storyToList(
  request: FastifyRequest,
  executor: Executor,
  input: DraftChoice & { readonly story_id?: number | null | undefined },
): Promise<StoryId | undefined> {
  if (input.story_id) {
    if (!input.draft_id && input.story_mode !== 'TEST') return asId(input.story_id);
    return (await readableStory(request, executor, input.story_id, input, 'story_id')).id;
  }
  if (input.story_mode === 'TEST' && !input.draft_id) {
    return refuse('missing_parameter', 'story_mode TEST needs the story_id of the draft.', 'story_id');
  }
  if (!input.draft_id) return undefined;
  const details = `There is no draft ${input.draft_id}.`;
  const absence = { code: 'draft_not_found', details, field: 'draft_id' } as const;
  const draft = await findStory(executor, asId<StoryId>(input.draft_id));
  if (draft === null || draft.draft === null) return refuseAbsent(absence);
  requireTeam(request, draft.teamId, absence);
  return draft.id;
}

async function idWithin(executor: Executor, story: Story, id: ActionId): Promise<ActionId> {
  const named = await findAction(executor, id);
  if (named === null || named.storyId !== story.draft?.liveId) return id;
  return (await findTwin(executor, story.id, named.guid))?.id ?? id;
}
