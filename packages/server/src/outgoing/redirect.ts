/** What a redirect asks for next: RFC 9110 section 15.4, with the changes of method that browsers and everybody else make. */
import { err, ok, type Result } from '@fabula/model';

export interface Hop {
  readonly method: string;
  readonly url: URL;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | null;
}

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Meant for the first host alone: neither secrets nor its name go to another one. */
const headersOfOneHost: ReadonlySet<string> = new Set([
  ...['authorization', 'proxy-authorization', 'x-amz-security-token', 'cookie', 'host'],
]);
const headersOfBody: ReadonlySet<string> = new Set([
  'content-type',
  'content-encoding',
  'content-language',
  'content-location',
]);

/** The next hop, null when the response is no redirect, or why it cannot be followed. */
export function followRedirect(hop: Hop, status: number, location: string | undefined): Result<Hop | null, string> {
  if (!redirectStatuses.has(status) || location === undefined) return ok(null);
  if (!URL.canParse(location, hop.url.href)) return err(`${hop.url.host} redirected to an address that cannot be read`);
  const url = new URL(location, hop.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return err(`${hop.url.host} redirected to a ${url.protocol} address`);
  if (url.hash === '') url.hash = hop.url.hash;
  const becomesGet = status === 303 ? hop.method !== 'HEAD' : status < 303 && hop.method === 'POST';
  const staysHome = url.origin === hop.url.origin;
  return ok({
    method: becomesGet ? 'GET' : hop.method,
    url,
    headers: hop.headers.filter(([name]) => {
      const lower = name.toLowerCase();
      return (staysHome || !headersOfOneHost.has(lower)) && !(becomesGet && headersOfBody.has(lower));
    }),
    body: becomesGet ? null : hop.body,
  });
}
