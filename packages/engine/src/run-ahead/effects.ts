/**
 * Effects: what touches the outside. An effect starts when the commit that records its intent is durable; its outcome is
 * recorded by the next commit, in the events and in the ledger. A crash in between leaves a delivery that has started and
 * not finished: whoever takes it up repeats it only if that is as good as once, and otherwise says that the outcome is
 * unknown.
 *
 *   begun ──room──► intent on its way ──durable──► performing ──► outcome recorded
 *     │ no room
 *     ├──► waiting here, in its turn among the stories ──room──► …
 *     └──► too many wait, or this process is no worker or about to end: back in the database, for whoever has room
 */
import type { DeliveryId, StoryId } from '@fabula/model';
import type { Outcome, Plan } from '../action-type.ts';
import type { EngineDependencies } from '../dependencies.ts';
import { effectPorts } from '../perform/effect-ports.ts';
import type { AbortSignalLike } from '../ports/outgoing.ts';
import type { EffectOutcome } from '../ports/store.ts';
import { FairQueue } from './fair-queue.ts';
import { type Job, type Unit, urgencyOf } from './unit.ts';

type EffectPlan = Extract<Plan, { kind: 'effect' }>;

/** Effects on their way at once, unless the dependencies say otherwise. */
const defaultMaxInFlight = 256;
/** As many times the effects on their way may wait in memory; more wait in the database. */
const waitingShare = 8;
/** What had to go back to the database is not looked at again before: it would be claimed and put back in circles. */
const putBackMs = 250;

const outcomeUnknown = {
  kind: 'fail',
  message:
    'Fabula was stopped between sending this request and recording the answer. The outcome is unknown; the request was not repeated, because repeating it might do it twice.',
  payload: { error: 'outcome unknown', outcome: 'unknown' },
} as const satisfies Outcome;

interface Waiting {
  readonly job: Job;
  readonly plan: EffectPlan;
}

/** One attempt that has ended, for the ledger. */
export interface Attempt {
  readonly startedAt: number;
  readonly outcome: EffectOutcome;
}

export interface EffectHooks {
  /** Makes the outcome part of the job's unit. */
  settle(job: Job, outcome: Outcome, attempt: Attempt | null): void;
  /** Writes an attempt into the ledger before `then`. */
  record(job: Job, attempt: Attempt, then: () => void): void;
  touch(unit: Unit): void;
  close(job: Job): void;
  /** There is room for more effects than this process has. */
  onRoom(): void;
}

class Abort implements AbortSignalLike {
  aborted = false;
  private readonly listeners = new Set<() => void>();
  addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.add(listener);
  }
  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.delete(listener);
  }
  abort(): void {
    this.aborted = true;
    for (const listener of this.listeners) listener();
  }
}

export class Effects {
  readonly max: number;
  private readonly maxPerStory: number;
  private readonly deps: EngineDependencies;
  private readonly hooks: EffectHooks;
  private readonly abort = new Abort();
  private readonly waiting = new FairQueue<Waiting>();
  private readonly inFlightOf = new Map<StoryId, number>();
  private inFlightCount = 0;
  private isLeaving = false;
  private onRelease: (ids: readonly DeliveryId[]) => void = () => undefined;

  constructor(deps: EngineDependencies, hooks: EffectHooks) {
    this.deps = deps;
    this.hooks = hooks;
    this.max = deps.maxEffects ?? defaultMaxInFlight;
    this.maxPerStory = deps.maxEffectsPerStory ?? this.max;
  }

  get inFlight(): number {
    return this.inFlightCount;
  }

  get waitingCount(): number {
    return this.waiting.length;
  }

  /** How many more could start or wait shortly. At most 0: this process has enough to do. */
  get room(): number {
    return 2 * this.max - this.inFlightCount - this.waiting.length;
  }

  /** Rows that this process no longer goes on with are given back through here. */
  releaseWith(release: (ids: readonly DeliveryId[]) => void): void {
    this.onRelease = release;
  }

  release(ids: readonly DeliveryId[]): void {
    this.onRelease(ids);
  }

  /** What has not started goes back to the database, for others; what is on its way goes on. */
  leaveWaiting(): void {
    this.isLeaving = true;
    for (;;) {
      const next = this.waiting.take(() => true);
      if (next === undefined) return;
      if (!next.job.unit.isBroken) this.putBack(next.job, this.deps.clock.now());
    }
  }

  stop(): void {
    this.abort.abort();
  }

