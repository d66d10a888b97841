/**
 * Bytes that may be in memory at once. Whoever wants more than is left waits for its turn, in the order of arrival; more
 * than the whole budget counts as all of it, so that it is granted when nobody else holds anything.
 */
interface Waiter {
  readonly weight: number;
  readonly grant: (isGranted: boolean) => void;
}

export interface ByteBudgetOptions {
  readonly capacity: number;
  /** More do not wait: they are turned away. */
  readonly maxWaiting: number;
  readonly maxWaitMs: number;
}

export class ByteBudget {
  readonly #options: ByteBudgetOptions;
  readonly #waiting = new Set<Waiter>();
  #held = 0;

  constructor(options: ByteBudgetOptions) {
    this.#options = options;
  }

  get held(): number {
    return this.#held;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Takes them if they are free and nobody waits. */
  tryTake(bytes: number): boolean {
    if (this.#waiting.size > 0) return false;
    return this.#take(this.#weigh(bytes));
  }

  /** False: too many wait, or it took too long. */
  async take(bytes: number): Promise<boolean> {
    if (this.tryTake(bytes)) return true;
    if (this.#waiting.size >= this.#options.maxWaiting) return false;
    return new Promise((resolve) => {
      const waiter: Waiter = {
        weight: this.#weigh(bytes),
        grant: (isGranted) => {
          clearTimeout(impatience);
          this.#waiting.delete(waiter);
          resolve(isGranted);
        },
      };
      const impatience = setTimeout(() => {
        waiter.grant(false);
        this.#grantNext();
      }, this.#options.maxWaitMs);
      this.#waiting.add(waiter);
    });
  }

  /** As many as were taken. */
  giveBack(bytes: number): void {
    this.#held -= this.#weigh(bytes);
    if (this.#waiting.size > 0) this.#grantNext();
  }

  #grantNext(): void {
    for (const waiter of this.#waiting) {
      if (!this.#take(waiter.weight)) return;
      waiter.grant(true);
    }
  }

  #take(weight: number): boolean {
    if (this.#held + weight > this.#options.capacity) return false;
    this.#held += weight;
    return true;
  }

  #weigh(bytes: number): number {
    return Math.min(bytes, this.#options.capacity);
  }
}
