/** How long things take: rounds of a few milliseconds each, of which the median counts. */
import type { Run } from './contenders.ts';

/** Evaluations that take at least this long, so that the clock does not matter. */
const ROUND_MS = 30;

/** How many evaluations fill a round, found on code that is warm. */
export async function timesPerRound(run: Run, roundMs = ROUND_MS): Promise<number> {
  let times = 1;
  for (;;) {
    const ms = await millisecondsOf(run, times);
    if (ms >= roundMs) return Math.max(1, Math.round((times * roundMs) / ms));
    times *= ms < roundMs / 8 ? 4 : 2;
  }
}

export async function millisecondsOf(run: Run, times: number): Promise<number> {
  const started = performance.now();
  await run(times);
  return performance.now() - started;
}

/** Bytes of heap that one evaluation leaves behind. A round in which the collector ran tells nothing and is left out. */
export async function bytesOf(run: Run, times: number): Promise<number> {
  const found: number[] = [];
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const before = process.memoryUsage().heapUsed;
    await run(times);
    const grown = process.memoryUsage().heapUsed - before;
    if (grown > 0) found.push(grown / times);
  }
  return median(found);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
