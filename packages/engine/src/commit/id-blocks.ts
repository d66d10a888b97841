/**
 * Runtime ids, taken from the database in blocks, so that events have their ids before they are written.
 * A block is fetched before the last one is used up; when it comes too late, `next` throws and the job is done again later.
 */
import type { EngineStore } from '../ports/store.ts';

export class OutOfIds extends Error {}

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
    while (this.left + this.spareCount() < atLeast) {
      this.fetching ??= this.fetch();
      await this.fetching;
    }
  }

  get isLow(): boolean {
    return this.left + this.spareCount() < 5_000;
  }

  /** Throws OutOfIds. Only for as many ids as one job may need in a row. */
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
