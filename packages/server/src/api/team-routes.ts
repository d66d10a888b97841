/** Teams (reference: api/teams.md). Owners of the tenant make, rename and delete them. Members are in ./member-routes.ts. */

import { randomUUID } from 'node:crypto';
import { asId, listTeamsInput, type TeamId, teamInput, teamListShape, teamParams, teamShape } from '@fabula/model';
import {
  createTeam,
  deleteTeam,
  type Executor,
  findTeam,
  hasSyncDestinations,
  listTeams,
  putSetting,
  renameTeam,
  type Team,
} from '@fabula/store';
import { recordAudit } from '../audit/record-audit.ts';
import { requireTeam, teamsOf } from '../sign-in/guard.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';

const tags = ['Teams'];
const base = '/api/v1/teams';

export function teamRoutes(app: ApiScope, { database, publicUrl, storyChanged, resourcesChanged }: ApiParts): void {
  const { kysely } = database;

  app.get(
    base,
    {
      config: { permission: 'team:read' },
      schema: { summary: 'List teams', tags, body: listTeamsInput, response: { 200: teamListShape } },
    },
    async (request) => {
      const teams = teamsOf(request);
      // There are no personal teams, so a list of those alone is empty.
      const { items, count } =
        request.body.scope === 'personal_only'
          ? { items: [], count: 0 }
          : await listTeams(kysely, teams, toPaging(request.body));
      return { teams: items.map(toTeam), meta: metaOf(request, publicUrl(), request.body, count) };
    },
  );

  app.post(
    base,
    {
      config: { permission: 'tenant:manage', audit: 'TeamCreation' },
      schema: { summary: 'Create a team', tags, body: teamInput, response: { 201: teamShape } },
    },
    async (request, reply) => {
      const { name } = request.body;
      const team = await kysely.transaction().execute(async (transaction) => {
        const created = await createTeam(transaction, name);
        await recordAudit(request, transaction, {
          operation: 'TeamCreation',
          inputs: { name },
          outputs: { teamId: created.id },
        });
        return created;
      });
      // The documented sample of this answer has no groups.
      return reply.code(201).send({ id: team.id, name: team.name });
    },
  );

  app.get(
    `${base}/:team_id`,
    {
      config: { permission: 'team:read' },
      schema: { summary: 'Get a team', tags, params: teamParams, response: { 200: teamShape } },
    },
    async (request) => {
      const team = await someTeam(kysely, request.params.team_id);
      requireTeam(request, team.id, 'team_not_found');
      return toTeam(team);
    },
  );

  app.route({
    method: ['PUT', 'PATCH'],
    url: `${base}/:team_id`,
    config: { permission: 'tenant:manage', audit: 'TeamUpdate' },
    schema: { summary: 'Rename a team', tags, params: teamParams, body: teamInput, response: { 200: teamShape } },
    handler: async (request) => {
      const { name } = request.body;
      const team = await kysely.transaction().execute(async (transaction) => {
        const before = await someTeam(transaction, request.params.team_id);
        await renameTeam(transaction, before.id, name);
        await recordAudit(request, transaction, { operation: 'TeamUpdate', inputs: { teamId: before.id, name } });
        return { ...before, name };
      });
      // What is shared with the team is shared by its name.
      await resourcesChanged();
      return toTeam(team);
    },
  });

  app.delete(
    `${base}/:team_id`,
    {
      config: { permission: 'tenant:manage', audit: 'TeamDestruction' },
      schema: { summary: 'Delete a team with all that belongs to it', tags, params: teamParams },
    },
    async (request, reply) => {
      const stories = await kysely.transaction().execute(async (transaction) => {
        const team = await someTeam(transaction, request.params.team_id);
        if (await hasSyncDestinations(transaction, team.id)) {
          const how =
            'Delete them first (DELETE /api/v1/admin/sync_destinations/:id): that says what becomes of the copies.';
          return refuse('sync_refused', `Stories of this team are synced to other teams or tenants. ${how}`);
        }
        const deleted = await deleteTeam(transaction, team.id);
        await recordAudit(request, transaction, {
          operation: 'TeamDestruction',
          inputs: { teamId: team.id, name: team.name },
        });
        return deleted;
      });
      for (const id of stories) await storyChanged(id);
      await resourcesChanged();
      return reply.code(204).send();
    },
  );

  app.post(
    `${base}/:team_id/destroy_static_external_id`,
    {
      config: { permission: 'tenant:manage', audit: 'TeamUpdate' },
      schema: {
        summary: "Drop the team's static AWS external id",
        description: 'Credentials that use it get a new one when they are next saved. The status is unconfirmed.',
        tags,
        params: teamParams,
        response: { 200: teamShape },
      },
    },
    async (request) =>
      kysely.transaction().execute(async (transaction) => {
        const team = await someTeam(transaction, request.params.team_id);
        const setting = `aws_external_id_of_team_${team.id}`;
        await putSetting(transaction, setting, randomUUID());
        await recordAudit(request, transaction, {
          operation: 'TeamUpdate',
          inputs: { teamId: team.id, staticExternalId: 'destroyed' },
        });
        return toTeam(team);
      }),
  );
}

async function someTeam(executor: Executor, id: number): Promise<Team> {
  return (await findTeam(executor, asId<TeamId>(id))) ?? refuse('team_not_found');
}

function toTeam(team: Team) {
  return { id: team.id, name: team.name, groups: [] };
}
