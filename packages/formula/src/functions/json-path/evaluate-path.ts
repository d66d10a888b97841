/**
 * Evaluates a parsed JSONPath over the values of the language. The library parses; walking is done here, because the
 * library would read objects by `object[key]` and knows neither OrderedObject nor ExactNumber.
 */
import { type JSONPathQuery, jsonpath } from 'json-p3';
import { deepEqual } from '../../value/equal.ts';
import { isNumberValue, numberFromJson, numberFromText } from '../../value/number.ts';
import { compareValues } from '../../value/order.ts';
import { entriesOf, getKey, isArrayValue, isObjectValue, sizeOf, type Value } from '../../value/value.ts';
import { characterCount } from '../characters.ts';
import type { CallContext } from '../definition.ts';
import { compilePattern } from '../regex/pattern.ts';

const { selectors, expressions } = jsonpath;

type Selector = jsonpath.JSONPathSelector;
type Expression = jsonpath.expressions.FilterExpression;

interface Walk {
  readonly root: Value;
  readonly context: CallContext;
}

/** The values that a path leads to, in their order in the data. */
export function evaluatePath(path: JSONPathQuery, root: Value, context: CallContext): Value[] {
  return follow(path, root, { root, context });
}

function follow(path: JSONPathQuery, start: Value, walk: Walk): Value[] {
  let values: Value[] = [start];
  for (const segment of path.segments) {
    // `..` is told by its token; the classes of segments are not exported.
    const isDescendant = segment.token.kind === jsonpath.TokenKind.DDOT;
    const found: Value[] = [];
    for (const value of values) {
      const targets = isDescendant ? descendants(value, walk) : [value];
      for (const target of targets) {
        for (const selector of segment.selectors) select(selector, target, isDescendant, walk, found);
      }
    }
    values = found;
  }
  return values;
}

function descendants(value: Value, walk: Walk): Value[] {
  const found: Value[] = [];
  const visit = (current: Value): void => {
    walk.context.spend(1);
    found.push(current);
    for (const child of childrenOf(current)) if (typeof child === 'object' && child !== null) visit(child);
  };
  visit(value);
  return found;
}

function childrenOf(value: Value): readonly Value[] {
  if (isArrayValue(value)) return value;
  return isObjectValue(value) ? entriesOf(value).map(([, child]) => child) : [];
}

function select(selector: Selector, target: Value, isDescendant: boolean, walk: Walk, found: Value[]): void {
  walk.context.spend(1);
  if (selector instanceof selectors.NameSelector) {
    const value = isObjectValue(target) ? getKey(target, selector.name) : undefined;
    if (value !== undefined) found.push(value);
  } else if (selector instanceof selectors.IndexSelector) {
    const value = isArrayValue(target) ? target.at(selector.index) : undefined;
    if (value !== undefined) found.push(value);
  } else if (selector instanceof selectors.WildcardSelector) {
    const children = childrenOf(target);
    walk.context.spend(children.length);
    for (const child of children) found.push(child);
  } else if (selector instanceof selectors.SliceSelector) {
    if (isArrayValue(target)) sliceInto(selector, target, walk, found);
  } else if (selector instanceof selectors.FilterSelector) {
    const { expression } = selector;
    // Ruby asks an object itself, which is what becomes of a list of one in XML; RFC 9535 asks its members.
    if (!isDescendant && isObjectValue(target) && isTrue(expression, target, walk)) found.push(target);
    else for (const child of childrenOf(target)) if (isTrue(expression, child, walk)) found.push(child);
  } else {
    walk.context.fail('the path uses a selector that is not known');
  }
}

function sliceInto(
  selector: InstanceType<typeof selectors.SliceSelector>,
  array: readonly Value[],
  walk: Walk,
  found: Value[],
): void {
  const step = selector.step ?? 1;
  if (step === 0) return;
  const length = array.length;
  const bound = (given: number | undefined, usual: number, least: number, most: number) => {
    const position = given === undefined ? usual : given < 0 ? length + given : given;
    return Math.min(Math.max(position, least), most);
  };
  const start = step > 0 ? bound(selector.start, 0, 0, length) : bound(selector.start, length - 1, -1, length - 1);
  const stop = step > 0 ? bound(selector.stop, length, 0, length) : bound(selector.stop, -1 - length, -1, length - 1);
  walk.context.spend(length);
  for (let index = start; step > 0 ? index < stop : index > stop; index += step) found.push(array[index] ?? null);
}

/** What an expression of a filter gives: a list of values for a query, nothing where there is no value. */
type Result =
  | { readonly kind: 'list'; readonly values: readonly Value[] }
  | { readonly kind: 'value'; readonly value: Value };

