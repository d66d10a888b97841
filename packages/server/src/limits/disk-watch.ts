/**
 * Knows when the disk of the data directory is nearly full. From there on nothing new is taken in, so that what is
 * accepted already can be finished, read and removed: a database that really runs out of space may not even be able to
 * delete.
 */
import { statfs } from 'node:fs/promises';

const checkEveryMs = 2_000;
/** As much again must be free, in parts of the reserve, before things go on: no flickering at the edge. */
const margin = 0.1;

export interface DiskSpace {
  readonly free: number;
  readonly total: number;
}

export interface DiskWatchParts {
  readonly directory: string;
  /** null: `usualReserve`. */
  readonly reserveBytes: number | null;
  readonly read?: (directory: string) => Promise<DiskSpace>;
  readonly onChange: (isFull: boolean, space: DiskSpace, reserve: number) => void;
  /** The space cannot be told. Said once. */
  readonly onFailure: (error: unknown) => void;
}

export class DiskWatch {
  readonly #parts: DiskWatchParts;
  readonly #read: (directory: string) => Promise<DiskSpace>;
  #isFull = false;
  #hasFailed = false;
  /** By the last look, less what was reserved since. */
  #free = Number.POSITIVE_INFINITY;
  #reserve = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: DiskWatchParts) {
    this.#parts = parts;
    this.#read = parts.read ?? readDiskSpace;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  async start(): Promise<void> {
    await this.check();
    this.#timer = setInterval(() => void this.check(), checkEveryMs);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** Whether so much may be written to a file. What is granted counts as used until the next look. */
  mayWrite(bytes: number): boolean {
    if (this.#isFull || this.#free - bytes < this.#reserve) return false;
    this.#free -= bytes;
    return true;
  }

  async check(): Promise<void> {
    let space: DiskSpace;
    try {
      space = await this.#read(this.#parts.directory);
    } catch (error) {
      if (!this.#hasFailed) this.#parts.onFailure(error);
      this.#hasFailed = true;
      return;
    }
    this.#hasFailed = false;
    this.#free = space.free;
    this.#reserve = this.#parts.reserveBytes ?? usualReserve(space.total);
    const isFull = space.free < this.#reserve * (this.#isFull ? 1 + margin : 1);
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    this.#parts.onChange(isFull, space, this.#reserve);
  }
}

/** 256 MB; on a small disk a tenth of it. */
export function usualReserve(total: number): number {
  return Math.min(256 * 1024 ** 2, total / 10);
}

async function readDiskSpace(directory: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(directory);
  return { free: bavail * bsize, total: blocks * bsize };
}
