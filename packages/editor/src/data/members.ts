/** Who belongs to a team, in which role. */
import { largestPage, memberListShape, memberShape, removedMemberShape } from '@fabula/model';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { query, request } from './http.ts';
import { readAllPages } from './page.ts';

export type Member = z.output<typeof memberShape>;

export function membersQuery(teamId: number) {
  return queryOptions({
    queryKey: ['members', teamId],
    staleTime: 30_000,
    queryFn: ({ signal }) =>
      readAllPages(async (page) => {
        const path = `/api/v1/teams/${teamId}/members${query({ per_page: largestPage, page })}`;
        const answer = await request(path, memberListShape, { signal });
        return { items: answer.members, nextPage: answer.meta.next_page_number };
      }),
  });
}

/** Gives the new member, with a link to pass on where there is one. */
export function useInviteMember(teamId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { email: string; role: string }) => post(teamId, 'invite_member', memberShape, input),
    onSuccess: () => client.invalidateQueries({ queryKey: membersQuery(teamId).queryKey }),
  });
}

/** Shown at once, and taken back when the server refuses. */
export function useGiveRole(teamId: number) {
  const client = useQueryClient();
  const { queryKey } = membersQuery(teamId);
  return useMutation({
    mutationFn: ({ userId, role }: { userId: number; role: string }) =>
      post(teamId, 'invite_member', memberShape, { user_id: userId, role }),
    onMutate: async ({ userId, role }) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData(queryKey);
      client.setQueryData(queryKey, (members) =>
        members?.map((each) => (each.id === userId ? { ...each, role } : each)),
      );
      return before;
    },
    onError: (_error, _input, before) => client.setQueryData(queryKey, before),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
}

export function useRemoveMember(teamId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (userId: number) => post(teamId, 'remove_member', removedMemberShape, { user_id: userId }),
    onSuccess: () => client.invalidateQueries({ queryKey: membersQuery(teamId).queryKey }),
  });
}

/** The former link leads nowhere from then on. */
export function useInviteAgain(teamId: number) {
  return useMutation({
    mutationFn: (userId: number) => post(teamId, 'resend_invitation', memberShape, { user_id: userId }),
  });
}

function post<T>(teamId: number, what: string, shape: z.ZodType<T>, body: object): Promise<T> {
  return request(`/api/v1/teams/${teamId}/${what}`, shape, { method: 'POST', body: JSON.stringify(body) });
}
