import { createServer as createTlsServer } from 'node:https';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createOutgoing, type OutgoingPorts } from './create-outgoing.ts';
import { call, closeLast, listen, never, outgoing, reading, serve, text } from './outgoing.test-kit.ts';
import { selfSigned } from './self-signed.fixture.ts';

describe('a call', () => {
  it('carries method, headers and body, and brings back status, headers and body', async () => {
    const base = await serve((request, response, body) => {
      response.writeHead(418, [
        ['X-One', 'a'],
        ['x-one', 'b'],
        ['Content-Type', 'text/plain'],
      ]);
      response.end(`${request.method} ${request.url} ${request.headers['x-key']} ${body}`);
    });
    const answer = await outgoing().send(
      call(`${base}/a%20b?c=d`, { method: 'PATCH', headers: [['X-Key', 'k']], body: new TextEncoder().encode('né') }),
      never,
    );
    if (!answer.ok) throw new Error(answer.error.message);
    expect(answer.value.status).toBe(418);
    expect(text(answer.value.body)).toBe('PATCH /a%20b?c=d k né');
    expect(answer.value.headers.filter(([name]) => name.startsWith('x-') || name === 'content-type')).toEqual([
      ['x-one', 'a'],
      ['x-one', 'b'],
      ['content-type', 'text/plain'],
    ]);
    expect(answer.value.url).toBe(`${base}/a%20b?c=d`);
    expect(answer.value.durationMs).toBeGreaterThan(0);
  });

  it('leaves headers of the connection to the connection', async () => {
    const base = await serve((request, response, body) => response.end(`${request.headers['content-length']} ${body}`));
    const headers = [
      ['Content-Length', '99'],
      ['Transfer-Encoding', 'chunked'],
      ['Expect', '100-continue'],
    ] as const;
    const answer = await outgoing().send(call(base, { method: 'POST', headers, body: new Uint8Array([65]) }), never);
    expect(answer.ok && text(answer.value.body)).toBe('1 A');
  });

  it('finds a connection that is open already: two requests, one connection', async () => {
    const ports = new Set<number | undefined>();
    const base = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('ok');
    });
    const made = outgoing();
    await made.send(call(base), never);
    // The call before gives its connection back in the turn after its answer.
    await new Promise((next) => setImmediate(next));
    await made.send(call(base, { method: 'POST', body: new Uint8Array(10) }), never);
    expect(ports.size).toBe(1);
  });

  it('asks for compressed answers, unless the caller has said what it takes', async () => {
    const base = await serve((request, response) => response.end(request.headers['accept-encoding']));
    const made = outgoing();
    const usual = await made.send(call(base), never);
    const own = await made.send(call(base, { headers: [['Accept-Encoding', 'identity']] }), never);
    expect([usual, own].map((answer) => answer.ok && text(answer.value.body))).toEqual([
      expect.stringMatching(/^gzip, deflate, br/),
      'identity',
    ]);
  });

  it.each([
    ['gzip', gzipSync('packed')],
    ['br', brotliCompressSync('packed')],
    ['deflate', deflateSync('packed')],
    ['deflate', deflateRawSync('packed')],
    ['GZIP, identity', gzipSync('packed')],
    ['gzip, br', brotliCompressSync(gzipSync('packed'))],
  ])('unpacks a body that came as %s', async (encoding, body) => {
    const base = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': encoding });
      response.end(body);
    });
    const answer = await outgoing().send(call(base), never);
    expect(answer.ok && text(answer.value.body)).toBe('packed');
  });
});

describe('a compressed body', () => {
  const packed = (encoding: string, body: string | Uint8Array) =>
    serve((_, response) => {
      response.writeHead(200, { 'content-encoding': encoding });
      response.end(body);
    });

  it('of an encoding that nobody knows is left as it came', async () => {
    const answer = await outgoing().send(call(await packed('own', 'as it is')), never);
    expect(answer.ok && text(answer.value.body)).toBe('as it is');
  });

  it('is unpacked up to three times', async () => {
    const thrice = gzipSync(gzipSync(gzipSync('x')));
    const answer = await outgoing().send(call(await packed('gzip, gzip, gzip', thrice)), never);
    expect(answer.ok && text(answer.value.body)).toBe('x');
    const more = await outgoing().send(call(await packed('gzip, gzip, gzip, gzip', gzipSync(thrice))), never);
    expect(more).toMatchObject({ ok: false, error: { kind: 'protocol' } });
  });

  it.each([
    ['is not what it says', 'plain text'],
    ['ends too early', gzipSync('x'.repeat(10_000)).subarray(0, 30)],
  ])('that %s is an error', async (_, body) => {
    const answer = await outgoing().send(call(await packed('gzip', body)), never);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'protocol', message: /is not valid gzip/ } });
  });

  it('may be empty, as in an answer to HEAD', async () => {
    const base = await packed('gzip', '');
    const made = outgoing();
    for (const method of ['GET', 'HEAD'])
      expect(await made.send(call(base, { method }), never)).toMatchObject({
        ok: true,
        value: { body: { length: 0 } },
      });
  });
});

