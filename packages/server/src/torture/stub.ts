/**
 * A service outside. It counts what reaches it, and answers a little later, so that a kill finds calls half done.
 *
 *   /once    must not be called twice for one id
 *   /keyed   does its work once for each Idempotency-Key; sometimes it does it and answers 503
 *   /put     may be called any number of times
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback } from './loopback.ts';
import type { Random } from './random.ts';

/** What was seen of each id. */
export interface StubCalls {
  readonly once: ReadonlyMap<string, number>;
  /** The different keys. */
  readonly keyed: ReadonlyMap<string, ReadonlySet<string>>;
  readonly put: ReadonlyMap<string, number>;
}

export interface Stub {
  readonly url: string;
  readonly calls: StubCalls;
  close(): Promise<void>;
}

const longestMs = 15;
const shareOf503 = 0.1;

export async function startStub(random: Random): Promise<Stub> {
  const once = new Map<string, number>();
  const keyed = new Map<string, Set<string>>();
  const put = new Map<string, number>();

  const statusOf = (request: IncomingMessage, id: string): number => {
    switch (request.url) {
      case '/once':
        once.set(id, (once.get(id) ?? 0) + 1);
        return 200;
      case '/put':
        put.set(id, (put.get(id) ?? 0) + 1);
        return 200;
      case '/keyed': {
        const keys = keyed.get(id) ?? new Set();
        keyed.set(id, keys);
        const key = String(request.headers['idempotency-key'] ?? 'none');
        const isKnown = keys.has(key);
        keys.add(key);
        return !isKnown && random() < shareOf503 ? 503 : 200;
      }
      default:
        return 404;
    }
  };
  const answer = (response: ServerResponse, status: number): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"done":true}');
  };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const { id }: { id: string } = JSON.parse(text);
      const status = statusOf(request, id);
      setTimeout(() => answer(response, status), random() * longestMs);
    });
  });
  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${port}`,
    calls: { once, keyed, put },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
