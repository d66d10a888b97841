/**
 * Runs stories ahead of the disk: takes ready jobs in turn, performs what is pure at once, hands the rest to the commit.
 *
 *   take a job ─► plan ─┬─ pure ────► decide ─► product, next jobs
 *                       ├─ memory ──► decided inside the next commit
 *                       └─ effect ──► intent in the next commit ─► performed ─► decide
 *
 * Nothing here is told to the outside before the commit that covers it is durable.
 */
import { stringifyJson, type Value } from '@fabula/formula';
import {
  asId,
  assertNever,
  type DefinedAction,
  type DeliveryId,
  type EventId,
  type RunId,
  type StoryDefinition,
} from '@fabula/model';
import type { Outcome, StoryReference } from '../action-type.ts';
import { Committer } from '../commit/committer.ts';
import { IdBlocks, OutOfIds } from '../commit/id-blocks.ts';
import { type Decision, decideNext, idsNeededFor } from '../decide/decide-next.ts';
import type { EngineDependencies } from '../dependencies.ts';
import { linksFrom } from '../perform/links-from.ts';
import { planJob } from '../perform/plan-job.ts';
import type { ClaimedDelivery, RunOrigin, RunRecord, TeamValues } from '../ports/store.ts';
import { type Applied, applyDecision, newJob, type Source, writeEvent } from './apply-decision.ts';
import { Effects } from './effects.ts';
import { limitOf } from './limits.ts';
import { loadReceived } from './load-received.ts';
import type { Product, Settler, UnitEnd } from './product.ts';
import { ReadyQueue } from './ready-queue.ts';
import { endOfRefused, rowsLeftBy } from './refused-unit.ts';
import { type ExitWaiter, type Job, type LiveRun, Unit } from './unit.ts';

/** Milliseconds of computing before the process looks at its sockets again. */
const sliceMs = 8;
/** A unit with so much that is not committed is written before it goes on, so that memory stays bounded. */
const maxUncommitted = { events: 5_000, size: 16_000_000 };

/** Ids kept ahead of need. */
const idsInStock = 10_000;

/** What starts a run. */
export interface Root {
  readonly story: StoryDefinition;
  readonly action: DefinedAction;
  readonly origin: RunOrigin;
  readonly traceParent?: string | null;
}

export interface RunnerHooks {
  onCommitted(product: Product): void;
  onFenced(): void;
  onAvailability(isAvailable: boolean): void;
}

export class Runner {
  readonly ids: IdBlocks;
  readonly committer: Committer;
  readonly ready = new ReadyQueue();
  readonly effects: Effects;
  private readonly deps: EngineDependencies;
  private readonly hooks: RunnerHooks;
  private openCount = 0;
  /** Ids that the memory decisions of the transaction under way have needed so far, refused attempts included. */
  private memoryIdsWanted = 0;
  private isPumpDue = false;
  private isStopped = false;
  private readonly newId = (): number => this.ids.next();

  constructor(deps: EngineDependencies, hooks: RunnerHooks) {
    this.deps = deps;
    this.hooks = hooks;
    this.ids = new IdBlocks(deps.store);
    this.effects = new Effects(deps);
    this.committer = new Committer(deps.store, deps.clock, {
      fillIds: (count) => this.ids.fill(count),
      onMishap: (thrown) => deps.report({ kind: 'action_threw', message: describe(thrown) }),
      applyMemoryOutcome: (product, job, outcome) => this.applyMemoryOutcome(product, job, outcome),
      onMemoryDecided: (jobs) => {
        this.memoryIdsWanted = 0;
        for (const job of jobs) this.close(job);
      },
      onWritten: (unit, product, next) => this.onWritten(unit, product, next),
      onDropped: (unit, product, end) => this.onDropped(unit, product, end),
      onFenced: hooks.onFenced,
      onUnavailable: (message, attempt) => {
        hooks.onAvailability(false);
        if (attempt === 0) deps.report({ kind: 'database_unavailable', message });
      },
      onAvailable: () => hooks.onAvailability(true),
    });
  }

  /** Jobs in memory. */
  get open(): number {
    return this.openCount;
  }

  /** Effects are cut off and no job is begun any more; what has been computed can still be written. */
  stopComputing(): void {
    this.isStopped = true;
    this.effects.stop();
  }

  stop(): void {
    this.stopComputing();
    this.committer.stop();
  }

  /** Starts a run with an event of the action. The settler hears when its first commit is durable. Ids must have been filled. */
  begin(root: Root, payload: Value, waiter: ExitWaiter | null, settler: Settler): { run: RunRecord; eventId: EventId } {
    const { unit, run, source } = this.beginRun(root, settler);
    run.waiter = waiter;
    return { run: run.record, eventId: this.startWithEvent(unit, run, source, payload) };
  }

