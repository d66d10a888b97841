import type { SourceRange } from '../../failure.ts';
import type { Formula } from '../../syntax/tree.ts';
import { NOTHING } from './formula-nodes.ts';

/** Why a template stays as it is: where, and what a formula would do otherwise. */
export interface KeptReason {
  readonly range: SourceRange;
  readonly message: string;
}

/** What a formula is known to give; `numeric` is text that always shows a number. */
export type KnownType = 'any' | 'text' | 'numeric' | 'number' | 'boolean' | 'array' | 'null';

export interface Converted {
  readonly formula: Formula;
  readonly type: KnownType;
}

/** Collects all reasons against a conversion, and knows the loops around. */
export class ConversionState {
  readonly reasons: KeptReason[] = [];
  /** Variables of the loops around, the innermost last. */
  readonly loops: string[] = [];

  keep(range: SourceRange, message: string): Converted {
    this.reasons.push({ range, message });
    return { formula: NOTHING, type: 'any' };
  }
}
