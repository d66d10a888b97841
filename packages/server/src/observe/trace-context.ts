/**
 * W3C trace context (https://www.w3.org/TR/trace-context/), and the ids of our own spans. These follow from ids that are
 * in the database, so that all processes that work on one run agree on its trace without talking to each other.
 */
import type { RunRecord } from '@fabula/engine';

export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits: the span that the next one is a child of. */
  readonly spanId: string;
  readonly isSampled: boolean;
}

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Reads a `traceparent` header strictly; null: not a valid one, which is to be ignored. Later versions are read as 00. */
export function parseTraceParent(text: string): TraceContext | null {
  const [, version, traceId = '', spanId = '', flags = '', rest] = pattern.exec(text) ?? [];
  if (version === undefined || version === 'ff') return null;
  if (version === '00' && rest !== undefined) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function formatTraceParent({ traceId, spanId, isSampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}

/** Of a run without a trace of its own it is the run's guid. */
export function traceIdOf({ guid }: Pick<RunRecord, 'guid'>): string {
  return guid.replaceAll('-', '');
}

/** Runs and deliveries take their ids from one sequence, so the spans of both never meet. */
export function spanIdOf(id: number): string {
  return id.toString(16).padStart(16, '0');
}
