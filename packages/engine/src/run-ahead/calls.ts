/**
 * Deliveries that wait for an answer: of a run that they called (Send to Story, a group), or of somebody outside.
 *
 *   called ──► waiting ──an exit, the end of a group's run, somebody outside──► answered, goes on
 *                 └────────its time is up──────────────────────────────────────► timed out, goes on
 *
 * A waiting delivery is a row that says what it waits for, without a time, or due when its time is up. Whoever lets it go on
 * claims the row: an answer by what it waits for, a time-out as anything else that is due. So the row decides which of
 * two came first, and an answer to an earlier call finds nothing.
 *
 * While the call and the called run are in this memory they are one unit, so that the call, the called run and the answer
 * can share commits: the row is then not asked for, unless it may have come due.
 */
import type { Value } from '@fabula/formula';
import {
  type ActionId,
  asId,
  type DefinedAction,
  type DeliveryId,
  type EventId,
  groupInputOf,
  type RunId,
  type StoryDefinition,
  type StoryId,
} from '@fabula/model';
import type { Outcome } from '../action-type.ts';
import type { Call } from '../decide/decide-next.ts';
import type { ClaimedDelivery, WaitsFor } from '../ports/store.ts';
import type { Source } from './apply-decision.ts';
import { type AnsweredAsk, askFirst, defaultConfirmationMs } from './asking.ts';
import { describe } from './describe.ts';
import { loadReceived } from './load-received.ts';
import type { Product } from './product.ts';
import type { Runner } from './runner.ts';
import { type Job, Unit } from './unit.ts';

/** A delivery, and what it waits for. */
export interface WaitingFor {
  readonly callerId: DeliveryId;
  readonly waitsFor: WaitsFor;
}

/** What the first event of a run says about a call that the run goes on with, though it was not started by it. */
export interface Chain {
  readonly storyId: StoryId;
  readonly actionId: ActionId;
  readonly eventId: EventId | null;
}

type Answer = { readonly answer: Value } | { readonly ended: true };

/** gone: it does not wait, or not any more. unavailable: not now. */
export type AnswerResult = 'answered' | 'gone' | 'unavailable';

interface WaitingHere {
  readonly unit: Unit;
  readonly job: Job;
  readonly state: Value;
  /** Of its unit; while that is not taken for a commit, nobody else knows that it waits. */
  readonly product: Product;
  /** Ends when its row is in the database, or never will be; null: it is not due at any time. */
  readonly written: Promise<void> | null;
}

interface Target {
  readonly story: StoryDefinition;
  readonly entry: DefinedAction;
  readonly isGroup: boolean;
}

export class Calls {
  private readonly runner: Runner;
  /** Calls of this memory, by the run that they wait for. */
  private readonly here = new Map<WaitsFor, WaitingHere>();
  /** What is being answered: the first answer counts, and another one at the same moment does not. */
  private readonly answering = new Set<WaitsFor>();

  constructor(runner: Runner) {
    this.runner = runner;
  }

  /** Starts the called run inside the same unit; the calling delivery waits for its answer. */
  async call(job: Job, source: Source, call: Call): Promise<void> {
    const { unit } = job;
    const { runner } = this;
    const { clock, report } = runner.deps;
    unit.holds++;
    try {
      const target = await this.find(source.story, call);
      if (unit.isBroken) return;
      if (typeof target === 'string') return runner.settle(job, source, notCalled(target, call));
      const { asTool } = call;
      if (asTool !== undefined && asTool.isApproved !== true && target.story.workbench?.requiresConfirmation === true) {
        return runner.settle(job, source, askFirst(target.story, call, asTool, this.askedUntil(call)));
      }
      const refuse = runner.deps.types.get(source.action.type)?.refuseCall;
      const refusal = refuse?.(target.story, target.entry, call.payload) ?? null;
      if (refusal !== null) return runner.settle(job, source, notCalled(refusal, call));
      await runner.ids.fillFor(runner.beginnings.idsToBegin(target.story, target.entry));
      if (unit.isBroken) return;
      this.begin(job, target, call);
    } catch (thrown) {
      report({ kind: 'database_unavailable', message: describe(thrown) });
      clock.at(clock.now() + 500, () => void this.call(job, source, call));
    } finally {
      unit.holds--;
      runner.touch(unit);
    }
  }

