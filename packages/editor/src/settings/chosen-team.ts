import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type Team, teamsQuery } from '../data/teams.ts';

/** The team that the settings are about: the one in the address, else the first. Undefined while the teams are read, or without any. */
export function useChosenTeam(): Team | undefined {
  const { team } = useSearch({ from: '/signed-in/settings' });
  const { data: teams } = useQuery(teamsQuery);
  return teams?.find(({ id }) => id === team) ?? teams?.[0];
}
