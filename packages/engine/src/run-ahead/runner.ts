import {
  asId,
  assertNever,
  type DefinedAction,
  type EffectId,
  type ProcessId,
  type StoryDefinition,
} from '@fabula/model';
import type { Outcome } from '../action-type.ts';
import { Committer } from '../commit/committer.ts';
import { IdBlocks, OutOfIds } from '../commit/id-blocks.ts';
import { type Decision, decideNext, idsNeededFor } from '../decide/decide-next.ts';
import { maskOutcome, withWarnings } from '../decide/mask-outcome.ts';
import type { EngineDependencies } from '../dependencies.ts';
import { linksFrom } from '../perform/links-from.ts';
import { planJob } from '../perform/plan-job.ts';
import { type Brakes, noBrakes } from '../ports/brakes.ts';
import { noSecrets } from '../ports/credentials.ts';
import type { ClaimedDelivery, Delivery, TeamValues } from '../ports/store.ts';
import { type Applied, applyDecision, goOn, newJob, type Source } from './apply-decision.ts';
import { answeredAsk } from './asking.ts';
import { Beginnings } from './beginnings.ts';
import { callMark, markedCall } from './call-mark.ts';
import { Calls } from './calls.ts';
import { describe } from './describe.ts';
import { type Attempt, Effects } from './effects.ts';
import { tellsExit, toTellExit } from './exit-mark.ts';
import { Exits } from './exits.ts';
import { limitOf } from './limits.ts';
import type { MemoryJob, Product, UnitEnd } from './product.ts';
import { ReadyLine } from './ready-line.ts';
import { endOfRefused, rowsLeftBy } from './refused-unit.ts';
import { type Job, type LiveEvent, type LiveRun, Unit } from './unit.ts';

/** A unit with so much that is not committed is written before it goes on, so that memory stays bounded. */
const maxUncommitted = { events: 5_000, size: 16_000_000 };

/** Jobs in memory from which on another one is likely to want a commit within milliseconds. */
const company = 8;

/** Ids kept ahead of need. */
const idsInStock = 10_000;

/**
 * Jobs ready in memory above which further ones are left in the database: for other processes where there are some, and
 * in any case before memory is full of them. A job costs some 30 microseconds here and ten times that through the database,
 * so little is passed on. Effects, which take long, are passed on much sooner (effects.ts).
 */
const readyAtMost = { withNeighbours: 5_000, alone: 20_000 };

export interface RunnerHooks {
  onCommitted(product: Product): void;
  onFenced(): void;
  onAvailability(isAvailable: boolean): void;
  /** There is room for more effects than this process has. */
  onRoom(): void;
}

export class Runner {
  readonly ids: IdBlocks;
  readonly committer: Committer;
  readonly ready: ReadyLine;
  readonly effects: Effects;
  readonly exits: Exits;
  readonly beginnings: Beginnings;
  readonly deps: EngineDependencies;
  /** Other living processes on this database, as far as is known. */
  neighbours = 0;
  readonly calls: Calls;
  private readonly brakes: Brakes;
  private processId: ProcessId | null = null;
  private readonly hooks: RunnerHooks;
  private openCount = 0;
  /** Ids that the memory decisions of the transaction under way have needed so far, refused attempts included. */
  private memoryIdsWanted = 0;
  private readonly newId = (): number => this.ids.next();

