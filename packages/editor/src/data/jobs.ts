/** What the engine has to do, for owners of the tenant. */
import { jobShape, pageShape, runStartedShape } from '@fabula/model';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { query, request } from './http.ts';
import { pageOf, pagesQuery } from './page.ts';

export type Job = z.output<typeof jobShape>;
export type JobState = 'queued' | 'in_progress' | 'retry' | 'dead';

const perPage = 50;

export function jobsQuery(state: JobState) {
  return pagesQuery<Job>(['jobs', state], async (page, signal) => {
    const key = `admin/${state}_jobs` as const;
    const path = `/api/v1/${key}${query({ per_page: perPage, page })}`;
    const answer = await request(path, pageShape(key, jobShape), { signal });
    return pageOf(answer[key], answer.meta);
  });
}

/** Those that are being worked on cannot be taken away. */
export function useDeleteJobs(state: Exclude<JobState, 'in_progress'>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request(`/api/v1/admin/delete_all_${state}_jobs`, z.null(), { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['jobs'] }),
  });
}

export function useDeleteJob(state: Exclude<JobState, 'in_progress'>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => request(`/api/v1/admin/${state}_jobs/${id}`, z.null(), { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['jobs'] }),
  });
}

/** Performs the action of a dead job once more. */
export function useRetryJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      request(`/api/v1/admin/dead_jobs/${id}/retry`, runStartedShape, { method: 'POST', body: '{}' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['jobs'] }),
  });
}
