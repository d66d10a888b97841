/**
 * Callers that wait for an exit of a run. Kept by run, not with the work in memory: a run that waits for a time leaves
 * memory, and may be taken up again by another process, which then tells us (`StoreListener.answered`).
 */
import type { Value } from '@fabula/formula';
import type { ActionId, EventId, RunId } from '@fabula/model';
import type { EngineStore } from '../ports/store.ts';
import { outputOf } from './load-received.ts';

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

  private answer(runId: RunId, payload: Value): void {
    const waiter = this.waiters.get(runId);
    this.waiters.delete(runId);
    waiter?.answer(payload);
  }
}