  /** Starts a run by performing the action, which receives no event. */
  beginByPerforming(root: Root, settler: Settler): RunRecord {
    const { unit, run, source } = this.beginRun(root, settler);
    this.enqueue(newJob(unit, run, source, root.action.id, null, 0));
    return run.record;
  }

  /** A run, its first event and what the event is delivered to. */
  idsToBegin(story: StoryDefinition, action: DefinedAction): number {
    return 2 + linksFrom(story, action.id).default.length;
  }

  private beginRun(root: Root, settler: Settler): { unit: Unit; run: LiveRun; source: Source } {
    const unit = new Unit();
    const source = this.source(root.story, root.action);
    const run = unit.addRun(this.newRun(root, root.origin, null, source.now, root.traceParent ?? null), true);
    unit.product.settlers.push(settler);
    this.touch(unit);
    return { unit, run, source };
  }

  private newRun(
    { story, action }: Pick<Root, 'story' | 'action'>,
    origin: RunOrigin,
    callerId: DeliveryId | null,
    startedAt: number,
    traceParent: string | null,
  ): RunRecord {
    return {
      id: asId<RunId>(this.newId()),
      guid: this.deps.newUuid(),
      storyId: story.id,
      origin,
      callerId,
      startedAt,
      rootActionId: action.id,
      traceParent,
      answerTo: null,
    };
  }

  /** Takes up a delivery from the database. */
  resume(claimed: ClaimedDelivery, received: Job['received'], unit = new Unit()): Job {
    const run = unit.addRun(claimed.run, false);
    const job: Job = {
      unit,
      run,
      delivery: claimed.delivery,
      received,
      isWritten: true,
      mustWrite: false,
      isOutcomeUnknown: claimed.isOutcomeUnknown,
      steps: 0,
    };
    this.enqueue(job);
    return job;
  }

  /** Has the ready jobs performed, and what they produce committed, as soon as the process comes to it. */
  schedulePump(): void {
    if (this.isPumpDue || this.isStopped) return;
    this.isPumpDue = true;
    this.deps.clock.soon(() => {
      this.isPumpDue = false;
      this.pump();
    });
  }

  private pump(): void {
    // fetched ahead, so that nobody has to wait for ids; whoever needs them then says so again if this fails
    if (this.ids.isLow) this.ids.fill(idsInStock).catch(() => undefined);
    const until = this.deps.clock.now() + sliceMs;
    for (let job = this.ready.take(); job !== undefined; job = this.ready.take()) {
      this.perform(job);
      if (this.deps.clock.now() >= until) break;
    }
    this.committer.kick();
    if (this.ready.length > 0) this.schedulePump();
  }

  private enqueue(job: Job): void {
    job.unit.open.add(job);
    this.openCount++;
    this.makeReady(job);
  }

  private makeReady(job: Job): void {
    job.unit.readyCount++;
    this.ready.push(job);
    this.schedulePump();
  }

  private close(job: Job): void {
    if (job.unit.open.delete(job)) this.openCount--;
  }

  private touch(unit: Unit): void {
    if (unit.isBroken) return;
    this.committer.add(unit);
    this.schedulePump();
  }

  private source(story: StoryDefinition, action: DefinedAction): Source {
    return { story, action, now: this.deps.clock.now(), newId: this.newId };
  }

  private perform(job: Job): void {
    job.unit.readyCount--;
    if (job.unit.isBroken) return this.close(job);
    const story = this.deps.stories.peek(job.delivery.storyId);
    const team = story ? this.deps.stories.peekTeamValues(story.teamId) : undefined;
    if (story === undefined || (story !== null && team === undefined)) return this.loadStory(job);
    this.performLoaded(job, story, team);
  }

  private performLoaded(job: Job, story: StoryDefinition | null, team: TeamValues | undefined): void {
    const action = story?.actions.find((candidate) => candidate.id === job.delivery.actionId);
    if (story === null || team === undefined || action === undefined || story.isDisabled || action.isDisabled) {
      // The action is gone or switched off: no event flows past it (runtime.md section 8).
      job.unit.product.touchRun(job.run, this.deps.clock.now());
      job.unit.product.finish(job);
      this.close(job);
      return this.touch(job.unit);
    }
    const { product } = job.unit;
    if (product.events.length > maxUncommitted.events || product.size > maxUncommitted.size)
      return this.afterNextCommit(job);
    const source = this.source(story, action);
    const plan = limitOf(job, this.deps.maxEventsInMemory) ?? planJob(this.deps, job, story, action, team, source.now);
    if (job.received !== null) {
      job.unit.product.received.push({ actionId: action.id, storyId: story.id, at: source.now });
    }
    switch (plan.kind) {
      case 'pure':
        return this.settle(job, source, plan.outcome);
      case 'memory':
        job.unit.product.memoryJobs.push({ job, keys: plan.keys, decide: plan.decide });
        return this.touch(job.unit);
      case 'effect':
        return this.effects.begin(
          job,
          plan,
          (outcome) => this.settleEffect(job, outcome),
          () => this.touch(job.unit),
          () => this.close(job),
        );
      default:
        return assertNever(plan);
    }
  }

