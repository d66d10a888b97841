import { getKey, isArrayValue, isObjectValue, keysOf, toText, type Value } from '@fabula/formula';
import { stringify } from 'csv-stringify/sync';

/** A list as CSV (RFC 4180): objects become rows under the union of their keys, lists become rows as they are. */
export function toCsv(rows: readonly Value[]): string {
  const columns = [...new Set(rows.flatMap((row) => (isObjectValue(row) ? keysOf(row) : [])))];
  const lines = columns.length === 0 ? [] : [columns];
  for (const row of rows) {
    if (isObjectValue(row)) lines.push(columns.map((column) => toText(getKey(row, column) ?? null)));
    else lines.push(isArrayValue(row) ? row.map(toText) : [toText(row)]);
  }
  return stringify(lines, { record_delimiter: 'windows' });
}
