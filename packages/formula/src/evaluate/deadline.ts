/** The time budget of one evaluation. Its time runs from the first check, so that light formulas never ask the clock. */
import { FormulaFailure } from '../failure.ts';

export class Deadline {
  readonly #clock: () => number;
  readonly #timeMs: number;
  #started: number | null = null;

  constructor(clock: () => number, timeMs: number) {
    this.#clock = clock;
    this.#timeMs = timeMs;
  }

  check(): void {
    const now = this.#clock();
    this.#started ??= now;
    if (now - this.#started > this.#timeMs) {
      throw new FormulaFailure(
        'budget',
        `The formula takes more than ${this.#timeMs} milliseconds; filter its data earlier, or divide it between actions`,
      );
    }
  }
}
