/**
 * Legacy templates (formulas.md §14). liquidjs reads them; they are rendered here, with the values, functions and budget of
 * formulas. Outputs become text as pills do; `as_object` keeps the value of a field that consists of nothing else.
 */
import { type CompiledField, guarded, toFormulaError } from '../evaluate/compiled-field.ts';
import { Evaluation } from '../evaluate/evaluation.ts';
import { finishResult } from '../evaluate/measure.ts';
import { type FormulaError, FormulaFailure, toFormulaFailure } from '../failure.ts';
import type { Result } from '../result.ts';
import { compileNodes } from './compile-nodes.ts';
import { LiquidOutput } from './liquid-output.ts';
import { LiquidRun } from './liquid-run.ts';
import { parseLiquid } from './parse-liquid.ts';
import { referencesOf } from './references.ts';

export function compileLiquid(source: string): Result<CompiledField, FormulaError> {
  return guarded(source, () =>
    asLiquid(() => {
      const nodes = parseLiquid(source);
      const problems: FormulaError[] = [];
      const render = compileNodes(nodes, (failure) => problems.push(toFormulaError(failure, source)));
      return {
        source,
        kind: 'liquid',
        references: referencesOf(nodes),
        problems,
        evaluate: (scope, environment) =>
          guarded(source, () =>
            asLiquid(() => {
              const evaluation = new Evaluation(scope, environment);
              const output = new LiquidOutput(evaluation);
              render(new LiquidRun(evaluation), output);
              return finishResult(output.result(), evaluation.budget);
            }),
          ),
      };
    }),
  );
}

/** Whatever goes wrong in a template is an error of the template, except what ends every evaluation. */
function asLiquid<T>(run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    const { code, message, range, fix, related } = toFormulaFailure(thrown);
    const isOwn = code === 'budget' || code === 'needs_server';
    throw Object.assign(new FormulaFailure(isOwn ? code : 'liquid', message, range), { fix, related });
  }
}
