/** Values with filters → calls of functions, one in the other or behind pipes. */
import { compileFormula } from '../../evaluate/compile-field.ts';
import type { FunctionDefinition } from '../../functions/definition.ts';
import { functionsByName } from '../../functions/registry.ts';
import { printFormula } from '../../syntax/print-formula.ts';
import type { CallArgument, Formula } from '../../syntax/tree.ts';
import { argumentLeniency, filterOf, inputLeniency, type LiquidFilter, PASSING_FILTERS } from '../filter.ts';
import type { LiquidArgument, LiquidFilterCall, LiquidValue } from '../liquid-tree.ts';
import { asArray, asNumber } from './coercions.ts';
import type { ConversionState, Converted, KnownType } from './conversion-state.ts';
import { convertExpression } from './convert-expression.ts';
import { convertStockFilter } from './convert-stock-filter.ts';
import {
  argument,
  binary,
  call,
  callWith,
  NOTHING,
  NOWHERE,
  numberLiteral,
  PLACEHOLDER,
  pipe,
  textLiteral,
  withFailing,
  withRepeated,
} from './formula-nodes.ts';

export function convertValue({ expression, filters }: LiquidValue, state: ConversionState): Converted {
  return filters
    .filter(({ name }) => !PASSING_FILTERS.has(name))
    .reduce<Converted>((input, filter) => convertFilter(input, filter, state), convertExpression(expression, state));
}

function convertFilter(input: Converted, filterCall: LiquidFilterCall, state: ConversionState): Converted {
  const filter = filterOf(filterCall);
  const definition = functionsByName.get(filter?.functionName ?? '');
  if (filter === undefined || definition === undefined) return convertStockFilter(input, filterCall, state);
  if (definition.parameters.length === 0) return { formula: call(definition.name), type: 'any' };
  if (filter.name === 'slice') return convertSlice(input, filterCall, state);
  const args = argumentsOf(filterCall, filter, definition, state);
  if (filter.onFailure === 'nothing') return convertEnd(input, definition.name, args);
  if (filter.onFailure === 'input') return convertDate(input, definition.name, args);
  const apply = (value: Formula) => applied(definition.name, value, args);
  return { formula: withLeniency(input, filter, apply), type: typeAfter(definition) };
}

/** `first` and `last` of what is no array are nothing. */
function convertEnd({ formula, type }: Converted, name: string, args: readonly CallArgument[]): Converted {
  if (type === 'array') return { formula: applied(name, formula, args), type: 'any' };
  const end = (value: Formula) => call('IF_ERROR', callWith(name, [argument(value), ...args]), NOTHING);
  return { formula: withFailing(formula, end), type: 'any' };
}

/** `F(x, …)`; behind a pipe where the input is itself a call with several arguments, which would be hard to read inside. */
function applied(name: string, input: Formula, args: readonly CallArgument[]): Formula {
  const isLong = input.kind === 'pipe' || (input.kind === 'call' && input.args.length > 1);
  if (!isLong || isWrapper(input)) return callWith(name, [argument(input), ...args]);
  return pipe(input, callWith(name, [argument(PLACEHOLDER), ...args]));
}

/** What only makes an input fit reads better where it is needed. */
function isWrapper(input: Formula): boolean {
  return input.kind === 'call' && (input.name === 'IF_ERROR' || input.name === 'IF');
}

/** Applies a function to what Liquid makes of an input that is not what the function wants. */
function withLeniency({ formula, type }: Converted, filter: LiquidFilter, apply: (value: Formula) => Formula): Formula {
  switch (inputLeniency(filter)) {
    case 'number':
      if (type === 'number' || type === 'numeric') return apply(formula);
      return withFailing(formula, (value) => apply(asNumber(value, type)));
    case 'array':
      return apply(asArray(formula, type));
    case 'object':
      return withRepeated(formula, (value) =>
        apply(call('IF', binary('=', value, NOTHING), { kind: 'object', members: [], range: NOWHERE }, value)),
      );
    default:
      return apply(formula);
  }
}

