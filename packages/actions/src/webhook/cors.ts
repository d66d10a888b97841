/** Cross-origin requests: which pages may call from a browser, and what browsers ask before they do. */
import type { OptionReader } from '@fabula/engine';
import { toText } from '@fabula/formula';
import { corsOrigins } from './fields.ts';
import { headerOf, type WebhookRequest } from './read-payload.ts';

export type Headers = readonly (readonly [string, string])[];

/** Seconds that a browser may remember the answer to a preflight. */
const maxAge = '600';

/** What every answer to this request must carry; nothing when it comes from no other page, or from one that may not call. */
export function corsHeaders(settings: OptionReader, request: Pick<WebhookRequest, 'headers'>): Headers {
  if (!corsOrigins.isGiven(settings)) return [];
  const origin = headerOf(request, 'origin');
  if (origin === undefined || !isAllowedOrigin(settings, origin)) return [['vary', 'Origin']];
  return [
    ['access-control-allow-origin', origin],
    ['access-control-expose-headers', 'x-fabula-event-id, x-fabula-run-guid, x-fabula-status, retry-after'],
    ['vary', 'Origin'],
  ];
}

/** null: it is no question of a browser that a webhook with CORS answers. Browsers ask without credentials. */
export function preflight(settings: OptionReader, request: WebhookRequest, verbs: readonly string[]): Headers | null {
  if (request.method.toUpperCase() !== 'OPTIONS' || !corsOrigins.isGiven(settings)) return null;
  const origin = headerOf(request, 'origin');
  if (origin === undefined || headerOf(request, 'access-control-request-method') === undefined) return null;
  if (!isAllowedOrigin(settings, origin)) return [];
  return [
    ['access-control-allow-methods', verbs.join(', ')],
    [
      'access-control-allow-headers',
      headerOf(request, 'access-control-request-headers') ?? 'authorization, content-type',
    ],
    ['access-control-max-age', maxAge],
  ];
}

function isAllowedOrigin(settings: OptionReader, origin: string): boolean {
  const given = origin.toLowerCase();
  return (corsOrigins.read(settings) ?? []).some((item) => {
    const allowed = toText(item).trim().toLowerCase().replace(/\/$/, '');
    if (allowed === '*' || allowed === given) return true;
    const [before, after, more] = allowed.split('*');
    // A star stands for the beginning of a host name, nothing else.
    if (before === undefined || after === undefined || more !== undefined || !/^https?:\/\/$/.test(before))
      return false;
    return given.startsWith(before) && given.endsWith(after) && after.startsWith('.') && given.length >= allowed.length;
  });
}
