/** Resources (reference: api/resources.md). What is done to a part of one is in ./resource-element-routes.ts. */
import { deepEqual, type Value } from '@fabula/formula';
import {
  asId,
  createResourceInput,
  type FolderId,
  listResourcesInput,
  type ResourceId,
  readResourceValue,
  resourceListShape,
  resourceParams,
  resourceShape,
  slugOf,
  type TeamId,
  updateResourceInput,
  viewResourceInput,
} from '@fabula/model';
import {
  createResource,
  deleteResource,
  type Executor,
  findResource,
  listOptionReaders,
  listResources,
  type Resource,
  type ResourceChange,
  setResourceValue,
  takenResourceSlugs,
  updateResource,
} from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import { callerOf, refuseAbsent, requireTeam, teamsOf } from '../sign-in/guard.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { usesOf } from './option-uses.ts';
import { metaOf, toPaging } from './page.ts';
import { toResourceResponse } from './resource-response.ts';
import { folderFor, freeSlug, readSharing } from './sharing.ts';
import { teamsToList, visibleTeam } from './visible.ts';

const tags = ['Resources'];
const base = '/api/v1/global_resources';

type View = z.output<typeof viewResourceInput>;

export function resourceRoutes(app: ApiScope, { database, publicUrl, resourcesChanged }: ApiParts): void {
  const { kysely } = database;

  app.get(
    base,
    {
      config: { permission: 'resource:read' },
      schema: { summary: 'List resources', tags, body: listResourcesInput, response: { 200: resourceListShape } },
    },
    async (request) => {
      const { body } = request;
      const uses = await usesFor(request);
      const filter = {
        teamIds: teamsToList(request, body.team_id),
        folderId: body.folder_id ? asId<FolderId>(body.folder_id) : undefined,
      };
      const notIds = body.filter === 'UNUSED_IN_ACTIONS' ? await usedIds(filter.teamIds, uses) : undefined;
      const { items, count } = await listResources(kysely, { ...filter, notIds }, toPaging(body));
      return {
        global_resources: items.map((resource) => show(resource, uses, body)),
        meta: metaOf(request, publicUrl(), body, count),
      };
    },
  );

  app.post(
    base,
    {
      config: { permission: 'resource:write', audit: 'GlobalResourceCreation' },
      schema: {
        summary: 'Create a resource, or the test twin of one',
        tags,
        body: createResourceInput,
        response: { 201: resourceShape },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const resource = await kysely.transaction().execute(async (transaction) => {
        const made = body.live_resource_id
          ? await createTwin(request, transaction, body)
          : await create(request, transaction, body);
        await recordAudit(request, transaction, {
          operation: 'GlobalResourceCreation',
          inputs: { resourceId: made.id, name: made.name, teamId: made.teamId, isTest: Boolean(body.live_resource_id) },
        });
        return made;
      });
      await resourcesChanged();
      return reply.code(201).send(show(resource, await usesFor(request), body));
    },
  );

  app.get(
    `${base}/:resource_id`,
    {
      config: { permission: 'resource:read' },
      schema: {
        summary: 'Get a resource',
        tags,
        params: resourceParams,
        body: viewResourceInput,
        response: { 200: resourceShape },
      },
    },
    async (request) => {
      const resource = await visibleResource(request, kysely, request.params.resource_id);
      return show(resource, await usesFor(request), request.body);
    },
  );

  app.route({
    method: ['PUT', 'PATCH'],
    url: `${base}/:resource_id`,
    config: { permission: 'resource:write', audit: 'GlobalResourceEdit' },
    schema: {
      summary: 'Update a resource',
      tags,
      params: resourceParams,
      body: updateResourceInput,
      response: { 200: resourceShape },
    },
    handler: async (request) => {
      const { body } = request;
      const resource = await kysely.transaction().execute(async (transaction) => {
        const before = await heldResource(request, transaction, request.params.resource_id);
        const isTestEnabled = body.test_resource_enabled ?? before.isTestEnabled;
        requireTwin(before, body.is_test, isTestEnabled);
        if (body.if_value !== undefined) requireValue(before, body.if_value, body.is_test);
        if (isTestEnabled && before.test === null && body.test_resource_enabled === true) {
          // Until somebody says otherwise drafts read what live stories read.
          await setResourceValue(transaction, before.id, before.value, true);
        }
        await updateResource(transaction, before.id, {
          ...(await readChange(request, transaction, before, body)),
          isTestEnabled,
        });
        if (body.value !== undefined) {
          await setResourceValue(transaction, before.id, readResourceValue(body.value), body.is_test);
        }
        await recordAudit(request, transaction, {
          operation: 'GlobalResourceEdit',
          inputs: { resourceId: before.id, name: body.name ?? before.name, isTest: body.is_test },
        });
        return (await findResource(transaction, before.id)) ?? refuse('resource_not_found');
      });
      await resourcesChanged();
      return show(resource, await usesFor(request), body);
    },
  });

  app.delete(
    `${base}/:resource_id`,
    {
      config: { permission: 'resource:delete', audit: 'GlobalResourceDestruction' },
      schema: { summary: 'Delete a resource', tags, params: resourceParams },
    },
    async (request, reply) => {
      await kysely.transaction().execute(async (transaction) => {
        const resource = await heldResource(request, transaction, request.params.resource_id);
        await deleteResource(transaction, resource.id);
        await recordAudit(request, transaction, {
          operation: 'GlobalResourceDestruction',
          inputs: { resourceId: resource.id, name: resource.name },
        });
      });
      await resourcesChanged();
      return reply.code(204).send();
    },
  );

  async function create(
    request: FastifyRequest,
    executor: Executor,
    body: z.output<typeof createResourceInput>,
  ): Promise<Resource> {
    if (body.name === undefined) return refuse('missing_parameter', 'name is required.', 'name');
    const teamId = body.team_id ? await visibleTeam(request, executor, body.team_id) : onlyTeam(request);
    const slug = slugOf(body.name) || 'resource';
    return createResource(executor, {
      teamId,
      folderId: await folderFor(executor, teamId, body.folder_id ?? null, 'RESOURCE'),
      userId: callerOf(request).userId,
      name: body.name,
      slug: freeSlug(slug, await takenResourceSlugs(executor, teamId, slug)),
      description: body.description ?? '',
      value: readResourceValue(body.value),
      ...(await readSharing(
        request,
        executor,
        teamId,
        body,
        { readAccess: 'TEAM', sharedTeamSlugs: [] },
        'resource:share',
      )),
    });
  }

  async function createTwin(
    request: FastifyRequest,
    executor: Executor,
    body: z.output<typeof createResourceInput>,
  ): Promise<Resource> {
    const live = await heldResource(request, executor, body.live_resource_id ?? 0, 'live_resource_id');
    await setResourceValue(executor, live.id, readResourceValue(body.value), true);
    await updateResource(executor, live.id, { isTestEnabled: true });
    return (await findResource(executor, live.id)) ?? refuse('resource_not_found');
  }

  async function readChange(
    request: FastifyRequest,
    executor: Executor,
    resource: Resource,
    body: z.output<typeof updateResourceInput>,
  ): Promise<ResourceChange> {
    const { teamId } = resource;
    const isShared = body.read_access !== undefined || body.shared_team_slugs !== undefined;
    return {
      name: body.name,
      description: body.description === undefined ? undefined : (body.description ?? ''),
      folderId:
        body.folder_id === undefined ? undefined : await folderFor(executor, teamId, body.folder_id, 'RESOURCE'),
      ...(isShared ? await readSharing(request, executor, teamId, body, resource, 'resource:share') : {}),
    };
  }

  async function usesFor(request: FastifyRequest) {
    return usesOf('RESOURCE', await listOptionReaders(kysely, 'RESOURCE', teamsOf(request, 'story:read')));
  }

  async function usedIds(
    teamIds: readonly TeamId[] | null,
    uses: (resource: Resource) => readonly number[],
  ): Promise<readonly ResourceId[]> {
    const { items } = await listResources(kysely, { teamIds }, { page: 1, perPage: 1_000_000 });
    return items.filter((resource) => uses(resource).length > 0).map(({ id }) => id);
  }
}

function show(resource: Resource, uses: (resource: Resource) => readonly number[], view: View) {
  const ids = view.include_referencing_action_ids ? uses(resource) : null;
  return toResourceResponse(resource, ids, view.typed_value);
}

/** Nobody's change is overwritten unseen by whoever says what they saw. */
function requireValue(resource: Resource, expected: Value, isTest: boolean): void {
  const value = isTest && resource.test !== null ? resource.test.value : resource.value;
  if (deepEqual(value, readResourceValue(expected))) return;
  refuse('conflict', 'The resource has another value than if_value: read it again, then decide.', 'if_value');
}

/** What a draft reads instead can be changed where it is switched on. */
export function requireTwin(resource: Resource, isTest: boolean, isTestEnabled = resource.isTestEnabled): void {
  if (!isTest || (isTestEnabled && (resource.test !== null || !resource.isTestEnabled))) return;
  refuse('invalid_parameter', 'is_test needs a test resource that is enabled (test_resource_enabled).', 'is_test');
}

export async function visibleResource(
  request: FastifyRequest,
  executor: Executor,
  id: number,
  field: string | null = null,
  isHeld = false,
): Promise<Resource> {
  const absence = { code: 'resource_not_found', details: `There is no resource ${id}.`, field } as const;
  const resource = await findResource(executor, asId<ResourceId>(id), isHeld);
  if (resource === null) return refuseAbsent(absence);
  requireTeam(request, resource.teamId, absence);
  return resource;
}

/** Held until the end of the transaction. */
export function heldResource(
  request: FastifyRequest,
  executor: Executor,
  id: number,
  field: string | null = null,
): Promise<Resource> {
  return visibleResource(request, executor, id, field, true);
}

/** Whoever may write in one team alone need not name it (unconfirmed). */
function onlyTeam(request: FastifyRequest): TeamId {
  const teams = teamsOf(request);
  const [team] = teams ?? [];
  if (teams?.length !== 1 || team === undefined) return refuse('missing_parameter', 'team_id is required.', 'team_id');
  return team;
}