function argumentsOf(
  { args }: LiquidFilterCall,
  filter: LiquidFilter,
  definition: FunctionDefinition,
  state: ConversionState,
): readonly CallArgument[] {
  const positional = args.filter(({ keyword }) => keyword === null);
  const places = definition.parameters.filter(({ keywordOnly }) => keywordOnly !== true).slice(1);
  const convert = (arg: LiquidArgument, position: number): CallArgument => {
    const parameter =
      arg.keyword === null
        ? (places[position] ?? definition.parameters.find(({ repeats }) => repeats === true))
        : definition.parameters.find(({ name }) => name === arg.keyword);
    const { formula, type } = convertExpression(arg.value, state);
    const value = argumentLeniency(parameter) === 'number' ? asNumber(formula, type) : formula;
    return argument(value, arg.keyword);
  };
  const assumed = filter.defaults.slice(positional.length).map((value) => argument(literal(value)));
  return [...positional.map(convert), ...assumed, ...args.filter(({ keyword }) => keyword !== null).map(convert)];
}

function literal(value: LiquidFilter['defaults'][number]): Formula {
  return typeof value === 'number' ? numberLiteral(String(value)) : textLiteral(String(value));
}

/** One filter for texts and arrays, two functions; of both it takes one piece unless told otherwise. */
function convertSlice(input: Converted, { args, range }: LiquidFilterCall, state: ConversionState): Converted {
  const [start, length, ...others] = args.map(({ value }) => convertExpression(value, state).formula);
  if (start === undefined || others.length > 0 || args.some(({ keyword }) => keyword !== null)) {
    return state.keep(range, '`slice` is converted with one or two plain arguments only');
  }
  const ofArray = (value: Formula) => call('SLICE_ARRAY', value, start, length ?? numberLiteral('1'));
  const ofText = (value: Formula) => call('SLICE', value, start, ...(length === undefined ? [] : [length]));
  if (input.type === 'array') return { formula: ofArray(input.formula), type: 'array' };
  if (input.type === 'text') return { formula: ofText(input.formula), type: 'text' };
  const formula = withRepeated(input.formula, (value) =>
    call('IF', binary('=', call('TYPE', value), textLiteral('Array')), ofArray(value), ofText(value)),
  );
  return { formula, type: 'any' };
}

/** What is no date passes unchanged. `now` always is one; then only a wrong time zone could fail. */
function convertDate(input: Converted, name: string, args: readonly CallArgument[]): Converted {
  const plain = callWith(name, [argument(input.formula), ...args]);
  const [format] = args;
  const type = format?.value.kind === 'text' && format.value.value === '%s' ? 'numeric' : 'text';
  if (isNow(input.formula) && args.every(({ value }) => value.kind === 'text') && succeeds(plain)) {
    return { formula: plain, type };
  }
  const guarded = (value: Formula) => call('IF_ERROR', callWith(name, [argument(value), ...args]), value);
  return { formula: withRepeated(input.formula, guarded), type: 'any' };
}

function isNow(formula: Formula): boolean {
  return formula.kind === 'text' && (formula.value === 'now' || formula.value === 'today');
}

function succeeds(formula: Formula): boolean {
  const compiled = compileFormula(printFormula(formula));
  if (!compiled.ok) return false;
  const environment = { now: 0, random: () => 0, newUuid: () => '' };
  return compiled.value.evaluate({ lookup: () => undefined }, environment).ok;
}

const TYPES: readonly (readonly [KnownType, string])[] = [
  ['number', 'ABS CEIL FLOOR ROUND PLUS MINUS TIMES DIVIDED_BY MODULO AT_LEAST AT_MOST SIZE COUNT'],
  [
    'text',
    'UPCASE DOWNCASE CAPITALIZE APPEND PREPEND REPLACE REPLACE_FIRST REMOVE REMOVE_FIRST STRIP LSTRIP RSTRIP ' +
      'STRIP_NEWLINES NEWLINE_TO_BR STRIP_HTML ESCAPE ESCAPE_ONCE URL_ENCODE URL_DECODE TRUNCATE TRUNCATEWORDS JOIN ' +
      'TO_JSON TYPE TO_SNAKE_CASE',
  ],
  ['array', 'SPLIT MAP WHERE SORT SORT_NATURAL UNIQ COMPACT CONCAT REVERSE KEYS VALUES JSONPATH FLATTEN'],
];
const typesByName: ReadonlyMap<string, KnownType> = new Map(
  TYPES.flatMap(([type, names]) => names.split(' ').map((name) => [name, type] as const)),
);

function typeAfter({ name }: FunctionDefinition): KnownType {
  return typesByName.get(name) ?? 'any';
}
