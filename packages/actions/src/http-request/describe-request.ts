/** What the action's log says was sent: the body as sent, address and headers with their secrets masked. */
import { maskHeader, maskUrl } from './mask-secrets.ts';
import type { HttpRequest } from './read-request.ts';

const maxShownBody = 50_000;

export function describeRequest(
  request: HttpRequest,
  headers: readonly (readonly [string, string])[],
  body: string | null,
): string {
  const lines = [`${request.method.toUpperCase()} ${maskUrl(request.url)}`];
  for (const [name, value] of headers) lines.push(`${name}: ${maskHeader(name, value)}`);
  if (body !== null) {
    lines.push('', body.length > maxShownBody ? `${body.slice(0, maxShownBody)}… (${body.length} characters)` : body);
  }
  return lines.join('\n');
}
