/** One line of `fabula formula`: a JSON object in, a JSON object out. Never throws. */
import type { FormulaError } from '../failure.ts';
import { err, ok, type Result } from '../result.ts';
import { parseJson, stringifyJson } from '../value/json.ts';
import { getKey, isObjectValue, makeObject, type ObjectValue, type Value } from '../value/value.ts';
import { compileField, compileFormula, compileTextField } from './compile-field.ts';
import type { Environment } from './environment.ts';

/** What is asked, as data: see {@link evaluateLine} for how the formula is read. */
export interface FormulaQuestion {
  readonly formula: string;
  readonly context: ObjectValue;
  readonly field: 'formula' | 'text';
}

/**
 * Evaluates `{"formula": text, "context": object|null, "field": "formula"|"text"}` and answers `{"result": …}` or
 * `{"error": {"message", "range"}}`, without a line break. The formula is a bare expression (a leading `=` is accepted), or
 * a text field with `field: "text"`. A malformed line has no range in a formula; its error has the range [0, 0].
 */
export function evaluateLine(line: string, environment: Environment): string {
  const question = parseQuestion(line);
  const result = question.ok ? evaluateQuestion(question.value, environment) : question;
  if (result.ok) return stringifyJson(makeObject([['result', result.value]]));
  const { message, range } = result.error;
  return stringifyJson({ error: { message, range } });
}

function parseQuestion(line: string): Result<FormulaQuestion, FormulaError> {
  const parsed = parseJson(line);
  if (!parsed.ok) return malformed(`The line is not JSON: ${parsed.error.message} at ${parsed.error.position}`);
  if (!isObjectValue(parsed.value)) return malformed('The line must be a JSON object with the key `formula`');
  const formula = getKey(parsed.value, 'formula');
  const context = getKey(parsed.value, 'context') ?? null;
  const field = getKey(parsed.value, 'field') ?? 'formula';
  if (typeof formula !== 'string') return malformed('`formula` must be a text');
  if (context !== null && !isObjectValue(context)) return malformed('`context` must be an object or null');
  if (field !== 'formula' && field !== 'text') return malformed('`field` must be "formula" or "text"');
  return ok({ formula, context: context ?? makeObject([]), field });
}

/** The same for a question that was read elsewhere. Names that the context lacks read as NULL. */
export function evaluateQuestion(
  { formula, context, field }: FormulaQuestion,
  environment: Environment,
): Result<Value, FormulaError> {
  const compiled = compileQuestion(formula, field);
  if (!compiled.ok) return compiled;
  return compiled.value.evaluate({ lookup: (name) => getKey(context, name) }, environment);
}

function compileQuestion(formula: string, field: FormulaQuestion['field']): ReturnType<typeof compileField> {
  if (formula.startsWith('=')) return field === 'text' ? compileTextField(formula) : compileField(formula);
  return field === 'text' ? compileField(formula) : compileFormula(formula);
}

function malformed(message: string): { ok: false; error: FormulaError } {
  return err({ code: 'syntax', message, range: [0, 0] });
}
