/**
 * Parsing of what is being typed: never fails, reports every mistake, and gives a tree of all that can be read. It is the
 * strict parser with a {@link Recovery}: on a source without mistakes the tree is the same, and the first problem of any
 * other source is what the strict parser throws.
 */
import type { FormulaFailure } from '../failure.ts';
import type { FieldMode } from '../language/language-context.ts';
import { parseFormula } from './parse-formula.ts';
import { parseText } from './parse-text.ts';
import { Recovery } from './recovery.ts';
import type { Token } from './tokens.ts';
import type { Formula, TextPart } from './tree.ts';

export interface TolerantTree {
  /** The parts of a text field; null in the mode `formula`. */
  readonly parts: readonly TextPart[] | null;
  /** The formula; null in the mode `text`. */
  readonly formula: Formula | null;
  readonly problems: readonly FormulaFailure[];
  /** All that is not blank, in order, without overlap; comments and what has no meaning included. */
  readonly tokens: readonly Token[];
}

export function parseTolerantly(source: string, mode: FieldMode): TolerantTree {
  const recovery = new Recovery();
  const parts = mode === 'text' ? parseText(source, recovery) : null;
  const formula = mode === 'formula' ? parseFormula(source, 0, null, recovery).formula : null;
  return { parts, formula, problems: recovery.problems, tokens: recovery.tokens };
}
