/**
 * What tolerant parsing gathers on its way. The parser and the lexer are the same for strict and tolerant parsing: with no
 * Recovery the first mistake is thrown, with one it is noted and reading goes on, so the first note is the strict error.
 */
import type { FormulaFailure } from '../failure.ts';
import type { Token } from './tokens.ts';

/** Nobody reads more; and a source of nothing but mistakes stays cheap. */
const MAX_PROBLEMS = 100;

export class Recovery {
  /** Every token, comments and characters without a meaning included, in order. */
  readonly tokens: Token[] = [];
  readonly problems: FormulaFailure[] = [];
  /**
   * Quotes that were opened and never closed. Later ones of the same kind are sought in their own line only: looking through
   * the rest of the source again for each would take quadratic time.
   */
  readonly openQuotes = new Set<string>();

  /** Whether no more mistakes are noted, so that looking into them would be for nothing. */
  get isFull(): boolean {
    return this.problems.length >= MAX_PROBLEMS;
  }

  note(failure: FormulaFailure): void {
    if (!this.isFull) this.problems.push(failure);
  }

  /** Forgets tokens that were read ahead beyond what belongs to a formula. */
  dropTokensFrom(at: number): void {
    while ((this.tokens.at(-1)?.from ?? -1) >= at) this.tokens.pop();
  }
}
