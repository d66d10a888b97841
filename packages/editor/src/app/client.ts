import { QueryCache, QueryClient } from '@tanstack/react-query';
import { RequestFailure } from '../data/http.ts';
import { sessionQuery } from '../data/session.ts';

const triesWhenUnreachable = 3;

/** The cache of everything that was read. An answer 401 anywhere means that the session has ended. */
export function createClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof RequestFailure && error.status === 401) client.setQueryData(sessionQuery.queryKey, null);
      },
    }),
    defaultOptions: {
      queries: {
        refetchOnWindowFocus: false,
        // What the server refuses once it refuses again; only silence and its own failures are worth another try.
        retry: (failures, error) =>
          failures < triesWhenUnreachable &&
          error instanceof RequestFailure &&
          (error.status === 0 || error.status >= 500),
      },
    },
  });
  return client;
}
