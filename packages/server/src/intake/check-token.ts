/**
 * Checks tokens (JWT) of OAuth servers. Their keys are fetched through the port for calls to the outside, so the egress
 * rules hold, and kept: by the issuer's discovery document for an hour, the keys themselves as long as jose keeps them.
 */
import type { TokenRules } from '@fabula/actions';
import type { Clock, Outgoing } from '@fabula/engine';
import { getKey, isObjectValue, parseJson } from '@fabula/formula';
import { err, ok, type Result } from '@fabula/model';
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from 'jose';

export type TokenCheck = (token: string, rules: TokenRules) => Promise<Result<null, string>>;

const hour = 3_600_000;
/** Addresses come from the options of stories; the oldest makes room. */
const maxHeld = 200;
const fetchTimeoutMs = 10_000;
const maxDocumentBytes = 1024 ** 2;
/** What a public key can verify: a token signed with a shared secret is never believed. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

type Keys = ReturnType<typeof createRemoteJWKSet>;

export function createTokenCheck(outgoing: Outgoing, clock: Pick<Clock, 'now'>): TokenCheck {
  const keysByUrl = new Map<string, Keys>();
  const discovered = new Map<string, { readonly url: string; readonly until: number }>();

  async function get(url: string): Promise<Response> {
    const answer = await outgoing.send(
      {
        method: 'GET',
        url,
        headers: [['accept', 'application/json']],
        body: null,
        timeoutMs: fetchTimeoutMs,
        followRedirects: false,
        verifyTls: true,
        maxResponseBytes: maxDocumentBytes,
      },
      AbortSignal.timeout(fetchTimeoutMs),
    );
    if (!answer.ok) throw new KeysAway(answer.error.message);
    return new Response(new Uint8Array(answer.value.body), { status: answer.value.status });
  }

  function keysAt(url: string): Keys {
    let keys = keysByUrl.get(url);
    if (keys === undefined) {
      if (!URL.canParse(url)) throw new KeysAway(`${url} is no address`);
      keys = createRemoteJWKSet(new URL(url), { [customFetch]: get, timeoutDuration: fetchTimeoutMs });
      hold(keysByUrl, url, keys);
    }
    return keys;
  }

  /** OpenID Connect Discovery 1.0, section 4. */
  async function discover(issuer: string): Promise<string> {
    const known = discovered.get(issuer);
    if (known !== undefined && known.until > clock.now()) return known.url;
    const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const answer = await get(address);
    const parsed = answer.ok ? parseJson(await answer.text()) : null;
    const document = parsed?.ok && isObjectValue(parsed.value) ? parsed.value : null;
    const url = document === null ? null : getKey(document, 'jwks_uri');
    if (typeof url !== 'string') throw new KeysAway(`there is no usable document at ${address}`);
    hold(discovered, issuer, { url, until: clock.now() + hour });
    return url;
  }

  return async (token, rules) => {
    try {
      const keys = keysAt(rules.jwksUrl ?? (await discover(rules.issuer ?? '')));
      const { payload } = await jwtVerify(token, keys, {
        algorithms,
        audience: [...rules.audience],
        ...(rules.issuer === null ? {} : { issuer: [rules.issuer, rules.issuer.replace(/\/$/, '')] }),
        currentDate: new Date(clock.now()),
        clockTolerance: 30,
        requiredClaims: ['exp'],
      });
      return checkClaims(payload, rules);
    } catch (error) {
      if (error instanceof KeysAway) return err(`the keys of the issuer cannot be had: ${error.message}`);
      if (error instanceof errors.JWTExpired) return err('the token has expired');
      if (error instanceof errors.JWTClaimValidationFailed) return err(`the claim ${error.claim} is missing or wrong`);
      if (error instanceof errors.JWKSTimeout) return err('the keys of the issuer cannot be had in time');
      if (error instanceof errors.JOSEError) return err('the token is not valid');
      // jose throws TypeErrors for tokens that are no tokens
      if (error instanceof TypeError) return err('the token cannot be read');
      throw error;
    }
  };
}

/** The keys cannot be had; the message is for the caller. */
class KeysAway extends Error {}

function checkClaims(payload: JWTPayload, { claims }: TokenRules): Result<null, string> {
  for (const [name, accepted] of claims) {
    if (!valuesOf(name, payload[name]).some((value) => accepted.includes(value))) {
      return err(`the claim ${name} is missing or wrong`);
    }
  }
  return ok(null);
}

/** `scope` holds words (RFC 8693); other claims are values or lists of them. */
function valuesOf(name: string, claim: unknown): readonly string[] {
  if (claim === undefined || claim === null) return [];
  if (name === 'scope' && typeof claim === 'string') return claim.split(' ');
  return (Array.isArray(claim) ? claim : [claim]).map((value) =>
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  );
}

function hold<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > maxHeld && oldest !== undefined) map.delete(oldest);
}
