/**
 * The engine's way to the outside, on undici. Every connection passes the egress rules, redirects included: they are
 * followed here, hop by hop, and each hop is connected through the same checked connector.
 *
 * Time-out and size limit hold for the whole exchange, name resolution and redirects included. Connections are kept and
 * used again per origin (connections.ts).
 */
import type { Outgoing, OutgoingFailure, OutgoingRequest, OutgoingResponse } from '@fabula/engine';
import { err, ok, type Result } from '@fabula/model';
import { type buildConnector, type Dispatcher, request as send } from 'undici';
import { checkBehindProxy, makeCheckedConnector, type Resolve, resolveBySystem } from './checked-connector.ts';
import { Connections } from './connections.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { makeEgressRules } from './egress-rules.ts';
import { toOutgoingFailure } from './outgoing-failure.ts';
import { type OutgoingSettings, traitsOf } from './outgoing-settings.ts';
import { acceptedEncodings, receiveBody } from './receive-body.ts';
import { followRedirect, type Hop } from './redirect.ts';

const maxRedirects = 10;
const bodyless: ReadonlySet<number> = new Set([204, 304]);

/** Headers that belong to the connection or are computed from the body; undici writes them itself. */
const ownHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/** What is below: replaced by tests that prove that nothing was sent. */
export interface OutgoingPorts {
  readonly resolve?: Resolve;
  readonly connect?: buildConnector.connector;
}

export interface ClosableOutgoing extends Outgoing {
  /** Ends all connections; calls on their way fail. */
  close(): Promise<void>;
}

type Answer = Result<OutgoingResponse, OutgoingFailure>;

/** Throws when an entry of the settings is no address: the program must not start with rules that it did not understand. */
export function createOutgoing(settings: OutgoingSettings, ports: OutgoingPorts = {}): ClosableOutgoing {
  const rules = makeEgressRules(settings.allow, settings.deny);
  if (!rules.ok) throw new Error(`FABULA_EGRESS_ALLOW / FABULA_EGRESS_DENY: ${rules.error}`);
  const resolve = ports.resolve ?? resolveBySystem;
  const connections = new Connections((connect) => makeCheckedConnector(rules.value, resolve, connect), ports.connect);
  return {
    async send(request, signal) {
      if (!URL.canParse(request.url))
        return err({ kind: 'protocol', message: 'The address of the call cannot be read' });
      const traits = traitsOf(request, settings);
      if (!traits.ok) return err({ kind: 'not_configured', message: traits.error });
      const dispatcher = connections.for(traits.value);
      if (!dispatcher.ok)
        return err({ kind: 'tls', message: `A certificate or key of this call cannot be used: ${dispatcher.error}` });
      const deadline = startDeadline(request.timeoutMs, signal);
      const isProxied = traits.value.proxyUrl !== null;
      const check = async (hop: Hop): Promise<OutgoingFailure | null> => {
        const refusal = request.refusalFor?.(hop.url.href) ?? null;
        if (refusal !== null) return { kind: 'egress_denied', message: refusal };
        if (isProxied) await checkBehindProxy(rules.value, resolve, hop.url.hostname);
        return null;
      };
      try {
        return await sendFollowing(request, dispatcher.value, deadline, check, isProxied);
      } finally {
        deadline.stop();
      }
    },
    close: () => connections.close(),
  };
}

async function sendFollowing(
  request: OutgoingRequest,
  dispatcher: Dispatcher,
  deadline: Deadline,
  check: (hop: Hop) => Promise<OutgoingFailure | null>,
  isProxied: boolean,
): Promise<Answer> {
  const started = performance.now();
  const headers = request.headers.filter(([name]) => !ownHeaders.has(name.toLowerCase()));
  if (!headers.some(([name]) => name.toLowerCase() === 'accept-encoding'))
    headers.push(['Accept-Encoding', acceptedEncodings]);
  let hop: Hop = {
    method: request.method.toUpperCase(),
    url: new URL(request.url),
    // undici's proxy agent keeps the last of several headers of one name.
    headers: isProxied ? joined(headers) : headers,
    body: request.body,
  };
  try {
    for (let followed = 0; ; followed += 1) {
      const refusal = await check(hop);
      if (refusal !== null) return err(refusal);
      const response = await exchange(hop, dispatcher, deadline.signal, request);
      if (!response.ok) return response;
      if (response.value.kind === 'answer') {
        const { status, headers, body } = response.value;
        return ok({ status, headers, body, durationMs: performance.now() - started, url: hop.url.href });
      }
      if (followed === maxRedirects) {
        return err({
          kind: 'redirects',
          message: `More than ${maxRedirects} redirects, the last one from ${hop.url.host}`,
        });
      }
      hop = response.value.next;
    }
  } catch (error) {
    return err(deadline.failure(hop.url.host) ?? toOutgoingFailure(error, hop.url.host));
  }
}

function joined(headers: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const known = new Map<string, readonly [string, string]>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const before = known.get(key);
    known.set(
      key,
      before === undefined ? [name, value] : [before[0], `${before[1]}${key === 'cookie' ? ';' : ','} ${value}`],
    );
  }
  return [...known.values()];
}

type Exchange =
  | { readonly kind: 'redirect'; readonly next: Hop }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: [string, string][];
      readonly body: Uint8Array;
    };

/** One request and its response. Throws what the connection throws. */
async function exchange(
  hop: Hop,
  dispatcher: Dispatcher,
  signal: AbortSignal,
  { maxResponseBytes: maxBytes, followRedirects: follows }: OutgoingRequest,
): Promise<Result<Exchange, OutgoingFailure>> {
  const { host } = hop.url;
  const response = await send(hop.url, {
    dispatcher,
    // undici's type lists the common methods; the parser takes any token.
    method: hop.method as Dispatcher.HttpMethod,
    headers: hop.headers.flat(),
    body: hop.body,
    signal,
    responseHeaders: 'raw',
  });
  const headers = pairsOf(response.headers);
  const location = headers.find(([name]) => name === 'location')?.[1];
  const next = follows ? followRedirect(hop, response.statusCode, location) : ok(null);
  if (!next.ok || next.value !== null) await response.body.dump({ limit: 65_536 });
  if (!next.ok) return err({ kind: 'redirects', message: next.error });
  if (next.value !== null) return ok({ kind: 'redirect', next: next.value });
  const headerOf = (wanted: string): string | undefined => headers.find(([name]) => name === wanted)?.[1];
  const encoding = headerOf('content-encoding');
  if (hop.method === 'HEAD' || bodyless.has(response.statusCode)) {
    // Such an answer may announce the length of a body that does not come. undici 7.30 takes that for a broken answer, after
    // it has given us the head.
    response.body.on('error', () => undefined).resume();
    return ok({ kind: 'answer', status: response.statusCode, headers, body: new Uint8Array() });
  }
  const body = await receiveBody(response.body, { encoding, length: headerOf('content-length'), maxBytes });
  if (body.ok) return ok({ kind: 'answer', status: response.statusCode, headers, body: body.value });
  return body.error === 'too_large'
    ? err({ kind: 'too_large', message: `The answer of ${host} is larger than ${maxBytes} bytes` })
    : err({ kind: 'protocol', message: `The answer of ${host} is not valid ${encoding}` });
}

/** With `responseHeaders: 'raw'` undici gives name, value, name, value …, whatever its types say. */
function pairsOf(raw: unknown): [string, string][] {
  const flat: readonly unknown[] = Array.isArray(raw) ? raw : [];
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    pairs.push([String(flat[index]).toLowerCase(), String(flat[index + 1])]);
  }
  return pairs;
}
