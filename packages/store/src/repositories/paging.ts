/** One page of a list, and how many there are in all. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly count: number;
}

export interface Paging {
  /** From 1. */
  readonly page: number;
  readonly perPage: number;
}

export interface Window {
  readonly limit: number;
  readonly offset: number;
}

/** For `limit` and `offset`. */
export function windowOf(paging: Paging): Window {
  return { limit: paging.perPage, offset: (paging.page - 1) * paging.perPage };
}
