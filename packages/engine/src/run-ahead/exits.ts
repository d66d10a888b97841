/**
 * Callers that wait for an exit of a run. Kept by run, not with the work in memory: a run that waits for a time leaves
 * memory, and may be taken up again by another process, which then tells us (`StoreListener.answered`).
 */
import type { Value } from '@fabula/formula';
import { type ActionId, type EventId, groupOutputType, type ProcessId, type RunId } from '@fabula/model';
import type { EngineStore } from '../ports/store.ts';
import type { Source } from './apply-decision.ts';
import type { Chain, WaitingFor } from './calls.ts';
import { chainOf } from './chain.ts';
import { outputOf } from './load-received.ts';
import type { LiveEvent, LiveRun, Unit } from './unit.ts';

export interface ExitWaiter {
  readonly actionIds: ReadonlySet<ActionId>;
  readonly answer: (payload: Value) => void;
  /** It was answered, turned away, or has given up. */
  readonly isOver: () => boolean;
}

export class Exits {
  private readonly store: Pick<EngineStore, 'loadEvents' | 'findExit'>;
  private readonly waiters = new Map<RunId, ExitWaiter>();

  constructor(store: Pick<EngineStore, 'loadEvents' | 'findExit'>) {
    this.store = store;
  }

  get size(): number {
    return this.waiters.size;
  }

  wait(runId: RunId, waiter: ExitWaiter): void {
    this.waiters.set(runId, waiter);
  }

  has(runId: RunId): boolean {
    return this.waiters.has(runId);
  }

  /** The caller has given up, or was turned away. */
  forget(runId: RunId): void {
    this.waiters.delete(runId);
  }

  /** Who waits for an event of this action in this run; the first exit that asks gets the waiter, later ones do not. */
  take(runId: RunId, actionId: ActionId): ExitWaiter | undefined {
    const waiter = this.waiters.get(runId);
    if (waiter === undefined || !waiter.actionIds.has(actionId)) return undefined;
    this.waiters.delete(runId);
    return waiter;
  }

  /** The exit that took the waiter was not written; somebody else has done it, or will, unless nobody waits any more. */
  giveBack(runId: RunId, waiter: ExitWaiter): void {
    if (!waiter.isOver()) this.waiters.set(runId, waiter);
  }

  /** Another process has written the exit. */
  async answeredBy(runId: RunId, eventId: EventId): Promise<void> {
    if (!this.waiters.has(runId)) return;
    const [event] = await this.store.loadEvents([eventId]);
    if (event !== undefined) this.answer(runId, outputOf(event).payload);
  }

  /** Looks for exits whose notice was lost. */
  async lookAgain(): Promise<void> {
    for (const [runId, waiter] of [...this.waiters]) {
      const event = await this.store.findExit(runId, [...waiter.actionIds]);
      if (event !== null) this.answer(runId, outputOf(event).payload);
    }
  }

  /** Whether somebody may be waiting for an event of this action in this run: a caller from outside, or another run. */
  mayConcern(run: LiveRun, source: Source, event: LiveEvent): boolean {
    const { id, answerTo } = run.record;
    return ((answerTo !== null || this.has(id)) && isExit(source, run)) || callOf(run, source, event) !== null;
  }

  /**
   * An event was emitted: whoever waits for it is told when it is durable. Gives the call that is answered by this event;
   * null: there is none.
   */
  notice(
    { product }: Unit,
    run: LiveRun,
    source: Source,
    event: LiveEvent,
    ownId: ProcessId,
  ): WaitingFor | Chain | null {
    const { id: runId, answerTo } = run.record;
    const waiter = this.take(runId, source.action.id);
    if (waiter !== undefined) {
      product.settlers.push({
        written: () => waiter.answer(event.payload),
        dropped: () => this.giveBack(runId, waiter),
      });
    } else if (answerTo !== null && answerTo !== ownId && isExit(source, run)) {
      product.answers.push({ processId: answerTo, runId, eventId: event.id });
    }
    const call = callOf(run, source, event);
    if (call !== null) run.isAnswered = true;
    return call;
  }

  private answer(runId: RunId, payload: Value): void {
    const waiter = this.waiters.get(runId);
    this.waiters.delete(runId);
    waiter?.answer(payload);
  }
}

/** Whether a caller from outside may be waiting for an event of this action. */
function isExit({ story, action }: Source, { record }: LiveRun): boolean {
  return record.storyId === story.id && story.webhookApi?.exitActionIds.includes(action.id) === true;
}

/** The call that waits for an event of this action: the one that started the run, or one that its first event names. */
function callOf(run: LiveRun, { story, action }: Source, event: LiveEvent): WaitingFor | Chain | null {
  const { record, isAnswered, isInGroup } = run;
  if (isAnswered) return null;
  const { callerId } = record;
  if (isInGroup) {
    if (callerId === null || action.type !== groupOutputType) return null;
    const entry = story.actions.find(({ id }) => id === record.rootActionId);
    return action.groupId === entry?.groupId ? { callerId, waitsFor: record.id } : null;
  }
  if ((story.sendToStory ?? story.workbench)?.exitActionIds.includes(action.id) !== true) return null;
  return callerId === null ? chainOf(story.id, event.way) : { callerId, waitsFor: record.id };
}
