/**
 * Stored value → value of the kind that an option has. Stories store numbers, booleans and lists as such and as text, so
 * each kind takes both. Absent, null and blank text count as not given.
 */
import {
  compareNumbers,
  err,
  isArrayValue,
  isObjectValue,
  ok,
  parseJson,
  type Result,
  toNative,
  toNumber,
  toText,
  type Value,
} from '@fabula/formula';
import type { OptionField } from './option-field.ts';

export function isGiven(value: Value | undefined): value is Value {
  return value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');
}

/** The error completes a sentence that begins with the key: `must be a number greater than 0`. */
export function convertOption(field: OptionField, value: Value): Result<Value, string> {
  switch (field.kind) {
    case 'number':
      return convertNumber(field, value);
    case 'boolean': {
      const found = toBoolean(value);
      return found === undefined ? err('must be true or false') : ok(found);
    }
    case 'choice':
      return convertChoice(field, value);
    case 'list':
    case 'rules':
      return ok(toList(value));
    case 'object': {
      const found = typeof value === 'string' ? jsonFromText(value) : value;
      return found !== undefined && isObjectValue(found) ? ok(found) : err('must be an object');
    }
    case 'text':
    case 'long_text':
    case 'code':
      return ok(toText(value));
    case 'any':
      return ok(value);
    default: {
      const never: never = field.kind;
      return never;
    }
  }
}

function convertNumber({ min, max, isInteger }: OptionField, value: Value): Result<Value, string> {
  const found = toNumber(value);
  const isFit =
    found !== undefined &&
    !(isInteger && !Number.isSafeInteger(toNative(found))) &&
    !(min !== undefined && compareNumbers(found, min) < 0) &&
    !(max !== undefined && compareNumbers(found, max) > 0);
  return isFit ? ok(toNative(found)) : err(`must be ${describeNumber({ min, max, isInteger })}`);
}

function describeNumber({
  min,
  max,
  isInteger,
}: {
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly isInteger: boolean | undefined;
}): string {
  const noun = isInteger ? 'a whole number' : 'a number';
  if (min !== undefined && max !== undefined) return `${noun} between ${min} and ${max}`;
  if (min === 1 && isInteger) return 'a number greater than 0';
  if (min !== undefined) return `${noun} not below ${min}`;
  return max === undefined ? noun : `${noun} not above ${max}`;
}

/** Upper and lower case are one, as are blanks around. */
function convertChoice({ choices = [] }: OptionField, value: Value): Result<Value, string> {
  const text = toText(value).trim().toLowerCase();
  const found = choices.find((choice) => choice.value.toLowerCase() === text);
  return found === undefined
    ? err(`must be one of ${choices.map((choice) => choice.value).join(', ')}`)
    : ok(found.value);
}

/** true and false, as such or as text; undefined for anything else. */
export function toBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const text = value.trim().toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** A list, JSON text of a list, or texts separated by commas. A single value is a list of one. */
export function toList(value: Value): readonly Value[] {
  if (isArrayValue(value)) return value;
  if (typeof value !== 'string') return [value];
  const parsed = jsonFromText(value);
  if (parsed !== undefined && isArrayValue(parsed)) return parsed;
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** The list or object that a text shows as JSON; undefined for every other text. */
export function jsonFromText(text: string): Value | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : undefined;
}
