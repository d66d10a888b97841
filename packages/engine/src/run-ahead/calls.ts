/**
 * Send to Story: a delivery starts a run of another story and waits for its exit. While both are in this memory they are
 * one unit, so that the call, the called run and the answer can share commits; otherwise the waiting delivery is a row
 * without a time.
 */
import type { Value } from '@fabula/formula';
import type { DeliveryId } from '@fabula/model';
import type { CallTarget } from '../action-type.ts';
import type { ClaimedDelivery } from '../ports/store.ts';
import type { Source } from './apply-decision.ts';
import { describe } from './describe.ts';
import { loadReceived } from './load-received.ts';
import type { Runner } from './runner.ts';
import type { Job, Unit } from './unit.ts';

export class Calls {
  private readonly runner: Runner;
  /** Calls from the database that are being answered: the first exit answers, and a second one at the same moment does not. */
  private readonly answering = new Set<DeliveryId>();

  constructor(runner: Runner) {
    this.runner = runner;
  }

  /** Starts the called story's run inside the same unit; the calling delivery waits for its answer. */
  async call(job: Job, source: Source, call: { target: CallTarget; payload: Value }): Promise<void> {
    const { unit } = job;
    const { runner } = this;
    const { clock, stories, report } = runner.deps;
    unit.holds++;
    try {
      const target =
        'group' in call.target ? null : await stories.findSendToStoryTarget(source.story.teamId, call.target);
      const entry = target?.actions.find((candidate) => candidate.id === target.sendToStory?.entryActionId);
      if (unit.isBroken) return;
      if (target === null || entry === undefined) {
        return runner.settle(job, source, { kind: 'fail', message: "Couldn't find the target story." });
      }
      await runner.ids.fillFor(runner.beginnings.idsToBegin(target, entry));
      unit.product.keep(job, { ...job.delivery, dueAt: null }, false);
      unit.calls.set(job.delivery.id, job);
      runner.close(job);
      runner.beginnings.beginCalled(job, { story: target, action: entry }, call.payload);
    } catch (thrown) {
      report({ kind: 'database_unavailable', message: describe(thrown) });
      clock.at(clock.now() + 500, () => void this.call(job, source, call));
    } finally {
      unit.holds--;
      runner.touch(unit);
    }
  }

  /** An exit of a called story has run: the calling action goes on with its payload, in the same commit as that exit. */
  answer(unit: Unit, callerId: DeliveryId, payload: Value): void {
    const { runner } = this;
    const { clock, store } = runner.deps;
    const state: Value = { answer: payload };
    const waiting = unit.calls.get(callerId);
    if (waiting !== undefined) {
      unit.calls.delete(callerId);
      const job = { ...waiting, delivery: { ...waiting.delivery, state }, mustWrite: waiting.isWritten };
      return runner.enqueue(job);
    }
    if (this.answering.has(callerId)) return;
    this.answering.add(callerId);
    // Until it is known who waits, the exit is not committed: a crash in between would lose the answer.
    unit.holds++;
    let claimed: ClaimedDelivery | null = null;
    let received: Job['received'] = null;
    const find = async (): Promise<void> => {
      claimed = await store.claimWaiting(runner.ownId, callerId);
      if (claimed === null) return;
      received = (await loadReceived(store, [claimed.delivery])).get(callerId) ?? null;
    };
    runner.retrying(find, () => {
      unit.holds--;
      const isOver = (): void => {
        this.answering.delete(callerId);
      };
      if (claimed === null) {
        // gone: an earlier exit has answered, or is about to
        isOver();
      } else if (unit.isBroken) {
        isOver();
        runner.effects.release([callerId]);
      } else {
        const answered = { ...claimed, delivery: { ...claimed.delivery, state, dueAt: clock.now() } };
        runner.resume(answered, received, unit).mustWrite = true;
        unit.product.settlers.push({ written: isOver, dropped: isOver });
      }
      runner.touch(unit);
    });
  }
}
