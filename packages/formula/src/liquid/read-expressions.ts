/** Tokens of liquidjs → expressions of the tree. */
import { FormulaFailure } from '../failure.ts';
import { rangeOf } from './check-structure.ts';
import type {
  LiquidArgument,
  LiquidComparison,
  LiquidExpression,
  LiquidFilterCall,
  LiquidPath,
  LiquidValue,
  PathStep,
} from './liquid-tree.ts';
import type { Expression, FilteredValueToken, FilterToken, ParsedValue, Token } from './liquidjs.ts';
import { TypeGuards } from './liquidjs.ts';

/** Operators of one expression and filters of one value: each makes the tree a level deeper. */
const MAX_CHAIN = 500;

const COMPARISONS: ReadonlyMap<string, LiquidComparison> = new Map([
  ['==', '=='],
  ['!=', '!='],
  ['<>', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
  ['contains', 'contains'],
]);

export function readValue(value: ParsedValue | FilteredValueToken, markup: Token): LiquidValue {
  const filters = value.filters.map((filter) => readFilter('token' in filter ? filter.token : filter));
  const range = rangeOf(markup);
  if (filters.length > MAX_CHAIN) throw new FormulaFailure('budget', `More than ${MAX_CHAIN} filters in a row`, range);
  return { expression: readChain(value.initial, markup), filters, range };
}

function readFilter(token: FilterToken): LiquidFilterCall {
  return { name: token.name, args: token.args.map((arg) => readArgument(arg, token)), range: rangeOf(token) };
}

function readArgument(arg: FilterToken['args'][number], filter: FilterToken): LiquidArgument {
  if (!isPair(arg)) return { keyword: null, value: readExpression(arg), range: rangeOf(arg) };
  const [keyword, value] = arg;
  if (value !== undefined) return { keyword, value: readExpression(value), range: rangeOf(value) };
  throw new FormulaFailure('liquid', `The argument \`${keyword}:\` has no value`, rangeOf(filter));
}

function isPair(arg: FilterToken['args'][number]): arg is readonly [string, Token | undefined] {
  return Array.isArray(arg);
}

/**
 * Operators have the order that liquidjs found: comparisons first, then `not`; `and` and `or` are equal and group from the
 * right. What stands behind a complete expression is ignored, as Liquid always did.
 */
function readChain({ postfix }: Expression, markup: Token): LiquidExpression {
  const operands: LiquidExpression[] = [];
  let operators = 0;
  for (const token of postfix) {
    if (!TypeGuards.isOperatorToken(token)) {
      operands.push(readExpression(token));
      continue;
    }
    operators += 1;
    if (operators > MAX_CHAIN) {
      throw new FormulaFailure('budget', `More than ${MAX_CHAIN} operators in one expression`, rangeOf(markup));
    }
    const right = operands.pop();
    const left = token.operator === 'not' ? right : operands.pop();
    if (left === undefined || right === undefined) {
      throw new FormulaFailure('liquid', `The operator \`${token.operator}\` lacks a value`, rangeOf(token));
    }
    operands.push(operation(token.operator, left, right, token));
  }
  const [first] = operands;
  if (first === undefined) throw new FormulaFailure('liquid', 'Expected a value', rangeOf(markup));
  return first;
}

function operation(name: string, left: LiquidExpression, right: LiquidExpression, token: Token): LiquidExpression {
  const range = [Math.min(left.range[0], token.begin), right.range[1]] as const;
  if (name === 'not') return { kind: 'not', operand: right, range };
  if (name === 'and' || name === 'or') return { kind: 'logic', operator: name, left, right, range };
  const operator = COMPARISONS.get(name);
  if (operator !== undefined) return { kind: 'comparison', operator, left, right, range };
  throw new FormulaFailure('liquid', `There is no operator \`${name}\``, rangeOf(token));
}

export function readExpression(token: Token): LiquidExpression {
  const range = rangeOf(token);
  if (TypeGuards.isQuotedToken(token)) return { kind: 'text', value: unquoted(token), range };
  if (TypeGuards.isNumberToken(token)) return readNumber(token);
  if (TypeGuards.isLiteralToken(token)) {
    const { literal } = token;
    if (literal === 'empty' || literal === 'blank') return { kind: 'quality', name: literal, range };
    return { kind: 'constant', value: literal === 'true' ? true : literal === 'false' ? false : null, range };
  }
  if (TypeGuards.isRangeToken(token)) {
    return { kind: 'range', from: readExpression(token.lhs), to: readExpression(token.rhs), range };
  }
  if (TypeGuards.isPropertyAccessToken(token)) {
    const steps = token.props.map(readStep);
    if (token.variable !== undefined) {
      return { kind: 'path', root: { kind: 'value', value: readExpression(token.variable) }, steps, range };
    }
    const [root, ...others] = steps;
    if (root !== undefined) return { kind: 'path', root: rootOf(root), steps: others, range };
  }
  throw new FormulaFailure('liquid', 'Expected a value', range);
}

/** `['my name']` at the start of a path is a name, however it is quoted. */
function rootOf(step: PathStep): LiquidPath['root'] {
  return step.kind === 'index' && step.index.kind === 'text' ? { kind: 'name', name: step.index.value } : step;
}

function readStep(token: Token): PathStep {
  if (TypeGuards.isWordToken(token)) return { kind: 'name', name: token.content };
  return { kind: 'index', index: readExpression(token) };
}

function readNumber(token: Token): LiquidExpression {
  const text = token.getText();
  const digits = text
    .replace(/^[+-]/, '')
    .replace(/\.$/, '')
    .replace(/^0+(?=\d)/, '');
  return { kind: 'number', text: digits, isNegative: text.startsWith('-'), range: rangeOf(token) };
}

/**
 * Liquid knows no escapes: `"\d+"` is the pattern that it looks like, `"\n"` two characters. Only a backslash before the
 * quote itself has to go, because liquidjs reads on behind it.
 */
function unquoted(token: Token): string {
  const text = token.getText();
  const quote = text.charAt(0);
  const isClosed = text.length > 1 && text.endsWith(quote);
  if (!isClosed) throw new FormulaFailure('liquid', `The text that starts with ${quote} is not closed`, rangeOf(token));
  return text.slice(1, -1).replaceAll(`\\${quote}`, quote);
}
