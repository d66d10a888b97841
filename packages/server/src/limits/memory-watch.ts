/**
 * Knows when memory runs short, so that new work is turned away (503) before the process dies of it.
 *
 *   room ──used ≥ 80 % with work under way──► short ──used < 70 %, or collected with nothing under way──► room
 *
 * What V8 calls used is garbage to a good part, and it collects no earlier than it must; a process that turns everything
 * away would then never see its memory fall. So above the mark garbage is collected first, at most so often that it takes
 * a twentieth of the time; in between all that is used counts, because nobody knows how much of it is held.
 *
 * What a collection leaves when nothing is under way will not become less by waiting. It is the resting share, and the
 * marks lie above it: a third and a sixth of the way from there to the limit, when that is more than 80 and 70 %.
 */
import { totalmem } from 'node:os';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const shortFrom = 0.8;
const roomBelow = 0.7;
const collectEveryMs = 2_000;
const sampleEveryMs = 200;
/** Between a resting share and the mark above it, even of a process that rests at its limit. */
const leastMargin = 0.02;

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
  #resting = 0;
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
    this.#resting = Math.min(this.#resting, share);
    if (share < this.#mark()) return this.#change(false, share);
    const hasCollected = this.#collect();
    const isIdle = this.#parts.isIdle();
    if (hasCollected) {
      share = this.#parts.readShare();
      if (isIdle) this.#resting = share;
    }
    if (share < this.#mark()) this.#change(false, share);
    else if (!isIdle) this.#change(true, share);
  }

  /** From where on memory is short, or while it is, below where it no longer is. */
  #mark(): number {
    const margin = Math.max(leastMargin, (1 - this.#resting) / 3);
    return this.#isShort
      ? Math.max(roomBelow, this.#resting + margin / 2)
      : Math.max(shortFrom, this.#resting + margin);
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
