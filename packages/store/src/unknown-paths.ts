/**
 * Webhook paths that belong to nobody: anyone can ask for one again and again, and each look would cost a statement.
 * Anyone can also make up any number of them: the oldest makes room, and one longer than a path may be is not held.
 */
const longest = 255;

export class UnknownPaths {
  readonly #capacity: number;
  readonly #paths = new Set<string>();

  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  has(path: string): boolean {
    return this.#paths.has(path);
  }

  add(path: string): void {
    if (path.length > longest) return;
    // A copy: the path may be a part of an address that is much longer and would be held with it.
    this.#paths.add(Buffer.from(path, 'utf16le').toString('utf16le'));
    const [oldest] = this.#paths;
    if (this.#paths.size > this.#capacity && oldest !== undefined) this.#paths.delete(oldest);
  }
}
