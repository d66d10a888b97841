/**
 * Whether this process gets on with what is due. Being up is not enough: a worker that looks and takes nothing while work
 * is due, or whose look never ends, does no good and should be replaced.
 */
import type { Clock } from '../ports/clock.ts';

/** Longer without progress is a fault. */
const patienceMs = 15_000;

export class Progress {
  overdueMs = 0;
  private readonly clock: Clock;
  private lookingSince: number | null = null;
  /** Since when every look has found something overdue and has taken nothing. */
  private stuckSince: number | null = null;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  begins(): void {
    this.lookingSince = this.clock.now();
  }

  ends(): void {
    this.lookingSince = null;
  }

  /** `isBusy`: it had no room for more, which is progress of another kind. */
  saw(look: { readonly overdueMs: number; readonly taken: number; readonly isBusy: boolean }): void {
    this.overdueMs = look.overdueMs;
    const isStuck = look.overdueMs > 0 && look.taken === 0 && !look.isBusy;
    this.stuckSince = isStuck ? (this.stuckSince ?? this.clock.now()) : null;
  }

  /** What is wrong; null: nothing. */
  fault(): string | null {
    const now = this.clock.now();
    if (this.lookingSince !== null && now - this.lookingSince > patienceMs) {
      return `the database has not answered for ${seconds(now - this.lookingSince)} s`;
    }
    if (this.stuckSince !== null && now - this.stuckSince > patienceMs) {
      return `work has been due for ${seconds(this.overdueMs)} s and is not taken up`;
    }
    return null;
  }
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
