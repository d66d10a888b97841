/**
 * Filters of legacy templates: the functions of the language under their filter names, the piped value first, and stock
 * Liquid filters for what the language has no function for.
 */

import { BoundArguments, checkedSignature, planArguments } from '../evaluate/arguments.ts';
import { callDefinition } from '../evaluate/call.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { FormulaFailure, type SourceRange } from '../failure.ts';
import type { FunctionDefinition, Parameter, ParameterType } from '../functions/definition.ts';
import { functionsByLiquidFilter, functionsByName } from '../functions/registry.ts';
import { numberFromJson, numberFromText } from '../value/number.ts';
import { makeObject, type Value } from '../value/value.ts';
import { LiquidContext } from './liquid-context.ts';
import { fromLiquid } from './liquid-values.ts';
import { type Liquid, TypeGuards } from './liquidjs.ts';

/** Filters of standard Liquid. The rest of liquidjs's own ones go: some evaluate texts as expressions. */
const STOCK_FILTERS: ReadonlySet<string> = new Set(
  (
    'abs append at_least at_most base64_decode base64_encode capitalize ceil compact concat date default divided_by ' +
    'downcase escape escape_once first floor join last lstrip map minus modulo newline_to_br plus prepend remove ' +
    'remove_first remove_last replace replace_first replace_last reverse round rstrip size slice sort sort_natural ' +
    'split strip strip_html strip_newlines sum times truncate truncatewords uniq upcase url_decode url_encode where'
  ).split(' '),
);

interface FilterArgument {
  readonly keyword: string | null;
  readonly value: Value;
}

export function registerFilters(engine: Liquid): void {
  for (const name of Object.keys(engine.filters)) if (!STOCK_FILTERS.has(name)) engine.unregisterFilter(name);
  for (const [name, definition] of functionsByLiquidFilter) {
    engine.registerFilter(name, function (piped: unknown, ...values: unknown[]) {
      const args = values.map((value, index) => filterArgument(value, this.token.args[index]));
      const range: SourceRange = [this.token.begin, this.token.end];
      return callFunction(
        definition,
        [{ keyword: null, value: fromLiquid(piped) }, ...args],
        evaluationOf(this.context),
        range,
      );
    });
  }
  // Raw: nothing turns the value into text after it.
  engine.registerFilter('as_object', { raw: true, handler: (value: unknown) => fromLiquid(value) });
}

export function evaluationOf(context: unknown): Evaluation {
  if (context instanceof LiquidContext) return context.evaluation;
  throw new Error('a template was rendered without an evaluation');
}

/** Calls a function of the language from a template. */
export function callFunction(
  definition: FunctionDefinition,
  args: readonly FilterArgument[],
  evaluation: Evaluation,
  range: SourceRange,
): Value {
  evaluation.spend(1);
  const plan = planArguments(definition, { args: args.map(({ keyword }) => ({ keyword, range })), range });
  const bound = new BoundArguments(checkedSignature(definition));
  args.forEach(({ value }, position) => {
    const index = plan[position] ?? 0;
    bound.add(index, position === 0 ? lenientInput(value, definition.parameters[index]) : value);
  });
  return callDefinition(definition, bound, evaluation, range);
}

/** The function of this name, for the tags that stand for one. */
export function functionNamed(name: string): FunctionDefinition {
  const definition = functionsByName.get(name);
  if (definition === undefined) throw new FormulaFailure('unknown_function', `There is no function \`${name}\``);
  return definition;
}

/** A keyword argument arrives as a pair. A literal such as `2.0` arrives rounded to `2`; its text tells it is a decimal. */
function filterArgument(value: unknown, token: unknown): FilterArgument {
  if (Array.isArray(token) && Array.isArray(value)) return { keyword: String(value[0]), value: fromLiquid(value[1]) };
  if (TypeGuards.isNumberToken(token)) {
    const text = token.getText();
    if (/^-?\d+(?:\.\d+)?$/.test(text))
      return { keyword: null, value: numberFromJson(text.replace(/^(-?)0+(?=\d)/, '$1')) };
  }
  return { keyword: null, value: fromLiquid(value) };
}

/** Liquid reads a missing value as nothing of the wanted kind, and a text that is no number as 0, where a formula would fail. */
function lenientInput(value: Value, parameter: Parameter | undefined): Value {
  if (parameter === undefined) return value;
  const types: readonly ParameterType[] = typeof parameter.type === 'string' ? [parameter.type] : parameter.type;
  if (types.includes('any')) return value;
  const wantsNumber = types.every((type) => type === 'number' || type === 'integer');
  if (typeof value === 'string') return wantsNumber && numberFromText(value) === undefined ? 0 : value;
  if (value !== null) return value;
  if (wantsNumber) return 0;
  if (types.includes('text')) return '';
  if (types.includes('array')) return [];
  return types.includes('object') ? makeObject([]) : value;
}
