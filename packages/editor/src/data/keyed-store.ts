/**
 * Values under keys, each with its own listeners: a change of one action's count draws one card again, not five hundred.
 */
export class KeyedStore<Key, Value> {
  #values = new Map<Key, Value>();
  #listeners = new Map<Key, Set<() => void>>();

  get(key: Key): Value | undefined {
    return this.#values.get(key);
  }

  set(key: Key, value: Value): void {
    if (Object.is(this.#values.get(key), value)) return;
    this.#values.set(key, value);
    this.#tell(key);
  }

  /** Makes these the only entries. Keys whose value stays the same hear nothing. */
  replace(entries: ReadonlyMap<Key, Value>): void {
    const before = this.#values;
    this.#values = new Map(entries);
    for (const key of new Set([...before.keys(), ...entries.keys()])) {
      if (!Object.is(before.get(key), entries.get(key))) this.#tell(key);
    }
  }

  /** Calls `listener` after each change under `key`, until the returned function is called. */
  subscribe(key: Key, listener: () => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(key);
    };
  }

  #tell(key: Key): void {
    for (const listener of [...(this.#listeners.get(key) ?? [])]) listener();
  }
}
