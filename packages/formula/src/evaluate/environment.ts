/** What an evaluation is given from outside: names, clock, chance, platform and limits. */
import type { Platform, RunFacts } from '../functions/definition.ts';
import type { Value } from '../value/value.ts';

/** Resolves the first name of a path; undefined when there is no such name, which reads as NULL. */
export interface Scope {
  lookup(name: string): Value | undefined;
}

export interface Budget {
  /** Calls, rounds of loops and the work of functions. */
  readonly steps: number;
  /** UTF-16 units of text that one evaluation may build, and the size of its result. */
  readonly textSize: number;
  /** Nested arrays and objects in the result. */
  readonly depth: number;
  /** Milliseconds, counted from where the clock is first asked. Without a clock only the other limits hold. */
  readonly timeMs: number;
}

export interface Environment {
  /** Milliseconds since 1970, fixed for one evaluation. */
  readonly now: number;
  /** A number in [0, 1). */
  random(): number;
  newUuid(): string;
  readonly run?: RunFacts;
  readonly platform?: Platform;
  /** Milliseconds that only grow, such as `performance.now`. Asked only by formulas with much work. */
  readonly clock?: () => number;
  readonly budget?: Partial<Budget>;
}

/** The depth stays below the 512 levels that `parseJson` accepts, so that every result can be read back inside an event. */
export const DEFAULT_BUDGET: Budget = { steps: 1_000_000, textSize: 50_000_000, depth: 480, timeMs: 1_000 };
