/** The value of a resource while somebody writes it. */
import { deepEqual, isArrayValue, isObjectValue, parseJson, sizeOf, type Value } from '@fabula/formula';
import { countText } from '../../ui/amount.ts';
import { prettyJson } from '../../ui/pretty-json.ts';

/** `text`: taken as it stands. `json`: must be JSON to be a value. */
export interface WrittenValue {
  readonly form: 'text' | 'json';
  readonly text: string;
}

/** How a value is shown for editing. */
export function write(value: Value): WrittenValue {
  return typeof value === 'string' ? { form: 'text', text: value } : { form: 'json', text: prettyJson(value) };
}

/** undefined: it cannot be saved, because it is not JSON. */
export function read({ form, text }: WrittenValue): Value | undefined {
  if (form === 'text') return text;
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : undefined;
}

/** The same in the other form. A text that is no JSON becomes one that says the same; JSON becomes what is written. */
export function inForm(written: WrittenValue, form: WrittenValue['form']): WrittenValue {
  if (written.form === form) return written;
  if (form === 'json') {
    const parsed = parseJson(written.text);
    return { form, text: prettyJson(parsed.ok ? parsed.value : written.text) };
  }
  const value = read(written);
  return { form, text: typeof value === 'string' ? value : written.text };
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
export function jsonInText({ form, text }: WrittenValue): string | null {
  if (form === 'json') return null;
  const parsed = parseJson(text);
  return parsed.ok ? kindOf(parsed.value) : null;
}

/** "a list of 3", "an object of 2 keys", "text of 12 characters": what a row says about its value. */
export function kindOf(value: Value): string {
  if (typeof value === 'string') return `text of ${countText(value.length, 'character', 'characters')}`;
  if (isArrayValue(value)) return `a list of ${value.length}`;
  if (isObjectValue(value)) return `an object of ${countText(sizeOf(value), 'key', 'keys')}`;
  if (value === null) return 'null';
  return typeof value === 'boolean' ? 'true or false' : 'a number';
}
