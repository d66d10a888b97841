/** Servers that are slow or do not keep to HTTP: each call ends, with a sentence, and the next one is not harmed. */
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { call, listen, never, outgoing, serve, text } from './outgoing.test-kit.ts';

/** Answers everything with these bytes. */
function raw(...parts: readonly string[]): Promise<string> {
  return listen(
    createServer((socket) => {
      socket.once('data', () => {
        for (const part of parts) socket.write(part);
        socket.end();
      });
    }),
  );
}

const head = 'HTTP/1.1 200 OK\r\n';

describe('an answer', () => {
  it.each([
    ['that is no HTTP', ['SSH-2.0-OpenSSH_9.6\r\n']],
    ['that is nothing', []],
    ['that ends within its headers', [`${head}Content-Ty`]],
    ['that ends within its body', [`${head}Content-Length: 100\r\n\r\nhalf`]],
    ['with chunks that are none', [`${head}Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n`]],
    ['that ends between chunks', [`${head}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`]],
    ['with two lengths', [`${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`]],
    ['with a length that is none', [`${head}Content-Length: many\r\n\r\nab`]],
    ['with a header that is none', [`${head}No header\r\n\r\n`]],
  ])('%s is an error of the exchange', async (_, parts) => {
    const base = await raw(...parts);
    const answer = await outgoing().send(call(base), never);
    expect(answer).toMatchObject({ ok: false, error: { message: /127\.0\.0\.1/ } });
    expect(!answer.ok && ['protocol', 'connect'].includes(answer.error.kind)).toBe(true);
  });

  it('whose headers never end is cut off', async () => {
    const line = `X-Filler: ${'x'.repeat(1000)}\r\n`;
    const base = await listen(
      createServer((socket) => {
        socket.once('data', () => {
          socket.write(head);
          const more = (): void => {
            if (!socket.destroyed) socket.write(line, () => setImmediate(more));
          };
          more();
        });
      }),
    );
    expect(await outgoing().send(call(base), never)).toMatchObject({ ok: false, error: { kind: 'protocol' } });
  });

  it('that is longer than it says ends where it says', async () => {
    const base = await raw(`${head}Content-Length: 2\r\nConnection: close\r\n\r\nhello`);
    const answer = await outgoing().send(call(base), never);
    // Either is right: the two bytes, or that the rest makes no sense. Never all five.
    expect(answer.ok ? text(answer.value.body) : answer.error.kind).toMatch(/^(he|protocol)$/);
  });

  it('without a length ends with the connection', async () => {
    const answer = await outgoing().send(call(await raw(`${head}\r\nall of it`)), never);
    expect(answer.ok && text(answer.value.body)).toBe('all of it');
  });

  it.each([204, 304])('%i has no body, whatever comes after it', async (status) => {
    const base = await raw(`HTTP/1.1 ${status} X\r\nContent-Length: 5\r\n\r\nhello`);
    expect(await outgoing().send(call(base), never)).toMatchObject({
      ok: true,
      value: { status, body: { length: 0 } },
    });
  });

  it('that announces more than may come is not waited for', async () => {
    const base = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 10 ** 12 });
      response.write('begin');
    });
    const answer = await outgoing().send(call(base), never);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'too_large' } });
  });

  it('of HEAD may announce as much as it likes', async () => {
    const base = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 10 ** 12 });
      response.end();
    });
    expect(await outgoing().send(call(base, { method: 'HEAD' }), never)).toMatchObject({ ok: true });
  });

  it('that comes byte by byte is read as long as there is time', async () => {
    const base = await serve((_, response) => {
      const letters = [...'slowly'];
      const next = (): void => {
        const letter = letters.shift();
        if (letter === undefined) response.end();
        else response.write(letter, () => setImmediate(next));
      };
      next();
    });
    const answer = await outgoing().send(call(base), never);
    expect(answer.ok && text(answer.value.body)).toBe('slowly');
  });

  it('that redirects to itself in circles ends after ten', async () => {
    const base = await serve((request, response) => {
      response.writeHead(302, { location: request.url === '/a' ? '/b' : '/a' });
      response.end('x'.repeat(200_000));
    });
    expect(await outgoing().send(call(`${base}/a`), never)).toMatchObject({ ok: false, error: { kind: 'redirects' } });
  });

  it('that fails harms no call after it', async () => {
    let calls = 0;
    const base = await serve((request, response) => {
      calls += 1;
      if (calls % 2 === 1) request.socket.destroy();
      else response.end('fine');
    });
    const made = outgoing();
    const kinds: unknown[] = [];
    for (let round = 0; round < 4; round += 1) {
      const answer = await made.send(call(base, { method: 'POST', body: new Uint8Array(1) }), never);
      kinds.push(answer.ok);
    }
    expect(kinds).toEqual([false, true, false, true]);
  });
});

describe('a call that is given up', () => {
  it('before, between redirects and within the body says so, and ends the connection', async () => {
    const controller = new AbortController();
    let closed = 0;
    const base = await serve((request, response) => {
      request.socket.on('close', () => {
        closed += 1;
      });
      response.writeHead(200, { 'content-length': 1000 });
      response.write('begin', () => controller.abort());
    });
    const made = outgoing();
    for (let round = 0; round < 2; round += 1)
      expect(await made.send(call(base), controller.signal)).toMatchObject({
        ok: false,
        error: { kind: 'aborted', message: /was stopped/ },
      });
    await expect.poll(() => closed).toBe(1);
  });
});

describe('a refusal of the caller', () => {
  it('is asked for before each hop', async () => {
    const base = await serve((request, response) => {
      response.writeHead(request.url === '/end' ? 200 : 302, { location: '/end' });
      response.end();
    });
    const asked: string[] = [];
    const refusalFor = (url: string): string | null => {
      asked.push(new URL(url).pathname);
      return url.endsWith('/end') ? 'The credential may not be sent there' : null;
    };
    const answer = await outgoing().send(call(`${base}/start`, { refusalFor }), never);
    expect(answer).toEqual({
      ok: false,
      error: { kind: 'egress_denied', message: 'The credential may not be sent there' },
    });
    expect(asked).toEqual(['/start', '/end']);
  });
});