  /** Makes an outcome part of the unit and goes on with what follows. */
  private settle(job: Job, source: Source, outcome: Outcome): void {
    const decision = this.decide(source, outcome);
    // The job stays open while it waits for ids: a commit that leaves now writes its delivery.
    this.withIds(idsNeededFor(decision), () => {
      if (!job.unit.isBroken) this.applySettled(job, source, decision);
    });
  }

  /** Calls `use` when there are so many ids, and in that same moment: others take some too. */
  private withIds(count: number, use: () => void): void {
    if (this.ids.has(count)) return use();
    this.retrying(
      () => this.ids.fill(count),
      () => this.withIds(count, use),
    );
  }

  private decide(source: Source, outcome: Outcome): Decision {
    const links = linksFrom(source.story, source.action.id);
    try {
      return decideNext(source.action, links, outcome);
    } catch (thrown) {
      this.deps.report({ kind: 'action_threw', message: describe(thrown) });
      return decideNext(source.action, links, {
        kind: 'fail',
        message: `The result cannot be stored: ${describe(thrown)}`,
      });
    }
  }

  private applySettled(job: Job, source: Source, decision: Decision): void {
    const applied = applyDecision(job.unit.product, job, source, decision);
    job.unit.eventCount += applied.events.length;
    this.touch(job.unit);
    if (applied.isClosed) this.close(job);
    for (const next of applied.next) this.enqueue(next);
    this.noticeExits(job, source, applied);
    if (decision.call !== undefined) void this.call(job, source, decision.call);
  }

  /** The outcome of an effect is kept until it can be recorded: the effect is never done again for a database that blinks. */
  private settleEffect(job: Job, outcome: Outcome): void {
    if (job.unit.isBroken) return this.close(job);
    const story = this.deps.stories.peek(job.delivery.storyId);
    if (story === undefined) {
      this.retrying(
        () => this.deps.stories.get(job.delivery.storyId),
        () => this.settleEffect(job, outcome),
      );
      return;
    }
    const action = story?.actions.find((candidate) => candidate.id === job.delivery.actionId);
    if (story === null || action === undefined) {
      job.unit.product.finish(job);
      this.close(job);
      return this.touch(job.unit);
    }
    this.settle(job, this.source(story, action), outcome);
  }

  /** Throws OutOfIds before anything is added: the transaction is then tried again. */
  private applyMemoryOutcome(product: Product, job: Job, outcome: Outcome): Applied {
    const story = this.deps.stories.peek(job.delivery.storyId);
    const action = story?.actions.find((candidate) => candidate.id === job.delivery.actionId);
    if (!story || action === undefined) {
      product.finish(job);
      return { next: [], events: [], isClosed: true };
    }
    const source = this.source(story, action);
    const decision = this.decide(source, outcome);
    this.memoryIdsWanted += idsNeededFor(decision);
    if (!this.ids.has(idsNeededFor(decision))) throw new OutOfIds(this.memoryIdsWanted);
    return applyDecision(product, job, source, decision);
  }

  private noticeExits(job: Job, source: Source, applied: Applied): void {
    const payload = applied.events[0]?.payload;
    if (payload === undefined) return;
    const waiter = job.run.waiter;
    if (waiter?.actionIds.has(source.action.id)) {
      job.run.waiter = null;
      job.unit.product.settlers.push({ written: () => waiter.answer(payload), dropped: () => undefined });
    }
    const { callerId } = job.run.record;
    if (callerId === null || job.run.isAnswered) return;
    if (source.story.sendToStory?.exitActionIds.includes(source.action.id) !== true) return;
    job.run.isAnswered = true;
    this.answerCall(job.unit, callerId, payload);
  }

  /** Starts the called story's run inside the same unit; the calling delivery waits for its answer. */
  private async call(job: Job, source: Source, call: { target: StoryReference; payload: Value }): Promise<void> {
    const { unit } = job;
    unit.holds++;
    try {
      const target = await this.deps.stories.findSendToStoryTarget(source.story.teamId, call.target);
      const entry = target?.actions.find((candidate) => candidate.id === target.sendToStory?.entryActionId);
      if (unit.isBroken) return;
      if (target === null || entry === undefined) {
        return this.settle(job, source, { kind: 'fail', message: "Couldn't find the target story." });
      }
      await this.ids.fillFor(this.idsToBegin(target, entry));
      const { traceParent } = job.run.record;
      const called = this.newRun({ story: target, action: entry }, 'call', job.delivery.id, source.now, traceParent);
      const run = unit.addRun(called, true);
      unit.product.keep(job, { ...job.delivery, dueAt: null }, false);
      unit.calls.set(job.delivery.id, job);
      this.close(job);
      this.startWithEvent(unit, run, this.source(target, entry), call.payload);
    } catch (thrown) {
      this.deps.report({ kind: 'database_unavailable', message: describe(thrown) });
      this.deps.clock.at(this.deps.clock.now() + 500, () => void this.call(job, source, call));
    } finally {
      unit.holds--;
      this.touch(unit);
    }
  }

