/** The value of a resource while somebody writes it. */
import { deepEqual, isArrayValue, isObjectValue, parseJson, sizeOf, type Value } from '@fabula/formula';
import { countText } from '../../ui/amount.ts';
import { prettyJson } from '../../ui/pretty-json.ts';
import { type Rows, rowsOf } from './table/table-value.ts';

/** `text`: taken as it stands. `json`: must be JSON to be a value. `table`: a list, which is a value at any time. */
export type WrittenValue =
  | { readonly form: 'text' | 'json'; readonly text: string }
  | { readonly form: 'table'; readonly rows: Rows };

/** How a value is shown for editing: what makes a table is one. */
export function write(value: Value): WrittenValue {
  if (typeof value === 'string') return { form: 'text', text: value };
  const rows = rowsOf(value);
  return rows === null || rows.length === 0 ? { form: 'json', text: prettyJson(value) } : { form: 'table', rows };
}

/** undefined: it cannot be saved, because it is not JSON. */
export function read(written: WrittenValue): Value | undefined {
  if (written.form === 'table') return written.rows;
  return written.form === 'text' ? written.text : parsed(written.text);
}

/**
 * The same in the other form. A text that is no JSON becomes one that says the same; JSON becomes what is written. What cannot be a
 * table stays as it is.
 */
export function inForm(written: WrittenValue, form: WrittenValue['form']): WrittenValue {
  if (written.form === form) return written;
  if (form === 'table') {
    const rows = tableIn(written);
    return rows === null ? written : { form, rows };
  }
  if (written.form === 'table') return { form, text: prettyJson(written.rows) };
  if (form === 'json') return { form, text: prettyJson(parsed(written.text) ?? written.text) };
  const value = read(written);
  return { form, text: typeof value === 'string' ? value : written.text };
}

/** The rows, if it can be a table; nothing written yet can become one. */
export function tableIn(written: WrittenValue): Rows | null {
  if (written.form === 'table') return written.rows;
  return written.text.trim() === '' ? [] : rowsOf(parsed(written.text));
}

/** As it is read by people beside another one. */
export function shownText(written: WrittenValue): string {
  return written.form === 'table' ? prettyJson(written.rows) : written.text;
}

/** Nothing is written yet. */
export function isBlank(written: WrittenValue): boolean {
  return written.form === 'table' ? written.rows.length === 0 : written.text === '';
}

/** Whether it says what was saved. */
export function isSameAs(written: WrittenValue, value: Value): boolean {
  const found = read(written);
  return found !== undefined && deepEqual(found, value);
}

/**
 * What a text turns into that the server reads as JSON ("a number"); null for any other text. Nobody who writes 007 or true as
 * text should be surprised later.
 */
export function jsonInText(written: WrittenValue): string | null {
  if (written.form !== 'text') return null;
  const value = parsed(written.text);
  return value === undefined ? null : kindOf(value);
}

/** "a list of 3", "an object of 2 keys", "text of 12 characters": what a row says about its value. */
export function kindOf(value: Value): string {
  if (typeof value === 'string') return `text of ${countText(value.length, 'character', 'characters')}`;
  if (isArrayValue(value)) return `a list of ${value.length}`;
  if (isObjectValue(value)) return `an object of ${countText(sizeOf(value), 'key', 'keys')}`;
  if (value === null) return 'null';
  return typeof value === 'boolean' ? 'true or false' : 'a number';
}

function parsed(text: string): Value | undefined {
  const found = parseJson(text);
  return found.ok ? found.value : undefined;
}
