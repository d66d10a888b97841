/**
 * A list as a table: of objects, whose keys are the columns, or of single values, which are one column. Every change gives
 * a new list; a key that an object does not have stays away until something is written there. Pure.
 */
import { entriesOf, getKey, isArrayValue, isObjectValue, keysOf, makeObject, type Value } from '@fabula/formula';
import { type CellKind, cellText, emptied, kindOfCell } from './cell-kind.ts';

export type Rows = readonly Value[];

/** The only column of a list of single values. Objects cannot have it: their keys are texts. */
export const wholeValue = null;
export type Column = string | typeof wholeValue;

/** The rows, where a value can be a table; null: it cannot without hiding something. */
export function rowsOf(value: Value | undefined): Rows | null {
  if (value === undefined || !isArrayValue(value)) return null;
  const areObjects = value.every((each) => isObjectValue(each));
  const areSingle = value.every((each) => !isObjectValue(each) && !isArrayValue(each));
  return areObjects || areSingle ? value : null;
}

/** In the order in which the rows bring them up. */
export function columnsOf(rows: Rows): readonly Column[] {
  if (!isOfObjects(rows)) return [wholeValue];
  const columns = new Set<string>();
  for (const row of rows) if (isObjectValue(row)) for (const key of keysOf(row)) columns.add(key);
  return [...columns];
}

export function isOfObjects(rows: Rows): boolean {
  return rows.length > 0 && rows.every((each) => isObjectValue(each));
}

/** undefined: this row has nothing there. */
export function cellAt(rows: Rows, at: number, column: Column): Value | undefined {
  const row = rows[at];
  if (row === undefined || column === wholeValue) return row;
  return isObjectValue(row) ? getKey(row, column) : undefined;
}

export function withCell(rows: Rows, at: number, column: Column, value: Value): Rows {
  return rows.map((row, index) => (index === at ? rowWith(row, column, value) : row));
}

/** The kind that most cells of a column have; `null`: none has any. */
export function kindOfColumn(rows: Rows, column: Column): CellKind {
  const counts = new Map<CellKind, number>();
  for (let at = 0; at < rows.length; at += 1) {
    const kind = kindOfCell(cellAt(rows, at, column));
    if (kind !== 'null') counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), ['null', 0] as [CellKind, number])[0];
}

/** An empty row before the one at `at`. */
export function withRow(rows: Rows, at: number): Rows {
  return [...rows.slice(0, at), emptyRow(rows), ...rows.slice(at)];
}

export function withoutRow(rows: Rows, at: number): Rows {
  return rows.filter((_, index) => index !== at);
}

/** What is wrong with a name for a new column; null: nothing. */
export function columnProblem(rows: Rows, name: string, renamed?: Column): string | null {
  if (name === '') return 'A column needs a name.';
  const isTaken = name !== renamed && isOfObjects(rows) && columnsOf(rows).includes(name);
  return isTaken ? `There is a column “${name}” already.` : null;
}

/** At the end of every row. An empty list gets its first row with it. */
export function withNewColumn(rows: Rows, name: string): Rows {
  if (rows.length === 0) return [makeObject([[name, null]])];
  return rows.map((row) => (isObjectValue(row) ? makeObject([...entriesOf(row), [name, null]]) : row));
}

export function withoutColumn(rows: Rows, name: string): Rows {
  return rows.map((row) => (isObjectValue(row) ? makeObject(entriesOf(row).filter(([key]) => key !== name)) : row));
}

/** It keeps its place in every row. */
export function withColumnName(rows: Rows, name: string, next: string): Rows {
  return rows.map((row) =>
    isObjectValue(row)
      ? makeObject(entriesOf(row).map(([key, value]): [string, Value] => [key === name ? next : key, value]))
      : row,
  );
}

/** Positions of the rows in which a cell holds the text, whichever case its letters have. */
export function rowsWith(rows: Rows, text: string): readonly number[] {
  const wanted = text.trim().toLowerCase();
  const all = [...rows.keys()];
  if (wanted === '') return all;
  const holds = (value: Value) => cellText(value).toLowerCase().includes(wanted);
  return all.filter((at) => {
    const row = rows[at];
    if (row === undefined) return false;
    return isObjectValue(row) ? entriesOf(row).some(([, value]) => holds(value)) : holds(row);
  });
}

/** Empty texts where a column holds texts, else nothing. */
export function emptyRow(rows: Rows): Value {
  const empty = (column: Column) => (kindOfColumn(rows, column) === 'text' ? '' : null);
  if (rows.length === 0) return '';
  if (!isOfObjects(rows)) return empty(wholeValue);
  return makeObject(columnsOf(rows).map((column) => [column ?? '', empty(column)]));
}

/** One row with another cell. */
export function rowWith(row: Value, column: Column, value: Value): Value {
  if (column === wholeValue || !isObjectValue(row)) return value;
  const isThere = getKey(row, column) !== undefined;
  const entries = entriesOf(row);
  return makeObject(
    isThere
      ? entries.map(([key, each]): [string, Value] => [key, key === column ? value : each])
      : [...entries, [column, value]],
  );
}

/** What a cell is after Delete. One that is not there stays away. */
export function withEmptied(rows: Rows, at: number, column: Column): Rows {
  const value = cellAt(rows, at, column);
  return value === undefined ? rows : withCell(rows, at, column, emptied(value));
}