describe('a call fails', () => {
  it('as a time-out when the server is slow', async () => {
    const base = await serve(() => {});
    const answer = await outgoing().send(call(base, { timeoutMs: 50 }), never);
    expect(answer).toMatchObject({
      ok: false,
      error: { kind: 'timeout', message: /did not answer within 0.05 seconds/ },
    });
  });

  it('as a time-out when the body never ends', async () => {
    const base = await serve((_, response) => response.write('begin'));
    const answer = await outgoing().send(call(base, { timeoutMs: 80 }), never);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'timeout' } });
  });

  it('as aborted when the caller gives up, before or during it', async () => {
    const controller = new AbortController();
    const base = await serve(() => controller.abort());
    const made = outgoing();
    expect(await made.send(call(base), controller.signal)).toMatchObject({ ok: false, error: { kind: 'aborted' } });
    expect(await made.send(call(base), controller.signal)).toMatchObject({ ok: false, error: { kind: 'aborted' } });
  });

  it('as too large, whether the size shows in the body or only after unpacking', async () => {
    const base = await serve((request, response) => {
      if (request.url === '/packed') response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(request.url === '/packed' ? gzipSync('x'.repeat(5000)) : 'x'.repeat(5000));
    });
    const made = outgoing();
    for (const path of ['/plain', '/packed']) {
      const answer = await made.send(call(base + path, { maxResponseBytes: 4999 }), never);
      expect(answer).toMatchObject({ ok: false, error: { kind: 'too_large' } });
    }
    expect(await made.send(call(`${base}/plain`, { maxResponseBytes: 5000 }), never)).toMatchObject({ ok: true });
  });

  it('as connect when nobody listens, and names the host', async () => {
    const base = await serve(() => {});
    await closeLast();
    const answer = await outgoing().send(call(base), never);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'connect', message: /127\.0\.0\.1/ } });
  });

  it('as dns when the name has no address', async () => {
    const resolve = () => Promise.reject(new Error('ENOTFOUND'));
    const answer = await outgoing([], [], { resolve }).send(call('http://nowhere.test/'), never);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'dns', message: /nowhere\.test/ } });
  });

  it('as protocol when the answer is no HTTP or a header cannot be sent', async () => {
    const base = await serve((request, response) => {
      if (request.url === '/cut') response.socket?.end('nonsense\r\n\r\n');
      else response.end('ok');
    });
    const made = outgoing();
    expect(await made.send(call(`${base}/cut`), never)).toMatchObject({ ok: false, error: { kind: 'protocol' } });
    const answer = await made.send(call(base, { headers: [['X', 'a\nb']] }), never);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'protocol' } });
  });
});

describe('a redirect', () => {
  it.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [302, 'PUT', 'PUT', 'body'],
    [307, 'POST', 'POST', 'body'],
    [308, 'POST', 'POST', 'body'],
  ])('with %i after %s goes on with %s', async (status, method, nextMethod, nextBody) => {
    const base = await serve((request, response, body) => {
      if (request.url === '/end')
        return void response.end(`${request.method} ${request.headers['content-type']} ${body}`);
      response.writeHead(status, { location: 'end' });
      response.end();
    });
    const headers = [['Content-Type', 'text/x']] as const;
    const answer = await outgoing().send(
      call(`${base}/start`, { method, headers, body: new TextEncoder().encode('body') }),
      never,
    );
    const type = nextBody === '' ? 'undefined' : 'text/x';
    expect(answer.ok && text(answer.value.body)).toBe(`${nextMethod} ${type} ${nextBody}`);
    expect(answer.ok && answer.value.url).toBe(`${base}/end`);
  });

  it('takes credentials along on the same origin and leaves them behind on another', async () => {
    const other = await serve((request, response) =>
      response.end(['authorization', 'x-amz-security-token', 'x-key'].map((name) => request.headers[name]).join()),
    );
    const base = await serve((request, response) => {
      if (request.url === '/end') return void response.end(`${request.headers.authorization}`);
      response.writeHead(302, { location: request.url === '/same' ? '/end' : other });
      response.end();
    });
    const headers = [
      ['Authorization', 'secret'],
      ['X-Amz-Security-Token', 't'],
      ['X-Key', 'k'],
    ] as const;
    const made = outgoing();
    const same = await made.send(call(`${base}/same`, { headers }), never);
    const away = await made.send(call(`${base}/away`, { headers }), never);
    expect(same.ok && text(same.value.body)).toBe('secret');
    expect(away.ok && text(away.value.body)).toBe(',,k');
  });

  it('is the answer itself when it must not be followed', async () => {
    const base = await serve((_, response) => {
      response.writeHead(302, { location: '/end' });
      response.end('moved');
    });
    const answer = await outgoing().send(call(base, { followRedirects: false }), never);
    expect(answer).toMatchObject({ ok: true, value: { status: 302 } });
  });

  it('is followed ten times, not more', async () => {
    let calls = 0;
    const base = await serve((_, response) => {
      calls += 1;
      response.writeHead(302, { location: '/' });
      response.end();
    });
    const answer = await outgoing().send(call(base), never);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'redirects' } });
    expect(calls).toBe(11);
  });

  it('to something that is not HTTP fails', async () => {
    const base = await serve((_, response) => {
      response.writeHead(302, { location: 'file:///etc/passwd' });
      response.end();
    });
    expect(await outgoing().send(call(base), never)).toMatchObject({ ok: false, error: { kind: 'redirects' } });
  });
});