  /** Where the call goes to; a text: why it goes nowhere. */
  private async find(caller: StoryDefinition, { target, asTool }: Call): Promise<Target | string> {
    if ('group' in target) {
      const entry = groupInputOf(caller, asId<ActionId>(target.group));
      if (entry === undefined) return 'This group has no input: there is nothing for it to begin with.';
      if (entry.isDisabled) return 'The input of this group is switched off.';
      return { story: caller, entry, isGroup: true };
    }
    const kind = asTool === undefined ? 'send_to_story' : 'tool';
    const story = await this.runner.deps.stories.findCallTarget(caller.teamId, target, kind);
    const door = (kind === 'tool' ? story?.workbench : null) ?? story?.sendToStory;
    const entry = story?.actions.find((candidate) => candidate.id === door?.entryActionId);
    if (story === null || entry === undefined) return "Couldn't find the target story.";
    return { story, entry, isGroup: false };
  }

  /** The delivery was let go on, by a person or because the time is up. */
  afterAsking(job: Job, source: Source, { wanted, refusal }: AnsweredAsk): void {
    const { runner } = this;
    if (wanted.kind === 'call') {
      if (refusal !== null) return runner.settle(job, source, notCalled(refusal, wanted.call));
      return void this.call(job, source, wanted.call);
    }
    runner.settle(
      job,
      source,
      refusal === null
        ? { kind: 'emit', payloads: [wanted.payload] }
        : { kind: 'nothing', logs: [{ level: 2, message: refusal }] },
    );
  }

  private askedUntil({ timeoutAt = Number.POSITIVE_INFINITY }: Call): number {
    const { clock, confirmationMs = defaultConfirmationMs } = this.runner.deps;
    return Math.min(clock.now() + confirmationMs, timeoutAt);
  }

  private begin(job: Job, target: Target, { payload, state = null, timeoutAt }: Call): void {
    const { unit, run } = job;
    const { story, entry, isGroup } = target;
    const runId = this.runner.beginnings.beginCalled(job, { story, action: entry }, payload, isGroup);
    const { isScattered } = run;
    const dueAt = earliest(timeoutAt, isGroup ? null : story.sendToStoryTimeout, this.runner.deps.clock.now());
    const waiting = { ...job.delivery, dueAt, state, startedAt: null, waitsFor: runId, isGroupCall: isGroup };
    unit.product.keep(job, waiting, false);
    // while it waits here it is a part of its run that is in this memory
    run.isScattered = isScattered;
    run.openCount++;
    const { product } = unit;
    this.here.set(runId, { unit, job, state, product, written: dueAt === null ? null : whenWritten(product) });
    unit.calledRuns.add(runId);
    this.runner.close(job);
  }

  /** The unit has left memory: its calls are answered from the database. */
  forgetUnit(unit: Unit): void {
    for (const runId of unit.calledRuns) this.here.delete(runId);
    unit.calledRuns.clear();
  }

  /** The delivery has been claimed because its time is up. */
  timedOut(waitsFor: WaitsFor): void {
    this.take(waitsFor);
  }

  private take(waitsFor: WaitsFor): WaitingHere | undefined {
    const waiting = this.here.get(waitsFor);
    if (waiting === undefined) return undefined;
    this.here.delete(waitsFor);
    waiting.unit.calledRuns.delete(waitsFor as RunId);
    return waiting;
  }

  /** An exit of a called run has run, or a group's run is over: the caller goes on in the same commit as that. */
  answer(unit: Unit, { callerId, waitsFor }: WaitingFor, answer: Answer): void {
    const waiting = this.take(waitsFor);
    if (waiting?.unit === unit && (waiting.written === null || waiting.product === unit.product)) {
      return this.answerHere(waiting, waitsFor, answer);
    }
    if (this.answering.has(waitsFor)) return;
    this.answering.add(waitsFor);
    const { runner } = this;
    const { clock } = runner.deps;
    // Until it is known who waits, the exit is not committed: a crash in between would lose the answer.
    unit.holds++;
    let claimed: Claimed | null = null;
    const find = async (): Promise<void> => {
      await waiting?.written;
      claimed = await this.claim({ callerId, waitsFor });
    };
    runner.retrying(find, () => {
      unit.holds--;
      if (claimed === null) {
        // gone: an earlier exit has answered, or is about to; or its time was up
        this.answering.delete(waitsFor);
      } else if (unit.isBroken) {
        this.answering.delete(waitsFor);
        runner.effects.release([callerId]);
      } else {
        this.goOn(unit, claimed, waitsFor, answer, clock.now());
      }
      runner.touch(unit);
    });
  }

