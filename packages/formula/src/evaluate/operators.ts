/** The operators of formulas.md §4 on values. */
import { FormulaFailure, type SourceRange } from '../failure.ts';
import { withDuration } from '../functions/dates/shift-date.ts';
import { assertNever } from '../result.ts';
import type { BinaryOperator } from '../syntax/tree.ts';
import { Duration } from '../value/duration.ts';
import { deepEqual } from '../value/equal.ts';
import { kindOf } from '../value/kind.ts';
import { add, divide, multiply, type NumberValue, subtract, toNumber } from '../value/number.ts';
import { compareValues } from '../value/order.ts';
import { ExactNumber, isArrayValue, type Value } from '../value/value.ts';
import type { Closure, Evaluation } from './evaluation.ts';

/** Only FALSE and NULL are falsy; `0`, `""`, `[]` and `{}` are truthy. */
export function isTruthy(value: Value): boolean {
  return value !== false && value !== null;
}

/** A failure keeps the innermost place that knew its range. */
export function atRange(thrown: unknown, range: SourceRange): unknown {
  if (thrown instanceof FormulaFailure) thrown.range ??= range;
  return thrown;
}

/** A constant on the right side is known here: comparing with a text or a number is what filters do most. */
export function compileBinary(
  operator: BinaryOperator,
  left: Closure,
  right: Closure,
  range: SourceRange,
  constant?: Value,
): Closure {
  switch (operator) {
    case 'OR':
      return (evaluation) => isTruthy(left(evaluation)) || isTruthy(right(evaluation));
    case 'AND':
      return (evaluation) => isTruthy(left(evaluation)) && isTruthy(right(evaluation));
    case '=':
      if (isComparedByIdentity(constant)) return (evaluation) => left(evaluation) === constant;
      return equality(left, right, range);
    case '!=': {
      if (isComparedByIdentity(constant)) return (evaluation) => left(evaluation) !== constant;
      const isEqual = equality(left, right, range);
      return (evaluation) => !isEqual(evaluation);
    }
    case '<':
      return order(operator, left, right, range, -1, -1);
    case '<=':
      return order(operator, left, right, range, -1, 0);
    case '>':
      return order(operator, left, right, range, 1, 1);
    case '>=':
      return order(operator, left, right, range, 0, 1);
    case '&':
      return (evaluation) => {
        try {
          return joinTexts(left(evaluation), right(evaluation), evaluation);
        } catch (thrown) {
          throw atRange(thrown, range);
        }
      };
    case '+':
      return arithmetic(operator, left, right, range, add);
    case '-':
      return arithmetic(operator, left, right, range, subtract);
    case '*':
      return arithmetic(operator, left, right, range, multiply);
    case '/':
      return arithmetic(operator, left, right, range, divide);
    default:
      return assertNever(operator);
  }
}

/** Texts, booleans and NULL equal nothing but themselves. */
function isComparedByIdentity(constant: Value | undefined): boolean {
  return typeof constant === 'string' || typeof constant === 'boolean' || constant === null;
}

function equality(left: Closure, right: Closure, range: SourceRange): Closure {
  return (evaluation) => {
    try {
      const a = left(evaluation);
      const b = right(evaluation);
      payForTexts(a, b, evaluation);
      return deepEqual(a, b, evaluation);
    } catch (thrown) {
      throw atRange(thrown, range);
    }
  };
}

/**
 * The number that an operand is. Numeric text counts as a number, other text is an error. NULL counts as 0: real stories
 * count rounds of a loop by adding 1 to what the first round does not have yet.
 */
export function toOperand(value: Value, operator: string): NumberValue {
  if (typeof value === 'number') return value;
  if (value === null) return 0;
  const number = toNumber(value);
  if (number !== undefined) return number;
  const found = typeof value === 'string' ? 'a text that is no number' : kindOf(value);
  throw new FormulaFailure('type', `\`${operator}\` needs numbers, found ${found}${wayOut(value, operator)}`);
}

/** What people mean who add or subtract something else than numbers. */
function wayOut(value: Value, operator: string): string {
  if (operator === '+' && typeof value === 'string') return '; use `&` to join texts';
  if (operator === '+' && isArrayValue(value)) return '; use CONCAT to join arrays';
  if (operator === '-' && typeof value === 'string') return '; use DATE_DIFF between dates';
  return '';
}

function arithmetic(
  operator: '+' | '-' | '*' | '/',
  left: Closure,
  right: Closure,
  range: SourceRange,
  operation: (a: NumberValue, b: NumberValue) => NumberValue,
): Closure {
  return (evaluation) => {
    try {
      const a = left(evaluation);
      const b = right(evaluation);
      if (typeof a === 'number' && typeof b === 'number') return operation(a, b);
      payForNumbers(a, b, evaluation);
      if (a instanceof Duration || b instanceof Duration) return withDuration(operator, a, b, evaluation);
      return operation(toOperand(a, operator), toOperand(b, operator));
    } catch (thrown) {
      throw atRange(thrown, range);
    }
  };
}

/**
 * Holds when the sign of the comparison is `either` or `or`. NULL has no order: comparing it gives FALSE rather than an
 * error, as reading a missing path gives none. Unconfirmed.
 */
function order(
  operator: string,
  left: Closure,
  right: Closure,
  range: SourceRange,
  either: number,
  or: number,
): Closure {
  return (evaluation) => {
    try {
      const a = left(evaluation);
      const b = right(evaluation);
      if (a === null || b === null) return false;
      const sign =
        typeof a === 'number' && typeof b === 'number'
          ? a < b
            ? -1
            : a > b
              ? 1
              : 0
          : signOf(a, b, operator, evaluation);
      return sign === either || sign === or;
    } catch (thrown) {
      throw atRange(thrown, range);
    }
  };
}

function signOf(a: Value, b: Value, operator: string, evaluation: Evaluation): number {
  if (typeof a === 'string' && typeof b === 'string') payForTexts(a, b, evaluation);
  else payForNumbers(a, b, evaluation);
  const sign = compareValues(a, b);
  if (sign !== undefined) return Math.sign(sign);
  throw new FormulaFailure('type', `\`${operator}\` cannot compare ${kindOf(a)} with ${kindOf(b)}`);
}

/** Two long texts take time to compare. */
function payForTexts(a: Value, b: Value, evaluation: Evaluation): void {
  if (typeof a !== 'string' || typeof b !== 'string') return;
  const steps = Math.min(a.length, b.length) >>> 6;
  if (steps > 0) evaluation.spend(steps);
}

/** Reading, calculating and writing long numbers takes time by the square of their digits. */
export function payForNumbers(a: Value, b: Value, evaluation: Evaluation): void {
  const digits = digitsOf(a) + digitsOf(b);
  if (digits > 100) evaluation.spend((digits * digits) >>> 13);
}

/** Longer texts are not read as numbers. */
function digitsOf(value: Value): number {
  const text = typeof value === 'string' ? value : value instanceof ExactNumber ? value.text : '';
  return Math.min(text.length, 10_000);
}

function joinTexts(left: Value, right: Value, evaluation: Evaluation): string {
  const a = evaluation.toText(left);
  const b = evaluation.toText(right);
  // Joining shares the longer side, so a text that grows piece by piece costs the pieces.
  evaluation.countText(Math.min(a.length, b.length));
  if (a.length + b.length > evaluation.budget.textSize) evaluation.countText(Number.POSITIVE_INFINITY);
  return a + b;
}
