/**
 * Formulas in one layout: blanks around operators, and lines broken where they would be too long. Only white space between
 * tokens changes, never a token, a comment or a text outside of pills.
 */
import { toFormulaError } from '../evaluate/compiled-field.ts';
import type { FormulaError } from '../failure.ts';
import { err, ok, type Result } from '../result.ts';
import { parseTolerantly } from '../syntax/parse-tolerantly.ts';
import type { Token } from '../syntax/tokens.ts';
import { withComments } from './format/commented-tokens.ts';
import { printDoc } from './format/doc.ts';
import { layOut } from './format/layout.ts';
import type { FieldMode } from './language-context.ts';

export interface FormatOptions {
  /** Lines longer than this are broken where they can be; a pill counts from its own beginning. */
  readonly width?: number;
}

/**
 * A comment that moves to the end of its line is behind another token then, which can break other lines. It only ever moves
 * towards the end, so this comes to rest, nearly always at once.
 */
const MAX_ROUNDS = 20;

/** Fails with the first mistake of a source that cannot be parsed. */
export function formatFormula(
  source: string,
  mode: FieldMode,
  { width = 100 }: FormatOptions = {},
): Result<string, FormulaError> {
  const first = formatOnce(source, mode, width);
  if (!first.ok || !first.value.includes('#')) return first;
  let formatted = first.value;
  for (let round = 1; round < MAX_ROUNDS; round += 1) {
    const again = formatOnce(formatted, mode, width);
    if (!again.ok || again.value === formatted) break;
    formatted = again.value;
  }
  return ok(formatted);
}

function formatOnce(source: string, mode: FieldMode, width: number): Result<string, FormulaError> {
  const { tokens, problems } = parseTolerantly(source, mode);
  const [problem] = problems;
  if (problem !== undefined) return err(toFormulaError(problem, source));
  const format = (formula: readonly Token[]): string => printDoc(layOut(withComments(formula, source)), width);
  return ok(mode === 'formula' ? format(tokens) : formatText(tokens, format));
}

function formatText(tokens: readonly Token[], format: (formula: readonly Token[]) => string): string {
  let text = '';
  /** The tokens of the formula being read; null outside of formulas. */
  let formula: Token[] | null = null;
  for (const token of tokens) {
    switch (token.type) {
      case 'literal':
        text += token.text;
        break;
      case 'opening':
        text += token.text;
        formula = token.text === '<<' ? [] : null;
        break;
      case 'keyword':
        text += token.text === 'in' ? ' in' : token.text;
        if (HAS_MORE.has(token.text)) text += ' ';
        formula = HAS_FORMULA.has(token.text) ? [] : null;
        break;
      case 'end':
        text += (formula === null ? '' : format(formula)) + token.text;
        formula = null;
        break;
      default:
        // Outside of formulas there is only the variable of a loop.
        if (formula === null) text += token.text;
        else formula.push(token);
    }
  }
  return text;
}

const HAS_FORMULA: ReadonlySet<string> = new Set(['if', 'elseif', 'in']);
const HAS_MORE: ReadonlySet<string> = new Set(['if', 'elseif', 'for', 'in']);
