/** Keys with which programs speak to Fabula. A key is told once, when it is made. */
import { apiKeyListShape, apiKeyShape } from '@fabula/model';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { query, request } from './http.ts';
import { pageOf, pagesQuery } from './page.ts';

export type ApiKey = z.output<typeof apiKeyShape>;

const base = '/api/v1/api_keys';
const perPage = 100;

export const apiKeysQuery = pagesQuery<ApiKey>(['api-keys'], async (page, signal) => {
  const answer = await request(`${base}${query({ per_page: perPage, page })}`, apiKeyListShape, { signal });
  return pageOf(answer.api_keys, answer.meta);
});

export interface NewApiKey {
  readonly name: string;
  readonly kind: ApiKey['kind'];
  /** For the key of a team. */
  readonly team_id?: number;
  readonly role?: string;
  /** For the key of a service. */
  readonly tenant_permissions?: readonly string[];
}

export function useCreateApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: NewApiKey) => request(base, apiKeyShape, { method: 'POST', body: JSON.stringify(input) }),
    // The key itself is in the answer.
    gcTime: 0,
    onSuccess: () => client.invalidateQueries({ queryKey: ['api-keys'] }),
  });
}

export function useDeleteApiKey(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request(`${base}/${id}`, z.null(), { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['api-keys'] }),
  });
}
