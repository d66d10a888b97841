/** Change requests: from a draft to the live story (reference: api/story-change-control.md, reference/stories.md section 4). */
import {
  asId,
  type ChangeRequestStatus,
  changeControlInput,
  changeControlShape,
  changeDescriptionShape,
  changeRequestShape,
  chosenChangeRequestInput,
  createChangeRequestInput,
  describeChangeRequestInput,
  idInput,
  promoteChangeRequestInput,
  rejectChangeRequestInput,
  type Story,
  type StoryId,
  storyShape,
  viewChangeRequestInput,
} from '@fabula/model';
import {
  type ChangeRequest,
  createChangeRequest,
  type Executor,
  findChangeRequest,
  findDraft,
  findOpenRequest,
  lockStory,
  setChangeRequestStatus,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { describeChanges } from '../ai/describe-changes.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { callerOf, requireTeam } from '../sign-in/guard.ts';
import { readableStory } from './addressed-story.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { readRules, writeRules } from './change-control-rules.ts';
import { changesOfDraft, describeChangeRequest } from './change-request-response.ts';
import { describeStory } from './describe-stories.ts';
import { promote } from './promote.ts';
import { requireUnlocked, visibleStory } from './visible.ts';

const tags = ['Change requests'];
const params = z.object({ story_id: idInput });
const base = '/api/v1/stories/:story_id/change_request';

export function changeRequestRoutes(app: ApiScope, parts: ApiParts): void {
  const { database, clock, storyChanged, model, outgoing } = parts;
  const { kysely } = database;
  const response = { 200: changeRequestShape };

  app.post(
    base,
    {
      config: { permission: 'story:write', audit: 'ChangeRequestCreation' },
      schema: { summary: 'Create a change request', tags, params, body: createChangeRequestInput, response },
    },
    async (request) => {
      const { body } = request;
      return kysely.transaction().execute(async (transaction) => {
        const live = await heldStory(request, transaction);
        const draft = await chosenDraft(request, transaction, body.draft_id);
        const open = await findOpenRequest(transaction, draft.id);
        if (open !== null) {
          refuse(
            'change_request_open',
            `Request ${open.id} of this draft is ${open.status}: cancel it first.`,
            'draft_id',
          );
        }
        const rules = await readRules(transaction);
        if (rules.require_description && body.title.trim() === '') {
          refuse('missing_parameter', 'title is required for change requests here.', 'title');
        }
        if (rules.require_description && body.description.trim() === '') {
          refuse('missing_parameter', 'description is required for change requests here.', 'description');
        }
        const created = await createChangeRequest(transaction, {
          liveId: live.id,
          draftId: draft.id,
          draftName: draft.draft?.name ?? '',
          title: body.title,
          description: body.description,
          requestedBy: callerOf(request).userId,
        });
        await audit(request, transaction, 'ChangeRequestCreation', created, { title: body.title });
        return describeChangeRequest(transaction, draft, clock.now(), created);
      });
    },
  );

  app.get(
    `${base}/view`,
    {
      config: { permission: 'story:read' },
      schema: { summary: 'View a change request', tags, params, body: viewChangeRequestInput, response },
    },
    async (request) => {
      const draft = await chosenDraft(request, kysely, request.body.draft_id);
      return describeChangeRequest(kysely, draft, clock.now());
    },
  );

  app.get(
    `${base}/ai_description`,
    {
      config: { permission: 'story:read' },
      schema: {
        summary: 'Describe the changes of a draft in words of the language model',
        tags,
        params,
        body: describeChangeRequestInput,
        response: { 200: changeDescriptionShape },
      },
    },
    async (request, reply) => {
      const draft = await chosenDraft(request, kysely, request.body.draft_id);
      const differences = await changesOfDraft(kysely, draft);
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      return {
        change_request_ai_description: await describeChanges(model, outgoing, draft.name, differences, gone.signal),
      };
    },
  );

  app.post(
    `${base}/approve`,
    {
      config: { permission: 'story:change_control_review', audit: 'ChangeRequestApproval' },
      schema: { summary: 'Approve a change request', tags, params, body: chosenChangeRequestInput, response },
    },
    async (request) =>
      kysely.transaction().execute(async (transaction) => {
        const { live, asked, draft } = await openRequest(request, transaction, ['PENDING']);
        await requireReviewer(request, transaction, live, asked);
        return decide(request, transaction, draft, asked, 'APPROVED', 'ChangeRequestApproval');
      }),
  );

  app.post(
    `${base}/reject`,
    {
      config: { permission: 'story:change_control_review', audit: 'ChangeRequestRejection' },
      schema: {
        summary: 'Reject a change request',
        description: 'An addition to the documented API. The draft can be edited again and asked for anew.',
        tags,
        params,
        body: rejectChangeRequestInput,
        response,
      },
    },
    async (request) =>
      kysely.transaction().execute(async (transaction) => {
        const { live, asked, draft } = await openRequest(request, transaction, ['PENDING', 'APPROVED']);
        await requireReviewer(request, transaction, live, asked);
        return decide(request, transaction, draft, asked, 'REJECTED', 'ChangeRequestRejection', request.body.reason);
      }),
  );

  app.post(
    `${base}/cancel`,
    {
      config: { permission: 'story:write', audit: 'ChangeRequestCancellation' },
      schema: { summary: 'Cancel a change request', tags, params, body: chosenChangeRequestInput, response },
    },
    async (request) =>
      kysely.transaction().execute(async (transaction) => {
        const { asked, draft } = await openRequest(request, transaction, ['PENDING', 'APPROVED']);
        await setChangeRequestStatus(transaction, asked.id, { status: 'CANCELLED' });
        await audit(request, transaction, 'ChangeRequestCancellation', asked, {});
        return describeChangeRequest(transaction, draft, clock.now(), null);
      }),
  );

  app.post(
    `${base}/promote`,
    {
      config: { permission: 'story:write', audit: ['ChangeRequestPromotion', 'ChangeRequestPromotionWithoutApproval'] },
      schema: {
        summary: 'Make an approved draft live',
        tags,
        params,
        body: promoteChangeRequestInput,
        response: { 200: storyShape },
      },
    },
    async (request) => {
      const { body } = request;
      const { story, draft } = await kysely.transaction().execute(async (transaction) => {
        const found = await openRequest(request, transaction, ['PENDING', 'APPROVED']);
        const { require_approval } = await readRules(transaction);
        const needsApproval = require_approval || found.live.isReviewForOwners;
        const isBypassed = found.asked.status === 'PENDING' && needsApproval;
        if (isBypassed && !body.bypass_approval) {
          refuse(
            'change_request_not_approved',
            'Somebody must approve it first; bypass_approval promotes it all the same and is kept in the audit log.',
            'change_request_id',
          );
        }
        const promoted = await promote(request, transaction, found.draft, parts, {
          name: found.asked.title,
          deleteDraft: body.delete_draft,
        });
        const reason = isBypassed ? { reason: body.bypass_approval_reason } : {};
        await setChangeRequestStatus(transaction, found.asked.id, { status: 'PROMOTED', ...reason });
        const operation = isBypassed ? 'ChangeRequestPromotionWithoutApproval' : 'ChangeRequestPromotion';
        await audit(request, transaction, operation, found.asked, { ...reason, deleteDraft: body.delete_draft });
        return { story: promoted, draft: found.draft };
      });
      await storyChanged(story.id);
      await storyChanged(draft.id);
      return describeStory(kysely, story);
    },
  );

  app.get(
    '/api/v1/admin/change_control',
    {
      config: { permission: 'signed_in' },
      schema: {
        summary: 'Get the rules of change control',
        description: 'An addition to the documented API.',
        tags,
        response: { 200: changeControlShape },
      },
    },
    async () => readRules(kysely),
  );

  app.route({
    method: ['PUT', 'PATCH'],
    url: '/api/v1/admin/change_control',
    config: { permission: 'signed_in', audit: 'TenantConfigChange' },
    schema: {
      summary: 'Change the rules of change control',
      description: 'An addition to the documented API. For owners of the tenant.',
      tags,
      body: changeControlInput,
      response: { 200: changeControlShape },
    },
    handler: async (request) => {
      if (!callerOf(request).isOwner) refuse('not_allowed', 'Only owners of the tenant change the rules.');
      return kysely.transaction().execute(async (transaction) => {
        const before = await readRules(transaction);
        const { body } = request;
        const rules = {
          require_approval: body.require_approval ?? before.require_approval,
          require_separate_approver: body.require_separate_approver ?? before.require_separate_approver,
          require_description: body.require_description ?? before.require_description,
        };
        await writeRules(transaction, rules);
        await recordAudit(request, transaction, { operation: 'TenantConfigChange', inputs: { changeControl: rules } });
        return rules;
      });
    },
  });

  async function decide(
    request: FastifyRequest,
    executor: Executor,
    draft: Story,
    asked: ChangeRequest,
    status: ChangeRequestStatus,
    operation: string,
    reason?: string,
  ) {
    const reviewedBy = callerOf(request).userId;
    const decided = await setChangeRequestStatus(executor, asked.id, { status, reviewedBy, reason });
    await audit(request, executor, operation, asked, reason === undefined ? {} : { reason });
    return describeChangeRequest(executor, draft, clock.now(), decided);
  }
}

/** The live story, held until the end of the transaction: requests of a story are decided one after the other. */
async function heldStory(request: FastifyRequest, executor: Executor): Promise<Story> {
  const id = asId<StoryId>((request.params as { story_id: number }).story_id);
  await visibleStory(request, executor, id);
  await lockStory(executor, id);
  const live = await visibleStory(request, executor, id);
  requireUnlocked(live);
  return live;
}

/** The draft that is named, or the one called `test`. */
async function chosenDraft(
  request: FastifyRequest,
  executor: Executor,
  draftId: number | null | undefined,
): Promise<Story> {
  const { story_id: id } = request.params as { story_id: number };
  return readableStory(request, executor, id, draftId ? { draft_id: draftId } : { story_mode: 'TEST' });
}

async function openRequest(
  request: FastifyRequest,
  executor: Executor,
  statuses: readonly ChangeRequestStatus[],
): Promise<{ readonly live: Story; readonly asked: ChangeRequest; readonly draft: Story }> {
  const { change_request_id: id } = request.body as { change_request_id: number };
  const live = await heldStory(request, executor);
  const asked = await findChangeRequest(executor, live.id, id);
  const draft = asked?.draftId ? await findDraft(executor, live.id, asked.draftId) : null;
  if (asked === null) {
    return refuse('change_request_not_found', `Story ${live.id} has no change request ${id}.`, 'change_request_id');
  }
  if (draft === null || !statuses.includes(asked.status)) {
    return refuse('change_request_closed', `Request ${id} is ${asked.status}.`, 'change_request_id');
  }
  return { live, asked, draft };
}

async function requireReviewer(
  request: FastifyRequest,
  executor: Executor,
  live: Story,
  asked: ChangeRequest,
): Promise<void> {
  const caller = callerOf(request);
  requireTeam(request, live.teamId, 'story_not_found', 'story:change_control_review');
  const { require_separate_approver } = await readRules(executor);
  if (require_separate_approver && asked.requestedBy === caller.userId) {
    refuse('not_allowed', 'Whoever asked for a change does not approve it: ask somebody else.', 'change_request_id');
  }
  if (live.isReviewForOwners && !live.ownerIds.includes(caller.userId)) {
    refuse('not_allowed', 'Only owners of this story approve its changes.', 'change_request_id');
  }
}

async function audit(
  request: FastifyRequest,
  executor: Executor,
  operation: string,
  asked: ChangeRequest,
  inputs: Record<string, string | boolean>,
): Promise<void> {
  await recordAudit(request, executor, {
    operation,
    storyId: asked.liveId,
    inputs: { storyId: asked.liveId, draftId: asked.draftId, changeRequestId: asked.id, ...inputs },
  });
}
