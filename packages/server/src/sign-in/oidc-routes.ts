/**
 * Single sign-on with OpenID Connect: the authorization code flow with PKCE, state and nonce. Whoever the provider knows by a verified
 * e-mail address signs in as the user of that address; others are refused, because an owner of the tenant decides who is in.
 *
 * What the way back is checked against travels in a cookie of the browser that began, for ten minutes.
 */

import { pathAfterSignIn, type SignInFailure, signInWaysShape } from '@fabula/model';
import { findUserByEmail, type User } from '@fabula/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as client from 'openid-client';
import { z } from 'zod';
import type { ApiScope } from '../api/api-scope.ts';
import { recordAudit } from '../audit/record-audit.ts';
import type { Logger } from '../observe/logger.ts';
import type { OidcSettings } from '../settings.ts';
import { type SessionStart, startSession } from './start-session.ts';

interface OidcParts extends SessionStart {
  /** null: there is no provider. */
  readonly oidc: OidcSettings | null;
  readonly publicUrl: () => string;
  readonly log: Logger;
}

const cookie = 'fabula_oidc';
const cookiePath = '/api/oidc';
const minutes = 10;
/** Signatures are looked at although the tokens come from the provider itself: TLS alone does not hold behind every proxy. */
const checks = [client.enableNonRepudiationChecks];

const journey = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), next: z.string() });
type Journey = z.output<typeof journey>;

export function oidcRoutes(app: ApiScope, parts: OidcParts): void {
  const { database, oidc, publicUrl, log } = parts;
  let discovered: Promise<client.Configuration> | null = null;

  app.get(
    '/api/sign-in-ways',
    { config: { permission: 'anyone' }, schema: { hide: true, response: { 200: signInWaysShape } } },
    async () => ({ oidc: oidc !== null }),
  );

  app.get(
    `${cookiePath}/sign-in`,
    { config: { permission: 'anyone' }, schema: { hide: true, body: z.object({ next: z.string().optional() }) } },
    async (request, reply) => {
      const configuration = await provider();
      if (configuration === null) return fail(reply, 'away');
      const begun: Journey = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
        next: pathAfterSignIn(request.body.next),
      };
      const address = client.buildAuthorizationUrl(configuration, {
        redirect_uri: callbackUrl(),
        scope: 'openid email profile',
        state: begun.state,
        nonce: begun.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(begun.verifier),
        code_challenge_method: 'S256',
      });
      reply.setCookie(cookie, Buffer.from(JSON.stringify(begun)).toString('base64url'), {
        path: cookiePath,
        httpOnly: true,
        sameSite: 'lax',
        secure: parts.publicOrigin().startsWith('https:'),
        maxAge: minutes * 60,
      });
      return reply.redirect(address.href);
    },
  );

  app.get(
    `${cookiePath}/callback`,
    { config: { permission: 'anyone' }, schema: { hide: true } },
    async (request, reply) => {
      const begun = readJourney(request.cookies[cookie]);
      reply.clearCookie(cookie, { path: cookiePath });
      if (begun === null) return fail(reply, 'expired');
      const configuration = await provider();
      if (configuration === null) return fail(reply, 'away');
      const query = request.url.split('?')[1] ?? '';
      const claims = await client
        .authorizationCodeGrant(configuration, new URL(`${callbackUrl()}?${query}`), {
          expectedState: begun.state,
          expectedNonce: begun.nonce,
          pkceCodeVerifier: begun.verifier,
        })
        .then((tokens) => tokens.claims())
        .catch((error: unknown) => {
          log.warn({ ip: request.ip, reason: reasonOf(error) }, 'a single sign-on failed');
          return undefined;
        });
      if (claims === undefined) return fail(reply, 'refused');
      const email = claims['email'];
      // An address that nobody has verified may be anybody's.
      if (typeof email !== 'string' || claims['email_verified'] === false) return fail(reply, 'unverified');
      const user = await findUserByEmail(database.kysely, email);
      if (user === null || !user.isActive) {
        log.warn({ ip: request.ip }, 'a single sign-on of somebody who is no user');
        // the audit log is about users: of others there is nothing to name in it
        if (user !== null) await tellOfRefusal(request, user);
        return fail(reply, 'unknown');
      }
      await startSession(parts, request, user, reply);
      return reply.redirect(begun.next);
    },
  );

  async function tellOfRefusal(request: FastifyRequest, user: User): Promise<void> {
    await recordAudit(request, database.kysely, {
      operation: 'LoginRefusal',
      inputs: { reason: 'The user is switched off.', way: 'single sign-on' },
      by: { ...user, userId: user.id },
      isByproduct: true,
    });
  }

  function callbackUrl(): string {
    return `${publicUrl()}${cookiePath}/callback`;
  }

  /** null: there is none, or it cannot be reached; then it is asked again the next time. */
  async function provider(): Promise<client.Configuration | null> {
    if (oidc === null) return null;
    // Whoever names an http address means it: a provider on the same host, for example.
    const isPlain = oidc.issuer.toLowerCase().startsWith('http:');
    discovered ??= client.discovery(new URL(oidc.issuer), oidc.clientId, oidc.clientSecret, undefined, {
      execute: isPlain ? [...checks, client.allowInsecureRequests] : checks,
    });
    try {
      return await discovered;
    } catch (error) {
      discovered = null;
      log.error({ err: error, issuer: oidc.issuer }, 'the provider of single sign-on cannot be reached');
      return null;
    }
  }
}

/** Back to the sign-in, which has the words. */
function fail(reply: FastifyReply, why: SignInFailure): FastifyReply {
  return reply.redirect(`/sign-in?failed=${why}`);
}

/** In one line, without what came along: tokens may be in that. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

function readJourney(value: string | undefined): Journey | null {
  if (value === undefined) return null;
  try {
    const parsed = journey.safeParse(JSON.parse(Buffer.from(value, 'base64url').toString()));
    return parsed.success ? { ...parsed.data, next: pathAfterSignIn(parsed.data.next) } : null;
  } catch {
    // No JSON: not what was set.
    return null;
  }
}
