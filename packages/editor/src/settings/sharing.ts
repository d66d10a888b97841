/** Which teams may read a credential or a resource. */
export interface Sharing {
  readonly access: 'TEAM' | 'GLOBAL' | 'SPECIFIC_TEAMS';
  /** Of the teams, for `SPECIFIC_TEAMS`. */
  readonly slugs: readonly string[];
}

export const ownTeamAlone: Sharing = { access: 'TEAM', slugs: [] };

export function isSameSharing(one: Sharing, other: Sharing): boolean {
  if (one.access !== other.access) return false;
  return one.access !== 'SPECIFIC_TEAMS' || [...one.slugs].sort().join() === [...other.slugs].sort().join();
}