  private answerHere({ unit, job, state }: WaitingHere, waitsFor: WaitsFor, answer: Answer): void {
    const called = unit.runs.get(waitsFor as RunId);
    if (called !== undefined) {
      // what has come to its answer does not feed a loop
      unit.eventCount -= called.eventCount;
      called.eventCount = 0;
    }
    if (job.isWritten) this.untilDurable(unit, waitsFor);
    const delivery = { ...job.delivery, state: { ...answer, state }, startedAt: null };
    this.runner.enqueue({ ...job, delivery, mustWrite: job.isWritten, isOutcomeUnknown: false });
    job.run.openCount--;
  }

  /** A run that was not called goes on with a call all the same: its first event says with which. */
  answerChain(unit: Unit, chain: Chain, answer: Answer): void {
    const { runner } = this;
    unit.holds++;
    let found: WaitingFor | null = null;
    const find = async (): Promise<void> => {
      found = await runner.deps.store.findWaitingCall(chain);
    };
    runner.retrying(find, () => {
      unit.holds--;
      if (found !== null && !unit.isBroken) this.answer(unit, found, answer);
      runner.touch(unit);
    });
  }

  /** Runs of groups that are over without an answer, and were not all in one memory when they ended. */
  async answerEnded(): Promise<void> {
    for (const waiting of await this.runner.deps.store.findEndedGroups()) {
      this.answer(new Unit(), waiting, { ended: true });
    }
  }

  /** Resolves when it is durable. */
  async answerFromOutside(id: DeliveryId, payload: Value): Promise<AnswerResult> {
    const { runner } = this;
    const { clock, report } = runner.deps;
    // somebody else is answering it, and may still fail
    if (this.answering.has(id)) return 'unavailable';
    this.answering.add(id);
    let claimed: Claimed | null;
    try {
      claimed = await this.claim({ callerId: id, waitsFor: id });
    } catch (thrown) {
      report({ kind: 'database_unavailable', message: describe(thrown) });
      // it may be claimed all the same
      runner.retrying(
        () => runner.deps.store.release(runner.ownId, [id]),
        () => this.answering.delete(id),
      );
      return 'unavailable';
    }
    if (claimed === null) {
      this.answering.delete(id);
      return 'gone';
    }
    const unit = new Unit();
    const { product } = unit;
    product.isAwaited = true;
    const result = new Promise<AnswerResult>((resolve) => {
      product.settlers.push({ written: () => resolve('answered'), dropped: () => resolve('unavailable') });
    });
    this.goOn(unit, claimed, id, { answer: payload }, clock.now());
    runner.touch(unit);
    return result;
  }

  private async claim({ callerId, waitsFor }: WaitingFor): Promise<Claimed | null> {
    const { store } = this.runner.deps;
    const claimed = await store.claimWaiting(this.runner.ownId, callerId, waitsFor);
    if (claimed === null) return null;
    const received = (await loadReceived(store, [claimed.delivery])).get(callerId) ?? null;
    return { ...claimed, received };
  }

  private goOn(unit: Unit, claimed: Claimed, waitsFor: WaitsFor, answer: Answer, now: number): void {
    const { received, delivery } = claimed;
    const state: Value = { ...answer, state: delivery.state };
    const answered = { ...claimed, delivery: { ...delivery, state, dueAt: now, waitsFor: null, isGroupCall: false } };
    this.untilDurable(unit, waitsFor);
    this.runner.resume(answered, received, unit).mustWrite = true;
  }

  /** Until the row says that it waits no more, or is given back. */
  private untilDurable(unit: Unit, waitsFor: WaitsFor): void {
    const isOver = (): void => {
      this.answering.delete(waitsFor);
    };
    this.answering.add(waitsFor);
    unit.product.settlers.push({ written: isOver, dropped: isOver });
  }
}

/** When the caller waits no longer: as it says itself, or after the seconds that the story gives it; null: never. */
function earliest(timeoutAt: number | undefined, seconds: number | null, now: number): number | null {
  const limits = [
    ...(timeoutAt === undefined ? [] : [timeoutAt]),
    ...(seconds === null ? [] : [now + seconds * 1_000]),
  ];
  return limits.length === 0 ? null : Math.min(...limits);
}

/** An action that keeps a note for itself hears of it; of others it is the end. */
function notCalled(message: string, { state }: Call): Outcome {
  return state === undefined ? { kind: 'fail', message } : { kind: 'again', state: { failed: message, state } };
}

interface Claimed extends ClaimedDelivery {
  readonly received: Job['received'];
}

function whenWritten(product: Product): Promise<void> {
  return new Promise((resolve) => {
    product.settlers.push({ written: () => resolve(), dropped: () => resolve() });
  });
}
