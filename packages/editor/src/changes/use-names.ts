import { useQuery } from '@tanstack/react-query';
import { membersQuery } from '../data/members.ts';
import { nameOf, sessionQuery } from '../data/session.ts';

/** People by their names, as far as they belong to the team. */
export function useNames(teamId: number): (userId: number | null) => string {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const { data: members } = useQuery(membersQuery(teamId));
  return (id) => {
    if (id !== null && id === user?.id) return 'you';
    const member = members?.find((each) => each.id === id);
    return member === undefined ? 'somebody' : nameOf(member);
  };
}
