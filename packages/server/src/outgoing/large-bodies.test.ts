/** 50 MB in and out: what a body costs in memory while it is on its way. */
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { expect, it } from 'vitest';
import { call, listen, never, outgoing } from './outgoing.test-kit.ts';

const megabyte = 1024 * 1024;
const size = 50 * megabyte;

/** Megabytes of buffers at the worst moment, above those before; what waits to be collected counts, up to 30 or so. */
async function peakOf(work: () => Promise<unknown>): Promise<number> {
  const used = (): number => process.memoryUsage().arrayBuffers / megabyte;
  const before = used();
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, used() - before);
  }, 1);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return Math.max(peak, used() - before);
}

/** The same piece again and again, so that the server itself takes no memory. */
function* pieces(): Generator<Buffer> {
  const piece = Buffer.alloc(64 * 1024, 'x');
  for (let sent = 0; sent < size; sent += piece.length) yield piece;
}

const serveLarge = (): Promise<string> =>
  listen(
    createServer((request, response) => {
      const isPacked = request.url === '/packed';
      if (request.url === '/sized') response.setHeader('content-length', size);
      if (isPacked) response.setHeader('content-encoding', 'gzip');
      const body = Readable.from(pieces(), { objectMode: false });
      (isPacked ? body.pipe(createGzip({ level: 1 })) : body).pipe(response);
    }),
  );

it.each([
  ['of a size that is known', '/sized', 2],
  ['of a size that is not known', '/unsized', 2.6],
  ['that came compressed', '/packed', 2.6],
])('an answer %s is held once', async (_, path, times) => {
  const base = await serveLarge();
  const made = outgoing();
  const peak = await peakOf(async () => {
    const answer = await made.send(call(base + path, { maxResponseBytes: size, timeoutMs: 60_000 }), never);
    expect(answer.ok && answer.value.body.length).toBe(size);
  });
  console.info(`${path}: ${Math.round(peak)} MB at most for 50 MB`);
  expect(peak).toBeLessThan((size / megabyte) * times);
});

it('a request is sent from the buffer that it was given', async () => {
  let received = 0;
  const base = await listen(
    createServer((request, response) => {
      request.on('data', (chunk: Buffer) => {
        received += chunk.length;
      });
      request.on('end', () => response.end());
    }),
  );
  const body = Buffer.alloc(size);
  const made = outgoing();
  const peak = await peakOf(() => made.send(call(base, { method: 'POST', body, timeoutMs: 60_000 }), never));
  expect(received).toBe(size);
  console.info(`request: ${Math.round(peak)} MB beside its 50 MB`);
  expect(peak).toBeLessThan(40);
});
