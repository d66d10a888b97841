/** What asking for the value of a formula is made of. Values travel as JSON text, so that their digits survive a worker. */
import type { Value, ValueKind } from '@fabula/formula';
import type { Step } from '@fabula/formula/language';

export interface FormulaQuestion {
  readonly formula: string;
  readonly mode: 'formula' | 'text';
  /** JSON text of an object: first names with their values. */
  readonly input: string;
}

export interface FormulaProblem {
  readonly code: string;
  readonly message: string;
  /** Half-open, in UTF-16 offsets of the formula. */
  readonly range: readonly [from: number, to: number];
}

/** What the worker is asked: for the result, or for the way to it. */
export interface WorkerQuestion extends FormulaQuestion {
  readonly want: 'result' | 'steps';
}

/** What the worker sends back. */
export type WorkerAnswer =
  | { readonly json: string; readonly type: ValueKind }
  | { readonly problem: FormulaProblem }
  | FormulaSteps;

export interface FormulaSteps {
  readonly steps: Step;
  /** False when there were more steps than are told. */
  readonly isComplete: boolean;
}

export type FormulaAnswer = { readonly ranOn: 'browser' | 'server' } & (
  | { readonly kind: 'value'; readonly value: Value; readonly type: ValueKind }
  | { readonly kind: 'problem'; readonly problem: FormulaProblem }
);
