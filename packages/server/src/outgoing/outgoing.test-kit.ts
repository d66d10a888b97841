/** Servers on loopback and calls to them; all that was opened is closed after each test. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server as NetServer } from 'node:net';
import type { OutgoingRequest } from '@fabula/engine';
import { afterEach } from 'vitest';
import { type ClosableOutgoing, createOutgoing, type OutgoingPorts } from './create-outgoing.ts';
import type { OutgoingSettings } from './outgoing-settings.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

export function closeAfterwards(close: () => unknown): void {
  open.push(close);
}

/** Closes what was opened last, before the end of the test. */
export async function closeLast(): Promise<void> {
  await open.pop()?.();
}

export function reading(handler: Handler) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => handler(request, response, body));
  };
}

/** Gives the address. */
export async function listen(server: NetServer & { closeAllConnections?(): void }, scheme = 'http'): Promise<string> {
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closeAfterwards(
    () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        for (const socket of sockets) socket.destroy();
      }),
  );
  // A server listens at a port; the pipe form does not occur here.
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const serve = (handler: Handler): Promise<string> => listen(createServer(reading(handler)));

export function outgoing(
  allow = ['127.0.0.0/8'],
  deny: string[] = [],
  ports: OutgoingPorts = {},
  settings: Partial<OutgoingSettings> = {},
): ClosableOutgoing {
  const made = createOutgoing({ allow, deny, ...settings }, ports);
  closeAfterwards(() => made.close());
  return made;
}

export const never = new AbortController().signal;

export function call(url: string, changes: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return {
    method: 'GET',
    url,
    headers: [],
    body: null,
    timeoutMs: 5000,
    followRedirects: true,
    verifyTls: true,
    maxResponseBytes: 1_000_000,
    ...changes,
  };
}

export const text = (body: Uint8Array): string => new TextDecoder().decode(body);
