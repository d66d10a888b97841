/** What an explanation consists of. */
import type { FormulaErrorCode, SourceRange } from '../../failure.ts';
import type { Formula, TextPart } from '../../syntax/tree.ts';
import type { Preview } from './preview.ts';

export type StepKind =
  | Formula['kind']
  | Exclude<TextPart['kind'], 'literal'>
  /** A whole text with pills and tags. */
  | 'field'
  /** One call of a lambda. */
  | 'lambda call'
  /** One round of a loop in a text. */
  | 'round';

export type StepOutcome =
  | { readonly kind: 'value'; readonly value: Preview }
  | { readonly kind: 'error'; readonly code: FormulaErrorCode; readonly message: string; readonly range: SourceRange }
  /** Not needed, as the branch of an IF that was not taken; or not reached after an error. The note says which. */
  | { readonly kind: 'not evaluated' }
  /** Further calls or rounds that are not shown one by one. */
  | { readonly kind: 'more'; readonly count: number };

/** One part of the source and what came of it. */
export interface Step {
  readonly kind: StepKind;
  readonly range: SourceRange;
  /** The source of this part, cut with `…` where it is long. */
  readonly source: string;
  readonly outcome: StepOutcome;
  /** What to know beside the value: why a path is NULL, which element a lambda was called with. */
  readonly note: string | null;
  /** The parts in the order of their evaluation, with those that were not evaluated in between. */
  readonly children: readonly Step[];
}
