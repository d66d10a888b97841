import type { WebhookRequest } from '@fabula/actions';
import type { FastifyRequest } from 'fastify';

/** The request as the webhook's action sees it. */
export function readRequest(
  request: FastifyRequest,
  body: Uint8Array,
  urlSecret: string | null,
  now: number,
): WebhookRequest {
  const questionMark = request.raw.url?.indexOf('?') ?? -1;
  return {
    method: request.method,
    urlSecret,
    query: questionMark < 0 ? [] : [...new URLSearchParams(request.raw.url?.slice(questionMark + 1))],
    headers: pairsOf(request.raw.rawHeaders),
    body,
    now,
  };
}

/** Node gives names and values in one flat list, as they came. */
function pairsOf(raw: readonly string[]): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return pairs;
}
