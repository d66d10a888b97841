/** The roles that people can have in a team: those that are always there, and those of this installation. */
import { roleListShape } from '@fabula/model';
import { queryOptions } from '@tanstack/react-query';
import { request } from './http.ts';

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  staleTime: 60_000,
  queryFn: ({ signal }) => request('/api/v1/admin/roles', roleListShape, { signal }),
});
