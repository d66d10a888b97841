/** How strongly operators bind. The documentation does not say; this order satisfies all of its examples. */
import type { BinaryOperator } from './tree.ts';

/** Weakest first. `|>` is weaker than all of them. */
export const LEVELS: Readonly<Record<BinaryOperator, number>> = {
  OR: 1,
  AND: 2,
  '=': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '&': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
};
export const PIPE_LEVEL = 0;
export const UNARY_LEVEL = 7;
export const POSTFIX_LEVEL = 8;

export interface WrittenOperator {
  readonly operator: BinaryOperator;
  readonly level: number;
}

function written(text: string, operator: BinaryOperator): readonly [string, WrittenOperator] {
  return [text, { operator, level: LEVELS[operator] }];
}

/** By the token; two of them are written in two ways. */
export const OPERATORS: ReadonlyMap<string, WrittenOperator> = new Map([
  written('OR', 'OR'),
  written('||', 'OR'),
  written('AND', 'AND'),
  written('&&', 'AND'),
  written('=', '='),
  written('!=', '!='),
  written('<', '<'),
  written('<=', '<='),
  written('>', '>'),
  written('>=', '>='),
  written('&', '&'),
  written('+', '+'),
  written('-', '-'),
  written('*', '*'),
  written('/', '/'),
]);
