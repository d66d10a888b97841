import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { WebhookAnswer } from '@fabula/actions';
import type { FastifyReply } from 'fastify';

/** Headers that belong to the connection; a story that sets them would break the answer. */
const ownHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Types that a browser shows without running anything. */
const inertType = /^(?:application\/json|text\/plain|text\/csv)\b/i;

/** Sends what a story answered. A header that HTTP does not allow is left out rather than failing the whole answer. */
export function sendAnswer(reply: FastifyReply, answer: WebhookAnswer): FastifyReply {
  let isInert = true;
  for (const [name, value] of answer.headers) {
    const lowerName = name.toLowerCase();
    if (ownHeaders.has(lowerName) || !isAllowed(name, value)) continue;
    if (lowerName === 'content-type') isInert = inertType.test(value);
    reply.header(lowerName, value);
  }
  if (!isInert) {
    // Webhooks live on the editor's origin. A page that a story answers with must not act as the person who opens it.
    reply.header('content-security-policy', 'sandbox allow-forms allow-popups allow-scripts');
    reply.header('x-content-type-options', 'nosniff');
  }
  const isEmpty = answer.status === 204 || answer.status === 304;
  const body = typeof answer.body === 'string' ? answer.body : Buffer.from(answer.body);
  return reply.code(answer.status).send(isEmpty ? undefined : body);
}

function isAllowed(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    // Both say no by throwing.
    return false;
  }
}
