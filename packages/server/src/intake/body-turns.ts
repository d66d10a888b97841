/**
 * Lets bodies into memory in turn: from when one is read until what it became is durable. A body takes many times its
 * size meanwhile (its bytes, its text, its values, what is written of them), so the budget is a small share of the heap.
 * Small bodies have a budget of their own: they do not wait behind large ones.
 */
import { ByteBudget } from './byte-budget.ts';
import type { ArrivedBody } from './read-body.ts';

const smallUpTo = 64 * 1024;

export interface BodyTurnsOptions {
  /** Bytes of bodies whose turn it is, all together. */
  readonly capacity: number;
  /** Of large ones, and ten times as many small ones. */
  readonly maxWaiting: number;
  readonly maxWaitMs: number;
}

export interface Turn {
  readonly bytes: Buffer;
  /** What the body became is written or dropped. May be called again. */
  end(): void;
}

export class BodyTurns {
  readonly #small: ByteBudget;
  readonly #large: ByteBudget;

  constructor(options: BodyTurnsOptions) {
    this.#small = new ByteBudget({
      capacity: Math.max(smallUpTo, options.capacity / 8),
      maxWaiting: options.maxWaiting * 10,
      maxWaitMs: options.maxWaitMs,
    });
    this.#large = new ByteBudget(options);
  }

  get held(): number {
    return this.#small.held + this.#large.held;
  }

  get waiting(): number {
    return this.#small.waiting + this.#large.waiting;
  }

  /** The turn of a body that need not wait; null: `wait`. */
  tryTake(body: ArrivedBody): Turn | null {
    if (body.bytes === null) return null;
    const budget = this.#budgetFor(body);
    return budget.tryTake(body.size) ? begin(budget, body, body.bytes) : null;
  }

  /** null: too many wait, or it took too long. The body is then let go. */
  async wait(body: ArrivedBody): Promise<Turn | null> {
    const budget = this.#budgetFor(body);
    if (!(await budget.take(body.size))) {
      body.letGo();
      return null;
    }
    try {
      return begin(budget, body, await body.load());
    } catch (error) {
      budget.giveBack(body.size);
      body.letGo();
      throw error;
    }
  }

  #budgetFor(body: ArrivedBody): ByteBudget {
    return body.size <= smallUpTo ? this.#small : this.#large;
  }
}

function begin(budget: ByteBudget, body: ArrivedBody, bytes: Buffer): Turn {
  // From here on it is counted by the budget.
  body.letGo();
  let isOver = false;
  return {
    bytes,
    end: () => {
      if (isOver) return;
      isOver = true;
      budget.giveBack(body.size);
    },
  };
}
