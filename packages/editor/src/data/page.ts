import type { Meta } from '@fabula/model';
import { infiniteQueryOptions } from '@tanstack/react-query';

/** One page of a list, as screens need it. */
export interface Page<T> {
  readonly items: readonly T[];
  /** How many there are on all pages. */
  readonly count: number;
  readonly nextPage: number | null;
}

/** A list that is read page by page while somebody scrolls. */
export function pagesQuery<T>(
  queryKey: readonly unknown[],
  readPage: (page: number, signal: AbortSignal) => Promise<Page<T>>,
) {
  return infiniteQueryOptions({
    queryKey,
    initialPageParam: 1,
    queryFn: ({ pageParam, signal }) => readPage(pageParam, signal),
    getNextPageParam: (last) => last.nextPage,
  });
}

/** What the server says about a page, beside what is on it. */
export function pageOf<T>(items: readonly T[], meta: Meta): Page<T> {
  return { items, count: meta.count, nextPage: meta.next_page_number };
}

/** Reads all pages of a list that is needed as a whole (the actions of a story). */
export async function readAllPages<T>(
  readPage: (page: number) => Promise<{ readonly items: readonly T[]; readonly nextPage: number | null }>,
): Promise<T[]> {
  const all: T[] = [];
  for (let page: number | null = 1; page !== null; ) {
    const { items, nextPage } = await readPage(page);
    all.push(...items);
    page = nextPage;
  }
  return all;
}
