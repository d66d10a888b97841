/** What must be undone at the end, however the end comes. */
export class CleanUps {
  readonly #steps: (() => Promise<void>)[] = [];
  #running: Promise<void> | null = null;

  /**
   * Call it before, not after, the thing is made: an interruption may come in between. Steps run one by one, the newest
   * first, and one that fails does not keep the others.
   */
  add(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  /** However often it is called, it happens once. */
  run(): Promise<void> {
    this.#running ??= this.#runAll();
    return this.#running;
  }

  async #runAll(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        console.error('Something may have been left behind:', error);
        process.exitCode = 1;
      }
    }
  }
}
