import type { FastifyRequest } from 'fastify';
import { formatTraceParent, parseTraceParent } from '../observe/trace-context.ts';

/** The trace that the caller's request belongs to; null: none, or one that is not valid and therefore ignored. */
export function readTraceParent(request: FastifyRequest): string | null {
  const { traceparent } = request.headers;
  const context = typeof traceparent === 'string' ? parseTraceParent(traceparent) : null;
  return context === null ? null : formatTraceParent(context);
}
