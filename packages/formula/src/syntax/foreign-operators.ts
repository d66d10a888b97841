/** Operators of other languages that the parser can make sense of, with the places of their operands. */
import type { Token } from './tokens.ts';
import type { BinaryOperator } from './tree.ts';

export interface ForeignOperator {
  readonly level: number;
  /** The operator that is meant, or the function that does the same. */
  readonly operator?: BinaryOperator;
  readonly call?: (left: string, right: string) => string;
  readonly message: string;
}

function operator(level: number, written: string, meant: BinaryOperator): readonly [string, ForeignOperator] {
  return [written, { level, operator: meant, message: `\`${written}\` is not an operator; use \`${meant}\`` }];
}

function word(
  level: number,
  written: string,
  call: (left: string, right: string) => string,
): readonly [string, ForeignOperator] {
  return [written, { level, call, message: `\`${written}\` is not an operator; use ${call('a', 'b')}` }];
}

const WORDS: ReadonlyMap<string, ForeignOperator> = new Map([
  operator(1, 'or', 'OR'),
  operator(2, 'and', 'AND'),
  operator(3, 'is', '='),
  operator(3, 'eq', '='),
  word(3, 'contains', (left, right) => `INCLUDES(${left}, ${right})`),
  word(3, 'in', (left, right) => `INCLUDES(${right}, ${left})`),
  word(3, 'matches', (left, right) => `MATCH(${left}, ${right})`),
  word(6, 'mod', (left, right) => `MODULO(${left}, ${right})`),
]);

const SYMBOLS: ReadonlyMap<string, ForeignOperator> = new Map([
  word(1, '??', (left, right) => `DEFAULT(${left}, ${right})`),
  word(7, '**', (left, right) => `POWER(${left}, ${right})`),
  [
    '%',
    {
      level: 6,
      call: (left: string, right: string) => `MODULO(${left}, ${right})`,
      message: 'Expected an operator, found `%` (for a remainder use MODULO)',
    },
  ],
]);

/** What a token where an operator is expected was meant as. */
export function foreignOperatorOf({ type, text }: Token): ForeignOperator | undefined {
  if (type === 'symbol') return SYMBOLS.get(text);
  return type === 'name' ? WORDS.get(text.toLowerCase()) : undefined;
}
