/** What the door hands out: a stored text, compiled once, evaluated many times. */
import { type FormulaError, type FormulaFailure, toFormulaFailure } from '../failure.ts';
import { err, ok, type Result } from '../result.ts';
import type { Value } from '../value/value.ts';
import type { Environment, Scope } from './environment.ts';

export interface CompiledField {
  /** As stored. */
  readonly source: string;
  readonly kind: 'literal' | 'text' | 'formula' | 'liquid';
  /** First names that it reads; null when they cannot be known before evaluation. */
  readonly references: ReadonlySet<string> | null;
  /** What will fail when evaluation gets there: unknown functions, wrong arguments. For the editor. */
  readonly problems: readonly FormulaError[];
  evaluate(scope: Scope, environment: Environment): Result<Value, FormulaError>;
}

/** A failure as data. One that knows no place is about the whole source; what `ERROR` raised is shown as documented. */
export function toFormulaError({ code, message, range, fix, related }: FormulaFailure, source: string): FormulaError {
  return {
    code,
    message: code === 'raised' ? `Error: ${message}` : message,
    range: range ?? [0, source.length],
    ...(fix === null ? {} : { fix }),
    ...(related === null ? {} : { related }),
  };
}

/** Runs what may raise a FormulaFailure; other throws are bugs and pass through. */
export function guarded<T>(source: string, run: () => T): Result<T, FormulaError> {
  try {
    return ok(run());
  } catch (thrown) {
    return failed(thrown, source);
  }
}

/** What was thrown as an error of `source`. A throw that is no FormulaFailure is a bug and passes through. */
export function failed(thrown: unknown, source: string): { readonly ok: false; readonly error: FormulaError } {
  return err(toFormulaError(toFormulaFailure(thrown), source));
}
