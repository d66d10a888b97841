import type { ActionResponse } from '@fabula/model';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Editing } from '../data/editing.ts';
import { Failed, SkeletonRows } from '../ui/states.tsx';

interface BuildTabProps {
  readonly action: ActionResponse;
  readonly editing: Editing;
  /** Brought into sight; undefined: none. */
  readonly option: string | undefined;
  readonly onOpenRun: (guid: string, eventId: number | undefined) => void;
}

/**
 * The code editor and what it knows about formulas are larger than the board; they come when they are needed. As a query: without
 * a connection it waits for one, and a failure stays in this panel instead of taking the board with it.
 */
const buildFormQuery = queryOptions({
  queryKey: ['build-form'],
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  queryFn: async () => ({ BuildForm: (await import('./build/build-form.tsx')).BuildForm }),
});

/** How the action is built, to read and to change. */
export function BuildTab(props: BuildTabProps) {
  const { data, error, refetch } = useQuery(buildFormQuery);
  if (data !== undefined) return <data.BuildForm {...props} />;
  if (error === null) return <SkeletonRows count={5} className="h-12" />;
  return <Failed what="The form could not be loaded." error={error} onRetry={() => void refetch()} />;
}
