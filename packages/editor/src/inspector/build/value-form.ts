/** The forms that a value can be written in, and how one becomes another. Pure. */
import {
  isArrayValue,
  isNumberValue,
  isObjectValue,
  makeObject,
  parseJson,
  quote,
  stringifyJson,
  toNumber,
  toText,
  type Value,
} from '@fabula/formula';
import { jsonFromText, toBoolean, toList } from '@fabula/model';
import { formulaParts } from '../formula-parts.ts';

export const valueForms = ['text', 'formula', 'number', 'boolean', 'null', 'object', 'list'] as const;
export type ValueForm = (typeof valueForms)[number];

export const formTitles: Readonly<Record<ValueForm, string>> = {
  text: 'Text',
  formula: 'Formula',
  number: 'Number',
  boolean: 'True or false',
  null: 'Null',
  object: 'Object',
  list: 'List',
};

export function formOf(value: Value): ValueForm {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return value.startsWith('=') ? 'formula' : 'text';
  if (isArrayValue(value)) return 'list';
  if (isObjectValue(value)) return 'object';
  return isNumberValue(value) ? 'number' : 'text';
}

/** As much of the value as the other form can hold. */
export function toForm(value: Value, form: ValueForm): Value {
  if (formOf(value) === form) return value;
  const plain = typeof value === 'string' && value.startsWith('=') ? toPlain(value) : value;
  switch (form) {
    case 'text':
      return isArrayValue(plain) || isObjectValue(plain) ? stringifyJson(plain) : plain === null ? '' : toText(plain);
    case 'formula':
      return toFormula(value);
    case 'number':
      return toNumber(plain) ?? 0;
    case 'boolean':
      return toBoolean(plain) ?? false;
    case 'null':
      return null;
    case 'object': {
      const found = typeof plain === 'string' ? jsonFromText(plain) : plain;
      return found !== undefined && isObjectValue(found) ? found : makeObject([]);
    }
    case 'list':
      return plain === null || plain === '' ? [] : toList(plain);
  }
}

/** `=a.b` → `<<a.b>>`, `="x"` → `x`, `=5` → `5`. */
function toPlain(formula: string): string {
  const source = formula.slice(1).trim();
  if (source === '') return '';
  if (/^(true|false|null)$/i.test(source)) return source.toLowerCase();
  const literal = parseJson(source);
  if (literal.ok && (typeof literal.value === 'string' || isNumberValue(literal.value))) return toText(literal.value);
  return `<<${source}>>`;
}

/** A text with pills becomes a CONCAT of its parts. What no formula can say is left to be written. */
function toFormula(value: Value): string {
  if (value === null) return '=NULL';
  if (typeof value === 'boolean') return value ? '=TRUE' : '=FALSE';
  if (typeof value !== 'string') return isArrayValue(value) || isObjectValue(value) ? '=' : `=${toText(value)}`;
  if (value === '') return '=';
  const parts = formulaParts(value).map(({ kind, text }) =>
    kind === 'text' ? quote(text) : text.startsWith('<<') ? text.slice(2, -2).trim() : null,
  );
  if (parts.includes(null)) return `=${quote(value)}`;
  if (/^\s*(-?\d+(\.\d+)?|true|false)\s*$/i.test(value)) return `=${value.trim()}`;
  return parts.length === 1 ? `=${parts[0]}` : `=CONCAT(${parts.join(', ')})`;
}
