/**
 * Effects: what touches the outside. An effect starts when the commit that records its intent is durable; its outcome is
 * recorded by the next commit. A crash in between leaves a delivery that has started and not finished: whoever takes it up
 * repeats it only if that is as good as once, and otherwise says that the outcome is unknown.
 */
import type { DeliveryId } from '@fabula/model';
import type { EffectPorts, Outcome, Plan } from '../action-type.ts';
import type { EngineDependencies } from '../dependencies.ts';
import type { AbortSignalLike } from '../ports/outgoing.ts';
import type { Job } from './unit.ts';

type EffectPlan = Extract<Plan, { kind: 'effect' }>;

/** Effects of this process on their way at once; more wait in memory, and beyond `maxWaiting` in the database. */
const maxInFlight = 256;
const maxWaiting = 2_000;

interface Waiting {
  readonly job: Job;
  readonly start: () => void;
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
  private readonly deps: EngineDependencies;
  private readonly abort = new Abort();
  private readonly waiting: Waiting[] = [];
  private inFlightCount = 0;
  private onRelease: (ids: readonly DeliveryId[]) => void = () => undefined;

  constructor(deps: EngineDependencies) {
    this.deps = deps;
  }

  get inFlight(): number {
    return this.inFlightCount;
  }

  get waitingCount(): number {
    return this.waiting.length;
  }

  /** Rows that this process no longer goes on with are given back through here. */
  releaseWith(release: (ids: readonly DeliveryId[]) => void): void {
    this.onRelease = release;
  }

  release(ids: readonly DeliveryId[]): void {
    this.onRelease(ids);
  }

  stop(): void {
    this.abort.abort();
  }

  begin(job: Job, plan: EffectPlan, settle: (outcome: Outcome) => void, touch: () => void, close: () => void): void {
    if (job.isOutcomeUnknown && !plan.isRepeatable) {
      settle({
        kind: 'fail',
        message:
          'Fabula was stopped between sending this request and recording the answer. The outcome is unknown; the request was not repeated, because repeating it might do it twice.',
        payload: { error: 'outcome unknown', outcome: 'unknown' },
      });
      return;
    }
    const start = (): void => this.start(job, plan, settle, touch, close);
    if (this.inFlightCount < maxInFlight) return start();
    if (this.waiting.length < maxWaiting) {
      this.waiting.push({ job, start });
      touch();
      return;
    }
    job.unit.product.keep(job, { ...job.delivery, startedAt: null }, false);
    close();
    touch();
  }

  private start(
    job: Job,
    plan: EffectPlan,
    settle: (outcome: Outcome) => void,
    touch: () => void,
    close: () => void,
  ): void {
    this.inFlightCount++;
    job.unit.product.keep(job, { ...job.delivery, startedAt: this.deps.clock.now() }, true);
    job.unit.product.settlers.push({
      written: () => void this.perform(job, plan).then((outcome) => this.finish(outcome, settle, close)),
      dropped: () => {
        close();
        this.next();
      },
    });
    touch();
  }

  private async perform(job: Job, plan: EffectPlan): Promise<Outcome | null> {
    const ports: EffectPorts = {
      outgoing: this.deps.outgoing,
      signal: this.abort,
      now: () => this.deps.clock.now(),
      random: this.deps.random,
      idempotencyKey: `${job.run.record.guid}-${job.delivery.id}`,
      traceParent: job.run.record.traceParent,
    };
    try {
      const outcome = await plan.perform(ports);
      // cut off by our own shutdown: whether it happened is not known, so nothing is recorded about it here
      return this.abort.aborted ? null : outcome;
    } catch (thrown) {
      this.deps.report({ kind: 'action_threw', message: String(thrown) });
      return { kind: 'fail', message: `This action failed in an unforeseen way: ${String(thrown)}` };
    }
  }

  private finish(outcome: Outcome | null, settle: (outcome: Outcome) => void, close: () => void): void {
    if (outcome === null) close();
    else settle(outcome);
    this.next();
  }

  private next(): void {
    this.inFlightCount--;
    let waiting = this.waiting.shift();
    while (waiting?.job.unit.isBroken === true) waiting = this.waiting.shift();
    waiting?.start();
  }
}
