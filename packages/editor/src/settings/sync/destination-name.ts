import type { SyncDestination } from '../../data/sync-destinations.ts';
import type { Team } from '../../data/teams.ts';

/** Whether it leads to another team of this tenant. */
export function isLocal(destination: SyncDestination, ownUrl: string): boolean {
  return withoutSlash(destination.destination_tenant_url) === withoutSlash(ownUrl);
}

/** "Response, here" or "team 7 at fabula.example.com". */
export function destinationName(destination: SyncDestination, ownUrl: string, teams: readonly Team[]): string {
  const { destination_team_id: teamId, destination_tenant_url: url } = destination;
  if (isLocal(destination, ownUrl)) return `${teams.find(({ id }) => id === teamId)?.name ?? `Team ${teamId}`}, here`;
  return `Team ${teamId} at ${URL.canParse(url) ? new URL(url).host : url}`;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
