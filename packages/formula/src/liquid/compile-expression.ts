/** Expressions of templates → closures. Paths, comparisons and numbers are those of formulas wherever Liquid allows it. */
import type { Evaluation } from '../evaluate/evaluation.ts';
import { readIndex, readMember } from '../evaluate/paths.ts';
import { FormulaFailure, type SourceRange } from '../failure.ts';
import { maxArrayLength, spendOnArray, spendOnText } from '../functions/arguments.ts';
import { characterCount, stripStart } from '../functions/characters.ts';
import { isBlank } from '../functions/logic.ts';
import { assertNever } from '../result.ts';
import { deepEqual } from '../value/equal.ts';
import { negate, numberFromJson, toNative, toNumber } from '../value/number.ts';
import { compareValues } from '../value/order.ts';
import { getKey, isArrayValue, isObjectValue, sizeOf, type Value } from '../value/value.ts';
import type { LiquidRun } from './liquid-run.ts';
import type { LiquidComparison, LiquidExpression, LiquidPath, PathStep } from './liquid-tree.ts';

export type LiquidClosure = (run: LiquidRun) => Value;

export function compileExpression(expression: LiquidExpression): LiquidClosure {
  switch (expression.kind) {
    case 'text':
    case 'constant':
    case 'number':
    case 'quality': {
      const value = literalOf(expression);
      return () => value;
    }
    case 'path':
      return compilePath(expression);
    case 'range': {
      const [from, to] = [compileExpression(expression.from), compileExpression(expression.to)];
      const { range } = expression;
      return (run) => rangeOf(from(run), to(run), run.evaluation, range);
    }
    case 'not': {
      const operand = compileExpression(expression.operand);
      return (run) => !isTruthy(operand(run));
    }
    case 'logic': {
      const [left, right] = [compileExpression(expression.left), compileExpression(expression.right)];
      if (expression.operator === 'and') return (run) => isTruthy(left(run)) && isTruthy(right(run));
      return (run) => isTruthy(left(run)) || isTruthy(right(run));
    }
    case 'comparison':
      return compileComparison(expression.operator, expression.left, expression.right);
    default:
      return assertNever(expression);
  }
}

function literalOf(expression: LiquidExpression & { kind: 'text' | 'constant' | 'number' | 'quality' }): Value {
  if (expression.kind === 'quality') return '';
  if (expression.kind !== 'number') return expression.value;
  const number = numberFromJson(expression.text);
  return expression.isNegative ? negate(number) : number;
}

/** Liquid and formulas agree: only `false` and `nil` are falsy. */
export function isTruthy(value: Value): boolean {
  return value !== false && value !== null;
}

function compilePath({ root, steps }: LiquidPath): LiquidClosure {
  const start = compileRoot(root);
  const reads = steps.map(compileStep);
  return (run) => {
    let value = start(run);
    for (const read of reads) value = read(value, run);
    return value;
  };
}

function compileRoot(root: LiquidPath['root']): LiquidClosure {
  if (root.kind === 'value') return compileExpression(root.value);
  if (root.kind === 'name') return (run) => run.lookup(root.name);
  const name = compileExpression(root.index);
  return (run) => run.lookup(run.evaluation.toText(name(run)));
}

function compileStep(step: PathStep): (target: Value, run: LiquidRun) => Value {
  if (step.kind === 'index') {
    const index = compileExpression(step.index);
    return (target, run) => readIndex(target, index(run));
  }
  const { name } = step;
  return name === 'size' ? readSize : (target) => readMember(target, name);
}

/** `.size` counts texts and objects too, where a formula reads nothing: `LIQUID_SIZE(x, "dot_notation")`. */
function readSize(target: Value): Value {
  if (typeof target === 'string') return characterCount(target);
  if (isObjectValue(target)) return getKey(target, 'size') ?? sizeOf(target);
  return readMember(target, 'size');
}

/** The bounds of a range: numeric text counts as its number, everything else as 0, fractions are cut off. */
function rangeOf(from: Value, to: Value, evaluation: Evaluation, range: SourceRange): Value {
  const [first, last] = [wholeOf(from), wholeOf(to)];
  const length = Math.max(0, last - first + 1);
  if (!(length <= maxArrayLength && Number.isSafeInteger(first) && Number.isSafeInteger(last))) {
    throw new FormulaFailure('budget', `The range has more than ${maxArrayLength} elements`, range);
  }
  evaluation.spend(1 + Math.floor(length / 8));
  return Array.from({ length }, (_, index) => first + index);
}

function wholeOf(value: Value): number {
  const number = toNumber(value);
  return number === undefined ? 0 : Math.trunc(toNative(number)) + 0;
}

function compileComparison(
  operator: LiquidComparison,
  leftSide: LiquidExpression,
  rightSide: LiquidExpression,
): LiquidClosure {
  if (operator === '==' || operator === '!=') {
    const equal = compileEquality(leftSide, rightSide);
    return operator === '==' ? equal : (run) => !equal(run);
  }
  const [left, right] = [compileExpression(leftSide), compileExpression(rightSide)];
  if (operator === 'contains') return (run) => contains(left(run), right(run), run.evaluation);
  const holds = ORDERS[operator];
  // `empty` and `blank` have no order.
  if (leftSide.kind === 'quality' || rightSide.kind === 'quality') return () => false;
  return (run) => {
    const sign = compareValues(left(run), right(run));
    // What has no order is not an error here: old templates compare before they look whether there is something.
    return sign !== undefined && holds(sign);
  };
}

const ORDERS: Readonly<Record<'<' | '<=' | '>' | '>=', (sign: number) => boolean>> = {
  '<': (sign) => sign < 0,
  '<=': (sign) => sign <= 0,
  '>': (sign) => sign > 0,
  '>=': (sign) => sign >= 0,
};

/** `==` between two expressions; with `empty` or `blank` on a side, whether the other side is that. */
function compileEquality(leftSide: LiquidExpression, rightSide: LiquidExpression): (run: LiquidRun) => boolean {
  if (leftSide.kind === 'quality') {
    if (rightSide.kind === 'quality') return () => false;
    return compileEquality(rightSide, leftSide);
  }
  const left = compileExpression(leftSide);
  if (rightSide.kind === 'quality') {
    const has = rightSide.name === 'empty' ? isEmpty : isBlankLoosely;
    return (run) => has(left(run));
  }
  const right = compileExpression(rightSide);
  return (run) => equals(left(run), right(run), run.evaluation);
}

export function equals(left: Value, right: Value, evaluation: Evaluation): boolean {
  if (typeof left === 'object' && typeof right === 'object') evaluation.checkTime(100);
  return deepEqual(left, right);
}

export function isEmpty(value: Value): boolean {
  return isTruthy(value) && isBlank(value);
}

/** Beyond what is empty: nothing, `false`, and text of white space only. */
export function isBlankLoosely(value: Value): boolean {
  return typeof value === 'string' ? stripStart(value) === '' : isBlank(value);
}

/** A part of a text, an element of an array, a key of an object; nothing is contained in anything else. */
function contains(container: Value, part: Value, evaluation: Evaluation): boolean {
  if (part === null) return false;
  if (typeof container === 'string') {
    spendOnText(evaluation, container.length);
    return container.includes(evaluation.toText(part));
  }
  if (isArrayValue(container)) {
    spendOnArray(evaluation, container.length);
    return container.some((item) => equals(item, part, evaluation));
  }
  return isObjectValue(container) && getKey(container, evaluation.toText(part)) !== undefined;
}
