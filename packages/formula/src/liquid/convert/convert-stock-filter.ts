/** Filters that are no function but can be written with some. */
import type { LiquidArgument, LiquidFilterCall } from '../liquid-tree.ts';
import { asArray, asNumber } from './coercions.ts';
import type { ConversionState, Converted } from './conversion-state.ts';
import { convertExpression } from './convert-expression.ts';
import {
  argument,
  array,
  binary,
  call,
  callWith,
  constant,
  member,
  numberLiteral,
  reference,
  withRepeated,
} from './formula-nodes.ts';

type Conversion = (input: Converted, args: readonly LiquidArgument[], state: ConversionState) => Converted | null;

const ITEM = reference('item');

/** Null: not with these arguments. */
const CONVERSIONS: ReadonlyMap<string, Conversion> = new Map<string, Conversion>([
  ['default', convertDefault],
  ['where', convertWhere],
  ['sum', convertSum],
  ['push', (input, args, state) => withItem(input, args, state, (items, item) => call('CONCAT', items, array(item)))],
  [
    'unshift',
    (input, args, state) => withItem(input, args, state, (items, item) => call('CONCAT', array(item), items)),
  ],
  ['pop', ({ formula, type }) => arrayOf(call('DELETE', asArray(formula, type), numberLiteral('1', true)))],
  ['shift', ({ formula, type }) => arrayOf(call('SLICE_ARRAY', asArray(formula, type), numberLiteral('1')))],
]);

export function convertStockFilter(
  input: Converted,
  { name, args, range }: LiquidFilterCall,
  state: ConversionState,
): Converted {
  const converted = CONVERSIONS.get(name)?.(input, args, state) ?? null;
  return converted ?? state.keep(range, `Formulas have no function that does what the filter \`${name}\` does here`);
}

function arrayOf(formula: Converted['formula']): Converted {
  return { formula, type: 'array' };
}

function withItem(
  { formula, type }: Converted,
  args: readonly LiquidArgument[],
  state: ConversionState,
  join: (items: Converted['formula'], item: Converted['formula']) => Converted['formula'],
): Converted | null {
  const [item] = args;
  if (item === undefined || item.keyword !== null || args.length > 1) return null;
  return arrayOf(join(asArray(formula, type), convertExpression(item.value, state).formula));
}

/** With `allow_false: true`, false is something. */
function convertDefault(input: Converted, args: readonly LiquidArgument[], state: ConversionState): Converted | null {
  const [fallback, ...others] = args.filter(({ keyword }) => keyword === null);
  const [option, ...more] = args.filter(({ keyword }) => keyword !== null);
  if (fallback === undefined || option === undefined || others.length + more.length > 0) return null;
  if (option.keyword !== 'allow_false' || option.value.kind !== 'constant' || option.value.value !== true) return null;
  const { formula } = convertExpression(fallback.value, state);
  const FALSE = constant(false);
  return {
    formula: withRepeated(input.formula, (value) =>
      call('IF', binary('=', value, FALSE), FALSE, call('DEFAULT', value, formula)),
    ),
    type: 'any',
  };
}

/** Without a value to compare with, what lies at the property must be truthy. */
function convertWhere({ formula, type }: Converted, args: readonly LiquidArgument[]): Converted | null {
  const [property] = args;
  if (args.length !== 1 || property?.keyword !== null || property.value.kind !== 'text') return null;
  const name = property.value.value;
  // Paths, and what arrays have too, would not be read the same way by `item.name`.
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || ['first', 'last', 'size'].includes(name)) return null;
  return arrayOf(call('FILTER', asArray(formula, type), call('LAMBDA', ITEM, member(ITEM, name))));
}

/** What is no number counts as 0. */
function convertSum(
  { formula, type }: Converted,
  args: readonly LiquidArgument[],
  state: ConversionState,
): Converted | null {
  const [property] = args;
  if (args.length > 1 || (property !== undefined && (property.keyword !== null || property.value.kind !== 'text'))) {
    return null;
  }
  const items = asArray(formula, type);
  const numbers =
    property === undefined
      ? items
      : callWith('MAP', [argument(items), argument(convertExpression(property.value, state).formula)]);
  return {
    formula: call('SUM', call('MAP_LAMBDA', numbers, call('LAMBDA', ITEM, asNumber(ITEM, 'any')))),
    type: 'number',
  };
}
