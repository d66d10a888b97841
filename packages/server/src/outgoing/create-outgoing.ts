/**
 * The engine's way to the outside, on undici. Every connection passes the egress rules, redirects included: they are
 * followed here, hop by hop, and each hop is connected through the same checked connector.
 *
 * Time-out and size limit hold for the whole exchange, name resolution and redirects included. Connections are kept and
 * used again per origin; those that verify certificates and those that do not never mix.
 */
import type { AbortSignalLike, Outgoing, OutgoingFailure, OutgoingRequest, OutgoingResponse } from '@fabula/engine';
import { err, ok, type Result } from '@fabula/model';
import { Agent, buildConnector, type Dispatcher, request as send } from 'undici';
import { makeCheckedConnector, type Resolve, resolveBySystem } from './checked-connector.ts';
import { decodeContent } from './decode-content.ts';
import { makeEgressRules } from './egress-rules.ts';
import { toOutgoingFailure } from './outgoing-failure.ts';
import { followRedirect, type Hop } from './redirect.ts';

const maxRedirects = 10;
const connectTimeoutMs = 10_000;
/** Per origin; more requests wait for a free connection. */
const maxConnectionsPerOrigin = 64;

/** Headers that belong to the connection or are computed from the body; undici writes them itself. */
const ownHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

export interface OutgoingSettings {
  /** Addresses and CIDR ranges. */
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

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
  const makeAgent = (rejectUnauthorized: boolean): Agent => {
    const connect = ports.connect ?? buildConnector({ rejectUnauthorized, timeout: connectTimeoutMs });
    return new Agent({
      connect: makeCheckedConnector(rules.value, ports.resolve ?? resolveBySystem, connect),
      connections: maxConnectionsPerOrigin,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  };
  const verifying = makeAgent(true);
  const trusting = makeAgent(false);
  return {
    send: (request, signal) => sendFollowing(request, signal, request.verifyTls ? verifying : trusting),
    close: async () => {
      await Promise.all([verifying.destroy(), trusting.destroy()]);
    },
  };
}

async function sendFollowing(
  request: OutgoingRequest,
  signal: AbortSignalLike,
  dispatcher: Dispatcher,
): Promise<Answer> {
  const started = performance.now();
  if (!URL.canParse(request.url)) return err({ kind: 'protocol', message: 'The address of the call cannot be read' });
  const deadline = startDeadline(request.timeoutMs, signal);
  let hop: Hop = {
    method: request.method.toUpperCase(),
    url: new URL(request.url),
    headers: request.headers.filter(([name]) => !ownHeaders.has(name.toLowerCase())),
    body: request.body,
  };
  try {
    for (let followed = 0; ; followed += 1) {
      const response = await exchange(
        hop,
        dispatcher,
        deadline.signal,
        request.maxResponseBytes,
        request.followRedirects,
      );
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
  } finally {
    deadline.stop();
  }
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
  maxBytes: number,
  follows: boolean,
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
  const received = await readBody(response.body, maxBytes);
  if (received === null)
    return err({ kind: 'too_large', message: `The answer of ${host} is larger than ${maxBytes} bytes` });
  const encoding = headers.find(([name]) => name === 'content-encoding')?.[1];
  const body = await decodeContent(received, encoding, maxBytes);
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

/** The whole body, or null when it is larger; reading then stops and the connection is closed. */
async function readBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

interface Deadline {
  readonly signal: AbortSignal;
  /** Set when the time was up or the caller gave up: that, and not the error it caused, is what happened. */
  failure(host: string): OutgoingFailure | null;
  stop(): void;
}

function startDeadline(timeoutMs: number, caller: AbortSignalLike): Deadline {
  const controller = new AbortController();
  let cause: 'timeout' | 'aborted' | null = null;
  const end = (why: 'timeout' | 'aborted'): void => {
    cause ??= why;
    controller.abort();
  };
  const onAbort = (): void => end('aborted');
  const timer = setTimeout(() => end('timeout'), timeoutMs);
  caller.addEventListener('abort', onAbort);
  if (caller.aborted) onAbort();
  return {
    signal: controller.signal,
    failure(host) {
      if (cause === 'timeout')
        return { kind: 'timeout', message: `${host} did not answer within ${timeoutMs / 1000} seconds` };
      return cause === 'aborted' ? { kind: 'aborted', message: `The call to ${host} was stopped` } : null;
    },
    stop() {
      clearTimeout(timer);
      caller.removeEventListener('abort', onAbort);
    },
  };
}
