/** Sweeps for as long as the process lives: at once while there is work, now and then while there is none. */
import type { Clock } from '@fabula/engine';
import type { Sweeper, SweepReport } from '@fabula/store';

export interface RetentionParts {
  readonly sweeper: Sweeper;
  readonly clock: Clock;
  /** A sweep failed. It is tried again, later each time. */
  readonly onFailure: (error: unknown) => void;
  readonly onSweep?: (report: SweepReport) => void;
}

export interface Retention {
  start(): void;
  /** Waits for the sweep under way. */
  stop(): Promise<void>;
}

const idleMs = 30_000;
const firstRetryMs = 1_000;

export function createRetention({ sweeper, clock, onFailure, onSweep }: RetentionParts): Retention {
  let isStopped = false;
  let underWay: Promise<void> = Promise.resolve();
  let cancel = (): void => undefined;
  let failures = 0;

  function next(afterMs: number): void {
    if (isStopped) return;
    const begin = (): void => {
      underWay = turn();
    };
    // Whatever waits for the database or for the processor meanwhile gets its turn.
    if (afterMs === 0) clock.soon(begin);
    else cancel = clock.at(clock.now() + afterMs, begin);
  }

  async function turn(): Promise<void> {
    if (isStopped) return;
    try {
      const report = await sweeper.sweep(clock.now(), () => isStopped);
      failures = 0;
      onSweep?.(report);
      next(report.isMore ? 0 : idleMs);
    } catch (error) {
      if (isStopped) return;
      onFailure(error);
      next(Math.min(idleMs, firstRetryMs * 2 ** failures));
      failures += 1;
    }
  }

  return {
    start: () => next(firstRetryMs),
    async stop() {
      isStopped = true;
      cancel();
      await underWay;
    },
  };
}
