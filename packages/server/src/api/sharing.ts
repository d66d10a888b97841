/** What credentials and resources have in common: where they lie, what formulas call them, and who may read them. */
import { asId, type FolderId, problem, slugOf, type TeamId, type TeamPermission } from '@fabula/model';
import { type ContentType, type Executor, findFolder, listTeams, type ReadAccess } from '@fabula/store';
import type { FastifyRequest } from 'fastify';
import { requireTeam } from '../sign-in/guard.ts';
import { ApiFailure, refuse } from './api-failure.ts';

export interface Sharing {
  readonly readAccess: ReadAccess;
  readonly sharedTeamSlugs: readonly string[];
}

/** With other teams shares only who may, and only with those that there are. */
export async function readSharing(
  request: FastifyRequest,
  executor: Executor,
  teamId: TeamId,
  input: {
    readonly read_access?: ReadAccess | undefined;
    readonly shared_team_slugs?: readonly string[] | undefined;
  },
  former: Sharing,
  permission: TeamPermission,
): Promise<Sharing> {
  const readAccess = input.read_access ?? former.readAccess;
  const slugs = input.shared_team_slugs ?? former.sharedTeamSlugs;
  if (readAccess === 'SPECIFIC_TEAMS' && slugs.length === 0) {
    const details = 'shared_team_slugs is required when read_access is SPECIFIC_TEAMS.';
    throw new ApiFailure([problem('missing_parameter', details, 'shared_team_slugs')]);
  }
  await requireKnownTeams(executor, input.shared_team_slugs);
  if (readAccess !== 'TEAM') requireTeam(request, teamId, 'team_not_found', permission);
  return { readAccess, sharedTeamSlugs: readAccess === 'SPECIFIC_TEAMS' ? slugs : [] };
}

/** Every slug belongs to a team. */
async function requireKnownTeams(executor: Executor, slugs: readonly string[] | undefined): Promise<void> {
  if (slugs === undefined || slugs.length === 0) return;
  const known = new Set(
    (await listTeams(executor, null, { page: 1, perPage: manyTeams })).items.map(({ name }) => slugOf(name)),
  );
  const unknown = slugs.find((slug) => !known.has(slug));
  if (unknown !== undefined) refuse('invalid_parameter', `There is no team "${unknown}".`, 'shared_team_slugs');
}

/** More than any installation has. */
const manyTeams = 100_000;

const contentNames = { STORY: 'stories', CREDENTIAL: 'credentials', RESOURCE: 'resources' } as const;

/** A folder for this kind of content in this team; null is the team's root. */
export async function folderFor(
  executor: Executor,
  teamId: TeamId,
  id: number | null,
  contentType: ContentType,
  field = 'folder_id',
): Promise<FolderId | null> {
  if (id === null) return null;
  const folder = await findFolder(executor, asId<FolderId>(id));
  if (folder !== null && folder.teamId === teamId && folder.contentType === contentType) return folder.id;
  return refuse('folder_not_found', `Team ${teamId} has no folder ${id} for ${contentNames[contentType]}.`, field);
}

/** `my_api`, `my_api_1`, …: names may repeat, slugs may not. `taken`: those that begin with the slug. */
export function freeSlug(slug: string, taken: ReadonlySet<string>): string {
  if (!taken.has(slug)) return slug;
  let number = 1;
  while (taken.has(`${slug}_${number}`)) number += 1;
  return `${slug}_${number}`;
}
