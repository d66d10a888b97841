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
import type { Value } from '../value/value.ts';
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

export function compileBinary(operator: BinaryOperator, left: Closure, right: Closure, range: SourceRange): Closure {
  switch (operator) {
    case 'OR':
      return (evaluation) => isTruthy(left(evaluation)) || isTruthy(right(evaluation));
    case 'AND':
      return (evaluation) => isTruthy(left(evaluation)) && isTruthy(right(evaluation));
    case '=':
      return located(range, (evaluation) => deepEqual(left(evaluation), right(evaluation)));
    case '!=':
      return located(range, (evaluation) => !deepEqual(left(evaluation), right(evaluation)));
    case '<':
      return order(operator, left, right, range, (sign) => sign < 0);
    case '<=':
      return order(operator, left, right, range, (sign) => sign <= 0);
    case '>':
      return order(operator, left, right, range, (sign) => sign > 0);
    case '>=':
      return order(operator, left, right, range, (sign) => sign >= 0);
    case '&':
      return located(range, (evaluation) => joinTexts(left(evaluation), right(evaluation), evaluation));
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
  throw new FormulaFailure('type', `\`${operator}\` needs numbers, found ${found}`);
}

function arithmetic(
  operator: '+' | '-' | '*' | '/',
  left: Closure,
  right: Closure,
  range: SourceRange,
  operation: (a: NumberValue, b: NumberValue) => NumberValue,
): Closure {
  return located(range, (evaluation) => {
    const a = left(evaluation);
    const b = right(evaluation);
    if (a instanceof Duration || b instanceof Duration) return withDuration(operator, a, b, evaluation);
    return operation(toOperand(a, operator), toOperand(b, operator));
  });
}

/** NULL has no order: comparing it gives FALSE rather than an error, as reading a missing path gives none. Unconfirmed. */
function order(
  operator: string,
  left: Closure,
  right: Closure,
  range: SourceRange,
  holds: (sign: number) => boolean,
): Closure {
  return located(range, (evaluation) => {
    const a = left(evaluation);
    const b = right(evaluation);
    if (a === null || b === null) return false;
    const sign = compareValues(a, b);
    if (sign !== undefined) return holds(sign);
    throw new FormulaFailure('type', `\`${operator}\` cannot compare ${kindOf(a)} with ${kindOf(b)}`);
  });
}

function joinTexts(left: Value, right: Value, evaluation: Evaluation): string {
  const [a, b] = [evaluation.toText(left), evaluation.toText(right)];
  // Joining shares the longer side, so a text that grows piece by piece costs the pieces.
  evaluation.countText(Math.min(a.length, b.length));
  if (a.length + b.length > evaluation.budget.textSize) evaluation.countText(Number.POSITIVE_INFINITY);
  return a + b;
}

/** Failures of operands have their own range already; what is left without one happened here. */
function located(range: SourceRange, closure: Closure): Closure {
  return (evaluation) => {
    try {
      return closure(evaluation);
    } catch (thrown) {
      throw atRange(thrown, range);
    }
  };
}
