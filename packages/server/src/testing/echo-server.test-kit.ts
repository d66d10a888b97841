/** An outside world on loopback: answers 200 and repeats the request, as the echo services do that examples call. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface EchoServer {
  readonly url: string;
  /** What arrived, in order. */
  readonly received: { readonly method: string; readonly path: string; readonly body: string }[];
  close(): Promise<void>;
}

/** `statusFor` decides the answer's status by the body; 200 when left out. */
export async function startEchoServer(statusFor: (body: string) => number = () => 200): Promise<EchoServer> {
  const received: EchoServer['received'] = [];
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    received.push({ method: request.method ?? '', path: request.url ?? '', body });
    response.writeHead(statusFor(body), { 'content-type': 'application/json' });
    response.end(JSON.stringify({ url: request.url, headers: request.headers, data: body }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
