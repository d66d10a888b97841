/** Functions that read and write tables: CSV and Markdown. */

import { getKey, keysOf, makeObject, type Value } from '../value/value.ts';
import { array, asArray, asObject, reserveText } from './arguments.ts';
import { readCsv } from './csv/read-csv.ts';
import { csvLine } from './csv/write-csv.ts';
import type { CallContext, CheckedArguments, FunctionDefinition } from './definition.ts';
import { fileText } from './file-text.ts';
import { optional, required, withDocs } from './parameters.ts';
import examples from './tables.examples.json' with { type: 'json' };
import notes from './tables.notes.json' with { type: 'json' };

export const tableFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'CSV_PARSE',
    category: 'Data Parsing/Conversion',
    summary: 'Reads CSV text into an array of rows; the delimiter is guessed, cells are trimmed and all text.',
    parameters: [required('text', 'text')],
    returns: 'array of arrays',
    liquidFilter: 'csv_parse',
    call: parsedRows,
  },
  {
    name: 'CSV_PARSE_TO_OBJECTS',
    category: 'Data Parsing/Conversion',
    summary: 'Reads CSV text whose first row names the columns into an array of objects.',
    parameters: [required('text', 'text')],
    returns: 'array of objects',
    call: (args, context) => {
      const [header = [], ...rows] = parsedRows(args, context);
      context.spend(rows.length + Math.floor((rows.length * header.length) / 4));
      return rows.map((row) => makeObject(header.map((name, column) => [name, row[column] ?? null] as const)));
    },
  },
  {
    name: 'TO_CSV',
    category: 'Data Parsing/Conversion',
    summary: 'CSV text of an array of rows.',
    parameters: [required('array_of_arrays', 'array')],
    returns: 'text',
    call: (args, context) => {
      const rows = array(args, context, 'array_of_arrays').map((row) => asArray(row, context, 'a row'));
      return joinLines(
        rows.map((row) => csvLine(cellsOf(row, context), true)),
        context,
      );
    },
  },
  {
    name: 'OBJECTS_TO_CSV',
    category: 'Data Parsing/Conversion',
    summary: 'CSV text of an array of objects, with a row of headers: the keys of the first object, or those wanted.',
    parameters: [required('objects', 'array'), optional('headers', 'array', 'keys of the first object')],
    returns: 'text',
    call: (args, context) => {
      const { header, rows } = tableOf(args, context);
      if (header.length === 0) return '';
      return joinLines(
        [header, ...rows].map((row) => csvLine(row, false)),
        context,
      );
    },
  },
  {
    name: 'OBJECTS_TO_MARKDOWN_TABLE',
    category: 'Data Parsing/Conversion',
    summary: 'A Markdown table of an array of objects; columns are the keys of the first object, or those wanted.',
    parameters: [required('objects', 'array'), optional('headers', 'array', 'keys of the first object')],
    returns: 'text',
    call: (args, context) => {
      const { header, rows } = tableOf(args, context);
      if (header.length === 0) return '';
      const lines = [header, header.map(() => '---'), ...rows].map((row) => `| ${row.map(markdownCell).join(' | ')} |`);
      return joinLines(lines, context, '\n');
    },
  },
]);

function parsedRows(args: CheckedArguments, context: CallContext): string[][] {
  const given = fileText(args, context, 'text');
  context.spend(Math.floor(given.length / 16));
  return readCsv(given);
}

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function tableOf(args: CheckedArguments, context: CallContext): Table {
  const objects = array(args, context, 'objects').map((item) => asObject(item, context, 'an element of objects'));
  const [first] = objects;
  const usual = first === undefined ? [] : keysOf(first);
  const header =
    args.get('headers') === undefined ? usual : array(args, context, 'headers').map((name) => context.toText(name));
  const rows = objects.map((item) =>
    cellsOf(
      header.map((name) => getKey(item, name) ?? null),
      context,
    ),
  );
  return { header, rows };
}

function cellsOf(row: readonly Value[], context: CallContext): string[] {
  return row.map((value) => {
    const cell = context.toText(value);
    context.spend(1 + Math.floor(cell.length / 64));
    return cell;
  });
}

function joinLines(lines: readonly string[], context: CallContext, separator = ''): string {
  reserveText(
    context,
    lines.reduce((length, line) => length + line.length + separator.length, 0),
  );
  return lines.join(separator);
}

/** A bar would end the cell, a line end the row. */
function markdownCell(cell: string): string {
  return cell.replaceAll('|', '\\|').replace(/\r?\n/g, '<br>');
}
