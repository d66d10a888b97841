/** Everybody with an account, for owners of the tenant. */
import { userListShape, userShape } from '@fabula/model';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { query, request } from './http.ts';
import { pageOf, pagesQuery } from './page.ts';

export type Account = z.output<typeof userShape>;

const base = '/api/v1/admin/users';
const perPage = 100;

export const usersQuery = pagesQuery<Account>(['users'], async (page, signal) => {
  const answer = await request(`${base}${query({ per_page: perPage, page })}`, userListShape, { signal });
  return pageOf(answer['admin/users'], answer.meta);
});

export interface NewAccount {
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly admin: boolean;
}

/** Gives the account with the link of its invitation. */
export function useCreateUser() {
  return useUserMutation((input: NewAccount) => send('POST', base, input));
}

export type AccountChange = Partial<Pick<Account, 'admin' | 'is_active' | 'tenant_permissions'>>;

export function useUpdateUser(id: number) {
  return useUserMutation((change: AccountChange) => send('PUT', `${base}/${id}`, change));
}

export function useInviteUserAgain(id: number) {
  return useUserMutation(() => send('POST', `${base}/${id}/resend_invitation`));
}

/** Signs them out everywhere. */
export function useEndSessions(id: number) {
  return useUserMutation(() => send('POST', `${base}/${id}/expire_session`));
}

export function useDeleteUser(id: number) {
  return useUserMutation(() => request(`${base}/${id}`, z.null(), { method: 'DELETE' }));
}

function send(method: 'POST' | 'PUT', path: string, body?: object): Promise<Account> {
  return request(path, userShape, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

function useUserMutation<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: ['users'] }) });
}
