/** What the action's log says was sent: address and body as sent, headers with their secrets masked. */
import type { HttpRequest } from './read-request.ts';

const secretHeader = /authorization|cookie|token|secret|password|api-?key/i;
const maxShownBody = 50_000;

export function describeRequest(
  request: HttpRequest,
  headers: readonly (readonly [string, string])[],
  body: string | null,
): string {
  const lines = [`${request.method.toUpperCase()} ${request.url}`];
  for (const [name, value] of headers) lines.push(`${name}: ${secretHeader.test(name) ? '********' : value}`);
  if (body !== null) {
    lines.push('', body.length > maxShownBody ? `${body.slice(0, maxShownBody)}… (${body.length} characters)` : body);
  }
  return lines.join('\n');
}
