/**
 * What the parser makes of a stored text. Every node has its range in that text. Parentheses leave no node: the printer
 * puts them where the tree needs them.
 */
import type { SourceRange } from '../failure.ts';

export type BinaryOperator = 'OR' | 'AND' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '&' | '+' | '-' | '*' | '/';

export interface TextLiteral {
  readonly kind: 'text';
  readonly value: string;
  readonly range: SourceRange;
}

export interface NumberLiteral {
  readonly kind: 'number';
  /** As written: `12` or `1.50`. */
  readonly text: string;
  readonly range: SourceRange;
}

/** `TRUE`, `FALSE`, `NULL`. */
export interface Constant {
  readonly kind: 'constant';
  readonly value: true | false | null;
  readonly range: SourceRange;
}

/** `%`, the left value of the innermost pipe around it. */
export interface Placeholder {
  readonly kind: 'placeholder';
  readonly range: SourceRange;
}

export interface Reference {
  readonly kind: 'reference';
  readonly name: string;
  readonly range: SourceRange;
}

/** `target.name`; the name ends where the node ends. */
export interface Member {
  readonly kind: 'member';
  readonly target: Formula;
  /** Empty after a dot with nothing behind it, in a tree of tolerant parsing. */
  readonly name: string;
  readonly range: SourceRange;
}

/** `target[index]` */
export interface Index {
  readonly kind: 'index';
  readonly target: Formula;
  readonly index: Formula;
  readonly range: SourceRange;
}

export interface CallArgument {
  /** The name before the colon of a keyword argument. */
  readonly keyword: string | null;
  readonly value: Formula;
  readonly range: SourceRange;
}

export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly args: readonly CallArgument[];
  readonly range: SourceRange;
}

export interface ArrayLiteral {
  readonly kind: 'array';
  readonly items: readonly Formula[];
  readonly range: SourceRange;
}

export interface ObjectMember {
  readonly key: string;
  /** Where the key stands, with its quotes; absent in trees that nobody wrote. */
  readonly keyRange?: SourceRange;
  readonly value: Formula;
}

export interface ObjectLiteral {
  readonly kind: 'object';
  readonly members: readonly ObjectMember[];
  readonly range: SourceRange;
}

export interface Negation {
  readonly kind: 'negation';
  readonly operand: Formula;
  readonly range: SourceRange;
}

export interface Binary {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Formula;
  readonly right: Formula;
  readonly range: SourceRange;
}

export interface Pipe {
  readonly kind: 'pipe';
  readonly left: Formula;
  readonly right: Formula;
  readonly range: SourceRange;
}

/**
 * A hole where a value is expected, or parts that do not fit together (`a b`). Only tolerant parsing gives it; evaluating it
 * is a syntax error. A hole is empty and lies right behind what was read before it.
 */
export interface Missing {
  readonly kind: 'missing';
  readonly parts: readonly Formula[];
  readonly range: SourceRange;
}

export type Formula =
  | TextLiteral
  | NumberLiteral
  | Constant
  | Placeholder
  | Reference
  | Member
  | Index
  | Call
  | ArrayLiteral
  | ObjectLiteral
  | Negation
  | Binary
  | Pipe
  | Missing;

export interface LiteralPart {
  readonly kind: 'literal';
  readonly text: string;
  readonly range: SourceRange;
}

export interface Pill {
  readonly kind: 'pill';
  readonly formula: Formula;
  readonly range: SourceRange;
}

export interface IfBranch {
  readonly condition: Formula;
  readonly body: readonly TextPart[];
}

/** `<%if%>` and `<%elseif%>` branches in order; `otherwise` is the `<%else%>` part. */
export interface IfTag {
  readonly kind: 'if';
  readonly branches: readonly IfBranch[];
  readonly otherwise: readonly TextPart[] | null;
  readonly range: SourceRange;
}

export interface ForTag {
  readonly kind: 'for';
  /** Empty when it is not written yet, in a tree of tolerant parsing. */
  readonly variable: string;
  /** Absent in trees that nobody wrote. */
  readonly variableRange?: SourceRange;
  readonly iterable: Formula;
  readonly body: readonly TextPart[];
  readonly range: SourceRange;
}

export type TextPart = LiteralPart | Pill | IfTag | ForTag;
