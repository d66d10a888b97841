/**
 * Work in memory.
 *
 * A *unit* is what is written whole or not at all: a run, together with the runs that it called (Send to Story) as long as
 * they are in this memory with it. A *job* is one delivery of a unit, being done or about to be. What jobs produce is
 * added to the unit's *product* (product.ts); a commit takes the product away and leaves an empty one, so the unit goes
 * on meanwhile.
 *
 *   ready ──perform──► product ──commit──► written, then effects and answers
 *     ▲                   │
 *     └── next jobs ◄─────┘  (run ahead: pure actions do not wait for the commit)
 *
 * A unit whose commit is refused is broken: its jobs are dropped, its product is thrown away.
 */
import type { DeliveryId, RunId } from '@fabula/model';
import type { OpenedSecrets } from '../ports/credentials.ts';
import type { Delivery, RunRecord } from '../ports/store.ts';
import type { Urgency } from './fair-queue.ts';
import { Product } from './product.ts';
import { type Output, Way } from './way.ts';

/** An event as jobs see it: its own output and the newest output per slug on the way to it. */
export interface LiveEvent extends Output {
  /** The delivery that wrote it; null: not known any more. */
  readonly writtenBy: DeliveryId | null;
  /** Outputs on the way to it, its own included. */
  readonly way: Way;
}

export interface LiveRun {
  readonly record: RunRecord;
  /** Until the commit that holds its row has been taken. */
  isNew: boolean;
  /** Somebody waits for an exit of the run, or of the one that called it. */
  readonly isAwaited: boolean;
  /** The call that started this run has been answered; later exits are ordinary events. */
  isAnswered: boolean;
  /** Of a group: the call goes on when nothing of the run is left to do. */
  readonly isInGroup: boolean;
  /** Jobs of the run in memory. */
  openCount: number;
  /** Deliveries of the run are, or were, in the hands of others: what is in memory is not all that is left to do. */
  isScattered: boolean;
  /** Events that it has emitted while in memory. */
  eventCount: number;
}

export interface Job {
  readonly unit: Unit;
  readonly run: LiveRun;
  readonly delivery: Delivery;
  readonly received: LiveEvent | null;
  /** Whether the delivery has a row in the database, or in a commit on its way there. */
  isWritten: boolean;
  /** The row, though written, must be changed by the unit's next commit (an answer has come in for a waiting call). */
  mustWrite: boolean;
  /** A former process died in the middle of this effect. */
  readonly isOutcomeUnknown: boolean;
  /** Pure steps since the last wait, effect or claim; bounded, so that a loop cannot run in memory for ever. */
  steps: number;
  /** When it was begun; 0: not yet. */
  beganAt: number;
  /** What was opened for it when it was last planned; what it gives is masked with them. */
  secrets: OpenedSecrets;
}

export function urgencyOf({ run, delivery }: Pick<Job, 'run' | 'delivery'>): Urgency {
  if (run.isAwaited) return 'awaited';
  return delivery.isPriority ? 'priority' : 'ordinary';
}

export class Unit {
  readonly runs = new Map<RunId, LiveRun>();
  private pending: Product | null = null;
  /** Jobs in memory: ready, waiting for a commit, or performing an effect. */
  readonly open = new Set<Job>();
  /** Runs whose answers jobs of this unit wait for (calls.ts). */
  readonly calledRuns = new Set<RunId>();
  /** Jobs that could be done now, in the order in which they became ready, from `readyHead` on. */
  private readonly ready: Job[] = [];
  private readyHead = 0;
  /** Whether the unit waits for its turn. */
  isInLine = false;
  /** When it first had something to commit. Milliseconds since 1970. */
  dirtySince = 0;
  /** While above 0 the unit is not committed: something that belongs to its product is still being loaded. */
  holds = 0;
  isBroken = false;
  /** Somebody waits for an exit of one of its runs. */
  private isAwaited = false;
  /** It ends what was refused; refused itself, there is nothing left to try. */
  isEnding = false;
  /** Events emitted since the unit came into memory. */
  eventCount = 0;
  isOverLimit = false;

  /** What it has produced since its last commit. Made when it is needed: most units are done after one commit. */
  get product(): Product {
    this.pending ??= new Product();
    return this.pending;
  }

  /** Somebody outside waits for the next commit. */
  get isUrgent(): boolean {
    return this.isAwaited || this.pending?.isAwaited === true;
  }

  /** Whether something is to be committed. */
  get hasProduct(): boolean {
    return this.pending !== null && !this.pending.isEmpty;
  }

  /** While there are ready jobs, the unit's commit can wait a moment and hold what they produce. */
  get readyCount(): number {
    return this.ready.length - this.readyHead;
  }

  get nextReady(): Job | undefined {
    return this.ready[this.readyHead];
  }

  pushReady(job: Job): void {
    this.ready.push(job);
  }

  takeReady(): Job | undefined {
    const job = this.ready[this.readyHead];
    if (job === undefined) return undefined;
    if (++this.readyHead === this.ready.length) {
      this.ready.length = 0;
      this.readyHead = 0;
    }
    return job;
  }

  addRun(record: RunRecord, isNew: boolean, isAwaited: boolean, isInGroup = false): LiveRun {
    const known = this.runs.get(record.id);
    if (known !== undefined) return known;
    if (isAwaited) this.isAwaited = true;
    const run: LiveRun = {
      record,
      isNew,
      isAwaited,
      isAnswered: false,
      isInGroup,
      openCount: 0,
      isScattered: !isNew,
      eventCount: 0,
    };
    this.runs.set(record.id, run);
    if (isNew) this.product.touchRun(run, record.startedAt);
    return run;
  }

  /**
   * Takes the product for a commit and starts an empty one. Jobs that are still open get a row, claimed by this process:
   * after a crash they are found again. Jobs begun and done between two commits never had one.
   */
  takeProduct(): Product {
    const taken = this.product;
    this.pending = null;
    const inMemoryDecision = new Set(taken.memoryJobs.map((memoryJob) => memoryJob.job));
    for (const job of this.open) {
      if (!inMemoryDecision.has(job) && (!job.isWritten || job.mustWrite)) taken.keepOpen(job);
    }
    taken.markTaken();
    return taken;
  }

  /** Claimed rows that this unit has not finished. */
  claimedRows(): DeliveryId[] {
    return [...this.open].filter((job) => job.isWritten).map((job) => job.delivery.id);
  }
}

export function liveEvent(
  received: LiveEvent | null,
  slug: string,
  output: Output,
  writtenBy: DeliveryId | null,
): LiveEvent {
  const way = (received?.way ?? Way.none).with(slug, output);
  return { id: output.id, payload: output.payload, way, writtenBy };
}
