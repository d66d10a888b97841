/**
 * How many rows to remove at once: as many as take the database about `wantedMs`, since others wait meanwhile. While the
 * sweep falls behind, they wait longer: what is not removed fills the disk.
 */
export class BatchSize {
  #rows = 1_000;
  #hurry = 1;
  readonly #wantedMs: number;

  constructor(wantedMs: number) {
    this.#wantedMs = wantedMs;
  }

  get rows(): number {
    return this.#rows;
  }

  /** A batch of about this size kept the database busy for so long. */
  took(ms: number): void {
    const wanted = this.#wantedMs * this.#hurry;
    if (ms > wanted * 1.5) this.#rows = Math.max(least, Math.floor(this.#rows / 2));
    else if (ms < wanted / 2) this.#rows = Math.min(most, Math.ceil(this.#rows * 1.5));
  }

  /** Time was up before everything was removed. */
  fellBehind(): void {
    this.#hurry = Math.min(mostHurry, this.#hurry * 2);
  }

  caughtUp(): void {
    this.#hurry = 1;
  }
}

/** Fewer would be less than a busy engine writes between two batches. */
const least = 500;
const most = 20_000;
const mostHurry = 8;
