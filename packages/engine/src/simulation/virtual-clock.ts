/** Time that moves only when the simulation says so. What is due at the same moment happens in the order it was asked for. */
import type { Clock } from '../ports/clock.ts';

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly call: () => void;
}

export class VirtualClock implements Clock {
  private time: number;
  private order = 0;
  private entries: Entry[] = [];

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  at(at: number, call: () => void): () => void {
    const entry: Entry = { at: Math.max(at, this.time), order: this.order++, call };
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.entries[middle];
      if (other !== undefined && (other.at < entry.at || (other.at === entry.at && other.order < entry.order))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    this.entries.splice(low, 0, entry);
    return () => {
      const index = this.entries.indexOf(entry);
      if (index >= 0) this.entries.splice(index, 1);
    };
  }

  soon(call: () => void): void {
    this.at(this.time, call);
  }

  /** Moves to the next thing that is due, if it is due before `until`. False: there is none. */
  async step(until: number): Promise<boolean> {
    const next = this.entries[0];
    if (next === undefined || next.at > until) return false;
    this.entries.shift();
    this.time = next.at;
    next.call();
    await settle();
    return true;
  }
}

/** Lets promise chains run as far as they can without time passing. Longer than any chain of the engine. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 24; turn++) await undefined;
}
