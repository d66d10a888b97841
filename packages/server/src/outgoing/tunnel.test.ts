import { createServer } from 'node:https';
import type { LookupFunction } from 'node:net';
import { optionTest } from '@fabula/actions/testing';
import { Server as ProxyServer } from 'proxy-chain';
import { describe, expect, it } from 'vitest';
import { makeAuthority } from './certificates.test-kit.ts';
import { call, closeAfterwards, listen, never, outgoing, reading, serve, text } from './outgoing.test-kit.ts';

const kind = 'Agents::HTTPRequestAgent';

interface TestProxy {
  readonly url: string;
  /** What it was asked to connect to. */
  readonly asked: string[];
}

/** `far` → 127.0.0.1, which is a name that only this proxy knows. */
async function startProxy(): Promise<TestProxy> {
  const asked: string[] = [];
  const dnsLookup: LookupFunction = (_name, options, done) =>
    options.all === true ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
  const proxy = new ProxyServer({
    port: 0,
    host: '127.0.0.1',
    prepareRequestFunction: ({ username, password, hostname, port }) => {
      asked.push(`${hostname}:${port}`);
      return {
        requestAuthentication: username !== 'user' || password !== 'p@ss',
        dnsLookup: dnsLookup as never,
      };
    },
  });
  await proxy.listen();
  closeAfterwards(() => proxy.close(true));
  return { url: `http://user:p%40ss@127.0.0.1:${proxy.port}`, asked };
}

const settings = (url: string) => ({ tunnels: { office: url } });

describe('a tunnel', () => {
  optionTest(kind, 'use_tunnel', 'carries http and https, to names that only its far side knows', async () => {
    const proxy = await startProxy();
    const authority = await makeAuthority();
    const plain = new URL(await serve((request, response) => response.end(`${request.method} ${request.url}`)));
    const sealed = new URL(
      await listen(
        createServer(
          await authority.server(),
          reading((_, response, body) => response.end(`sealed ${body}`)),
        ),
        'https',
      ),
    );
    const made = outgoing(undefined, [], {}, settings(proxy.url));
    const far = await made.send(call(`http://far.invalid:${plain.port}/x`, { tunnel: 'office' }), never);
    const secure = await made.send(
      call(`https://127.0.0.1:${sealed.port}/`, {
        tunnel: 'office',
        method: 'POST',
        body: new TextEncoder().encode('né'),
        certificateAuthority: authority.cert,
      }),
      never,
    );
    expect([far, secure].map((answer) => (answer.ok ? text(answer.value.body) : answer.error))).toEqual([
      'GET /x',
      'sealed né',
    ]);
    expect(proxy.asked).toEqual([`far.invalid:${plain.port}`, `127.0.0.1:${sealed.port}`]);
  });

  optionTest(kind, 'use_tunnel', 'checks certificates behind it', async () => {
    const proxy = await startProxy();
    const authority = await makeAuthority();
    const base = await listen(
      createServer(
        await authority.server(),
        reading((_, response) => response.end()),
      ),
      'https',
    );
    const made = outgoing(undefined, [], {}, settings(proxy.url));
    expect(await made.send(call(base, { tunnel: 'office' }), never)).toMatchObject({
      ok: false,
      error: { kind: 'tls' },
    });
    expect(await made.send(call(base, { tunnel: 'office', verifyTls: false }), never)).toMatchObject({ ok: true });
  });

  optionTest(kind, 'use_tunnel', 'whose password is wrong says so', async () => {
    const proxy = await startProxy();
    const made = outgoing(undefined, [], {}, settings(proxy.url.replace('p%40ss', 'wrong')));
    const answer = await made.send(call('http://far.invalid/', { tunnel: 'office' }), never);
    expect(answer).toEqual({
      ok: false,
      error: {
        kind: 'connect',
        message: 'The tunnel did not connect to far.invalid; it answered 407: its user name or password is not right',
      },
    });
  });

  optionTest(kind, 'use_tunnel', 'that is not there is an error that names those that are', async () => {
    const made = outgoing(undefined, [], {}, settings('http://127.0.0.1:1'));
    expect(await made.send(call('http://far.invalid/', { tunnel: 'lab' }), never)).toEqual({
      ok: false,
      error: {
        kind: 'not_configured',
        message: "There is no tunnel called 'lab' (setting FABULA_TUNNELS; it has office)",
      },
    });
  });

  it('keeps to the egress rules for the address of the proxy', async () => {
    const proxy = await startProxy();
    const made = outgoing([], [], {}, settings(proxy.url));
    const answer = await made.send(call('http://far.invalid/', { tunnel: 'office' }), never);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'egress_denied', message: /127\.0\.0\.1/ } });
    expect(proxy.asked).toEqual([]);
  });

  it.each([
    ['an address that is refused', 'http://169.254.169.254/latest', []],
    ['a name that is refused as far as it is known here', 'http://inside.test/', ['169.254.169.254']],
  ])('is not asked for %s', async (_, url, addresses) => {
    const proxy = await startProxy();
    const made = outgoing(['127.0.0.1'], [], { resolve: async () => addresses }, settings(proxy.url));
    const answer = await made.send(call(url, { tunnel: 'office' }), never);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'egress_denied', message: /169\.254\.169\.254/ } });
    expect(proxy.asked).toEqual([]);
  });

  it('follows redirects through itself, and is not mixed with the direct way', async () => {
    const proxy = await startProxy();
    const base = await serve((request, response) => {
      response.writeHead(request.url === '/end' ? 200 : 302, { location: '/end' });
      response.end(String(request.headers['x-list']));
    });
    const made = outgoing(undefined, [], {}, settings(proxy.url));
    const headers = [
      ['X-List', 'a'],
      ['X-List', 'b'],
    ] as const;
    const through = await made.send(call(base, { tunnel: 'office', headers }), never);
    const asked = proxy.asked.length;
    const direct = await made.send(call(base, { headers }), never);
    expect([through, direct].map((answer) => answer.ok && text(answer.value.body))).toEqual(['a, b', 'a, b']);
    expect(new Set(proxy.asked)).toEqual(new Set([new URL(base).host]));
    expect(proxy.asked).toHaveLength(asked);
  });

  it('may also come with the call itself, from a credential', async () => {
    const proxy = await startProxy();
    const base = await serve((_, response) => response.end('through'));
    const answer = await outgoing().send(call(base, { proxyUrl: proxy.url }), never);
    expect(answer.ok && text(answer.value.body)).toBe('through');
    expect(proxy.asked).toHaveLength(1);
  });
});
