/** A server on loopback that keeps what arrives, with headers, and answers as a test says; without a word it echoes. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Arrived {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface OutsideAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, unless it is a text. */
  readonly body?: unknown;
}

export interface Outside {
  readonly url: string;
  readonly host: string;
  readonly arrived: Arrived[];
  close(): Promise<void>;
}

export async function startOutside(
  answer: (request: Arrived) => OutsideAnswer | Promise<OutsideAnswer> = echo,
): Promise<Outside> {
  const arrived: Arrived[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const one = { method, path, headers, body: await readBody(request) };
    arrived.push(one);
    const { status = 200, headers: own = {}, body = null } = await answer(one);
    response.writeHead(status, { 'content-type': 'application/json', ...own });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    arrived,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Everything that came in, in several spellings. */
export function echo({ path, headers, body }: Arrived): OutsideAnswer {
  return {
    body: { path, headers, data: body, twice: JSON.stringify(body), base64: Buffer.from(body).toString('base64') },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
