/** Drafts of stories (reference: api/story-change-control.md). What is in a draft is read and written like the story itself. */
import {
  asId,
  createDraftInput,
  draftListInput,
  idInput,
  pageShape,
  type Story,
  type StoryId,
  storyShape,
  toTimestamp,
  updateFromLiveInput,
} from '@fabula/model';
import {
  createDraft,
  deleteStories,
  type Executor,
  findDraft,
  findOpenRequest,
  listDrafts,
  lockStory,
  renameDraft,
  setChangeRequestStatus,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import { callerOf } from '../sign-in/guard.ts';
import { refuseDraftChange, requireEditable } from './addressed-story.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { describeStories } from './describe-stories.ts';
import { metaOf, toPaging } from './page.ts';
import { updateFromLive } from './promote.ts';
import { requireUnlocked, visibleStory } from './visible.ts';

const tags = ['Drafts'];
const storyParams = z.object({ story_id: idInput });
const draftParams = z.object({ story_id: idInput, draft_id: idInput });
const base = '/api/v1/stories/:story_id/drafts';

export function draftRoutes(app: ApiScope, parts: ApiParts): void {
  const { database, clock, newGuid, publicUrl, storyChanged } = parts;
  const { kysely } = database;

  app.get(
    base,
    {
      config: { permission: 'story:read' },
      schema: {
        summary: 'List drafts of a story',
        tags,
        params: storyParams,
        body: draftListInput,
        response: { 200: pageShape('drafts', storyShape) },
      },
    },
    async (request) => {
      const { body } = request;
      const live = await visibleStory(request, kysely, request.params.story_id);
      const { items, count } = await listDrafts(kysely, live.id, toPaging(body));
      return { drafts: await describeDrafts(items), meta: metaOf(request, publicUrl(), body, count) };
    },
  );

  app.post(
    base,
    {
      config: { permission: 'story:write', audit: 'TestStoryCreation' },
      schema: {
        summary: 'Create a draft',
        tags,
        params: storyParams,
        body: createDraftInput,
        response: { 200: storyShape },
      },
    },
    async (request) => {
      const { name } = request.body;
      const draft = await kysely.transaction().execute(async (transaction) => {
        const live = await heldStory(request, transaction);
        if (!live.isChangeControlled) {
          return refuse('change_control_off', 'Set change_control_enabled on the story to work in drafts.', 'story_id');
        }
        const created = await createDraft(transaction, {
          liveId: live.id,
          name,
          userId: callerOf(request).userId,
          newGuid,
          at: toTimestamp(clock.now()),
        });
        if (!created.ok) return refuseDraftChange(created.error);
        await recordAudit(request, transaction, {
          operation: 'TestStoryCreation',
          storyId: live.id,
          inputs: { storyId: live.id, name },
          outputs: { draftId: created.value.id },
        });
        return created.value;
      });
      await storyChanged(draft.id);
      return describeDraft(draft);
    },
  );

  app.route({
    method: ['POST', 'PUT', 'PATCH'],
    url: `${base}/:draft_id`,
    config: { permission: 'story:write', audit: 'TestStoryNameChange' },
    schema: {
      summary: 'Rename a draft',
      description: 'An addition to the documented API.',
      tags,
      params: draftParams,
      body: createDraftInput,
      response: { 200: storyShape },
    },
    handler: async (request) => {
      const { name } = request.body;
      const draft = await kysely.transaction().execute(async (transaction) => {
        const live = await heldStory(request, transaction);
        const { id } = await draftOf(transaction, live, request.params.draft_id);
        const renamed = await renameDraft(transaction, { id, liveId: live.id }, name);
        if (!renamed.ok) return refuseDraftChange(renamed.error);
        await recordAudit(request, transaction, {
          operation: 'TestStoryNameChange',
          storyId: live.id,
          inputs: { storyId: live.id, draftId: id, name },
        });
        return renamed.value;
      });
      await storyChanged(draft.id);
      return describeDraft(draft);
    },
  });

  app.delete(
    `${base}/:draft_id`,
    {
      config: { permission: 'story:write', audit: 'TestStoryDeletion' },
      schema: { summary: 'Delete a draft', tags, params: draftParams },
    },
    async (request, reply) => {
      const id = await kysely.transaction().execute(async (transaction) => {
        const live = await heldStory(request, transaction);
        const draft = await draftOf(transaction, live, request.params.draft_id);
        const open = await findOpenRequest(transaction, draft.id);
        if (open !== null) await setChangeRequestStatus(transaction, open.id, { status: 'CANCELLED' });
        await deleteStories(transaction, [draft.id]);
        await recordAudit(request, transaction, {
          operation: 'TestStoryDeletion',
          storyId: live.id,
          inputs: {
            ...{ storyId: live.id, draftId: draft.id, name: draft.draft?.name ?? '' },
            ...(open === null ? {} : { cancelledChangeRequestId: open.id }),
          },
        });
        return draft.id;
      });
      await storyChanged(id);
      return reply.code(204).send();
    },
  );

  app.post(
    `${base}/:draft_id/update_from_live`,
    {
      config: { permission: 'story:write', audit: 'TestStoryUpdateFromLive' },
      schema: {
        summary: 'Bring a draft up to date with the live story',
        description:
          'An addition to the documented API. What only the live story has changed since is taken over; what both have changed differently is refused, unless prefer says whose change holds.',
        tags,
        params: draftParams,
        body: updateFromLiveInput,
        response: { 200: storyShape },
      },
    },
    async (request) => {
      const draft = await kysely.transaction().execute(async (transaction) => {
        const live = await heldStory(request, transaction);
        const before = await draftOf(transaction, live, request.params.draft_id);
        await requireEditable(request, transaction, before);
        const updated = await updateFromLive(request, transaction, before, parts, request.body.prefer);
        await recordAudit(request, transaction, {
          operation: 'TestStoryUpdateFromLive',
          storyId: live.id,
          inputs: { storyId: live.id, draftId: before.id, prefer: request.body.prefer ?? null },
        });
        return updated;
      });
      await storyChanged(draft.id);
      return describeDraft(draft);
    },
  );

  /** The live story, held until the end of the transaction: drafts come and go one after the other. */
  async function heldStory(request: FastifyRequest, executor: Executor): Promise<Story> {
    const id = asId<StoryId>((request.params as { story_id: number }).story_id);
    await visibleStory(request, executor, id);
    await lockStory(executor, id);
    const live = await visibleStory(request, executor, id);
    requireUnlocked(live);
    return live;
  }

  async function describeDraft(draft: Story) {
    const [described] = await describeDrafts([draft]);
    if (described === undefined) throw new Error('one draft has one description');
    return described;
  }

  /** A story object whose id and name are the draft's, as documented. */
  async function describeDrafts(drafts: readonly Story[]) {
    const described = await describeStories(kysely, drafts, false);
    return described.map((story) => ({
      ...story,
      id: story.draft_id ?? story.id,
      name: story.draft_name ?? story.name,
    }));
  }
}

async function draftOf(executor: Executor, live: Story, id: number): Promise<Story> {
  const draft = await findDraft(executor, live.id, asId<StoryId>(id));
  return draft ?? refuse('draft_not_found', `Story ${live.id} has no draft ${id}.`, 'draft_id');
}
