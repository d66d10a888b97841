/**
 * The one exception of the package: raised inside an evaluation, caught at the door and handed out as a
 * {@link FormulaError}. Whoever raises it deep inside (arithmetic on values, a function) leaves the range out; the
 * call or operator that it happened in fills it in.
 */
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

export interface FormulaError {
  readonly code: FormulaErrorCode;
  readonly message: string;
  readonly range: SourceRange;
}

export class FormulaFailure extends Error {
  override readonly name = 'FormulaFailure';
  readonly code: FormulaErrorCode;
  range: SourceRange | null;

  constructor(code: FormulaErrorCode, message: string, range: SourceRange | null = null) {
    super(message);
    this.code = code;
    this.range = range;
  }
}

/** A stack overflow of the host counts as a used-up depth budget; anything else that is no FormulaFailure is a bug. */
export function toFormulaFailure(thrown: unknown): FormulaFailure {
  if (thrown instanceof FormulaFailure) return thrown;
  if (thrown instanceof RangeError && /call stack|recursion/i.test(thrown.message)) {
    return new FormulaFailure('budget', 'The formula or its data is nested too deeply');
  }
  if (thrown instanceof RangeError && /string length/i.test(thrown.message)) {
    return new FormulaFailure('budget', 'The formula builds too much text');
  }
  throw thrown;
}
