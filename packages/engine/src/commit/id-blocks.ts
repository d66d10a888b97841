/**
 * Runtime ids, taken from the database in blocks, so that events have their ids before they are written.
 * Whoever takes several in a row makes sure first that there are enough: nothing may stop half-way.
 */
import type { EngineStore } from '../ports/store.ts';

export class OutOfIds extends Error {
  /** Enough for what was tried, as far as is known. */
  readonly wanted: number;
  constructor(wanted = 0) {
    super('no ids are left');
    this.wanted = wanted;
  }
}

export class IdBlocks {
  private readonly store: Pick<EngineStore, 'takeIds'>;
  private nextId = 0;
  private left = 0;
  private readonly spare: { first: number; count: number }[] = [];
  private fetching: Promise<void> | null = null;

  constructor(store: Pick<EngineStore, 'takeIds'>) {
    this.store = store;
  }

  /** Waits until there are so many. */
  async fill(atLeast = 2_000): Promise<void> {
    while (!this.has(atLeast)) {
      this.fetching ??= this.fetch();
      await this.fetching;
    }
  }

  /** As `fill`, and what is asked for is still there when the caller goes on, if it takes it at once. */
  async fillFor(count: number): Promise<void> {
    while (!this.has(count)) await this.fill(count);
  }

  has(count: number): boolean {
    return this.left + this.spareCount() >= count;
  }

  get isLow(): boolean {
    return !this.has(5_000);
  }

  /** Throws OutOfIds: ask `has` first, for as many as are taken in a row. */
  next(): number {
    if (this.left === 0) {
      const block = this.spare.shift();
      if (block === undefined) throw new OutOfIds();
      this.nextId = block.first;
      this.left = block.count;
    }
    this.left--;
    return this.nextId++;
  }

  private spareCount(): number {
    return this.spare.reduce((sum, block) => sum + block.count, 0);
  }

  private async fetch(): Promise<void> {
    try {
      this.spare.push(await this.store.takeIds());
    } finally {
      this.fetching = null;
    }
  }
}
