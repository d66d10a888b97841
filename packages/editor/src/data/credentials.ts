/** Secrets that stories read as `CREDENTIAL.name`. What is sealed in them is written here and never read. */
import { credentialListShape, credentialShape, credentialTestShape } from '@fabula/model';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { query, request } from './http.ts';
import { pageOf, pagesQuery } from './page.ts';

export type Credential = z.output<typeof credentialShape>;
export type CredentialMode = Credential['mode'];

/** The fields of a request as the API spells them. */
export type CredentialInput = Readonly<Record<string, unknown>>;

const base = '/api/v1/user_credentials';
const perPage = 50;
/** The secrets in a request are not kept once its page is left. */
const forgottenAfterMs = 0;

export function credentialsQuery(teamId: number) {
  return pagesQuery<Credential>(['credentials', teamId], async (page, signal) => {
    const path = `${base}${query({ team_id: teamId, per_page: perPage, page })}`;
    const { user_credentials: items, meta } = await request(path, credentialListShape, { signal });
    return pageOf(items, meta);
  });
}

export function credentialQuery(id: number) {
  return queryOptions({
    queryKey: ['credential', id],
    // The address at which somebody signs in comes with the answer to a change, and with no other.
    staleTime: 60_000,
    queryFn: ({ signal }) => request(`${base}/${id}`, credentialShape, { signal }),
  });
}

export function useCreateCredential() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: CredentialInput) =>
      request(base, credentialShape, { method: 'POST', body: JSON.stringify(input) }),
    gcTime: forgottenAfterMs,
    onSuccess: (credential) => {
      client.setQueryData(credentialQuery(credential.id).queryKey, credential);
      return client.invalidateQueries({ queryKey: ['credentials'] });
    },
  });
}

export function useUpdateCredential(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: CredentialInput) =>
      request(`${base}/${id}`, credentialShape, { method: 'PUT', body: JSON.stringify(input) }),
    gcTime: forgottenAfterMs,
    onSuccess: (credential) => {
      client.setQueryData(credentialQuery(id).queryKey, credential);
      return client.invalidateQueries({ queryKey: ['credentials'] });
    },
  });
}

export function useDeleteCredential(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request(`${base}/${id}`, z.null(), { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['credentials'] }),
  });
}

export type CredentialTrial = z.output<typeof credentialTestShape>;

/** Whether what is saved can be used. It never shows a secret. */
export function useTryCredential(id: number) {
  return useMutation({
    mutationFn: (isTest: boolean) =>
      request(`${base}/${id}/test`, credentialTestShape, { method: 'POST', body: JSON.stringify({ is_test: isTest }) }),
    gcTime: forgottenAfterMs,
  });
}
