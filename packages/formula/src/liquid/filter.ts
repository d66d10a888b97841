/**
 * Filters by name. Most are the functions of the language with the piped value as first argument, so that numbers are exact and
 * dates are read as everywhere. What Liquid had and formulas have not is in stock-filters.ts; see there for the rest.
 *
 * Liquid is more lenient with what is piped in. Where a function wants
 * - a number: what is none counts as 0, in arguments too;
 * - an array: nothing is the empty array, any other single value an array of it;
 * - an object: nothing is the empty object.
 * In everything else a filter takes and refuses what its function does, errors included; so that a template can be
 * rewritten as a formula without changing what it means.
 */
import { nearestName } from '../evaluate/nearest-name.ts';
import { FormulaFailure, type SourceRange } from '../failure.ts';
import type { FunctionDefinition, Parameter, ParameterType } from '../functions/definition.ts';
import { functionsByLiquidFilter, functionsByName } from '../functions/registry.ts';
import { toNumber } from '../value/number.ts';
import { isArrayValue, makeObject, type Value } from '../value/value.ts';
import type { LiquidFilterCall } from './liquid-tree.ts';
import { stockFilters } from './stock-filters.ts';

type OnFailure = 'fail' | 'nothing' | 'input';

export interface LiquidFilter {
  readonly name: string;
  readonly definition: FunctionDefinition;
  /** The function of the language that it is; null when only templates have it. */
  readonly functionName: string | null;
  /** Positional arguments that count as given when they are left out. */
  readonly defaults: readonly Value[];
  /** What a failure gives: Liquid passed on what it could not read as a date, and found nothing first in what is no array. */
  readonly onFailure: OnFailure;
}

/** Other names of filters: those of Liquid itself, and of stories and templates that were written for relatives of it. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['base64_url_safe_encode', 'base64url_encode'],
  ['base64_url_safe_decode', 'base64url_decode'],
  ['parse_json', 'json_parse'],
  ['to_json', 'as_json'],
  ['json', 'as_json'],
  ['jsonify', 'as_json'],
  ['xml_escape', 'escape'],
  ['h', 'escape'],
  ['length', 'size'],
  ['cgi_escape', 'url_encode'],
]);

/** What Liquid takes for granted where the function wants to be told. */
const DEFAULTS: ReadonlyMap<string, readonly Value[]> = new Map<string, readonly Value[]>([
  ['join', [' ']],
  ['truncate', [50]],
  ['truncatewords', [15]],
  ['default', ['']],
]);

const ON_FAILURE: ReadonlyMap<string, OnFailure> = new Map([
  ['date', 'input'],
  ['date_to_xmlschema', 'input'],
  ['date_to_rfc822', 'input'],
  ['date_to_string', 'input'],
  ['date_to_long_string', 'input'],
  ['first', 'nothing'],
  ['last', 'nothing'],
]);

/** These give back what they get; they only say how it is written. */
export const PASSING_FILTERS: ReadonlySet<string> = new Set(['as_object', 'raw']);

export function filterOf(call: LiquidFilterCall): LiquidFilter | undefined {
  const { name } = call;
  const own = ALIASES.get(name) ?? name;
  const stock = isFunctionHere(own, call) ? undefined : stockFilters.get(own);
  const definition = stock ?? functionsByLiquidFilter.get(own) ?? functionWithInput(own);
  if (definition === undefined) return undefined;
  return {
    name: own,
    // Errors name the filter as its author knows it.
    definition: { ...definition, name },
    functionName: stock === undefined ? definition.name : null,
    defaults: DEFAULTS.get(own) ?? [],
    onFailure: ON_FAILURE.get(own) ?? 'fail',
  };
}

/** Some stock filters do more than the function of their name, but only with certain arguments. */
function isFunctionHere(name: string, { args }: LiquidFilterCall): boolean {
  if (name === 'uniq' || name === 'compact') return args.length === 0;
  if (name === 'where') return args.length >= 2;
  return name === 'default' && args.every(({ keyword }) => keyword === null);
}

/** Most documented filters are functions in small letters, so every function that can take a piped value is one. */
function functionWithInput(name: string): FunctionDefinition | undefined {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) return undefined;
  const definition = functionsByName.get(name.toUpperCase());
  const [first] = definition?.parameters ?? [];
  const needsLambda = definition?.parameters.some(
    (parameter) => parameter.required && typesOf(parameter).every((type) => type === 'lambda'),
  );
  return first === undefined || needsLambda === true ? undefined : definition;
}

/** An unknown filter, with its place and, where one is near, the filter that was probably meant. */
export function unknownFilter({ name, range: [from] }: LiquidFilterCall): FormulaFailure {
  const functions = [...functionsByName.keys()].map((known) => known.toLowerCase());
  const names = [...functionsByLiquidFilter.keys(), ...stockFilters.keys(), ...PASSING_FILTERS, ...ALIASES.keys()];
  const nearest = nearestName(name, [...names, ...functions]);
  const range: SourceRange = [from, from + name.length];
  if (nearest === null) return new FormulaFailure('liquid', `There is no filter \`${name}\``, range);
  const message = `There is no filter \`${name}\`; did you mean \`${nearest}\`?`;
  const failure = new FormulaFailure('liquid', message, range);
  failure.fix = { title: `Write \`${nearest}\``, range, text: nearest };
  return failure;
}

export type Leniency = 'none' | 'number' | 'array' | 'object';

/** How the piped value may differ from what the first parameter wants. */
export function inputLeniency({ definition, onFailure }: LiquidFilter): Leniency {
  const [parameter] = definition.parameters;
  if (parameter === undefined || onFailure !== 'fail') return 'none';
  const types = typesOf(parameter);
  if (types.every((type) => type === 'number')) return 'number';
  if (types.every((type) => type === 'array')) return 'array';
  return types.every((type) => type === 'object') ? 'object' : 'none';
}

/** How an argument may differ from what its parameter wants. */
export function argumentLeniency(parameter: Parameter | undefined): Leniency {
  // Nothing for an argument that may be left out means that it is left out.
  return parameter?.required === true && typesOf(parameter).every((type) => type === 'number') ? 'number' : 'none';
}

function typesOf({ type }: Parameter): readonly ParameterType[] {
  return typeof type === 'string' ? [type] : type;
}

export function lenient(value: Value, leniency: Leniency): Value {
  switch (leniency) {
    case 'number':
      return toNumber(value) ?? 0;
    case 'array':
      return toArray(value);
    case 'object':
      return value ?? makeObject([]);
    default:
      return value;
  }
}

/** As `FORCE_ARRAY` does. */
function toArray(value: Value): readonly Value[] {
  return isArrayValue(value) ? value : value === null ? [] : [value];
}
