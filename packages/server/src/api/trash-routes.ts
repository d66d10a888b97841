/** The trash: stories that were deleted come back from here. An addition to the documented API, which only deletes. */
import { idInput, listTrashInput, restoredStoryShape, toTimestamp, trashListShape } from '@fabula/model';
import {
  deleteTrashed,
  type Executor,
  emptyTrash,
  findTrashed,
  listTrash,
  restoreTrashed,
  type TrashedStory,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import { callerOf, requireTeam } from '../sign-in/guard.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { describeStory } from './describe-stories.ts';
import { metaOf, toPaging } from './page.ts';
import { teamsToList } from './visible.ts';

const tags = ['Trash'];
const params = z.object({ trashed_story_id: idInput });
const base = '/api/v1/stories/trash';
const description = 'An addition to the documented API.';

export function trashRoutes(app: ApiScope, { database, newGuid, publicUrl, storyChanged }: ApiParts): void {
  const { kysely } = database;

  app.get(
    base,
    {
      config: { permission: 'story:read' },
      schema: {
        summary: 'List deleted stories',
        description,
        tags,
        body: listTrashInput,
        response: { 200: trashListShape },
      },
    },
    async (request) => {
      const { body } = request;
      const search = { teamIds: teamsToList(request, body.team_id), search: body.search };
      const { items, count } = await listTrash(kysely, search, toPaging(body));
      return { trashed_stories: items.map(toResponse), meta: metaOf(request, publicUrl(), body, count) };
    },
  );

  app.delete(
    base,
    {
      config: { permission: 'story:delete', audit: 'ArchivedStoryDeleteAll' },
      schema: {
        summary: 'Empty the trash',
        description,
        tags,
        body: z.object({ team_id: listTrashInput.shape.team_id }),
      },
    },
    async (request, reply) => {
      await kysely.transaction().execute(async (transaction) => {
        const teamIds = teamsToList(request, request.body.team_id);
        const count = await emptyTrash(transaction, teamIds);
        await recordAudit(request, transaction, {
          operation: 'ArchivedStoryDeleteAll',
          inputs: { teamIds: teamIds === null ? null : [...teamIds] },
          outputs: { count },
        });
      });
      return reply.code(204).send();
    },
  );

  app.post(
    `${base}/:trashed_story_id/restore`,
    {
      config: { permission: 'story:delete', audit: 'StoryRestore' },
      schema: {
        summary: 'Restore a deleted story',
        description: `${description} It has its id, its actions theirs, and its addresses again, unless the same story was imported meanwhile: then "renewed" is true, and guids and addresses are new.`,
        tags,
        params,
        response: { 200: restoredStoryShape },
      },
    },
    async (request) => {
      const restored = await kysely.transaction().execute(async (transaction) => {
        const trashed = await visibleTrashed(request, transaction);
        const result = await restoreTrashed(transaction, trashed.id, { userId: callerOf(request).userId, newGuid });
        if (!result.ok) return refuse('trashed_story_not_found');
        await recordAudit(request, transaction, {
          operation: 'StoryRestore',
          storyId: trashed.storyId,
          inputs: { storyId: trashed.storyId, name: trashed.name },
        });
        return result.value;
      });
      await storyChanged(restored.story.id);
      return { ...(await describeStory(kysely, restored.story)), renewed: restored.isRenewed };
    },
  );

  app.delete(
    `${base}/:trashed_story_id`,
    {
      config: { permission: 'story:delete', audit: 'ArchivedStoryDeletion' },
      schema: { summary: 'Delete a story for good', description, tags, params },
    },
    async (request, reply) => {
      await kysely.transaction().execute(async (transaction) => {
        const trashed = await visibleTrashed(request, transaction);
        await deleteTrashed(transaction, trashed.id);
        await recordAudit(request, transaction, {
          operation: 'ArchivedStoryDeletion',
          inputs: { storyId: trashed.storyId, name: trashed.name },
        });
      });
      return reply.code(204).send();
    },
  );
}

async function visibleTrashed(request: FastifyRequest, executor: Executor): Promise<TrashedStory> {
  const { trashed_story_id: id } = request.params as { trashed_story_id: number };
  const trashed = await findTrashed(executor, id);
  if (trashed === null) return refuse('trashed_story_not_found');
  requireTeam(request, trashed.teamId, 'trashed_story_not_found');
  return trashed;
}

function toResponse(trashed: TrashedStory) {
  return {
    id: trashed.id,
    story_id: trashed.storyId,
    team_id: trashed.teamId,
    name: trashed.name,
    deleted_by: trashed.deletedBy,
    deleted_at: toTimestamp(trashed.deletedAt.getTime()),
  };
}
