/** Which credentials or resources actions name. One that a formula computes is not known, so it is not told. */
import { keysRead } from '@fabula/formula';
import type { TeamId } from '@fabula/model';
import type { OptionReader, ReadAccess } from '@fabula/store';

/** What can be named in options. */
export interface Named {
  readonly slug: string;
  readonly teamId: TeamId;
  readonly readAccess: ReadAccess;
  readonly sharedTeamSlugs: readonly string[];
}

/** Gives the ids of the actions that name it and may read it. */
export function usesOf(
  name: 'CREDENTIAL' | 'RESOURCE',
  readers: readonly OptionReader[],
): (named: Named) => readonly number[] {
  const known = readers.map((reader) => ({
    reader,
    slugs: keysRead(reader.options, name, { standardLibVersion: reader.standardLibVersion }) ?? new Set<string>(),
  }));
  return (named) =>
    known
      .filter(({ reader, slugs }) => slugs.has(named.slug) && mayRead(reader, named))
      .map(({ reader }) => reader.actionId);
}

function mayRead({ teamId, teamSlug }: OptionReader, named: Named): boolean {
  if (teamId === named.teamId || named.readAccess === 'GLOBAL') return true;
  return named.readAccess === 'SPECIFIC_TEAMS' && named.sharedTeamSlugs.includes(teamSlug);
}
