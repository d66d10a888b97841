/** Evaluates bare formulas for the tables of this folder. */
import { compileFormula } from '../evaluate/compile-field.ts';
import type { Environment } from '../evaluate/environment.ts';
import type { FormulaError } from '../failure.ts';
import { purePlatform } from '../platform/pure-platform.ts';
import type { Result } from '../result.ts';
import { parseJson, stringifyJson } from '../value/json.ts';
import { getKey, isObjectValue, type Value } from '../value/value.ts';

/** A Wednesday, so that weekdays can be told from dates at a glance. */
export const testEnvironment: Environment = {
  now: Date.UTC(2024, 4, 15, 13, 45, 30, 250),
  random: () => 0.5,
  newUuid: () => '00000000-0000-4000-8000-000000000000',
  platform: purePlatform,
  run: {
    storyRunGuid: 'b2f6ab3c-9b1e-4a79-9e1f-0d9a5b6c7d8e',
    storyRunLink: 'https://fabula.example.com/stories/7/runs/b2f6ab3c',
    actionLink: 'https://fabula.example.com/stories/7?actions=11&storyRuns=b2f6ab3c',
    promptLink: 'https://fabula.example.com/prompt?a=11&e=5',
  },
};

/** A value as JSON data of a table becomes one of the language. */
export function fromData(data: unknown): Value {
  const parsed = parseJson(JSON.stringify(data));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

export function evaluateFormula(
  formula: string,
  context: Value = null,
  environment: Environment = testEnvironment,
): Result<Value, FormulaError> {
  const compiled = compileFormula(formula);
  if (!compiled.ok) return compiled;
  const lookup = (name: string) => (isObjectValue(context) ? getKey(context, name) : undefined);
  return compiled.value.evaluate({ lookup }, environment);
}

/** The result as JSON text, or `! ` and the message of the error. The context is JSON text too, so that it is exact. */
export function shown(formula: string, context = 'null', environment: Environment = testEnvironment): string {
  const given = parseJson(context);
  if (!given.ok) throw new Error(given.error.message);
  const result = evaluateFormula(formula, given.value, environment);
  return result.ok ? stringifyJson(result.value) : `! ${result.error.message}`;
}