  /** An exit of a called story has run: the calling action goes on with its payload, in the same commit as that exit. */
  private answerCall(unit: Unit, callerId: DeliveryId, payload: Value): void {
    const state: Value = { answer: payload };
    const waiting = unit.calls.get(callerId);
    if (waiting !== undefined) {
      unit.calls.delete(callerId);
      const job = { ...waiting, delivery: { ...waiting.delivery, state }, mustWrite: waiting.isWritten };
      return this.enqueue(job);
    }
    // Until it is known who waits, the exit is not committed: a crash in between would lose the answer.
    unit.holds++;
    let claimed: ClaimedDelivery | null = null;
    let received: Job['received'] = null;
    const find = async (): Promise<void> => {
      claimed = await this.deps.store.findWaiting(callerId);
      if (claimed === null) return;
      received = (await loadReceived(this.deps.store, [claimed.delivery])).get(callerId) ?? null;
    };
    this.retrying(find, () => {
      unit.holds--;
      // gone: an earlier exit has answered
      if (claimed !== null && !unit.isBroken) {
        const answered = { ...claimed, delivery: { ...claimed.delivery, state, dueAt: this.deps.clock.now() } };
        this.resume(answered, received, unit).mustWrite = true;
      }
      this.touch(unit);
    });
  }

  /** The first event of a run goes to the receivers of the action that it is from. */
  private startWithEvent(unit: Unit, run: LiveRun, source: Source, payload: Value): EventId {
    const event = writeEvent(unit.product, run, source, payload, stringifyJson(payload), null);
    unit.product.touchRun(run, source.now).actionRuns++;
    for (const receiver of linksFrom(source.story, source.action.id).default) {
      this.enqueue(newJob(unit, run, source, receiver, event, 0));
    }
    return event.id;
  }

  /** The unit has produced much: it goes on when that is written. */
  private afterNextCommit(job: Job): void {
    const goOn = (): void => {
      this.makeReady(job);
    };
    job.unit.product.settlers.push({ written: goOn, dropped: () => this.close(job) });
    this.touch(job.unit);
  }

  private loadStory(job: Job): void {
    this.retrying(
      async () => {
        const story = await this.deps.stories.get(job.delivery.storyId);
        if (story !== null) await this.deps.stories.teamValues(story.teamId);
      },
      () => this.makeReady(job),
    );
  }

  /** Goes on when `wait` has ended well; until then it is tried again twice a second. */
  private retrying(wait: () => Promise<unknown>, goOn: () => void): void {
    wait().then(goOn, (thrown) => {
      this.deps.report({ kind: 'database_unavailable', message: describe(thrown) });
      this.deps.clock.at(this.deps.clock.now() + 500, () => this.retrying(wait, goOn));
    });
  }

  private onWritten(unit: Unit, product: Product, next: readonly Job[]): void {
    for (const settler of product.settlers) settler.written();
    for (const job of next) this.enqueue(job);
    this.hooks.onCommitted(product);
    if (!unit.product.isEmpty) this.committer.add(unit);
  }

  private onDropped(unit: Unit, product: Product, end: UnitEnd): void {
    const rows = rowsLeftBy(unit, product);
    this.breakUnit(unit, product, end);
    for (const settler of product.settlers) settler.dropped(end);
    if (end.kind !== 'refused' || product.runs.size === 0) return;
    this.withIds(product.runs.size, () => {
      this.touch(endOfRefused(product, rows, end.message, this.newId, this.deps.clock.now()));
    });
  }

  /** Drops the unit's work. What somebody else has done already (`stale`) is given back, so that the rest is done anew. */
  private breakUnit(unit: Unit, dropped: Product, end: UnitEnd): void {
    if (unit.isBroken) return;
    unit.isBroken = true;
    const claimed = [...unit.claimedRows(), ...dropped.rowsFromBefore(), ...unit.product.rowsFromBefore()];
    for (const job of [...unit.open]) this.close(job);
    for (const settler of unit.product.settlers) settler.dropped(end);
    if (end.kind === 'stopped') return;
    this.deps.report({ kind: end.kind === 'refused' ? 'run_refused' : 'run_dropped', message: end.message });
    if (end.kind === 'stale' && claimed.length > 0) this.effects.release(claimed);
  }
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
