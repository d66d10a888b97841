/** Adds a decision to a product: events with their ids, logs, what stays to do. Gives the jobs that follow. */
import type { Value } from '@fabula/formula';
import {
  type ActionId,
  asId,
  type DefinedAction,
  type DeliveryId,
  type EventId,
  type LogId,
  type StoryDefinition,
} from '@fabula/model';
import type { DecidedEvent, Decision } from '../decide/decide-next.ts';
import { noSecrets } from '../ports/credentials.ts';
import type { ActionRan } from '../ports/observer.ts';
import type { Delivery } from '../ports/store.ts';
import { askOf } from './asking.ts';
import type { Product } from './product.ts';
import { type Job, type LiveEvent, type LiveRun, liveEvent, type Unit } from './unit.ts';

/** So many deliveries of a fork go on at once; the rest is in the database, for whoever has room. */
const forksInMemory = 256;

export interface Applied {
  /** New jobs, not yet in any queue. */
  readonly next: readonly Job[];
  readonly events: readonly LiveEvent[];
  /** Whether the job has left memory: done, to be called again later, or replaced by one of the next jobs. */
  readonly isClosed: boolean;
}

export interface Source {
  readonly story: StoryDefinition;
  readonly action: DefinedAction;
  readonly now: number;
  readonly newId: () => number;
  /** Somebody wants to know of every action run. */
  readonly isWatched: boolean;
}

export function applyDecision(product: Product, job: Job, source: Source, decision: Decision): Applied {
  const { story, action, now, newId } = source;
  const counts = product.touchRun(job.run, now);
  if (decision.modelTokens !== undefined) {
    product.modelUses.push({ ...decision.modelTokens, actionId: action.id, storyId: story.id, at: now });
  }
  for (const line of decision.logs) {
    product.addLog(job.run, {
      id: asId<LogId>(newId()),
      runId: job.run.record.id,
      storyId: story.id,
      actionId: action.id,
      inboundEventId: job.received?.id ?? null,
      level: line.level,
      message: line.message,
      createdAt: now,
    });
  }
  const events: LiveEvent[] = [];
  const next: Job[] = [];
  for (const decided of decision.events) {
    const event = writeEvent(product, job.run, source, decided, job.received, job.delivery.id);
    events.push(event);
    for (const receiver of decided.receivers) {
      next.push(newJob(job.unit, job.run, source, receiver, event, job.steps + 1));
    }
  }
  if (decision.later !== undefined) {
    const { dueAt, state, isRetry } = decision.later;
    const attempt = isRetry ? job.delivery.attempt + 1 : job.delivery.attempt;
    product.keep(job, { ...job.delivery, dueAt, state, attempt, startedAt: null }, false);
    return { next, events, isClosed: true };
  }
  if (decision.wait !== undefined) {
    const { timeoutAt: dueAt, state, asks } = decision.wait;
    product.keep(job, { ...job.delivery, dueAt, state, startedAt: null, waitsFor: job.delivery.id }, false);
    if (asks !== undefined && dueAt !== null) product.asks.push(askOf(job, source, asks, dueAt));
    return { next, events, isClosed: true };
  }
  if (decision.again !== undefined) {
    return { next: [goOn(product, job, decision.again.state)], events, isClosed: true };
  }
  if (decision.call !== undefined) return { next, events, isClosed: false };
  if (decision.fork !== undefined) {
    for (const [index, state] of decision.fork.entries()) {
      const fresh = newJob(job.unit, job.run, source, action.id, job.received, job.steps + 1);
      const forked = { ...fresh, delivery: { ...fresh.delivery, state } };
      if (index < forksInMemory) next.push(forked);
      else product.keep(forked, forked.delivery, false);
    }
    product.finish(job);
    return { next, events, isClosed: true };
  }
  counts.actionRuns++;
  // Claimed from the database and ended before it was begun here: it took no time.
  const tookMs = job.beganAt === 0 ? 0 : Math.max(0, now - job.beganAt);
  product.actionRuns.push({ actionId: action.id, storyId: story.id, at: now, tookMs });
  if (source.isWatched) product.ran.push(ranOf(job, source, decision));
  product.finish(job);
  return { next, events, isClosed: true };
}

/** The same delivery once more, with another state. A row that it has is changed by the next commit. */
export function goOn(product: Product, job: Job, state: Value): Job {
  const next: Job = {
    ...job,
    delivery: { ...job.delivery, state, startedAt: null },
    isOutcomeUnknown: false,
    steps: job.steps + 1,
  };
  if (job.isWritten || product.deliveries.has(job.delivery.id)) product.keep(next, next.delivery, true);
  return next;
}

function ranOf(job: Job, { story, action, now }: Source, decision: Decision): ActionRan {
  return {
    run: job.run.record,
    storyId: story.id,
    actionId: action.id,
    actionName: action.name,
    actionType: action.type,
    deliveryId: job.delivery.id,
    inboundEventId: job.delivery.eventId,
    parentDeliveryId: job.received?.writtenBy ?? null,
    startedAt: job.beganAt,
    endedAt: now,
    error: decision.logs.find(({ level }) => level === 4)?.message ?? null,
  };
}

export interface WrittenEvent extends Pick<DecidedEvent, 'payload' | 'payloadText'> {
  /** A copy of an event that was written before. */
  readonly isReEmitted?: boolean;
}

/** Adds an event of `source.action` to the product. */
export function writeEvent(
  product: Product,
  run: LiveRun,
  source: Source,
  { payload, payloadText, isReEmitted = false }: WrittenEvent,
  received: LiveEvent | null,
  writtenBy: DeliveryId | null,
): LiveEvent {
  const { action, story, now, newId } = source;
  const event = liveEvent(received, action.slug, { id: asId<EventId>(newId()), payload }, writtenBy);
  product.addEvent(run, {
    id: event.id,
    runId: run.record.id,
    storyId: story.id,
    actionId: action.id,
    parentId: received?.id ?? null,
    slug: action.slug,
    path: event.way,
    payloadText,
    createdAt: now,
    isReEmitted,
  });
  return event;
}

export function newJob(
  unit: Unit,
  run: LiveRun,
  source: Omit<Source, 'action'>,
  actionId: ActionId,
  received: LiveEvent | null,
  steps: number,
): Job {
  const delivery: Delivery = {
    id: asId<DeliveryId>(source.newId()),
    runId: run.record.id,
    storyId: source.story.id,
    actionId,
    eventId: received?.id ?? null,
    dueAt: source.now,
    attempt: 0,
    isPriority: source.story.isPriority,
    state: null,
    startedAt: null,
    waitsFor: null,
    isGroupCall: false,
    isInGroup: run.isInGroup,
  };
  return {
    unit,
    run,
    delivery,
    received,
    isWritten: false,
    mustWrite: false,
    isOutcomeUnknown: false,
    steps,
    beganAt: 0,
    secrets: noSecrets,
  };
}
