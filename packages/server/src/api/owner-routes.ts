/** Owners of a story (reference: api/stories.md, owners). They belong to the story itself, not to its definition. */
import { asId, idInput, type Story, type StoryId, storyOwnerInput, storyShape, type UserId } from '@fabula/model';
import {
  addStoryOwner,
  type Executor,
  findStory,
  findUser,
  listMembers,
  lockStory,
  removeStoryOwner,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { describeStory } from './describe-stories.ts';
import { requireReviewOwner } from './review-owner.ts';
import { requireUnlocked, visibleStory } from './visible.ts';

const tags = ['Stories'];
const params = z.object({ story_id: idInput });
const path = '/api/v1/stories/:story_id/owners';

export function ownerRoutes(app: ApiScope, { database, storyChanged }: ApiParts): void {
  const { kysely } = database;

  app.post(
    path,
    {
      config: { permission: 'story:write', audit: 'StoryOwnerAddition' },
      schema: {
        summary: 'Add an owner of a story',
        tags,
        params,
        body: storyOwnerInput,
        response: { 201: storyShape },
      },
    },
    async (request, reply) => {
      const userId = asId<UserId>(request.body.user_id);
      const story = await kysely.transaction().execute(async (transaction) => {
        const held = await heldStory(request, transaction);
        await requireMember(transaction, held, userId);
        await addStoryOwner(transaction, held.id, userId);
        await audit(request, transaction, 'StoryOwnerAddition', held, userId);
        return (await findStory(transaction, held.id)) ?? refuse('story_not_found');
      });
      await storyChanged(story.id);
      return reply.code(201).send(await describeStory(kysely, story));
    },
  );

  app.delete(
    path,
    {
      config: { permission: 'story:write', audit: 'StoryOwnerRemoval' },
      schema: { summary: 'Remove an owner of a story', tags, params, body: storyOwnerInput },
    },
    async (request, reply) => {
      const userId = asId<UserId>(request.body.user_id);
      const id = await kysely.transaction().execute(async (transaction) => {
        const held = await heldStory(request, transaction);
        if (!(await removeStoryOwner(transaction, held.id, userId))) {
          return refuse('invalid_parameter', `User ${userId} is no owner of this story.`, 'user_id');
        }
        await audit(request, transaction, 'StoryOwnerRemoval', held, userId);
        return held.id;
      });
      await storyChanged(id);
      return reply.code(204).send();
    },
  );
}

async function heldStory(request: FastifyRequest, executor: Executor): Promise<Story> {
  const id = asId<StoryId>((request.params as { story_id: number }).story_id);
  await visibleStory(request, executor, id);
  await lockStory(executor, id);
  const story = await visibleStory(request, executor, id);
  requireUnlocked(story);
  requireReviewOwner(request, story, 'user_id');
  return story;
}

/** Members of the team, and owners of the tenant, who belong to every team. */
async function requireMember(executor: Executor, story: Story, userId: UserId): Promise<void> {
  const user = await findUser(executor, userId);
  const members = await listMembers(executor, story.teamId);
  if (user?.isAdmin || members.some((member) => member.userId === userId)) return;
  refuse('invalid_parameter', `User ${userId} is no member of the team of this story.`, 'user_id');
}

async function audit(
  request: FastifyRequest,
  executor: Executor,
  operation: string,
  story: Story,
  userId: UserId,
): Promise<void> {
  await recordAudit(request, executor, {
    operation,
    storyId: story.id,
    inputs: { storyId: story.id, userId },
  });
}
