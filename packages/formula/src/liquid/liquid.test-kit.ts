/** Renders legacy templates for the tables of this folder. */
import { testEnvironment } from '../conformance/evaluating.test-kit.ts';
import { compileField } from '../evaluate/compile-field.ts';
import type { Environment } from '../evaluate/environment.ts';
import { parseJson, stringifyJson } from '../value/json.ts';
import { getKey, isObjectValue, type Value } from '../value/value.ts';

export function fromJson(text: string): Value {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

/** The result of a stored text as JSON text, or the error as `code at from-to: message`. */
export function rendered(source: string, context: Value = null, environment: Environment = testEnvironment): string {
  const compiled = compileField(source);
  const lookup = (name: string) => (isObjectValue(context) ? getKey(context, name) : undefined);
  const result = compiled.ok ? compiled.value.evaluate({ lookup }, environment) : compiled;
  if (result.ok) return stringifyJson(result.value);
  const { code, message, range } = result.error;
  return `${code} at ${range[0]}-${range[1]}: ${message}`;
}
