import { guarded } from '../../evaluate/compiled-field.ts';
import type { Environment } from '../../evaluate/environment.ts';
import { Evaluation } from '../../evaluate/evaluation.ts';
import type { FormulaError } from '../../failure.ts';
import type { Result } from '../../result.ts';
import type { SearchMeter } from './pattern-shape.ts';

/**
 * Runs searches of a regular expression that stand outside a formula (rules, matchers) under the budget that a formula
 * would have: `search` hands the meter on to the pattern. The error says that the time was up or the pattern gave up.
 */
export function searchWithin<T>(environment: Environment, search: (meter: SearchMeter) => T): Result<T, FormulaError> {
  return guarded('', () => search(new Evaluation({ lookup: () => undefined }, environment)));
}
