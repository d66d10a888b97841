/** A service outside: takes a POST, remembers whose it was, and answers a little later. */
import { createServer, type Server } from 'node:http';

export interface Stub {
  readonly url: string;
  /** How often each id was received. */
  readonly calls: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** `delayMs` is asked for each call: the time until its answer, in which a kill finds it half done. */
export async function startStub(delayMs: () => number): Promise<Stub> {
  const calls = new Map<string, number>();
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const { id }: { id: string } = JSON.parse(text);
      calls.set(id, (calls.get(id) ?? 0) + 1);
      setTimeout(() => response.setHeader('content-type', 'application/json').end('{"done":true}'), delayMs());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server)}/calls`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the stub does not listen');
  return address.port;
}
