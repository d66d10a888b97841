import { largestPage, teamListShape, type teamShape } from '@fabula/model';
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { query, request } from './http.ts';

export type Team = z.output<typeof teamShape>;

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  staleTime: 60_000,
  queryFn: async ({ signal }) =>
    (await request(`/api/v1/teams${query({ per_page: largestPage })}`, teamListShape, { signal })).teams,
});
