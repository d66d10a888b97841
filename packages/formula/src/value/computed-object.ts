/** An object whose values are made when they are read: secrets that stay sealed until a formula asks for one. */
import { FormulaFailure } from '../failure.ts';
import type { PlainObject, Value } from './value.ts';

/** What reading a key gives. `refusal` ends the formula with this sentence, unless it asks with IF_ERROR. */
export type ComputedValue = Value | Refusal;

export class Refusal {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/**
 * Each value is made once, at the first reading. Keys that are not `listed` can be read, but are not among the keys of the
 * object when it is written down as a whole.
 */
export function makeComputedObject(
  keys: Iterable<{ readonly key: string; readonly isListed: boolean; readonly read: () => ComputedValue }>,
): PlainObject {
  const object: PlainObject = Object.create(null);
  for (const { key, isListed, read } of keys) {
    let known: ComputedValue | undefined;
    Object.defineProperty(object, key, {
      enumerable: isListed,
      get(): Value {
        known ??= read();
        if (known instanceof Refusal) throw new FormulaFailure('function', known.message);
        return known;
      },
    });
  }
  return object;
}
