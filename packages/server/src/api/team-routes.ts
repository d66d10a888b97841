/** Teams (reference: api/teams.md). */
import { asId, idInput, listTeamsInput, type TeamId, teamListShape, teamShape } from '@fabula/model';
import { findTeam, listTeams, type Team } from '@fabula/store';
import { z } from 'zod';
import { requireTeam, teamsOf } from '../sign-in/guard.ts';
import { refuse } from './api-failure.ts';
import type { ApiParts } from './api-parts.ts';
import type { ApiScope } from './api-scope.ts';
import { metaOf, toPaging } from './page.ts';

const tags = ['Teams'];

export function teamRoutes(app: ApiScope, { database, publicUrl }: ApiParts): void {
  app.get(
    '/api/v1/teams',
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
          : await listTeams(database.kysely, teams, toPaging(request.body));
      return { teams: items.map(toTeam), meta: metaOf(request, publicUrl(), request.body, count) };
    },
  );

  app.get(
    '/api/v1/teams/:team_id',
    {
      config: { permission: 'team:read' },
      schema: {
        summary: 'Get a team',
        tags,
        params: z.object({ team_id: idInput }),
        response: { 200: teamShape },
      },
    },
    async (request) => {
      const team = await findTeam(database.kysely, asId<TeamId>(request.params.team_id));
      if (team === null) return refuse('team_not_found');
      requireTeam(request, team.id, 'team_not_found');
      return toTeam(team);
    },
  );
}

function toTeam(team: Team) {
  return { id: team.id, name: team.name, groups: [] };
}
