/** Tags (reference: api/tags.md). */
import {
  asId,
  createTagInput,
  deleteTagInput,
  listTagsInput,
  type TagId,
  type TeamId,
  tagListShape,
  tagParams,
  tagShape,
  updateTagInput,
} from '@fabula/model';
import { createTag, deleteTag, type Executor, findTag, listTags, type Tag, updateTag } from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { recordAudit } from '../audit/record-audit.ts';
import { requireTeam, teamsOf } from '../sign-in/guard.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';
import { teamsToList, visibleTeam } from './visible.ts';

const tags = ['Tags'];
const base = '/api/v1/tags';

export function tagRoutes(app: ApiScope, { database, publicUrl }: ApiParts): void {
  const { kysely } = database;

  app.get(
    base,
    {
      config: { permission: 'team:read' },
      schema: { summary: 'List tags', tags, body: listTagsInput, response: { 200: tagListShape } },
    },
    async (request) => {
      const { body } = request;
      const { items, count } = await listTags(kysely, teamsToList(request, body.team_id), toPaging(body));
      return { tags: items.map(toResponse), meta: metaOf(request, publicUrl(), body, count) };
    },
  );

  app.post(
    base,
    {
      config: { permission: 'tag:write', audit: 'TagCreation' },
      schema: { summary: 'Create a tag', tags, body: createTagInput, response: { 201: tagShape } },
    },
    async (request, reply) => {
      const { name, color, team_id } = request.body;
      const tag = await kysely.transaction().execute(async (transaction) => {
        const teamId = await visibleTeam(request, transaction, team_id);
        const created = await createTag(transaction, { name, color, teamId });
        if (created === null) return refuse('invalid_parameter', `The team has a tag "${name}" already.`, 'name');
        await recordAudit(request, transaction, {
          operation: 'TagCreation',
          inputs: { teamId, name, color },
          outputs: { tagId: created.id },
        });
        return created;
      });
      return reply.code(201).send(toResponse(tag));
    },
  );

  app.get(
    `${base}/:tag_id`,
    {
      config: { permission: 'team:read' },
      schema: { summary: 'Get a tag', tags, params: tagParams, response: { 200: tagShape } },
    },
    async (request) => toResponse(await visibleTag(request, kysely, request.params.tag_id)),
  );

  app.route({
    method: ['PUT', 'PATCH'],
    url: `${base}/:tag_id`,
    config: { permission: 'tag:write', audit: 'TagUpdate' },
    schema: { summary: 'Update a tag', tags, params: tagParams, body: updateTagInput, response: { 200: tagShape } },
    handler: async (request) => {
      const { name, color } = request.body;
      const tag = await kysely.transaction().execute(async (transaction) => {
        const before = await visibleTag(request, transaction, request.params.tag_id);
        for (const { id } of before.teams) requireTeam(request, id, 'not_allowed');
        if (!(await updateTag(transaction, before.id, { name, color }))) {
          return refuse('invalid_parameter', `Another tag is called "${name}".`, 'name');
        }
        await recordAudit(request, transaction, {
          operation: 'TagUpdate',
          inputs: { tagId: before.id, name: name ?? before.name, color: color ?? before.color },
        });
        return visibleTag(request, transaction, before.id);
      });
      return toResponse(tag);
    },
  });

  app.delete(
    `${base}/:tag_id`,
    {
      config: { permission: 'tag:write', audit: 'TagDestruction' },
      schema: { summary: 'Delete a tag', tags, params: tagParams, body: deleteTagInput },
    },
    async (request, reply) => {
      await kysely.transaction().execute(async (transaction) => {
        const tag = await visibleTag(request, transaction, request.params.tag_id);
        const teamId = request.body.team_id ? asId<TeamId>(request.body.team_id) : null;
        if (teamId !== null && !tag.teams.some(({ id }) => id === teamId)) refuse('tag_not_found');
        // From the whole tenant removes only who may do so in each team that has it.
        for (const { id } of tag.teams) if (teamId === null || id === teamId) requireTeam(request, id, 'not_allowed');
        await deleteTag(transaction, tag.id, teamId);
        await recordAudit(request, transaction, {
          operation: 'TagDestruction',
          inputs: { tagId: tag.id, name: tag.name, teamId },
        });
      });
      return reply.code(204).send();
    },
  );
}

/** A tag is seen by every team that has it, and changed by whoever may in all of them. */
async function visibleTag(request: FastifyRequest, executor: Executor, id: number): Promise<Tag> {
  const tag = await findTag(executor, asId<TagId>(id));
  if (tag === null) return refuse('tag_not_found');
  const { principal } = request;
  const isSeen = principal?.isOwner === true || tag.teams.some((team) => principal?.roleByTeam.has(team.id) === true);
  if (!isSeen) return refuse('tag_not_found');
  const teams = teamsOf(request);
  if (teams !== null && !tag.teams.some((team) => teams.includes(team.id))) return refuse('not_allowed');
  return tag;
}

function toResponse(tag: Tag) {
  return {
    id: tag.id,
    name: tag.name,
    color: tag.color,
    teams: tag.teams.map(({ id, name }) => ({ id, name })),
    created_at: tag.createdAt.toISOString(),
    updated_at: tag.updatedAt.toISOString(),
  };
}
