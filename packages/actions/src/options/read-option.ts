/**
 * Typed readings of options. Stories store numbers, booleans and lists as such and as text, so each reading takes both.
 * An option that is absent, null or an empty text counts as not given. What cannot be read throws an OptionFailure:
 * options are lenient when saved and strict when run (actions.md section 2.2).
 */
import type { OptionReader } from '@fabula/engine';
import {
  compareNumbers,
  isObjectValue,
  type ObjectValue,
  toNative,
  toNumber,
  toText,
  type Value,
} from '@fabula/formula';
import { isGiven, jsonFromText, toBoolean, toList } from '@fabula/model';
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

export function numberOption(reader: OptionReader, key: string, limits: NumberLimits = {}): number | undefined {
  const value = givenOption(reader, key);
  return value === undefined ? undefined : numberFrom(value, key, limits);
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

export function textOption(reader: OptionReader, key: string): string | undefined {
  const value = givenOption(reader, key);
  return value === undefined ? undefined : toText(value);
}

/** A list, JSON text of a list, or texts separated by commas. A single value is a list of one. */
export function listOption(reader: OptionReader, key: string): readonly Value[] | undefined {
  const value = reader.option(key);
  return value === undefined || value === null ? undefined : toList(value);
}

/** An object, or JSON text of one. */
export function objectOption(reader: OptionReader, key: string): ObjectValue | undefined {
  const value = givenOption(reader, key);
  if (value === undefined) return undefined;
  const found = typeof value === 'string' ? jsonFromText(value) : value;
  if (found === undefined || !isObjectValue(found)) throw invalidOption(key, 'must be an object');
  return found;
}