const nothing: Result = { kind: 'list', values: [] };

function valueResult(value: Value): Result {
  return { kind: 'value', value };
}

function isTrue(expression: Expression, current: Value, walk: Walk): boolean {
  const result = evaluate(expression, current, walk);
  return result.kind === 'list' ? result.values.length > 0 : result.value === true;
}

function evaluate(expression: Expression, current: Value, walk: Walk): Result {
  walk.context.spend(1);
  if (expression instanceof expressions.LogicalExpression) return evaluate(expression.expression, current, walk);
  if (expression instanceof expressions.PrefixExpression) return valueResult(!isTrue(expression.right, current, walk));
  if (expression instanceof expressions.InfixExpression) return valueResult(infix(expression, current, walk));
  if (expression instanceof expressions.RelativeQuery) {
    return { kind: 'list', values: follow(expression.path, current, walk) };
  }
  if (expression instanceof expressions.RootQuery) {
    return { kind: 'list', values: follow(expression.path, walk.root, walk) };
  }
  if (expression instanceof expressions.NullLiteral) return valueResult(null);
  if (expression instanceof expressions.FunctionExtension) return callFunction(expression, current, walk);
  if (expression instanceof expressions.BooleanLiteral || expression instanceof expressions.StringLiteral)
    return valueResult(expression.value);
  // As it is written: a double would change a large one.
  if (expression instanceof expressions.NumberLiteral) return valueResult(numberFromJson(expression.token.value));
  return walk.context.fail('the filter of the path uses an expression that is not known');
}

function infix(expression: InstanceType<typeof expressions.InfixExpression>, current: Value, walk: Walk): boolean {
  const { left, operator, right } = expression;
  if (operator === '&&') return isTrue(left, current, walk) && isTrue(right, current, walk);
  if (operator === '||') return isTrue(left, current, walk) || isTrue(right, current, walk);
  const [a, b] = asComparable(single(evaluate(left, current, walk)), single(evaluate(right, current, walk)));
  const isEqual = a === undefined || b === undefined ? a === b : deepEqual(a, b);
  const order = a === undefined || b === undefined || !isOrdered(a, b) ? undefined : compareValues(a, b);
  switch (operator) {
    case '==':
      return isEqual;
    case '!=':
      return !isEqual;
    case '<':
      return order !== undefined && order < 0;
    case '<=':
      return isEqual || (order !== undefined && order < 0);
    case '>':
      return order !== undefined && order > 0;
    case '>=':
      return isEqual || (order !== undefined && order > 0);
    default:
      return walk.context.fail(`the filter of the path uses an unknown operator ${operator}`);
  }
}

/** As in Ruby a text that shows a number counts as one beside a number. */
function asComparable(a: Value | undefined, b: Value | undefined): readonly [Value | undefined, Value | undefined] {
  if (typeof a === 'string' && isNumberValue(b)) return [numberFromText(a) ?? a, b];
  if (typeof b === 'string' && isNumberValue(a)) return [a, numberFromText(b) ?? b];
  return [a, b];
}

function isOrdered(a: Value, b: Value): boolean {
  return (typeof a === 'string' && typeof b === 'string') || (isNumberValue(a) && isNumberValue(b));
}

/** A query stands for its only value; `undefined`: it has none. */
function single(result: Result): Value | undefined {
  if (result.kind === 'value') return result.value;
  return result.values.length === 1 ? result.values[0] : undefined;
}

function callFunction(call: InstanceType<typeof expressions.FunctionExtension>, current: Value, walk: Walk): Result {
  const [first = nothing, second = nothing] = call.args.map((argument) => evaluate(argument, current, walk));
  switch (call.name) {
    case 'length': {
      const value = single(first);
      if (typeof value === 'string') return valueResult(characterCount(value));
      if (isArrayValue(value)) return valueResult(value.length);
      return value !== undefined && isObjectValue(value) ? valueResult(sizeOf(value)) : nothing;
    }
    case 'count':
      return valueResult(first.kind === 'list' ? first.values.length : 1);
    case 'value': {
      const value = single(first);
      return value === undefined ? nothing : valueResult(value);
    }
    case 'match':
    case 'search': {
      const [text, source] = [single(first), single(second)];
      if (typeof text !== 'string' || typeof source !== 'string') return valueResult(false);
      walk.context.spend(1 + Math.floor(text.length / 16));
      const pattern = compilePattern(call.name === 'match' ? `\\A(?:${source})\\z` : source, '');
      return valueResult(pattern.ok ? pattern.value.test(text, walk.context) : walk.context.fail(pattern.error));
    }
    default:
      return walk.context.fail(`the path calls an unknown function ${call.name}`);
  }
}
