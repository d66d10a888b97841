/**
 * Numbers as JSON writes them. Apart from the arithmetic of ./number.ts, because whoever only reads and writes JSON (the
 * first page of the editor) should not load a library of decimals for it.
 */
import { ExactNumber } from './value.ts';

export type NumberValue = number | ExactNumber;

export function isNumberValue(value: unknown): value is NumberValue {
  return typeof value === 'number' || value instanceof ExactNumber;
}

export function isFloat(value: NumberValue): boolean {
  return typeof value === 'number' ? !Number.isInteger(value) : value.isFloat;
}

/** A number of JSON text, exact. The text must be a JSON number. */
export function numberFromJson(text: string): NumberValue {
  const native = Number(text);
  if (isNativeExact(native, text)) return native;
  return new ExactNumber(text, /[.eE]/.test(text));
}

/** Whether this double is allowed to stand for this number text. */
export function isNativeExact(native: number, text: string): boolean {
  if (Number.isInteger(native) && !Number.isSafeInteger(native)) return false;
  return String(native) === text;
}
