/**
 * The units with ready jobs, and whose turn it is. Jobs are performed in slices of a few milliseconds, so that the process
 * looks at its sockets in between; a unit takes a turn of several jobs, and stands in line again, fair among the stories.
 */
import type { Clock } from '../ports/clock.ts';
import { FairQueue } from './fair-queue.ts';
import { type Job, type Unit, urgencyOf } from './unit.ts';

/** Milliseconds of computing before the process looks at its sockets again. */
const sliceMs = 8;

/** Jobs of a unit in one turn: about as many as fit into a slice. */
const turn = 256;

export interface ReadyLineHooks {
  /** Before a slice. */
  begin(): void;
  perform(job: Job): void;
  /** After a slice: what it produced may be committed. */
  end(): void;
}

export class ReadyLine {
  /** Ready jobs of all units. */
  count = 0;
  private readonly line = new FairQueue<Unit>();
  private readonly clock: Clock;
  private readonly hooks: ReadyLineHooks;
  private isDue = false;
  private isStopped = false;

  constructor(clock: Clock, hooks: ReadyLineHooks) {
    this.clock = clock;
    this.hooks = hooks;
  }

  add(job: Job): void {
    job.unit.pushReady(job);
    this.count++;
    this.standInLine(job.unit);
    this.schedule();
  }

  /** A slice, as soon as the process comes to it; also when nothing is ready, for what has been produced. */
  schedule(): void {
    if (this.isDue || this.isStopped) return;
    this.isDue = true;
    this.clock.soon(() => {
      this.isDue = false;
      this.performSlice();
    });
  }

  /** No slice is begun any more. */
  stop(): void {
    this.isStopped = true;
  }

  private performSlice(): void {
    this.hooks.begin();
    const until = this.clock.now() + sliceMs;
    for (let unit = this.line.take(); unit !== undefined; unit = this.line.take()) {
      unit.isInLine = false;
      const isTimeUp = this.performTurn(unit, until);
      this.standInLine(unit);
      if (isTimeUp) break;
    }
    this.hooks.end();
    if (this.line.length > 0) this.schedule();
  }

  /** Several jobs at once, so that a run is done, and can be committed, before the next one is begun. */
  private performTurn(unit: Unit, until: number): boolean {
    for (let done = 0; done < turn; done++) {
      const job = unit.takeReady();
      if (job === undefined) return false;
      this.count--;
      this.hooks.perform(job);
      if (this.clock.now() >= until) return true;
    }
    return false;
  }

  private standInLine(unit: Unit): void {
    const next = unit.nextReady;
    if (next === undefined || unit.isInLine) return;
    unit.isInLine = true;
    this.line.push(unit, next.delivery.storyId, urgencyOf(next));
  }
}
