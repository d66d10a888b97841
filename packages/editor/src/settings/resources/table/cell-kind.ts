/** What a cell of a table holds, and what becomes of a text that is typed into one. Pure. */
import { ExactNumber, isArrayValue, isObjectValue, parseJson, stringifyJson, type Value } from '@fabula/formula';

export const cellKinds = ['text', 'number', 'boolean', 'null', 'json'] as const;
export type CellKind = (typeof cellKinds)[number];

/** A value that is not there is nothing. */
export function kindOfCell(value: Value | undefined): CellKind {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || value instanceof ExactNumber) return 'number';
  return 'json';
}

/** As it is shown and typed: a text without quotes, the rest as JSON; what is not there is empty. */
export function cellText(value: Value | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : stringifyJson(value);
}

/** undefined: this text is nothing of that kind. */
export function fromText(text: string, kind: CellKind): Value | undefined {
  switch (kind) {
    case 'text':
      return text;
    case 'null':
      return null;
    case 'boolean': {
      const word = text.trim().toLowerCase();
      return word === 'true' || word === 'false' ? word === 'true' : undefined;
    }
    case 'number': {
      const value = parsed(text);
      return kindOfCell(value) === 'number' ? value : undefined;
    }
    case 'json':
      return parsed(text);
  }
}

/** What a text from somewhere else is in a column of this kind: the same kind where it can be, else text. */
export function fromElsewhere(text: string, kind: CellKind): Value {
  if (kind === 'text') return text;
  if (kind === 'null') return guessed(text);
  if (text === '') return null;
  const value = fromText(text, kind);
  if (value === undefined) return text;
  return kind !== 'json' || isArrayValue(value) || isObjectValue(value) ? value : text;
}

/** In a column of which nothing is known. `007` and `1.0` stay texts: as numbers they would read differently. */
function guessed(text: string): Value {
  if (text === 'true' || text === 'false') return text === 'true';
  if (!/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/.test(text)) return text;
  return parsed(text) ?? text;
}

/** What an emptied cell holds: nothing of its kind. */
export function emptied(value: Value | undefined): Value {
  return typeof value === 'string' ? '' : null;
}

function parsed(text: string): Value | undefined {
  const found = parseJson(text.trim());
  return found.ok ? found.value : undefined;
}
