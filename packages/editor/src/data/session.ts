import { sessionShape, signInWaysShape, type TeamPermission } from '@fabula/model';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { RequestFailure, request } from './http.ts';

export type User = z.output<typeof sessionShape>['user'];

/** Who is signed in; `null` for nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }): Promise<User | null> => {
    try {
      return (await request('/api/session', sessionShape, { signal })).user;
    } catch (error) {
      if (error instanceof RequestFailure && error.status === 401) return null;
      throw error;
    }
  },
});

/** What the sign-in page may offer beside passwords. */
export const signInWaysQuery = queryOptions({
  queryKey: ['sign-in-ways'],
  queryFn: ({ signal }) => request('/api/sign-in-ways', signInWaysShape, { signal }),
});

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { email: string; password: string }) =>
      request('/api/session', sessionShape, { method: 'POST', body: JSON.stringify(input) }),
    onSuccess: ({ user }) => client.setQueryData(sessionQuery.queryKey, user),
  });
}

export interface ProfileChange {
  readonly first_name?: string;
  readonly last_name?: string;
  readonly password?: string;
  readonly current_password?: string;
}

/** One's own name and password. Other sessions end with another password. */
export function useUpdateProfile() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: ProfileChange) =>
      request('/api/profile', sessionShape, { method: 'PATCH', body: JSON.stringify(change) }),
    gcTime: 0,
    onSuccess: ({ user }) => client.setQueryData(sessionQuery.queryKey, user),
  });
}

/** For whoever was invited: chooses the password, once. */
export function useAcceptInvitation() {
  return useMutation({
    mutationFn: (input: { token: string; password: string; first_name: string; last_name: string }) =>
      request('/api/invitation', z.null(), { method: 'POST', body: JSON.stringify(input) }),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request('/api/session', z.null(), { method: 'DELETE' }),
    onSuccess: () => {
      // What one person saw must not flash up for the next.
      client.setQueryData(sessionQuery.queryKey, null);
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
    },
  });
}

/** "Ada Lovelace", or the address where no name is known. */
export function nameOf(user: Pick<User, 'first_name' | 'last_name' | 'email'>): string {
  return [user.first_name, user.last_name].filter((part) => part !== '').join(' ') || user.email;
}

/** Whether somebody holds a permission in a team. The server decides; this spares people buttons that would be refused. */
export function holds(user: User | null | undefined, teamId: number, permission: TeamPermission): boolean {
  if (!user) return false;
  return (
    user.is_admin ||
    user.roles.some(({ team_id, permissions }) => team_id === teamId && permissions.includes(permission))
  );
}
