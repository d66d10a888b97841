/** What operators give. */
import type { BinaryOperator } from '../syntax/tree.ts';
import { certainly, type Known } from './known.ts';
import { BOOLEAN, DURATION, INTEGER, NUMBER, TEXT } from './type.ts';

export function binaryResult(operator: BinaryOperator, left: Known, right: Known): Known {
  switch (operator) {
    case '&':
      return certainly(TEXT);
    case '+':
    case '-':
    case '*':
    case '/':
      return arithmetic(operator, left, right);
    default:
      return certainly(BOOLEAN);
  }
}

export function negationResult(operand: Known): Known {
  return certainly(operand.type.kind === 'integer' ? INTEGER : NUMBER);
}

export function areCertain(known: readonly Known[]): boolean {
  return known.every(({ certain }) => certain);
}

/** A date moved by a duration keeps its form, which may be a text; what may be a duration makes the result uncertain. */
function arithmetic(operator: '+' | '-' | '*' | '/', left: Known, right: Known): Known {
  const kinds = [left.type.kind, right.type.kind];
  const certain = areCertain([left, right]);
  const durations = kinds.filter((kind) => kind === 'duration').length;
  if (durations === 2) return { type: operator === '/' ? NUMBER : DURATION, certain, sample: undefined };
  if (durations === 1) {
    const isScaled = operator === '*' || operator === '/';
    const other = left.type.kind === 'duration' ? right.type : left.type;
    return { type: isScaled ? DURATION : other, certain: certain && isScaled, sample: undefined };
  }
  if (kinds.every((kind) => kind === 'integer')) return { type: INTEGER, certain, sample: undefined };
  return { type: NUMBER, certain: !kinds.some((kind) => kind === 'any' || kind === 'union'), sample: undefined };
}
