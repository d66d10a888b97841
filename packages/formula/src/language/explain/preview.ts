/** A value in a few words: what it is, how large, and the beginning of its JSON. */
import { firstKeys } from '../../value/first-keys.ts';
import { kindOf, type ValueKind } from '../../value/kind.ts';
import { numberToText } from '../../value/number.ts';
import { Bytes, ExactNumber, getKey, isArrayValue, sizeOf, type Value } from '../../value/value.ts';

export interface Preview {
  readonly type: ValueKind;
  /** JSON, cut with `…` where it is long. */
  readonly text: string;
  /** UTF-16 units of a text, elements of an array, keys of an object, bytes; null for everything else. */
  readonly size: number | null;
}

const MAX_LENGTH = 160;

export function previewOf(value: Value): Preview {
  return { type: kindOf(value), text: shortText(value, MAX_LENGTH), size: sizeOfValue(value) };
}

/** JSON, cut with `…` where it is longer. */
export function shortText(value: Value, length: number): string {
  return new PreviewWriter(length).write(value);
}

function sizeOfValue(value: Value): number | null {
  if (typeof value === 'string' || isArrayValue(value)) return value.length;
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return null;
  return value instanceof Bytes ? value.data.length : sizeOf(value);
}

/** Every level writes at least one character, so that the length bounds the depth and the work as well. */
class PreviewWriter {
  #text = '';
  #left: number;

  constructor(length: number) {
    this.#left = length;
  }

  write(value: Value): string {
    this.#value(value);
    return this.#text;
  }

  #value(value: Value): void {
    if (typeof value === 'string') this.#put(JSON.stringify(value.slice(0, this.#left + 1)));
    else if (value instanceof ExactNumber || typeof value === 'number') this.#put(numberToText(value));
    else if (value instanceof Bytes) this.#put(`<${value.data.length} bytes>`);
    else if (typeof value !== 'object' || value === null) this.#put(JSON.stringify(value));
    else if (isArrayValue(value)) this.#array(value);
    else this.#object(value);
  }

  #array(items: readonly Value[]): void {
    this.#put('[');
    for (const [index, item] of items.entries()) {
      if (index > 0) this.#put(',');
      if (this.#isFull()) return;
      this.#value(item);
    }
    this.#put(']');
  }

  #object(object: Exclude<Value, readonly Value[] | string | number | boolean | null | ExactNumber | Bytes>): void {
    this.#put('{');
    for (const [index, key] of firstKeys(object, this.#left).entries()) {
      if (index > 0) this.#put(',');
      if (this.#isFull()) return;
      this.#put(`${JSON.stringify(key.slice(0, this.#left + 1))}:`);
      this.#value(getKey(object, key) ?? null);
    }
    this.#put('}');
  }

  #isFull(): boolean {
    return this.#left <= 0;
  }

  #put(text: string): void {
    if (this.#left <= 0) return;
    if (text.length <= this.#left) {
      this.#text += text;
      this.#left -= text.length;
      return;
    }
    this.#text += `${text.slice(0, this.#left)}…`;
    this.#left = 0;
  }
}
