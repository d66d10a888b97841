/**
 * Explains a result step by step: every part of the source with its value, in the order of evaluation, down to the one that
 * answers "why is this empty?".
 */
import {
  compileField,
  type FieldOptions,
  formulaField,
  isLegacyTemplate,
  textField,
} from '../evaluate/compile-field.ts';
import { guarded } from '../evaluate/compiled-field.ts';
import type { Environment } from '../evaluate/environment.ts';
import type { FormulaError } from '../failure.ts';
import type { Result } from '../result.ts';
import { parseFormula } from '../syntax/parse-formula.ts';
import { parseText } from '../syntax/parse-text.ts';
import type { Formula, TextPart } from '../syntax/tree.ts';
import type { Value } from '../value/value.ts';
import type { ExplainScope } from './explain/notes.ts';
import { previewOf } from './explain/preview.ts';
import { cutSource, Recorder } from './explain/recorder.ts';
import type { Step, StepOutcome } from './explain/step.ts';
import type { FieldMode } from './language-context.ts';

export interface Explanation {
  /** What the evaluation gave; the same as without an explanation. */
  readonly result: Result<Value, FormulaError>;
  /** The whole source; its children are the parts. */
  readonly root: Step;
  /** False when there were more steps than are shown. */
  readonly isComplete: boolean;
}

/**
 * Evaluates a source and keeps its steps. `names` of the scope are offered for a name that does not exist. Bounded in size by
 * the number of steps and the length of previews, in time by the environment's budget.
 */
export function explain(
  source: string,
  mode: FieldMode,
  scope: ExplainScope,
  environment: Environment,
  options: FieldOptions = {},
): Explanation {
  const isFormula = mode === 'formula';
  if (!isFormula && !source.startsWith('=') && isLegacyTemplate(source, options)) {
    const compiled = compileField(source, options);
    return wholeOnly(source, compiled.ok ? compiled.value.evaluate(scope, environment) : compiled);
  }
  const tree = guarded<Formula | readonly TextPart[]>(source, () =>
    isFormula ? parseFormula(source, source.startsWith('=') ? 1 : 0).formula : parseText(source),
  );
  if (!tree.ok) return wholeOnly(source, tree);
  const recorder = new Recorder(source, scope, tree.value);
  const field = guarded(source, () =>
    'kind' in tree.value ? formulaField(tree.value, source, recorder) : textField(tree.value, source, recorder),
  );
  if (!field.ok) return wholeOnly(source, field);
  const result = field.value.evaluate(scope, environment);
  const steps = recorder.steps(!result.ok);
  return { result, root: rootOf(source, result, steps), isComplete: recorder.isComplete };
}

function wholeOnly(source: string, result: Result<Value, FormulaError>): Explanation {
  return { result, root: rootOf(source, result, []), isComplete: true };
}

function rootOf(source: string, result: Result<Value, FormulaError>, children: readonly Step[]): Step {
  const outcome: StepOutcome = result.ok
    ? { kind: 'value', value: previewOf(result.value) }
    : { kind: 'error', code: result.error.code, message: result.error.message, range: result.error.range };
  return { kind: 'field', range: [0, source.length], source: cutSource(source), outcome, note: null, children };
}
