import { logListShape, type logShape } from '@fabula/model';
import { infiniteQueryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { query, request } from './http.ts';

/** One line that an action wrote about a run of its own. Level 2 is a warning, 3 information, 4 an error. */
export type ActionLog = z.output<typeof logShape>;

export function logsKey(actionId: number) {
  return ['logs', actionId] as const;
}

/** `level`: only lines of this level. */
export function logsQuery(actionId: number, level: number | undefined) {
  return infiniteQueryOptions({
    queryKey: [...logsKey(actionId), level ?? 'all'],
    initialPageParam: 1,
    queryFn: ({ pageParam, signal }) =>
      request(`/api/v1/actions/${actionId}/logs${query({ level, per_page: 50, page: pageParam })}`, logListShape, {
        signal,
      }),
    getNextPageParam: (last) => last.meta.next_page_number,
  });
}
