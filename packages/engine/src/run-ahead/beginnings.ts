/** How runs begin: with an event, by performing an action that receives none, or called by an action of another run. */
import { stringifyJson, type Value } from '@fabula/formula';
import {
  asId,
  type DefinedAction,
  type DeliveryId,
  type EventId,
  type LogId,
  type ProcessId,
  type RunId,
  type StoryDefinition,
} from '@fabula/model';
import type { AskedRoot } from '../door.ts';
import { linksFrom } from '../perform/links-from.ts';
import type { ActionRan } from '../ports/observer.ts';
import type { RunOrigin, RunRecord } from '../ports/store.ts';
import { newJob, type Source, type WrittenEvent, writeEvent } from './apply-decision.ts';
import { askMark, askOfClient, defaultConfirmationMs } from './asking.ts';
import type { ExitWaiter } from './exits.ts';
import type { Settler } from './product.ts';
import type { Runner } from './runner.ts';
import { type Job, type LiveEvent, type LiveRun, Unit } from './unit.ts';

/** What starts a run. */
export interface Root {
  readonly story: StoryDefinition;
  readonly action: DefinedAction;
  readonly origin: RunOrigin;
  readonly traceParent?: string | null;
}

/** What an event is written from. */
export interface Emission {
  readonly payload: Value;
  readonly isReEmitted?: boolean;
}

export class Beginnings {
  private readonly runner: Runner;

  constructor(runner: Runner) {
    this.runner = runner;
  }

  /** Starts a run with an event of the action. The settler hears when its first commit is durable. Ids must have been filled. */
  begin(
    root: Root,
    emission: Emission,
    waiter: ExitWaiter | null,
    settler: Settler,
  ): { run: RunRecord; eventId: EventId } {
    const { unit, run, source } = this.beginRun(root, settler, waiter !== null);
    if (waiter !== null) this.runner.exits.wait(run.record.id, waiter);
    return { run: run.record, eventId: this.startWithEvent(unit, run, source, emission) };
  }

  /** Starts a run by performing the action, for an event of another run or for none. */
  beginByPerforming(
    root: Root,
    { received, state }: { readonly received: LiveEvent | null; readonly state: Value },
    settler: Settler,
  ): RunRecord {
    const { unit, run, source } = this.beginRun(root, settler, false);
    const job = newJob(unit, run, source, root.action.id, received, 0);
    this.runner.enqueue({ ...job, delivery: { ...job.delivery, state } });
    return run.record;
  }

  /** Starts a run whose first event waits for a person; until then its action waits, without an event. */
  beginByAsking(root: AskedRoot, action: DefinedAction, settler: Settler): RunRecord {
    const { unit, run, source } = this.beginRun({ ...root, action }, settler, false);
    const job = newJob(unit, run, source, action.id, null, 0);
    const dueAt = source.now + (this.runner.deps.confirmationMs ?? defaultConfirmationMs);
    const state = askMark({ kind: 'beginning', payload: root.payload });
    unit.product.keep(job, { ...job.delivery, dueAt, state, waitsFor: job.delivery.id }, false);
    unit.product.asks.push(askOfClient(job, source, root, dueAt));
    unit.product.addLog(run, {
      id: asId<LogId>(source.newId()),
      runId: run.record.id,
      storyId: root.story.id,
      actionId: action.id,
      inboundEventId: null,
      level: 3,
      message: 'A person is asked before this run begins.',
      createdAt: source.now,
    });
    return run.record;
  }

  /** The action emits one more event in a run that is there already, as if it had received that event again. */
  emitAgain(
    { story, action }: Pick<Root, 'story' | 'action'>,
    record: RunRecord,
    received: LiveEvent,
    emission: Emission,
    settler: Settler,
  ): EventId {
    const { runner } = this;
    const unit = new Unit();
    const source = runner.source(story, action);
    const rootGroup = story.actions.find(({ id }) => id === record.rootActionId)?.groupId ?? null;
    const run = unit.addRun(record, false, runner.exits.has(record.id), rootGroup !== null && record.callerId !== null);
    unit.product.settlers.push(settler);
    unit.product.isAwaited = true;
    const event = writeEvent(unit.product, run, source, writtenEvent(emission), received, null);
    for (const receiver of linksFrom(story, action.id).default) {
      runner.enqueue(newJob(unit, run, source, receiver, event, 0));
    }
    runner.noticeExit({ unit, run }, source, event);
    runner.touch(unit);
    return event.id;
  }

