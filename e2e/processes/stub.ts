/** A service outside: counts who calls, and answers after a while, or only when it is told to. */
import { createServer, type ServerResponse } from 'node:http';

export interface Stub {
  readonly url: string;
  /** How often each id was received. */
  readonly calls: ReadonlyMap<string, number>;
  /** Calls without an answer so far. */
  held(): number;
  /** Answers those that are held, and holds no more. */
  open(): void;
  close(): Promise<void>;
}

export interface StubOptions {
  /** Until the answer. */
  readonly delayMs?: number;
  /** No answer before `open()`. */
  readonly isHolding?: boolean;
  readonly host?: string;
}

export async function startStub({
  delayMs = 0,
  isHolding = false,
  host = '127.0.0.1',
}: StubOptions = {}): Promise<Stub> {
  const calls = new Map<string, number>();
  const held = new Set<ServerResponse>();
  let holds = isHolding;
  const answer = (response: ServerResponse): void => {
    setTimeout(() => response.setHeader('content-type', 'application/json').end('{"done":true}'), delayMs);
  };
  const server = createServer((request, response) => {
    const id = new URL(request.url ?? '/', 'http://stub').searchParams.get('id') ?? '';
    calls.set(id, (calls.get(id) ?? 0) + 1);
    request.resume();
    response.on('close', () => held.delete(response));
    if (holds) held.add(response);
    else answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://${host}:${port}/`,
    calls,
    held: () => held.size,
    open: () => {
      holds = false;
      for (const response of held) answer(response);
      held.clear();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
