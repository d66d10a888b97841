/** Short ways for tests to evaluate a stored text. */
import { parseJson, stringifyJson } from '../value/json.ts';
import { getKey, isObjectValue, type Value } from '../value/value.ts';
import { compileField } from './compile-field.ts';
import type { Environment, Scope } from './environment.ts';

export const environment: Environment = {
  now: Date.UTC(2026, 0, 2, 3, 4, 5),
  random: () => 0.5,
  newUuid: () => '00000000-0000-4000-8000-000000000000',
};

/** A value from JSON text, exact. */
export function json(text: string): Value {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

/** A scope over the keys of a JSON object. */
export function scopeFrom(text: string): Scope {
  const context = json(text);
  return { lookup: (name) => (isObjectValue(context) ? getKey(context, name) : undefined) };
}

/** Evaluates a stored text and shows the result as JSON text, or the error as `code at from-to: message`. */
export function outcomeOf(source: string, context = '{}', budget?: Environment['budget']): string {
  const given = budget === undefined ? environment : { ...environment, budget };
  const compiled = compileField(source);
  const result = compiled.ok ? compiled.value.evaluate(scopeFrom(context), given) : compiled;
  if (result.ok) return stringifyJson(result.value);
  const { code, message, range } = result.error;
  return `${code} at ${range[0]}-${range[1]}: ${message}`;
}

/** Only the code of the error, or the result. */
export function codeOf(source: string, context = '{}', budget?: Environment['budget']): string {
  const outcome = outcomeOf(source, context, budget);
  return /^([a-z_]+) at \d/.exec(outcome)?.[1] ?? outcome;
}
