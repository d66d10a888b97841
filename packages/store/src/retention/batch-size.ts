/** How many rows to remove at once: as many as take about `wantedMs`, since others wait meanwhile. */
export class BatchSize {
  #rows: number;
  readonly #least: number;
  readonly #most: number;
  readonly #wantedMs: number;

  constructor(wantedMs: number, start = 1_000, least = 50, most = 10_000) {
    this.#rows = start;
    this.#least = least;
    this.#most = most;
    this.#wantedMs = wantedMs;
  }

  get rows(): number {
    return this.#rows;
  }

  /** A batch of about this size took so long. */
  took(ms: number): void {
    if (ms > this.#wantedMs * 1.5) this.#rows = Math.max(this.#least, Math.floor(this.#rows / 2));
    else if (ms < this.#wantedMs / 2) this.#rows = Math.min(this.#most, Math.ceil(this.#rows * 1.5));
  }
}