  begin(job: Job, plan: EffectPlan): void {
    if (!job.isOutcomeUnknown) return this.beginKnown(job, plan);
    const attempt: Attempt = { startedAt: job.delivery.startedAt ?? this.deps.clock.now(), outcome: 'unknown' };
    if (plan.isRepeatable) return this.hooks.record(job, attempt, () => this.beginKnown(job, plan));
    this.hooks.settle(job, plan.unknown?.(outcomeUnknown) ?? outcomeUnknown, attempt);
  }

  private beginKnown(job: Job, plan: EffectPlan): void {
    const { storyId } = job.delivery;
    if (this.deps.roles?.worker === false || this.isLeaving) return this.putBack(job, this.deps.clock.now());
    if (this.mayStart(storyId)) return this.start(job, plan);
    if (this.waiting.length >= this.max * waitingShare) return this.putBack(job, this.deps.clock.now() + putBackMs);
    this.waiting.push({ job, plan }, storyId, urgencyOf(job));
    this.hooks.touch(job.unit);
  }

  private putBack(job: Job, dueAt: number): void {
    job.unit.product.keep(job, { ...job.delivery, dueAt, startedAt: null }, false);
    this.hooks.close(job);
    this.hooks.touch(job.unit);
  }

  /** A story that has none on their way may start one even when all places are taken: a flood of others cannot hold it up. */
  private mayStart(storyId: StoryId): boolean {
    const own = this.inFlightOf.get(storyId) ?? 0;
    if (own >= this.maxPerStory) return false;
    return this.inFlightCount < this.max || (own === 0 && this.inFlightCount < 2 * this.max);
  }

  private start(job: Job, plan: EffectPlan): void {
    const { storyId } = job.delivery;
    const startedAt = this.deps.clock.now();
    this.inFlightCount++;
    this.inFlightOf.set(storyId, (this.inFlightOf.get(storyId) ?? 0) + 1);
    job.unit.product.keep(job, { ...job.delivery, startedAt }, true);
    job.unit.product.settlers.push({
      written: () => void this.perform(job, plan).then((outcome) => this.finish(job, outcome, startedAt)),
      dropped: () => {
        this.hooks.close(job);
        this.leave(storyId);
      },
    });
    this.hooks.touch(job.unit);
  }

  private async perform(job: Job, plan: EffectPlan): Promise<Outcome | null> {
    try {
      const outcome = await plan.perform(effectPorts(this.deps, job, this.abort));
      // cut off by our own shutdown: whether it happened is not known, so nothing is recorded about it here
      return this.abort.aborted ? null : outcome;
    } catch (thrown) {
      const message = job.secrets.mask(String(thrown));
      this.deps.report({ kind: 'action_threw', message, ...idsOf(job) });
      return { kind: 'fail', message: `This action failed in an unforeseen way: ${message}` };
    }
  }

  private finish(job: Job, outcome: Outcome | null, startedAt: number): void {
    if (outcome === null) {
      // its row stays, for whoever comes after us
      job.run.isScattered = true;
      this.hooks.close(job);
    } else {
      // whatever has been outside may go on as long again in memory
      job.steps = 0;
      this.hooks.settle(job, outcome, { startedAt, outcome: inLedger(outcome) });
    }
    this.leave(job.delivery.storyId);
  }

  private leave(storyId: StoryId): void {
    this.inFlightCount--;
    const left = (this.inFlightOf.get(storyId) ?? 1) - 1;
    if (left === 0) this.inFlightOf.delete(storyId);
    else this.inFlightOf.set(storyId, left);
    for (;;) {
      const next = this.waiting.take((id) => this.mayStart(id));
      if (next === undefined) break;
      if (!next.job.unit.isBroken) this.start(next.job, next.plan);
    }
    if (this.room > this.max) this.hooks.onRoom();
  }
}

function inLedger(outcome: Outcome): EffectOutcome {
  if (outcome.kind === 'later') return outcome.isRetry === true ? 'retried' : 'done';
  if (outcome.kind === 'fail') return 'failed';
  const hasFailed = outcome.logs?.some(({ level }) => level === 4) ?? false;
  const isOver = outcome.kind === 'nothing' || outcome.kind === 'again';
  return isOver && hasFailed ? 'failed' : 'done';
}

function idsOf({ delivery, run }: Job) {
  return { storyId: delivery.storyId, actionId: delivery.actionId, runGuid: run.record.guid };
}
