/** A part of a commit's statement: one query of its `with`. */
export interface Part {
  readonly name: string;
  /** In the name of the prepared statement; no two parts have the same. */
  readonly shortName: string;
  /** SQL with `$$` for each parameter. */
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** A time from milliseconds since 1970. */
export const at = (column: string): string => `to_timestamp(${column} / 1000.0)`;

export function sorted<T>(items: Iterable<T>, key: (item: T) => number): T[] {
  return [...items].sort((a, b) => key(a) - key(b));
}
