/** What goes wrong in a formula: while it is worked on a {@link FormulaFailure}, outside a {@link FormulaError}. */
export type FormulaErrorCode =
  | 'syntax'
  | 'unknown_function'
  | 'arguments'
  | 'type'
  | 'division_by_zero'
  | 'budget'
  | 'raised'
  | 'function'
  | 'liquid'
  | 'needs_server';

/** Half-open range of UTF-16 offsets in the stored text. */
export type SourceRange = readonly [from: number, to: number];

/** A change of the source that mends a mistake. */
export interface Fix {
  /** What it does, for a button: ``Write `=` ``. */
  readonly title: string;
  /** What is replaced by {@link text}. */
  readonly range: SourceRange;
  readonly text: string;
}

/** Another place that belongs to a mistake: the bracket that is not closed. */
export interface Related {
  readonly message: string;
  readonly range: SourceRange;
}

export interface FormulaError {
  readonly code: FormulaErrorCode;
  readonly message: string;
  readonly range: SourceRange;
  readonly fix?: Fix;
  readonly related?: Related;
}

/**
 * The one exception of the package: raised inside an evaluation, caught at the door and handed out as a
 * {@link FormulaError}. Whoever raises it deep inside (arithmetic on values, a function) leaves the range out; the
 * call or operator that it happened in fills it in.
 *
 * No subclass of Error: it is no bug, so nobody needs its stack, and capturing one made a failure that `IF_ERROR` catches
 * five times as slow.
 */
export class FormulaFailure {
  readonly name = 'FormulaFailure';
  readonly code: FormulaErrorCode;
  readonly message: string;
  range: SourceRange | null;
  fix: Fix | null = null;
  related: Related | null = null;

  constructor(code: FormulaErrorCode, message: string, range: SourceRange | null = null) {
    this.code = code;
    this.message = message;
    this.range = range;
  }
}

/** A stack overflow of the host counts as a used-up depth budget; anything else that is no FormulaFailure is a bug. */
export function toFormulaFailure(thrown: unknown): FormulaFailure {
  if (thrown instanceof FormulaFailure) return thrown;
  if (thrown instanceof RangeError && /call stack|recursion/i.test(thrown.message)) {
    return new FormulaFailure('budget', 'The formula or its data is nested too deeply; build it flatter');
  }
  if (thrown instanceof RangeError && /string length/i.test(thrown.message)) {
    return new FormulaFailure(
      'budget',
      'The formula builds more text than a program can hold; join fewer or shorter pieces',
    );
  }
  throw thrown;
}
