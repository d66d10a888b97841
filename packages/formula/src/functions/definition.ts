/**
 * The shape of every function of the language. One object holds all that is known about a function: the evaluator
 * checks arguments by it, the reference page and the completion entry are made from it, and its examples are tests.
 */
import type { Value } from '../value/value.ts';
import type { Platform } from './platform.ts';

export type * from './platform.ts';

export type ParameterType = 'any' | 'text' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'lambda' | 'date';

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType | readonly ParameterType[];
  /** Left out by the caller: an error when true. */
  readonly required: boolean;
  /** The documented default, for the reference page; the code of the function applies it. */
  readonly defaultText?: string;
  /** Only as `name: value`, never by position. A parameter that is not keyword-only may be given either way. */
  readonly keywordOnly?: boolean;
  /** The last positional parameter may repeat. */
  readonly repeats?: boolean;
  readonly notes?: string;
}

export interface FunctionExample {
  readonly formula: string;
  readonly context: Readonly<Record<string, unknown>> | null;
  readonly result?: unknown;
  /** `exact` and `error` are run as tests; `illustrative` is shown only. */
  readonly kind: 'exact' | 'error' | 'illustrative';
  /** What a reader should see in it, where the formula does not say it. */
  readonly note?: string;
}

/** A function value; exists only as an argument. Calling it spends steps of the budget and may throw a FormulaFailure. */
export type Lambda = {
  readonly kind: 'lambda';
  /** Number of parameters that it names; `FILTER` on an object looks at it. */
  readonly arity: number;
  call(...values: Value[]): Value;
};

export type Argument = Value | Lambda;

/** What a function may know beside its arguments. Nothing here does I/O. */
export interface CallContext {
  /** Milliseconds since 1970, fixed for one evaluation. */
  readonly now: number;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly newUuid: () => string;
  /** Facts of the run, for STORY_RUN_GUID, STORY_RUN_LINK and PROMPT; absent outside a run. */
  readonly run?: RunFacts;
  /** Synchronous platform functions; absent where there is no platform. */
  readonly platform?: Platform;
  /** Spends steps of the evaluation's budget; throws a FormulaFailure when it is used up. Call it in proportion to the work. */
  spend(steps: number): void;
  /**
   * Throws a FormulaFailure when the evaluation has taken too long. Called around work whose time cannot be foreseen; where
   * there is no clock it spends the given steps instead.
   */
  checkTime(stepsWithoutClock: number): void;
  /** Text form of a value as in a text field (formulas.md section 2.4). */
  toText(value: Value): string;
  /** Raises the error of this call, with its source range. */
  fail(message: string): never;
}

export interface RunFacts {
  readonly storyRunGuid: string;
  /** Absolute address of the run view. */
  readonly storyRunLink: string;
  /** Absolute address of the current action with its events of this run; for `STORY_RUN_LINK("action")`. */
  readonly actionLink?: string;
  /** Absolute address of `/prompt` with the ids of the action and the event; the status is appended by PROMPT. */
  readonly promptLink: string;
}

/** Arguments after checking: positional ones in order (repeats at the end) and keyword ones by name. */
export interface CheckedArguments {
  /** The argument of this parameter, whichever way it was given; `undefined` when it was left out. */
  get(name: string): Argument | undefined;
  /** All values of the repeating parameter. */
  rest(): readonly Argument[];
}

export interface FunctionDefinition {
  readonly name: string;
  readonly category: string;
  /** One sentence. */
  readonly summary: string;
  /** Short Markdown for the reference page: coercions, NULL, errors, edges; what the summary and the notes leave open. */
  readonly details?: string;
  /** Functions to look at next, by name; a test refuses names that do not exist. */
  readonly seeAlso?: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly returns: string;
  /** True when the same arguments may give different results (clock, chance, run). */
  readonly nondeterministic?: boolean;
  readonly examples: readonly FunctionExample[];
  /** Name of the legacy Liquid filter that calls this function with the piped value as first argument; null: none. */
  readonly liquidFilter?: string | null;
  readonly call: (args: CheckedArguments, context: CallContext) => Value;
}
