import type { ActionRan, RunRecord } from '@fabula/engine';
import { type ActionId, asId, type DeliveryId, type EventId, type RunId, type StoryId } from '@fabula/model';
import { expect, test } from 'vitest';
import { parseTraceParent } from './trace-context.ts';
import { createTracing, type SpanFacts } from './tracing.ts';

const guid = '4bf92f35-77b3-4da6-a3ce-929d0e0e4736';
const ownTrace = '4bf92f3577b34da6a3ce929d0e0e4736';
const callerTrace = '0af7651916cd43dd8448eb211c80319c';
const callerSpan = 'b7ad6b7169203331';

function aRun(facts: Partial<RunRecord> = {}): RunRecord {
  return {
    id: asId<RunId>(16),
    guid,
    storyId: asId<StoryId>(1),
    origin: 'webhook',
    callerId: null,
    startedAt: 1_000,
    rootActionId: asId<ActionId>(1),
    traceParent: null,
    answerTo: null,
    ...facts,
  };
}

function ran(run: RunRecord, facts: Partial<ActionRan>): ActionRan {
  return {
    run,
    storyId: run.storyId,
    actionId: asId<ActionId>(1),
    actionName: 'Receive',
    actionType: 'Agents::WebhookAgent',
    deliveryId: asId<DeliveryId>(16),
    inboundEventId: asId<EventId>(17),
    parentDeliveryId: null,
    startedAt: 1_000.25,
    endedAt: 1_001.5,
    error: null,
    ...facts,
  };
}

const delivery = (id: number): DeliveryId => asId<DeliveryId>(id);
const hex = (id: number): string => id.toString(16).padStart(16, '0');

function aTracing(isSampled = true) {
  const spans: SpanFacts[] = [];
  const sink = { isSampled: () => isSampled, add: (span: SpanFacts) => spans.push(span), close: async () => undefined };
  const tracing = createTracing(sink, { peek: () => undefined });
  return { spans, tracing, tell: (fact: ActionRan) => tracing.observer.actionRan?.(fact) };
}

test('a run from a webhook: its beginning is the root, each action hangs on what wrote its event', () => {
  const { spans, tell } = aTracing();
  const run = aRun();
  tell(ran(run, { deliveryId: delivery(16), inboundEventId: null }));
  tell(ran(run, { actionName: 'Second', deliveryId: delivery(20), parentDeliveryId: delivery(16) }));
  tell(ran(run, { actionName: 'Third', deliveryId: delivery(30), parentDeliveryId: delivery(20), error: 'no' }));
  // Taken up by a process that does not know who wrote the event.
  tell(ran(run, { actionName: 'Later', deliveryId: delivery(40) }));
  expect(spans.map(({ name, traceId, spanId, parentSpanId }) => [name, traceId, spanId, parentSpanId])).toEqual([
    ['Receive', ownTrace, hex(16), null],
    ['Second', ownTrace, hex(20), hex(16)],
    ['Third', ownTrace, hex(30), hex(20)],
    ['Later', ownTrace, hex(40), hex(16)],
  ]);
  expect(spans.map(({ kind }) => kind)).toEqual(['server', 'internal', 'internal', 'internal']);
  expect(spans.map(({ isError }) => isError)).toEqual([false, false, true, false]);
});

test('what an error says does not leave with the trace', () => {
  const { spans, tell } = aTracing();
  tell(ran(aRun(), { error: 'no user "ada@example.com"' }));
  expect(JSON.stringify(spans)).not.toContain('ada@example.com');
});

test('the caller’s trace goes on, and so does its wish not to be traced', () => {
  const { spans, tracing, tell } = aTracing();
  const run = aRun({ traceParent: `00-${callerTrace}-${callerSpan}-01` });
  tell(ran(run, { deliveryId: delivery(16), inboundEventId: null }));
  expect(spans).toMatchObject([{ traceId: callerTrace, parentSpanId: callerSpan, isParentRemote: true }]);
  expect(tracing.traceParentFor(run, delivery(20))).toBe(`00-${callerTrace}-${hex(20)}-01`);

  const quiet = aRun({ traceParent: `00-${callerTrace}-${callerSpan}-00` });
  tell(ran(quiet, { inboundEventId: null }));
  expect(spans).toHaveLength(1);
  expect(tracing.traceParentFor(quiet, delivery(20))).toBe(`00-${callerTrace}-${hex(20)}-00`);
});

test('a called story’s run hangs on the delivery that called it, in the same trace', () => {
  const { spans, tracing, tell } = aTracing();
  const called = aRun({
    id: asId<RunId>(50),
    guid: '00000000-0000-4000-8000-000000000001',
    origin: 'call',
    callerId: delivery(20),
    traceParent: tracing.traceParentFor(aRun(), delivery(20)),
  });
  tell(ran(called, { deliveryId: delivery(50), inboundEventId: null }));
  expect(spans).toMatchObject([
    { traceId: ownTrace, spanId: hex(50), parentSpanId: hex(20), isParentRemote: false, kind: 'internal' },
  ]);
});

test('a run from a schedule has a root of its own, above its first action', () => {
  const { spans, tell } = aTracing();
  tell(ran(aRun({ origin: 'schedule' }), { deliveryId: delivery(20), inboundEventId: null }));
  expect(spans).toMatchObject([
    { spanId: hex(16), parentSpanId: null, startedAt: 1_000 },
    { spanId: hex(20), parentSpanId: hex(16), startedAt: 1_000.25 },
  ]);
});

test('what is not sampled leaves no span, and says so to others', () => {
  const { spans, tracing, tell } = aTracing(false);
  tell(ran(aRun(), {}));
  expect(spans).toEqual([]);
  expect(parseTraceParent(tracing.traceParentFor(aRun(), delivery(20)))).toMatchObject({ isSampled: false });
});