  constructor(deps: EngineDependencies, hooks: RunnerHooks) {
    this.deps = deps;
    this.hooks = hooks;
    this.ids = new IdBlocks(deps.store);
    this.calls = new Calls(this);
    this.exits = new Exits(deps.store);
    this.beginnings = new Beginnings(this);
    this.brakes = deps.brakes ?? noBrakes;
    this.ready = new ReadyLine(deps.clock, {
      // fetched ahead, so that nobody has to wait for ids; whoever needs them then says so again if this fails
      begin: () => void (this.ids.isLow && this.ids.fill(idsInStock).catch(() => undefined)),
      perform: (job) => this.perform(job),
      end: () => this.committer.kick(),
    });
    this.effects = new Effects(deps, {
      settle: (job, outcome, attempt) => this.settleEffect(job, outcome, attempt),
      record: (job, attempt, then) => this.recordAttempt(job, attempt, then),
      touch: (unit) => this.touch(unit),
      close: (job) => this.close(job),
      onRoom: hooks.onRoom,
    });
    this.committer = new Committer(deps.store, deps.clock, {
      hasCompany: () => this.openCount >= company,
      fillIds: (count) => this.ids.fill(count),
      onMishap: (thrown) => deps.report({ kind: 'action_threw', message: describe(thrown) }),
      applyMemoryOutcome: (product, memoryJob, outcome) => this.applyMemoryOutcome(product, memoryJob, outcome),
      onMemoryDecided: (jobs) => {
        this.memoryIdsWanted = 0;
        for (const job of jobs) this.close(job);
        if (jobs[0] !== undefined) this.forgetIfDone(jobs[0].unit);
      },
      onCommit: (taken, milliseconds) => {
        const events = taken.reduce((sum, { product }) => sum + product.events.length, 0);
        deps.observer?.committed?.({ units: taken.length, events, milliseconds });
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

  start(processId: ProcessId): void {
    this.processId = processId;
    this.committer.start(processId);
  }

  get ownId(): ProcessId {
    if (this.processId === null) throw new Error('the engine was not started');
    return this.processId;
  }

  /** Jobs in memory. */
  get open(): number {
    return this.openCount;
  }

  /** Effects are cut off and no job is begun any more; what has been computed can still be written. */
  stopComputing(): void {
    this.ready.stop();
    this.effects.stop();
  }

  stop(): void {
    this.stopComputing();
    this.committer.stop();
  }

  /** Takes up a delivery from the database. */
  resume(claimed: ClaimedDelivery, received: Job['received'], unit = new Unit()): Job {
    const delivery = this.timedOut(claimed.delivery);
    const run = unit.addRun(claimed.run, false, this.exits.has(claimed.run.id), delivery.isInGroup);
    const job: Job = {
      unit,
      run,
      delivery,
      received,
      isWritten: true,
      mustWrite: false,
      isOutcomeUnknown: claimed.isOutcomeUnknown,
      steps: 0,
      beganAt: 0,
      secrets: noSecrets,
    };
    this.enqueue(job);
    return job;
  }

  /** What waited for an answer and has been claimed because it is due goes on without one. */
  private timedOut(delivery: Delivery): Delivery {
    const { waitsFor, state } = delivery;
    if (waitsFor === null) return delivery;
    this.calls.timedOut(waitsFor);
    return { ...delivery, waitsFor: null, isGroupCall: false, state: { timed_out: true, state } };
  }

  enqueue(job: Job): void {
    job.unit.open.add(job);
    this.openCount++;
    job.run.openCount++;
    this.ready.add(job);
  }

  /** The job has left memory; what follows from it is there already. */
  close(job: Job): void {
    if (!job.unit.open.delete(job)) return;
    this.openCount--;
    const { run, unit } = job;
    run.openCount--;
    if (run.isInGroup && run.openCount === 0 && !run.isScattered && !unit.isBroken) this.endGroup(unit, run);
  }

  /** Nothing of the group's run is left to do: whoever called it waits no longer. */
  private endGroup(unit: Unit, run: LiveRun): void {
    const { callerId, id } = run.record;
    if (run.isAnswered || callerId === null) return;
    run.isAnswered = true;
    this.calls.answer(unit, { callerId, waitsFor: id }, { ended: true });
  }

  touch(unit: Unit): void {
    if (unit.isBroken) return;
    this.committer.add(unit);
    this.ready.schedule();
  }

  source(story: StoryDefinition, action: DefinedAction): Source {
    const isWatched = this.deps.observer?.actionRan !== undefined;
    return { story, action, now: this.deps.clock.now(), newId: this.newId, isWatched };
  }

  private perform(job: Job): void {
    if (job.unit.isBroken) return this.close(job);
    const story = this.deps.stories.peek(job.delivery.storyId);
    const team = story ? this.deps.stories.peekTeamValues(story) : undefined;
    if (story === undefined || (story !== null && team === undefined)) return this.loadStory(job);
    this.performLoaded(job, story, team);
  }

  private performLoaded(job: Job, story: StoryDefinition | null, team: TeamValues | undefined): void {
    const action = story?.actions.find((candidate) => candidate.id === job.delivery.actionId);
    if (story !== null && action !== undefined) {
      if (tellsExit(job)) return this.tellExit(job, this.source(story, action));
      const call = markedCall(job);
      if (call !== null) return void this.calls.call(job, this.source(story, action), call);
    }
    if (story === null || team === undefined || action === undefined || story.isDisabled || action.isDisabled) {
      // The action is gone or switched off: no event flows past it (runtime.md section 8).
      job.unit.product.touchRun(job.run, this.deps.clock.now());
      job.unit.product.finish(job);
      this.close(job);
      return this.touch(job.unit);
    }
    const asked = answeredAsk(job);
    if (asked !== null) return this.calls.afterAsking(job, this.source(story, action), asked);
    if (job.delivery.eventId !== null && job.received === null) {
      return this.settle(job, this.source(story, action), {
        kind: 'fail',
        message: 'The event that this action was to receive is no longer there, or cannot be read.',
      });
    }
    const { product } = job.unit;
    if (product.events.length > maxUncommitted.events || product.size > maxUncommitted.size)
      return this.afterNextCommit(job);
    const pausedUntil = this.brakes.pausedUntil(story.id);
    // an outcome that is not known is told at once: putting the delivery back would forget it
    if (pausedUntil !== null && !job.isOutcomeUnknown) return this.putBack(job, pausedUntil);
    const { credentials } = this.deps;
    const secrets = credentials === undefined ? noSecrets : credentials.peek(story, action);
    if (secrets === undefined) return this.loadSecrets(job, story, action);
    job.secrets = secrets;
    const source = this.source(story, action);
    job.beganAt ||= source.now;
    const plan =
      limitOf(job, this.deps.maxEventsInMemory) ?? planJob(this.deps, job, story, action, team, secrets, source.now);
    if (job.received !== null) {
      job.unit.product.received.push({ actionId: action.id, storyId: story.id, at: source.now });
    }
    switch (plan.kind) {
      case 'pure':
        return this.settle(job, source, plan.outcome);
      case 'memory':
        job.unit.product.memoryJobs.push({ job, story, action, keys: plan.keys, decide: plan.decide });
        return this.touch(job.unit);
      case 'effect':
        return this.effects.begin(job, plan);
      default:
        return assertNever(plan);
    }
  }

  /** Makes an outcome part of the unit and goes on with what follows. */
  settle(job: Job, source: Source, outcome: Outcome, attempt: Attempt | null = null): void {
    const decision = this.decide(job, source, outcome);
    // The job stays open while it waits for ids: a commit that leaves now writes its delivery.
    this.withIds(idsNeededFor(decision) + (attempt === null ? 0 : 1), () => {
      if (job.unit.isBroken) return;
      if (attempt !== null) this.addToLedger(job, attempt);
      this.applySettled(job, source, decision);
    });
  }

  private recordAttempt(job: Job, attempt: Attempt, then: () => void): void {
    this.withIds(1, () => {
      if (job.unit.isBroken) return;
      this.addToLedger(job, attempt);
      // in the same commit the row forgets that attempt: it is told once, however long the next one has to wait
      job.unit.product.keep(job, { ...job.delivery, startedAt: null }, true);
      then();
    });
  }

  private addToLedger(job: Job, { startedAt, outcome }: Attempt): void {
    const { id, runId, storyId, actionId, eventId, attempt } = job.delivery;
    job.unit.product.effects.push({
      id: asId<EffectId>(this.newId()),
      runId,
      storyId,
      actionId,
      deliveryId: id,
      inboundEventId: eventId,
      attempt,
      startedAt,
      endedAt: this.deps.clock.now(),
      outcome,
    });
  }

  /** The delivery waits in the database until then, for this process or another one. */
  private putBack(job: Job, dueAt: number): void {
    job.unit.product.keep(job, { ...job.delivery, dueAt }, false);
    this.close(job);
    this.touch(job.unit);
  }

  /** Calls `use` when there are so many ids, and in that same moment: others take some too. */
  private withIds(count: number, use: () => void): void {
    if (this.ids.has(count)) return use();
    this.retrying(
      () => this.ids.fill(count),
      () => this.withIds(count, use),
    );
  }

  private decide({ secrets }: Job, source: Source, outcome: Outcome): Decision {
    const links = linksFrom(source.story, source.action.id);
    try {
      return decideNext(source.action, links, maskOutcome(withWarnings(outcome, secrets.warnings), secrets));
    } catch (thrown) {
      const message = secrets.mask(describe(thrown));
      this.deps.report({ kind: 'action_threw', message });
      return decideNext(source.action, links, { kind: 'fail', message: `The result cannot be stored: ${message}` });
    }
  }

  private applySettled(job: Job, source: Source, decision: Decision): void {
    const applied = applyDecision(job.unit.product, job, source, decision);
    job.unit.eventCount += applied.events.length;
    job.run.eventCount += applied.events.length;
    this.touch(job.unit);
    const atMost = this.neighbours > 0 ? readyAtMost.withNeighbours : readyAtMost.alone;
    for (const next of applied.next) {
      if (this.ready.count < atMost) this.enqueue(next);
      else job.unit.product.keep(next, next.delivery, false);
    }
    const [event] = applied.events;
    if (event !== undefined) this.noticeExit(job, source, event);
    if (decision.call !== undefined) void this.calls.call(job, source, decision.call);
    if (applied.isClosed) this.close(job);
  }

  /** The outcome of an effect is kept until it can be recorded: the effect is never done again for a database that blinks. */
  private settleEffect(job: Job, outcome: Outcome, attempt: Attempt | null): void {
    if (job.unit.isBroken) return this.close(job);
    const story = this.deps.stories.peek(job.delivery.storyId);
    if (story === undefined) {
      this.retrying(
        () => this.deps.stories.get(job.delivery.storyId),
        () => this.settleEffect(job, outcome, attempt),
      );
      return;
    }
    const action = story?.actions.find((candidate) => candidate.id === job.delivery.actionId);
    if (story === null || action === undefined) {
      job.unit.product.finish(job);
      this.close(job);
      return this.touch(job.unit);
    }
    this.settle(job, this.source(story, action), outcome, attempt);
  }

  /** Throws OutOfIds before anything is added: the transaction is then tried again. */
  private applyMemoryOutcome(product: Product, { job, story, action }: MemoryJob, outcome: Outcome): Applied {
    const source = this.source(story, action);
    const decision = this.decide(job, source, outcome);
    // one more for an exit that is to be told
    const idsNeeded = idsNeededFor(decision) + 1;
    this.memoryIdsWanted += idsNeeded;
    if (!this.ids.has(idsNeeded)) throw new OutOfIds(this.memoryIdsWanted);
    const applied = applyDecision(product, job, source, decision);
    if (decision.call !== undefined) {
      return { ...applied, next: [goOn(product, job, callMark(decision.call))], isClosed: true };
    }
    const [event] = applied.events;
    if (event === undefined || !this.exits.mayConcern(job.run, source, event)) return applied;
    const telling = toTellExit(newJob(job.unit, job.run, source, action.id, event, job.steps + 1));
    return { ...applied, next: [...applied.next, telling] };
  }

  private tellExit(job: Job, source: Source): void {
    job.unit.product.touchRun(job.run, source.now);
    job.unit.product.finish(job);
    this.touch(job.unit);
    if (job.received !== null) this.noticeExit(job, source, job.received);
    this.close(job);
  }

  noticeExit({ unit, run }: Pick<Job, 'unit' | 'run'>, source: Source, event: LiveEvent): void {
    const call = this.exits.notice(unit, run, source, event, this.ownId);
    if (call === null) return;
    const answer = { answer: event.payload };
    if ('callerId' in call) this.calls.answer(unit, call, answer);
    else this.calls.answerChain(unit, call, answer);
  }

  /** The unit has produced much: it goes on when that is written. */
  private afterNextCommit(job: Job): void {
    const goOn = (): void => {
      this.ready.add(job);
    };
    job.unit.product.settlers.push({ written: goOn, dropped: () => this.close(job) });
    this.touch(job.unit);
  }

  private loadStory(job: Job): void {
    this.retrying(
      async () => {
        const story = await this.deps.stories.get(job.delivery.storyId);
        if (story !== null) await this.deps.stories.teamValues(story);
      },
      () => this.ready.add(job),
    );
  }

  /** Whatever waits for the same token waits for one request. */
  private loadSecrets(job: Job, story: StoryDefinition, action: DefinedAction): void {
    this.retrying(
      async () => this.deps.credentials?.load(story, action),
      () => this.ready.add(job),
    );
  }

  /** Goes on when `wait` has ended well; until then it is tried again twice a second. */
  retrying(wait: () => Promise<unknown>, goOn: () => void): void {
    wait().then(goOn, (thrown) => {
      this.deps.report({ kind: 'database_unavailable', message: describe(thrown) });
      this.deps.clock.at(this.deps.clock.now() + 500, () => this.retrying(wait, goOn));
    });
  }

  private onWritten(unit: Unit, product: Product, next: readonly Job[]): void {
    for (const settler of product.settlers) settler.written();
    for (const job of next) this.enqueue(job);
    this.hooks.onCommitted(product);
    if (unit.hasProduct) this.committer.add(unit);
    this.forgetIfDone(unit);
  }

  private forgetIfDone(unit: Unit): void {
    if (unit.calledRuns.size > 0 && unit.open.size === 0 && unit.holds === 0 && !unit.hasProduct) {
      this.calls.forgetUnit(unit);
    }
  }

  private onDropped(unit: Unit, product: Product, end: UnitEnd): void {
    const rows = rowsLeftBy(unit, product);
    this.breakUnit(unit, product, end);
    for (const settler of product.settlers) settler.dropped(end);
    // an ending that is refused too is not tried again: the rest of it goes to the operator
    if (end.kind !== 'refused' || product.runs.size === 0 || unit.isEnding) return;
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
    this.calls.forgetUnit(unit);
    for (const settler of unit.product.settlers) settler.dropped(end);
    if (end.kind === 'stopped') return;
    const [first] = unit.runs.values();
    this.deps.report({
      kind: end.kind === 'refused' ? 'run_refused' : 'run_dropped',
      message: end.message,
      ...(first === undefined ? {} : { storyId: first.record.storyId, runGuid: first.record.guid }),
    });
    if (end.kind === 'stale' && claimed.length > 0) this.effects.release(claimed);
  }
}
