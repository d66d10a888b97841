/**
 * The mutable state of one evaluation: names, local variables, and the budget that makes every formula end.
 *
 * Local variables (lambda parameters, the left value of a pipe, loop variables) live in slots that the compiler numbers.
 * One slot per binding place is enough, because no lambda can call itself.
 */
import { FormulaFailure } from '../failure.ts';
import type { CallContext, Platform, RunFacts } from '../functions/definition.ts';
import { toText } from '../value/text.ts';
import type { Value } from '../value/value.ts';
import { Deadline } from './deadline.ts';
import { type Budget, DEFAULT_BUDGET, type Environment, type Scope } from './environment.ts';
import { measure } from './measure.ts';

/** Rare enough that the clock costs nothing, often enough that a deadline is missed by milliseconds. */
const STEPS_BETWEEN_CHECKS = 4_000;

export class Evaluation implements CallContext {
  readonly scope: Scope;
  readonly now: number;
  readonly slots: Value[] = [];
  declare readonly run?: RunFacts;
  declare readonly platform?: Platform;
  readonly budget: Budget;
  readonly #environment: Environment;
  readonly #clock: (() => number) | undefined;
  #deadline: Deadline | null = null;
  #stepsLeft: number;
  /** The next check is due when fewer steps than this are left; 0 also means that they are used up. */
  #checkBelow = 0;
  #textLeft: number;

  constructor(scope: Scope, environment: Environment) {
    this.scope = scope;
    this.now = environment.now;
    this.#environment = environment;
    const { run, platform, budget, clock } = environment;
    if (run !== undefined) this.run = run;
    if (platform !== undefined) this.platform = platform;
    this.budget = budget === undefined ? DEFAULT_BUDGET : { ...DEFAULT_BUDGET, ...budget };
    this.#clock = clock;
    this.#stepsLeft = this.budget.steps;
    this.#planCheck();
    this.#textLeft = this.budget.textSize;
  }

  random(): number {
    return this.#environment.random();
  }

  newUuid(): string {
    return this.#environment.newUuid();
  }

  spend(steps: number): void {
    this.#stepsLeft -= steps;
    if (this.#stepsLeft < this.#checkBelow) this.#check();
  }

  checkTime(stepsWithoutClock: number): void {
    if (this.#clock === undefined) this.spend(stepsWithoutClock);
    else this.#checkDeadline(this.#clock);
  }

  /** The deadline is made by its first check: most formulas end before one. */
  #checkDeadline(clock: () => number): void {
    this.#deadline ??= new Deadline(clock, this.budget.timeMs);
    this.#deadline.check();
  }

  #check(): void {
    if (this.#stepsLeft < 0) {
      throw new FormulaFailure(
        'budget',
        `The formula takes more than ${this.budget.steps} steps; filter its data earlier, or divide it between actions`,
      );
    }
    if (this.#clock !== undefined) this.#checkDeadline(this.#clock);
    this.#planCheck();
  }

  #planCheck(): void {
    if (this.#clock !== undefined) this.#checkBelow = Math.max(0, this.#stepsLeft - STEPS_BETWEEN_CHECKS);
  }

  /** Counts text that this evaluation has built. */
  countText(length: number): void {
    this.#textLeft -= length;
    if (this.#textLeft < 0) {
      throw new FormulaFailure(
        'budget',
        `The formula builds more than ${this.budget.textSize} characters of text; join fewer or shorter pieces`,
      );
    }
  }

  toText(value: Value): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'object' && value !== null) this.spend(measure(value, this.budget).size >>> 6);
    return toText(value);
  }

  fail(message: string): never {
    throw new FormulaFailure('function', message);
  }
}

/** A compiled part of a formula. */
export type Closure = (evaluation: Evaluation) => Value;
