import { type FormulaFailure, toFormulaFailure } from '../failure.ts';

/** Trees of hostile depth overflow the stack of whoever walks them; an editor must survive them all the same. */
export function withinStack<T>(run: () => T, otherwise: (failure: FormulaFailure) => T): T {
  try {
    return run();
  } catch (thrown) {
    return otherwise(toFormulaFailure(thrown));
  }
}
