/**
 * Traces: a run is a trace, an action is a span (docs/reference/observability.md).
 *
 *   the caller's span, where one came along
 *   └─ the beginning of the run         id of the run
 *      └─ an action                     id of its delivery
 *         └─ the next action …          its parent: the delivery that wrote the event which it received
 *            └─ a called story's run …  its parent: the delivery that called
 *
 * Spans are made from facts that are durable, after everything is over: tracing never delays a run, and what a crash undid
 * leaves no span. OpenTelemetry is loaded only when traces are wanted.
 */
import type { ActionRan, EngineObserver, RunRecord, StoryBook } from '@fabula/engine';
import type { DeliveryId } from '@fabula/model';
import type { TracingSettings } from '../settings.ts';
import { formatTraceParent, parseTraceParent, spanIdOf, type TraceContext, traceIdOf } from './trace-context.ts';

/** What OpenTelemetry has to know of one span. */
export interface SpanFacts {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  /** The parent is a span of somebody else. */
  readonly isParentRemote: boolean;
  /** `server`: it answers a request from outside. */
  readonly kind: 'server' | 'internal';
  /** Milliseconds since 1970, with fractions. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly isError: boolean;
  readonly attributes: Readonly<Record<string, string | number>>;
}

export interface SpanSink {
  /** Whether spans of a trace that began here are kept: the same answer in every process. */
  isSampled(traceId: string): boolean;
  add(span: SpanFacts): void;
  close(): Promise<void>;
}

export interface Tracing {
  readonly observer: EngineObserver;
  /** What an effect of this delivery, or a story that it calls, passes on. */
  traceParentFor(run: RunRecord, deliveryId: DeliveryId): string;
  close(): Promise<void>;
}

/** Loads OpenTelemetry. `onFailure`: spans could not be delivered. */
export async function openSpanSink(
  settings: TracingSettings,
  version: string,
  onFailure: (error: Error) => void,
): Promise<SpanSink> {
  const { createSpanSink } = await import('./open-telemetry.ts');
  return createSpanSink(settings, version, onFailure);
}

export function createTracing(sink: SpanSink, stories: Pick<StoryBook, 'peek'>): Tracing {
  function contextOf(run: RunRecord) {
    const incoming: TraceContext | null = run.traceParent === null ? null : parseTraceParent(run.traceParent);
    const traceId = incoming?.traceId ?? traceIdOf(run);
    return { traceId, incoming, isSampled: incoming?.isSampled ?? sink.isSampled(traceId) };
  }

  function actionRan(fact: ActionRan): void {
    const { run } = fact;
    const { traceId, incoming, isSampled } = contextOf(run);
    if (!isSampled) return;
    const common = {
      name: fact.actionName,
      traceId,
      endedAt: fact.endedAt,
      isError: fact.error !== null,
      attributes: attributesOf(fact, stories.peek(fact.storyId)?.name),
    };
    const ofRun = spanIdOf(run.id);
    const ofAction = spanIdOf(fact.deliveryId);
    if (fact.inboundEventId === null) {
      // The run begins here. One that a schedule or a person began has a delivery besides, which is its first action.
      sink.add({
        ...common,
        spanId: ofRun,
        parentSpanId: incoming?.spanId ?? null,
        isParentRemote: incoming !== null && run.origin !== 'call',
        kind: askedFromOutside.has(run.origin) ? 'server' : 'internal',
        startedAt: Math.min(run.startedAt, fact.startedAt),
      });
      if (ofAction === ofRun) return;
    }
    sink.add({
      ...common,
      spanId: ofAction,
      parentSpanId: fact.parentDeliveryId === null ? ofRun : spanIdOf(fact.parentDeliveryId),
      isParentRemote: false,
      kind: 'internal',
      startedAt: fact.startedAt,
    });
  }

  return {
    observer: { actionRan },
    traceParentFor(run, deliveryId) {
      const { traceId, isSampled } = contextOf(run);
      return formatTraceParent({ traceId, spanId: spanIdOf(deliveryId), isSampled });
    },
    close: () => sink.close(),
  };
}

const askedFromOutside: ReadonlySet<RunRecord['origin']> = new Set(['webhook', 'page', 'email']);

/** Names and ids alone. What an error says may quote an event, and traces are often kept by somebody else. */
function attributesOf(fact: ActionRan, storyName: string | undefined): Record<string, string | number> {
  return {
    'fabula.story.id': fact.storyId,
    ...(storyName === undefined ? {} : { 'fabula.story.name': storyName }),
    'fabula.action.id': fact.actionId,
    'fabula.action.name': fact.actionName,
    'fabula.action.type': fact.actionType,
    'fabula.run.guid': fact.run.guid,
    'fabula.run.origin': fact.run.origin,
  };
}
