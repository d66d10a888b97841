/** Cells from a spreadsheet: tabs between cells, lines between rows; a cell with either in it stands in quotes. Pure. */
import { makeObject, type Value } from '@fabula/formula';
import { fromElsewhere } from './cell-kind.ts';
import {
  type Column,
  columnsOf,
  emptyRow,
  isOfObjects,
  kindOfColumn,
  type Rows,
  rowWith,
  wholeValue,
} from './table-value.ts';

type Cells = readonly (readonly string[])[];

export function readCells(text: string): Cells {
  const rows: string[][] = [[]];
  const pattern = /(?:"((?:[^"]|"")*)"(?=\t|\r?\n|\r|$)|([^\t\r\n]*))(\t|\r?\n|\r|$)/gy;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const [, quoted, plain, end] = found;
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '' || pattern.lastIndex >= text.length) break;
    if (end !== '\t') rows.push([]);
  }
  // The last line ends as well.
  if (text.endsWith('\t')) rows.at(-1)?.push('');
  return rows;
}

/** Writes cells over those from `at` and `column` on; rows and columns that are missing are made. */
export function withPasted(rows: Rows, at: number, column: Column, cells: Cells): Rows {
  if (rows.length === 0) return fromNothing(cells);
  const known = columnsOf(rows);
  const first = known.indexOf(column);
  const width = Math.max(...cells.map(({ length }) => length));
  const columns = isOfObjects(rows) ? withMissing(known, first + width) : known;
  const kinds = columns.map((each) => kindOfColumn(rows, each));
  const empty = emptyRow(rows);
  const next = [...rows];
  cells.forEach((line, down) => {
    let row = next[at + down] ?? empty;
    line.forEach((text, right) => {
      const target = columns[first + right];
      // A list of single values has no second column.
      if (target !== undefined) row = rowWith(row, target, fromElsewhere(text, kinds[first + right] ?? 'null'));
    });
    next[at + down] = row;
  });
  return next;
}

/** Into an empty list: one column is a list of values; of more the first line is the names of the columns. */
function fromNothing(cells: Cells): Rows {
  const [head = [], ...lines] = cells;
  if (cells.every(({ length }) => length <= 1)) return cells.map(([text = '']) => fromElsewhere(text, 'null'));
  const isHead = lines.length > 0 && head.every((name) => name !== '') && new Set(head).size === head.length;
  const names = isHead ? head : withMissing([], head.length);
  return (isHead ? lines : cells).map((line) =>
    makeObject(names.map((name, index): [string, Value] => [name ?? '', fromElsewhere(line[index] ?? '', 'null')])),
  );
}

function withMissing(columns: readonly Column[], count: number): readonly Column[] {
  const all = [...columns];
  for (let number = all.length + 1; all.length < count; number += 1) {
    const name = `column_${number}`;
    if (!all.includes(name)) all.push(name);
  }
  return all.filter((each) => each !== wholeValue);
}
