/** The drafts of JSON Schema differ in a few keywords; which one a schema means is told by its `$schema`. */
import { getKey, isObjectValue, type Value } from '../../value/value.ts';

export type SchemaDraft = 4 | 6 | 7 | 2019 | 2020;

/** The newest when `$schema` is missing or names a dialect of somebody's own. */
export function draftOf(schema: Value): SchemaDraft {
  const named = isObjectValue(schema) ? getKey(schema, '$schema') : undefined;
  if (typeof named !== 'string') return 2020;
  const match = /^https?:\/\/json-schema\.org\/(?:draft-0(4|6|7)\/|draft\/(2019)-09\/)/.exec(named);
  switch (match?.[1] ?? match?.[2]) {
    case '4':
      return 4;
    case '6':
      return 6;
    case '7':
      return 7;
    case '2019':
      return 2019;
    default:
      return 2020;
  }
}
