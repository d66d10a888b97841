/**
 * Knows when memory runs short, so that new work is turned away (503) before the process dies of it.
 *
 *   room ──used ≥ 80 %, after a collection too──► short ──used < 70 %, or nothing is left to do──► room
 *
 * What V8 calls used is garbage to a good part, and it collects no earlier than it must; a process that turns everything
 * away would then never see its memory fall. So above the mark garbage is collected before anything is concluded, at most
 * so often that it takes a twentieth of the time.
 */
import { totalmem } from 'node:os';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const shortFrom = 0.8;
const roomBelow = 0.7;
const collectEveryMs = 2_000;
const sampleEveryMs = 200;

export interface MemoryWatchParts {
  /** Share of what there is: 0 to 1. */
  readonly readShare: () => number;
  /** Frees what nobody holds any more. */
  readonly collect: () => void;
  /** Nothing is under way: whatever is used now will not become less by waiting. */
  readonly isIdle: () => boolean;
  readonly now: () => number;
  readonly onChange: (isShort: boolean, share: number) => void;
}

export class MemoryWatch {
  readonly #parts: MemoryWatchParts;
  #isShort = false;
  #collectAfter = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: MemoryWatchParts) {
    this.#parts = parts;
  }

  get isShort(): boolean {
    return this.#isShort;
  }

  start(): void {
    this.#timer = setInterval(() => this.sample(), sampleEveryMs);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  sample(): void {
    let share = this.#parts.readShare();
    const mark = this.#isShort ? roomBelow : shortFrom;
    if (share < mark) return this.#change(false, share);
    const hasCollected = this.#collect();
    if (hasCollected) share = this.#parts.readShare();
    if (!this.#isShort) {
      if (share >= mark) this.#change(true, share);
      return;
    }
    if (share < mark || (hasCollected && this.#parts.isIdle())) this.#change(false, share);
  }

  #collect(): boolean {
    const begin = this.#parts.now();
    if (begin < this.#collectAfter) return false;
    this.#parts.collect();
    const end = this.#parts.now();
    this.#collectAfter = end + Math.max(collectEveryMs, 20 * (end - begin));
    return true;
  }

  #change(isShort: boolean, share: number): void {
    if (isShort === this.#isShort) return;
    this.#isShort = isShort;
    this.#parts.onChange(isShort, share);
  }
}

/**
 * The larger of two shares: of the heap in its limit, and of the whole process in the memory that the system (or its
 * container) lets it have, which so many processes share.
 */
export function readMemoryShare(processes: number): number {
  const heap = getHeapStatistics();
  const ofProcess = memoryOfSystem() / processes;
  return Math.max(heap.used_heap_size / heap.heap_size_limit, process.memoryUsage.rss() / ofProcess);
}

function memoryOfSystem(): number {
  // Without a limit it is 0, or a number beyond all memory.
  const limit = process.constrainedMemory();
  const total = totalmem();
  return limit > 0 && limit < total ? limit : total;
}

/** Node gives the function only when it is asked for by a flag, which may also be set later. */
export function makeCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return () => {
    if (typeof collect === 'function') collect();
  };
}
