import { toBase64 } from './base64.ts';
import { stringifyJson } from './json.ts';
import { numberToText } from './number.ts';
import { Bytes, ExactNumber, type Value } from './value.ts';

/**
 * Text form of a value in a text field, with `&`, `JOIN`, `TEXT` (formulas.md §2.4). Booleans are unconfirmed there: they
 * become `true` and `false`, as in JSON. Bytes become base64, as they do in an event.
 */
export function toText(value: Value): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return numberToText(value);
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      if (value === null) return '';
      if (value instanceof ExactNumber) return numberToText(value);
      if (value instanceof Bytes) return toBase64(value.data);
      return stringifyJson(value);
  }
}