  /** A run, its first event and what the event is delivered to; or a run, what waits in it, and the log that says so. */
  idsToBegin(story: StoryDefinition, action: DefinedAction): number {
    return 3 + linksFrom(story, action.id).default.length;
  }

  /** A run of another story, or of a group, called by the job; it becomes part of the job's unit. */
  beginCalled(job: Job, root: Omit<Root, 'origin'>, payload: Value, isInGroup: boolean): RunId {
    const source = this.runner.source(root.story, root.action);
    const { record, isAwaited } = job.run;
    const traceParent = this.runner.deps.traceParentFor?.(record, job.delivery.id) ?? record.traceParent;
    const called = this.newRun(root, { origin: 'call', callerId: job.delivery.id, traceParent });
    const run = job.unit.addRun(called, true, isAwaited, isInGroup);
    this.startWithEvent(job.unit, run, source, { payload });
    return called.id;
  }

  private beginRun(root: Root, settler: Settler, isAwaited: boolean): { unit: Unit; run: LiveRun; source: Source } {
    const unit = new Unit();
    const source = this.runner.source(root.story, root.action);
    const traceParent = root.traceParent ?? null;
    const answerTo = isAwaited ? this.runner.ownId : null;
    const record = this.newRun(root, { origin: root.origin, callerId: null, traceParent, answerTo });
    const run = unit.addRun(record, true, isAwaited);
    unit.product.settlers.push(settler);
    unit.product.isAwaited = true;
    this.runner.touch(unit);
    return { unit, run, source };
  }

  private newRun(
    { story, action }: Pick<Root, 'story' | 'action'>,
    given: Pick<RunRecord, 'origin' | 'callerId' | 'traceParent'> & { readonly answerTo?: ProcessId | null },
  ): RunRecord {
    return {
      id: asId<RunId>(this.runner.ids.next()),
      guid: this.runner.deps.newUuid(),
      storyId: story.id,
      startedAt: this.runner.deps.clock.now(),
      rootActionId: action.id,
      answerTo: null,
      ...given,
    };
  }

  /** The first event of a run goes to the receivers of the action that it is from. */
  private startWithEvent(unit: Unit, run: LiveRun, source: Source, emission: Emission): EventId {
    // the run stands for the delivery that there is not
    const rootDelivery = asId<DeliveryId>(run.record.id);
    const event = writeEvent(unit.product, run, source, writtenEvent(emission), null, rootDelivery);
    unit.product.touchRun(run, source.now).actionRuns++;
    unit.product.actionRuns.push({ actionId: source.action.id, storyId: source.story.id, at: source.now, tookMs: 0 });
    if (source.isWatched) unit.product.ran.push(ranAtRoot(run, source, rootDelivery));
    for (const receiver of linksFrom(source.story, source.action.id).default) {
      this.runner.enqueue(newJob(unit, run, source, receiver, event, 0));
    }
    return event.id;
  }
}

function writtenEvent({ payload, isReEmitted = false }: Emission): WrittenEvent {
  return { payload, payloadText: stringifyJson(payload), isReEmitted };
}

function ranAtRoot(run: LiveRun, { story, action, now }: Source, deliveryId: DeliveryId): ActionRan {
  return {
    run: run.record,
    storyId: story.id,
    actionId: action.id,
    actionName: action.name,
    actionType: action.type,
    deliveryId,
    inboundEventId: null,
    parentDeliveryId: null,
    startedAt: now,
    endedAt: now,
    error: null,
  };
}
