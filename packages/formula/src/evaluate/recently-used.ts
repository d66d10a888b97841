/** A bounded cache by source text: the least recently used entry goes first. */
const MAX_ENTRIES = 5_000;
/** A longer source is compiled each time: keeping it could hold a lot of memory for one use. */
const MAX_SOURCE_LENGTH = 100_000;

export class RecentlyUsed<T> {
  readonly #entries = new Map<string, T>();

  get(source: string, make: () => T): T {
    const known = this.#entries.get(source);
    if (known !== undefined) {
      this.#entries.delete(source);
      this.#entries.set(source, known);
      return known;
    }
    const made = make();
    if (source.length > MAX_SOURCE_LENGTH) return made;
    this.#entries.set(source, made);
    if (this.#entries.size > MAX_ENTRIES) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    return made;
  }
}
