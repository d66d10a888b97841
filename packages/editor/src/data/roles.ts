/** The roles that people can have in a team: those that are always there, and those of this installation. */
import { customRoleShape, roleListShape } from '@fabula/model';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { request } from './http.ts';

export type CustomRole = z.output<typeof customRoleShape>;

const base = '/api/v1/admin/roles';

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  staleTime: 60_000,
  queryFn: ({ signal }) => request(base, roleListShape, { signal }),
});

export interface RoleInput {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly string[];
}

/** `id`: of the role that changes; null: a new one. */
export function useSaveRole(id: number | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: RoleInput) =>
      request(id === null ? base : `${base}/${id}`, customRoleShape, {
        method: id === null ? 'POST' : 'PUT',
        body: JSON.stringify(input),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: rolesQuery.queryKey }),
  });
}

export function useDeleteRole(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request(`${base}/${id}`, z.null(), { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: rolesQuery.queryKey }),
  });
}
