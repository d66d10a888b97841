/** How much of what comes in may be in memory, by the size of the heap. */

import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import type { Logger } from '../observe/logger.ts';
import { BodyTurns } from './body-turns.ts';
import { BodyReader } from './read-body.ts';

/**
 * Bytes of heap that one byte of a body takes at its worst, from when it is read until it is durable: its bytes, its text,
 * its values, the JSON that is written of them, and that once more on its way to the database.
 */
const heapPerByte = 10;

export interface Bodies {
  readonly reader: BodyReader;
  readonly turns: BodyTurns;
  /** The largest body that this process can take, whatever is allowed. */
  readonly largest: number;
  readonly directory: string;
}

export function createBodies(
  settings: { readonly dataDir: string; readonly maxBodyBytes: number },
  mayWrite: (bytes: number) => boolean,
  log: Logger,
  heapLimit = getHeapStatistics().heap_size_limit,
): Bodies {
  const capacity = Math.floor(Math.min(256 * 1024 ** 2, heapLimit / 2 / heapPerByte));
  const largest = Math.min(settings.maxBodyBytes, Math.floor((heapLimit * 0.7) / heapPerByte));
  if (largest < settings.maxBodyBytes) {
    log.warn(
      { largest, allowed: settings.maxBodyBytes },
      'the heap is too small for the largest bodies that are allowed: set NODE_OPTIONS=--max-old-space-size or FABULA_MAX_BODY_BYTES',
    );
  }
  const directory = join(settings.dataDir, 'spool');
  return {
    largest,
    directory,
    reader: new BodyReader({
      maxBytes: largest,
      maxArrivingBytes: Math.min(64 * 1024 ** 2, heapLimit / 16),
      maxFiles: 500,
      directory,
      mayWrite,
    }),
    turns: new BodyTurns({ capacity, maxWaiting: 200, maxWaitMs: 30_000 }),
  };
}
