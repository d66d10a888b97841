/** An OAuth server with OpenID discovery, as far as those need one who check its tokens or sign people in with it. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';

export interface OAuthServer {
  readonly issuer: string;
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  /** Claims about whoever comes to sign in next; null: nobody is let in. */
  person: Readonly<Record<string, unknown>> | null;
  /** The next sign-in is told of with a key that is not the published one. */
  isForging: boolean;
  token(claims: Readonly<Record<string, unknown>>, expires?: string): Promise<string>;
  close(): Promise<void>;
}

interface Grant {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

export async function startOAuthServer(): Promise<OAuthServer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const forged = (await generateKeyPair('ES256')).privateKey;
  const key = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
  const asked: string[] = [];
  const grants = new Map<string, Grant>();

  /** The user's browser comes: it is sent back with a code, or with the news that nobody is let in. */
  function authorize(query: URLSearchParams): string {
    const redirectUri = query.get('redirect_uri') ?? '';
    const back = new URL(redirectUri);
    back.searchParams.set('state', query.get('state') ?? '');
    if (kit.person === null) {
      back.searchParams.set('error', 'access_denied');
      return back.href;
    }
    const code = randomUUID();
    grants.set(code, {
      challenge: query.get('code_challenge') ?? '',
      redirectUri,
      claims: { sub: 'one', aud: query.get('client_id'), nonce: query.get('nonce'), ...kit.person },
    });
    back.searchParams.set('code', code);
    return back.href;
  }

  /** The server behind that browser brings the code: once, from where it was sent to, with what the challenge was made of. */
  async function exchange(request: IncomingMessage): Promise<object> {
    const form = new URLSearchParams(await text(request));
    const grant = grants.get(form.get('code') ?? '');
    grants.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isRight =
      grant?.challenge === challenge &&
      grant.redirectUri === form.get('redirect_uri') &&
      form.get('client_secret') === 'hush';
    if (!isRight) return { error: 'invalid_grant' };
    const idToken = await sign(grant.claims, '5m', kit.isForging ? forged : privateKey);
    return { access_token: 'access', token_type: 'bearer', id_token: idToken };
  }

  const server = createServer(async (request, response) => {
    asked.push(request.url ?? '');
    const url = new URL(request.url ?? '', issuer);
    response.setHeader('content-type', 'application/json');
    if (url.pathname === '/keys') return response.end(JSON.stringify({ keys: [key] }));
    if (url.pathname === '/.well-known/openid-configuration') {
      const endpoints = { authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` };
      const algorithms = { id_token_signing_alg_values_supported: ['ES256'] };
      return response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys`, ...endpoints, ...algorithms }));
    }
    if (url.pathname === '/authorize') return response.writeHead(302, { location: authorize(url.searchParams) }).end();
    if (url.pathname === '/token') {
      const answer = await exchange(request);
      response.statusCode = 'error' in answer ? 400 : 200;
      return response.end(JSON.stringify(answer));
    }
    response.statusCode = 404;
    return response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function sign(claims: Readonly<Record<string, unknown>>, expires: string, by: CryptoKey): Promise<string> {
    return new SignJWT({ iss: issuer, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(by);
  }

  const kit: OAuthServer = {
    issuer,
    asked,
    person: null,
    isForging: false,
    token: (claims, expires = '5m') => sign(claims, expires, privateKey),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return kit;
}
