/** The envelope that shows a draft, what it would change, and what was asked for it (reference: api/story-change-control.md). */
import { stringifyJson } from '@fabula/formula';
import {
  type ChangeRequestResponse,
  diffStories,
  type Story,
  type StoryDifference,
  type StoryId,
  toTimestamp,
  type VersionedStory,
  writeStoryExport,
} from '@fabula/model';
import {
  type ChangeRequest,
  type Executor,
  findDraftBase,
  findNewestRequest,
  findOpenRequest,
  findVersionedStory,
  listDraftEditors,
} from '@fabula/store';
import { refuse } from './api-failure.ts';
import { showDifference } from './difference-response.ts';

/** `shown`: a request that has just been decided; left out: the open one, if there is any. `now`: milliseconds since 1970. */
export async function describeChangeRequest(
  executor: Executor,
  draft: Story,
  now: number,
  shown?: ChangeRequest | null,
): Promise<ChangeRequestResponse> {
  const liveId = draft.draft?.liveId ?? draft.id;
  const { live, drafted } = await bothSides(executor, draft);
  const request = shown === undefined ? await findOpenRequest(executor, draft.id) : shown;
  const newest = request === null ? await findNewestRequest(executor, draft.id) : request;
  const participants = [...(await listDraftEditors(executor, draft.id))];
  const at = toTimestamp(now);
  const story_diff = diffStories(live, drafted).map((each) => showDifference(each, draft.editedAt, participants));
  return {
    id: liveId,
    draft_id: draft.id,
    draft_name: draft.draft?.name ?? '',
    change_request: request && {
      id: request.id,
      name: request.title,
      description: request.description,
      status: request.status,
      live_story_export: stringifyJson(writeStoryExport(live.document, at)),
      draft_export: stringifyJson(writeStoryExport(drafted.document, at)),
      story_diff,
      participants,
      requested_by: request.requestedBy,
      reviewed_by: request.reviewedBy,
      reason: request.reason,
    },
    story_diff,
    rejected:
      newest?.status === 'REJECTED'
        ? { name: newest.title, reviewed_by: newest.reviewedBy, reason: newest.reason }
        : null,
    behind_live: (await changesOfLive(executor, draft.id, live)).length > 0,
  };
}

/** What the draft would change in the live story. */
export async function changesOfDraft(executor: Executor, draft: Story): Promise<readonly StoryDifference[]> {
  const { live, drafted } = await bothSides(executor, draft);
  return diffStories(live, drafted);
}

async function bothSides(executor: Executor, draft: Story) {
  const live = await findVersionedStory(executor, draft.draft?.liveId ?? draft.id);
  const drafted = await findVersionedStory(executor, draft.id);
  return { live: live ?? refuse('story_not_found'), drafted: drafted ?? refuse('draft_not_found') };
}

/** What has changed in the live story since the draft was made or last brought up to date with it. */
export async function changesOfLive(
  executor: Executor,
  draftId: StoryId,
  live: VersionedStory,
): Promise<readonly StoryDifference[]> {
  const base = await findDraftBase(executor, draftId);
  return base === null ? [] : diffStories(base, live);
}
