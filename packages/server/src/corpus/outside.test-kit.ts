/**
 * The outside of the real stories on loopback: whatever host a story names, its request comes to one server here, which
 * answers as the test says for that host.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Outgoing } from '@fabula/engine';
import { createOutgoing } from '../outgoing/create-outgoing.ts';

export interface Call {
  readonly method: string;
  readonly host: string;
  /** Without the query. */
  readonly path: string;
  /** Of a name that is repeated, the last. */
  readonly query: Readonly<Record<string, string>>;
  readonly search: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

export interface Reply {
  readonly status?: number;
  /** `application/json` when left out. */
  readonly type?: string;
  /** A text is sent as it is. */
  readonly body?: unknown;
}

export type Answerer = (call: Call) => Reply | Promise<Reply>;

export interface Outside {
  /** For `composeFabula`: sends every request to the server here. */
  readonly outgoing: Outgoing & { close(): Promise<void> };
  readonly calls: Call[];
  /** Says how a host answers. One that nobody has told of answers 404. */
  on(host: string, answer: Answerer): void;
  /** `POST api.example.com/path` of each call, in order. */
  lines(): string[];
  /** Forgets hosts and calls. */
  clear(): void;
  close(): Promise<void>;
}

export async function startOutside(): Promise<Outside> {
  const calls: Call[] = [];
  const hosts = new Map<string, Answerer>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url ?? '/', 'http://outside.test');
    const [, host = '', ...path] = url.pathname.split('/');
    const text = Buffer.concat(chunks).toString();
    const call: Call = {
      method: request.method ?? '',
      host,
      path: `/${path.join('/')}`,
      query: Object.fromEntries(url.searchParams),
      search: url.searchParams,
      headers: request.headers,
      text,
      json: readJson(text),
    };
    calls.push(call);
    const { status = 200, type = 'application/json', body = '' } = (await hosts.get(host)?.(call)) ?? { status: 404 };
    response.writeHead(status, { 'content-type': type });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  // A server listens at a port; the pipe form does not occur here.
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const real = createOutgoing({ allow: ['127.0.0.0/8'], deny: [] });
  return {
    calls,
    outgoing: {
      async send(request, signal) {
        const { host, pathname, search } = new URL(request.url);
        const refusalFor = () => request.refusalFor?.(request.url) ?? null;
        const sent = await real.send({ ...request, url: `${here}/${host}${pathname}${search}`, refusalFor }, signal);
        return sent.ok ? { ok: true, value: { ...sent.value, url: request.url } } : sent;
      },
      close: () => real.close(),
    },
    on: (host, answer) => hosts.set(host, answer),
    lines: () => calls.map(({ method, host, path }) => `${method} ${host}${path}`),
    clear() {
      hosts.clear();
      calls.length = 0;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
