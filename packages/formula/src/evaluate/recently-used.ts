/**
 * A bounded cache by source text. Two generations: what is asked for moves to the young one, and when that is full it
 * becomes the old one, whose rest is forgotten. A hit in the young one, the usual case, changes nothing.
 */
const MAX_YOUNG = 5_000;
/** A longer source is compiled each time: keeping it could hold a lot of memory for one use. */
const MAX_SOURCE_LENGTH = 100_000;

export class RecentlyUsed<T> {
  #young = new Map<string, T>();
  #old = new Map<string, T>();

  get(source: string, make: () => T): T {
    const known = this.#young.get(source);
    if (known !== undefined) return known;
    const made = this.#old.get(source) ?? make();
    if (source.length > MAX_SOURCE_LENGTH) return made;
    if (this.#young.size >= MAX_YOUNG) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(source, made);
    return made;
  }
}
