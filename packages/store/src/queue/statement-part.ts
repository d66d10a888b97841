/** A part of a commit's statement: one query of its `with`. */
export interface Part {
  readonly name: string;
  /** SQL with `$$` for each parameter. */
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** A time from milliseconds since 1970. */
export const at = (column: string): string => `to_timestamp(${column} / 1000.0)`;