describe('the egress rules', () => {
  /** Fails the test as soon as anything tries to connect. */
  function silent(addresses: readonly string[]) {
    const connected: string[] = [];
    const ports: OutgoingPorts = {
      resolve: async () => addresses,
      connect: (options, callback) => {
        connected.push(options.hostname);
        callback(new Error('connected'), null);
      },
    };
    return { connected, ports };
  }

  it.each([
    ['an address of loopback', 'http://127.0.0.1/', []],
    ['a number that is loopback', 'http://2130706433/', []],
    ['a short form of loopback', 'http://127.1/', []],
    ['loopback of IPv6', 'http://[::1]/', []],
    ['loopback mapped into IPv6', 'http://[::ffff:127.0.0.1]/', []],
    ['the metadata address', 'http://169.254.169.254/latest/meta-data', []],
    ['a name that resolves to loopback', 'https://inside.test/', ['127.0.0.1']],
    ['a name that resolves to metadata', 'http://inside.test/', ['169.254.169.254', 'fe80::1']],
  ])('refuse %s without a packet', async (_, url, addresses) => {
    const { connected, ports } = silent(addresses);
    const answer = await outgoing([], [], ports).send(call(url), never);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'egress_denied' } });
    expect(connected).toEqual([]);
  });

  it('connect to the address that was checked, and skip those that are refused', async () => {
    const { connected, ports } = silent(['127.0.0.1', '203.0.113.7', '203.0.113.8']);
    await outgoing([], [], ports).send(call('http://mixed.test/'), never);
    expect(connected).toEqual(['203.0.113.7', '203.0.113.8']);
  });

  it('keep the name in the Host header when the connection goes to the address', async () => {
    const base = await serve((request, response) => response.end(request.headers.host));
    const { port } = new URL(base);
    const made = outgoing(['127.0.0.1'], [], { resolve: async () => ['127.0.0.1'] });
    const answer = await made.send(call(`http://name.test:${port}/`), never);
    expect(answer.ok && text(answer.value.body)).toBe(`name.test:${port}`);
  });

  it('hold for the target of a redirect', async () => {
    const base = await serve((_, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' });
      response.end();
    });
    const answer = await outgoing().send(call(base), never);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'egress_denied', message: /169\.254\.169\.254/ } });
  });

  it('hold for the name behind a redirect', async () => {
    const base = await serve((_, response) => {
      response.writeHead(302, { location: 'http://other.test/' });
      response.end();
    });
    const made = outgoing(['127.0.0.1'], [], { resolve: async () => ['127.0.0.2'] });
    expect(await made.send(call(base), never)).toMatchObject({ ok: false, error: { kind: 'egress_denied' } });
  });

  it('that cannot be read stop the program from starting', () => {
    expect(() => createOutgoing({ allow: ['everything'], deny: [] })).toThrow(
      'not an address or CIDR range: everything',
    );
  });
});

describe('TLS', () => {
  const secure = (): Promise<string> =>
    listen(
      createTlsServer(
        selfSigned,
        reading((_, response) => response.end('sealed')),
      ),
      'https',
    );

  it('with a self-signed certificate is refused', async () => {
    const answer = await outgoing().send(call(await secure()), never);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'tls' } });
  });

  it('with a self-signed certificate is accepted when verification is off, and only then', async () => {
    const base = await secure();
    const made = outgoing();
    const answer = await made.send(call(base, { verifyTls: false }), never);
    expect(answer.ok && text(answer.value.body)).toBe('sealed');
    expect(await made.send(call(base), never)).toMatchObject({ ok: false, error: { kind: 'tls' } });
  });
});
