/** What a unit has produced since its last commit. */
import type { Value } from '@fabula/formula';
import type { ActionId, DefinedAction, DeliveryId, RunId, StoryDefinition, StoryId } from '@fabula/model';
import type { MemoryDecision } from '../action-type.ts';
import type { ActionRan } from '../ports/observer.ts';
import type {
  Delivery,
  EndedActionRun,
  ExitNotice,
  MemoryChange,
  ModelUse,
  NewAsk,
  NewEffect,
  NewEvent,
  NewLog,
  RunProgress,
  UnitCommit,
  WrittenDelivery,
} from '../ports/store.ts';
import type { Job, LiveRun } from './unit.ts';

/** A memory decision waiting for the transaction in which it can be made. */
export interface MemoryJob {
  readonly job: Job;
  /** As they were when it was planned: by the time of the transaction they may have been forgotten. */
  readonly story: StoryDefinition;
  readonly action: DefinedAction;
  readonly keys: readonly string[];
  readonly decide: (read: (key: string) => Value) => MemoryDecision;
}

/** Told once when the product that it was added to is durable, or will never be. */
export interface Settler {
  readonly written: () => void;
  readonly dropped: (end: UnitEnd) => void;
}

export interface UnitEnd {
  readonly kind: 'refused' | 'stale' | 'stopped';
  readonly message: string;
}

interface RunCounts {
  readonly run: LiveRun;
  readonly wasNew: boolean;
  endedAt: number;
  events: number;
  actionRuns: number;
}

export class Product {
  readonly runs = new Map<RunId, RunCounts>();
  readonly events: NewEvent[] = [];
  readonly logs: NewLog[] = [];
  readonly deliveries = new Map<DeliveryId, WrittenDelivery>();
  readonly finished = new Set<DeliveryId>();
  readonly received: { readonly actionId: ActionId; readonly storyId: StoryId; readonly at: number }[] = [];
  readonly actionRuns: EndedActionRun[] = [];
  readonly modelUses: ModelUse[] = [];
  readonly effects: NewEffect[] = [];
  readonly answers: ExitNotice[] = [];
  readonly asks: NewAsk[] = [];
  readonly memory: MemoryChange[] = [];
  /** Empty unless somebody watches. */
  readonly ran: ActionRan[] = [];
  readonly memoryJobs: MemoryJob[] = [];
  readonly settlers: Settler[] = [];
  /** Somebody outside waits until it is durable. */
  isAwaited = false;
  private readonly kept = new Set<Job>();
  /** Characters of payload: bounds the size of a commit and the memory in use. */
  size = 0;

  get isEmpty(): boolean {
    return (
      this.runs.size === 0 &&
      this.deliveries.size === 0 &&
      this.finished.size === 0 &&
      this.settlers.length === 0 &&
      this.memoryJobs.length === 0
    );
  }

  touchRun(run: LiveRun, at: number): RunCounts {
    let counts = this.runs.get(run.record.id);
    if (counts === undefined) {
      counts = { run, wasNew: run.isNew, endedAt: at, events: 0, actionRuns: 0 };
      this.runs.set(run.record.id, counts);
    }
    if (at > counts.endedAt) counts.endedAt = at;
    return counts;
  }

  addEvent(run: LiveRun, event: NewEvent): void {
    this.touchRun(run, event.createdAt).events++;
    this.events.push(event);
    this.size += event.payloadText.length;
  }

  addLog(run: LiveRun, log: NewLog): void {
    this.touchRun(run, log.createdAt);
    this.logs.push(log);
    this.size += log.message.length;
  }

  /** The delivery stays to do: a row for it, or a change of its row. */
  keep(job: Job, delivery: Delivery, isClaimed: boolean): void {
    const pending = this.deliveries.get(delivery.id);
    const isNew = pending === undefined ? !job.isWritten : pending.isNew;
    this.deliveries.set(delivery.id, { ...delivery, isClaimed, isNew });
    this.kept.add(job);
    if (!isClaimed) job.run.isScattered = true;
  }

  /** As `keep`, for a job that this process goes on with; a row that is already here (an effect about to start) stays. */
  keepOpen(job: Job): void {
    const pending = this.deliveries.get(job.delivery.id);
    if (pending === undefined || !pending.isClaimed) this.keep(job, job.delivery, true);
  }

  /** From here on the rows of the kept deliveries are as good as written. */
  markTaken(): void {
    for (const { run } of this.runs.values()) run.isNew = false;
    for (const job of this.kept) {
      job.isWritten = true;
      job.mustWrite = false;
    }
  }

  /** The delivery is done. One that was never written leaves no trace. */
  finish(job: Job): void {
    const pending = this.deliveries.get(job.delivery.id);
    this.deliveries.delete(job.delivery.id);
    const hasRow = pending === undefined ? job.isWritten : !pending.isNew;
    if (hasRow) this.finished.add(job.delivery.id);
  }

  /** Rows that were there before this product and that it would have finished or changed. */
  rowsFromBefore(): DeliveryId[] {
    const changed = [...this.deliveries.values()].filter((delivery) => !delivery.isNew);
    return [...this.finished, ...changed.map((delivery) => delivery.id)];
  }

  /** A copy to which decisions of one attempt at a transaction can be added, without the memory jobs that they come from. */
  copyForAttempt(): Product {
    const copy = new Product();
    for (const [id, counts] of this.runs) copy.runs.set(id, { ...counts });
    copy.events.push(...this.events);
    copy.logs.push(...this.logs);
    for (const [id, delivery] of this.deliveries) copy.deliveries.set(id, delivery);
    for (const id of this.finished) copy.finished.add(id);
    copy.received.push(...this.received);
    copy.actionRuns.push(...this.actionRuns);
    copy.modelUses.push(...this.modelUses);
    copy.effects.push(...this.effects);
    copy.answers.push(...this.answers);
    copy.asks.push(...this.asks);
    copy.ran.push(...this.ran);
    copy.settlers.push(...this.settlers);
    for (const job of this.kept) copy.kept.add(job);
    copy.size = this.size;
    return copy;
  }

  toCommit(): UnitCommit {
    const runs: RunProgress[] = [];
    for (const counts of this.runs.values()) {
      runs.push({
        ...counts.run.record,
        endedAt: counts.endedAt,
        addedEvents: counts.events,
        addedActionRuns: counts.actionRuns,
        isNew: counts.wasNew,
      });
    }
    return {
      runs,
      events: this.events,
      logs: this.logs,
      deliveries: [...this.deliveries.values()],
      finished: [...this.finished],
      received: this.received,
      actionRuns: this.actionRuns,
      modelUses: this.modelUses,
      effects: this.effects,
      answers: this.answers,
      asks: this.asks,
      memory: this.memory,
    };
  }
}
