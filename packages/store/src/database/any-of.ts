import { type RawBuilder, sql } from 'kysely';

/** For `where(column, '=', anyOf(ids))`: like `in`, and right for an empty list too. */
export function anyOf(ids: readonly number[]): RawBuilder<number> {
  return sql<number>`any(${[...ids]}::bigint[])`;
}
