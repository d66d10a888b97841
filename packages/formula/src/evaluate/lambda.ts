import type { Argument, Lambda } from '../functions/definition.ts';
import type { Value } from '../value/value.ts';
import type { Closure, Evaluation } from './evaluation.ts';

/** A function value: the compiled body and the slots of its parameters. Missing arguments read as NULL. */
export class LambdaValue implements Lambda {
  readonly kind = 'lambda';
  readonly arity: number;
  readonly #evaluation: Evaluation;
  readonly #slots: readonly number[];
  readonly #body: Closure;
  readonly #cost: number;

  /** `cost` is the steps of one call, in proportion to the size of the body. */
  constructor(evaluation: Evaluation, slots: readonly number[], body: Closure, cost: number) {
    this.arity = slots.length;
    this.#evaluation = evaluation;
    this.#slots = slots;
    this.#body = body;
    this.#cost = cost;
  }

  /** No function gives more than two values. Named parameters rather than a list: nothing is called more often. */
  call(first: Value = null, second: Value = null): Value {
    const evaluation = this.#evaluation;
    evaluation.spend(this.#cost);
    const slots = this.#slots;
    for (let index = 0; index < slots.length; index += 1) {
      evaluation.slots[slots[index] ?? 0] = index === 0 ? first : index === 1 ? second : null;
    }
    return this.#body(evaluation);
  }
}

export function isLambda(argument: Argument): argument is Lambda {
  return argument instanceof LambdaValue;
}
