import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Page } from '../data/page.ts';
import { LoadMore } from './load-more.tsx';
import { Failed, SkeletonRows } from './states.tsx';

interface PagedListProps<T> {
  readonly query: UseInfiniteQueryResult<InfiniteData<Page<T>>>;
  /** Said when it cannot be read: "The members could not be read." */
  readonly failure: string;
  /** What stands there when there is nothing. */
  readonly empty: ReactNode;
  readonly children: (items: readonly T[]) => ReactNode;
}

/** A list that is read while one scrolls: loading, failed, empty, and what there is. */
export function PagedList<T>({ query, failure, empty, children }: PagedListProps<T>) {
  const { data, error, hasNextPage, isFetchingNextPage } = query;
  if (data === undefined) {
    if (error === null) return <SkeletonRows count={4} className="h-14" />;
    return <Failed what={failure} error={error} onRetry={() => void query.refetch()} />;
  }
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0) return empty;
  return (
    <div>
      {children(items)}
      {error !== null && (
        <Failed what="The rest could not be read." error={error} onRetry={() => void query.refetch()} />
      )}
      <LoadMore hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
    </div>
  );
}
