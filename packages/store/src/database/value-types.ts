/** How PostgreSQL's types arrive in JavaScript; the same for both databases. */
import pg from 'pg';

const TYPE = { bigint: 20, json: 114, jsonArray: 199, textArray: 1009, bigintArray: 1016 };

/** Ids and counts stay below 2^53. One that does not is a broken promise, not a value to round. */
function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`a bigint of the database is beyond 2^53: ${text}`);
  return value;
}

const types = new pg.TypeOverrides();
types.setTypeParser(TYPE.bigint, parseBigint);
// The JSON of users stays text until parseJson reads it: JSON.parse would change big integers and the order of keys.
types.setTypeParser(TYPE.json, (text: string) => text);

const parseTextArray: (text: string) => (string | null)[] = pg.types.getTypeParser(TYPE.textArray);
types.setTypeParser(TYPE.jsonArray, parseTextArray);
types.setTypeParser(TYPE.bigintArray, (text: string) =>
  parseTextArray(text).map((item) => (item === null ? null : parseBigint(item))),
);

export const valueTypes = types;
