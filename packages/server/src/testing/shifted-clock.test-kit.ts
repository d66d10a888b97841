/** The real clock, which a test can put forward: what is due in between is due at once. */
import type { Clock } from '@fabula/engine';

interface Entry {
  readonly at: number;
  readonly call: () => void;
  timer: NodeJS.Timeout;
}

export class ShiftedClock implements Clock {
  private offset = 0;
  private readonly entries = new Set<Entry>();

  now(): number {
    return Date.now() + this.offset;
  }

  at(at: number, call: () => void): () => void {
    const entry: Entry = { at, call, timer: this.arm(at, () => this.fire(entry)) };
    this.entries.add(entry);
    return () => {
      clearTimeout(entry.timer);
      this.entries.delete(entry);
    };
  }

  soon(call: () => void): void {
    setImmediate(call);
  }

  forward(ms: number): void {
    this.offset += ms;
    for (const entry of this.entries) {
      clearTimeout(entry.timer);
      entry.timer = this.arm(entry.at, () => this.fire(entry));
    }
  }

  private arm(at: number, call: () => void): NodeJS.Timeout {
    return setTimeout(call, Math.min(Math.max(0, at - this.now()), 2_147_483_647));
  }

  private fire(entry: Entry): void {
    this.entries.delete(entry);
    entry.call();
  }
}
