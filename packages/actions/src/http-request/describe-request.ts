/** What the action's log says was sent: the body as sent, address and headers with their secrets masked. */
import type { OutgoingRequest } from '@fabula/engine';
import { maskHeader, maskUrl } from './mask-secrets.ts';

const maxShownBody = 50_000;

export function describeRequest({ method, url, headers }: OutgoingRequest, body: string | null): string {
  const lines = [`${method} ${maskUrl(url)}`];
  for (const [name, value] of headers) lines.push(`${name}: ${maskHeader(name, value)}`);
  if (body !== null) {
    lines.push('', body.length > maxShownBody ? `${body.slice(0, maxShownBody)}… (${body.length} characters)` : body);
  }
  return lines.join('\n');
}
