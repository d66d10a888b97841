/** Spans by way of OpenTelemetry's own batching and exporter. The only file that knows it; loaded when traces are wanted. */
import { hostname } from 'node:os';
import { type HrTime, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { TracingSettings } from '../settings.ts';
import type { SpanFacts, SpanSink } from './tracing.ts';

/** A collector that does not answer must not hold up the end of the process. */
const closeWithinMs = 2_000;
const exportTimeoutMs = 5_000;

/**
 * The tracer takes ids from a generator; ours says what it was told just before. Both happen in one turn of the event
 * loop.
 */
class GivenIds {
  traceId = '';
  spanId = '';
  generateTraceId = (): string => this.traceId;
  generateSpanId = (): string => this.spanId;
}

export function createSpanSink(
  settings: TracingSettings,
  version: string,
  onFailure: (error: Error) => void,
): SpanSink {
  const ids = new GivenIds();
  const sampler = new TraceIdRatioBasedSampler(settings.share);
  const exporter = telling(
    new OTLPTraceExporter({
      url: settings.endpoint,
      headers: { ...settings.headers },
      timeoutMillis: exportTimeoutMs,
    }),
    onFailure,
  );
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': settings.serviceName,
      'service.version': version,
      'service.instance.id': `${hostname()}:${process.pid}`,
      'host.name': hostname(),
      'process.pid': process.pid,
      ...settings.resource,
    }),
    idGenerator: ids,
    // What is not to be kept never comes here.
    sampler: new AlwaysOnSampler(),
    spanProcessors: [
      new BatchSpanProcessor(exporter, {
        scheduledDelayMillis: 1_000,
        maxExportBatchSize: 2_048,
        maxQueueSize: 16_384,
        exportTimeoutMillis: exportTimeoutMs,
      }),
    ],
  });
  const tracer = provider.getTracer('fabula', version);

  function add(facts: SpanFacts): void {
    ids.traceId = facts.traceId;
    ids.spanId = facts.spanId;
    const context =
      facts.parentSpanId === null
        ? ROOT_CONTEXT
        : trace.setSpanContext(ROOT_CONTEXT, {
            traceId: facts.traceId,
            spanId: facts.parentSpanId,
            traceFlags: TraceFlags.SAMPLED,
            isRemote: facts.isParentRemote,
          });
    const span = tracer.startSpan(
      facts.name,
      {
        kind: facts.kind === 'server' ? SpanKind.SERVER : SpanKind.INTERNAL,
        startTime: timeOf(facts.startedAt),
        attributes: facts.attributes,
      },
      context,
    );
    if (facts.isError) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(timeOf(Math.max(facts.startedAt, facts.endedAt)));
  }

  return {
    isSampled: (traceId) => sampler.shouldSample(ROOT_CONTEXT, traceId).decision !== SamplingDecision.NOT_RECORD,
    add,
    close: () => atMost(closeWithinMs, provider.shutdown()),
  };
}

/** Seconds and nanoseconds: OpenTelemetry takes a bare number below its own start for a time since that. */
function timeOf(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}

/** An exporter that says when it could not deliver; OpenTelemetry itself keeps silent. */
function telling(exporter: SpanExporter, onFailure: (error: Error) => void): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error !== undefined) onFailure(result.error);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

async function atMost(ms: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  // What cannot be delivered at the end has been told of already.
  await Promise.race([promise.catch(() => undefined), late]);
  clearTimeout(timer);
}
