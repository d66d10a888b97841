/** Values that stories read as `RESOURCE.name`. They are asked for with their type: digits and the order of keys survive. */
import { makeObject, stringifyJson, type Value } from '@fabula/formula';
import { resourceListShape, resourceShape } from '@fabula/model';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { query, request } from './http.ts';
import { pageOf, pagesQuery } from './page.ts';

export type Resource = z.output<typeof resourceShape>;

const base = '/api/v1/global_resources';
const perPage = 50;

export function resourcesQuery(teamId: number) {
  return pagesQuery<Resource>(['resources', teamId], async (page, signal) => {
    const path = `${base}${query({ team_id: teamId, typed_value: 'true', per_page: perPage, page })}`;
    const { global_resources: items, meta } = await request(path, resourceListShape, { signal });
    return pageOf(items, meta);
  });
}

export function resourceQuery(id: number) {
  return queryOptions({
    queryKey: ['resource', id],
    queryFn: ({ signal }) => readResource(id, signal),
    // What somebody is about to write must not be compared with something old.
    staleTime: 0,
  });
}

/** As it is at the moment. */
export function readResource(id: number, signal?: AbortSignal): Promise<Resource> {
  const path = `${base}/${id}${query({ typed_value: 'true' })}`;
  return request(path, resourceShape, signal === undefined ? {} : { signal });
}

/** The fields of a request; `value` and `if_value` travel exactly. */
export type ResourceChange = readonly (readonly [name: string, value: Value])[];

export function useCreateResource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (fields: ResourceChange) => request(base, resourceShape, { method: 'POST', body: toBody(fields) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['resources'] }),
  });
}

export function useUpdateResource(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (fields: ResourceChange) =>
      request(`${base}/${id}`, resourceShape, { method: 'PUT', body: toBody(fields) }),
    onSuccess: (resource) => {
      client.setQueryData(resourceQuery(id).queryKey, resource);
      return client.invalidateQueries({ queryKey: ['resources'] });
    },
  });
}

export function useDeleteResource(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request(`${base}/${id}`, z.null(), { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['resources'] }),
  });
}

function toBody(fields: ResourceChange): string {
  return stringifyJson(makeObject([...fields, ['typed_value', true]]));
}
