/** A service outside of Fabula, on loopback: keeps the bodies that arrive, and answers each with 200. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Outside {
  readonly url: string;
  readonly received: readonly unknown[];
  close(): void;
}

export async function startOutside(): Promise<Outside> {
  const received: unknown[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push(JSON.parse(Buffer.concat(chunks).toString() || 'null'));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"taken":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/tell`,
    received,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
