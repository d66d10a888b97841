/**
 * What a legacy template says, read from the classes of liquidjs: the only thing that rendering and the converter look at.
 * White space control and raw blocks are resolved already. Every node has its range in the source.
 */
import type { SourceRange } from '../failure.ts';

export type LiquidComparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'contains';

export type LiquidExpression =
  | { readonly kind: 'text'; readonly value: string; readonly range: SourceRange }
  | {
      readonly kind: 'number';
      /** Digits as written, without sign: `2` and `2.0` are different. */
      readonly text: string;
      readonly isNegative: boolean;
      readonly range: SourceRange;
    }
  | { readonly kind: 'constant'; readonly value: boolean | null; readonly range: SourceRange }
  /** `empty` and `blank`: something to compare with; the empty text anywhere else. */
  | { readonly kind: 'quality'; readonly name: 'empty' | 'blank'; readonly range: SourceRange }
  | LiquidPath
  | {
      readonly kind: 'range';
      readonly from: LiquidExpression;
      readonly to: LiquidExpression;
      readonly range: SourceRange;
    }
  | { readonly kind: 'not'; readonly operand: LiquidExpression; readonly range: SourceRange }
  | {
      readonly kind: 'logic';
      readonly operator: 'and' | 'or';
      readonly left: LiquidExpression;
      readonly right: LiquidExpression;
      readonly range: SourceRange;
    }
  | {
      readonly kind: 'comparison';
      readonly operator: LiquidComparison;
      readonly left: LiquidExpression;
      readonly right: LiquidExpression;
      readonly range: SourceRange;
    };

export interface LiquidPath {
  readonly kind: 'path';
  /** A name of the scope, a name computed from an expression (`[name]`), or a value itself (`"text".size`). */
  readonly root: PathStep | { readonly kind: 'value'; readonly value: LiquidExpression };
  readonly steps: readonly PathStep[];
  readonly range: SourceRange;
}

/** `.name`, or `[index]`. Only a name after a dot may mean `first`, `last` or `size`. */
export type PathStep =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: LiquidExpression };

export interface LiquidArgument {
  readonly keyword: string | null;
  readonly value: LiquidExpression;
  readonly range: SourceRange;
}

export interface LiquidFilterCall {
  readonly name: string;
  readonly args: readonly LiquidArgument[];
  readonly range: SourceRange;
}

/** An expression and the filters that it is sent through. */
export interface LiquidValue {
  readonly expression: LiquidExpression;
  readonly filters: readonly LiquidFilterCall[];
  readonly range: SourceRange;
}

interface LiquidBranch {
  readonly condition: LiquidValue;
  /** The first branch of `unless`. */
  readonly isNegated: boolean;
  readonly body: readonly LiquidNode[];
}

interface LiquidCase {
  readonly values: readonly LiquidExpression[];
  readonly body: readonly LiquidNode[];
}

export interface LiquidLoop {
  readonly kind: 'for' | 'tablerow';
  readonly variable: string;
  readonly items: LiquidExpression;
  readonly limit: LiquidExpression | null;
  readonly offset: LiquidExpression | null;
  readonly isReversed: boolean;
  /** Columns of a `tablerow`. */
  readonly columns: LiquidExpression | null;
  readonly body: readonly LiquidNode[];
  readonly otherwise: readonly LiquidNode[];
  /** Loops with the same key share what `offset: continue` continues. */
  readonly key: string;
  readonly range: SourceRange;
}

export type ProductTagName = 'credential' | 'story' | 'prompt' | 'line_break' | 'random' | 'story_run_guid';

export interface ProductTag {
  readonly kind: 'product';
  readonly name: ProductTagName;
  /** What stands behind the name, without quotes around it. */
  readonly argument: string;
  readonly range: SourceRange;
}

export type LiquidNode =
  | { readonly kind: 'comment'; readonly text: string; readonly range: SourceRange }
  | { readonly kind: 'literal'; readonly text: string; readonly range: SourceRange }
  | { readonly kind: 'output'; readonly value: LiquidValue; readonly range: SourceRange }
  | {
      readonly kind: 'if';
      readonly branches: readonly LiquidBranch[];
      readonly otherwise: readonly LiquidNode[];
      readonly range: SourceRange;
    }
  | {
      readonly kind: 'case';
      readonly subject: LiquidValue;
      readonly branches: readonly LiquidCase[];
      readonly otherwise: readonly LiquidNode[];
      readonly range: SourceRange;
    }
  | LiquidLoop
  | { readonly kind: 'assign'; readonly name: string; readonly value: LiquidValue; readonly range: SourceRange }
  | {
      readonly kind: 'capture';
      readonly name: string;
      readonly body: readonly LiquidNode[];
      readonly range: SourceRange;
    }
  | { readonly kind: 'count'; readonly name: string; readonly step: 1 | -1; readonly range: SourceRange }
  | {
      readonly kind: 'cycle';
      readonly group: LiquidExpression | null;
      readonly values: readonly LiquidValue[];
      /** Cycles of the same texts and group go on where another of them stopped. */
      readonly key: string;
      readonly range: SourceRange;
    }
  | { readonly kind: 'jump'; readonly to: 'break' | 'continue'; readonly range: SourceRange }
  | { readonly kind: 'sequence'; readonly body: readonly LiquidNode[]; readonly range: SourceRange }
  | ProductTag;
