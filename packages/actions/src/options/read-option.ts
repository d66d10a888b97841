/**
 * Typed readings of options that have no description; those that have one are read by it (field.ts). Stories store numbers, booleans and lists as such and as text, so each reading takes both.
 * An option that is absent, null or an empty text counts as not given. What cannot be read throws an OptionFailure:
 * options are lenient when saved and strict when run (actions.md section 2.2).
 */
import type { OptionReader } from '@fabula/engine';
import { compareNumbers, toNative, toNumber, type Value } from '@fabula/formula';
import { isGiven, toBoolean } from '@fabula/model';
import { invalidOption } from './invalid-option.ts';

export interface NumberLimits {
  readonly min?: number;
  readonly max?: number;
  readonly isInteger?: boolean;
}

/** The option with its formulas read; undefined when it was not given. */
export function givenOption(reader: OptionReader, key: string): Value | undefined {
  const value = reader.option(key);
  return isGiven(value) ? value : undefined;
}

export function numberFrom(value: Value, key: string, limits: NumberLimits): number {
  const found = toNumber(value);
  const { min, max } = limits;
  if (
    found === undefined ||
    (limits.isInteger && !Number.isSafeInteger(toNative(found))) ||
    (min !== undefined && compareNumbers(found, min) < 0) ||
    (max !== undefined && compareNumbers(found, max) > 0)
  ) {
    throw invalidOption(key, `must be ${describe(limits)}`);
  }
  return toNative(found);
}

function describe({ min, max, isInteger }: NumberLimits): string {
  const noun = isInteger ? 'a whole number' : 'a number';
  if (min !== undefined && max !== undefined) return `${noun} between ${min} and ${max}`;
  if (min === 1 && isInteger) return 'a number greater than 0';
  if (min !== undefined) return `${noun} not below ${min}`;
  return max === undefined ? noun : `${noun} not above ${max}`;
}

export function booleanOption(reader: OptionReader, key: string, fallback: boolean): boolean {
  const value = givenOption(reader, key);
  if (value === undefined) return fallback;
  const isTrue = toBoolean(value);
  if (isTrue === undefined) throw invalidOption(key, 'must be true or false');
  return isTrue;
}
