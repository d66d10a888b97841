/**
 * Checks tokens (JWT) of OAuth servers. Their keys are fetched through the port for calls to the outside, so the egress
 * rules hold, and kept: by the issuer's discovery document for an hour, the keys themselves as long as jose keeps them.
 * Whoever calls without a good token makes no more than one request to the outside every few seconds, and learns nothing of
 * what came of it: that is for the log.
 */
import type { TokenRules } from '@fabula/actions';
import type { Clock, Outgoing } from '@fabula/engine';
import { getKey, isArrayValue, isObjectValue, parseJson, type Value } from '@fabula/formula';
import { err, ok, type Result } from '@fabula/model';
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Logger } from '../observe/logger.ts';

export type TokenCheck = (token: string, rules: TokenRules) => Promise<Result<null, string>>;

const hour = 3_600_000;
/** Addresses come from the options of stories; the oldest makes room. */
const maxHeld = 200;
/** A document that cannot be had is not asked for again before. */
const failureHeldMs = 10_000;
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

export function createTokenCheck(outgoing: Outgoing, clock: Pick<Clock, 'now'>, log: Logger): TokenCheck {
  const keysByUrl = new Map<string, Keys>();
  const discovered = new Map<string, { readonly url: string; readonly until: number }>();
  const asking = new Map<string, Promise<string>>();
  const failed = new Map<string, { readonly error: KeysAway; readonly until: number }>();

  /** The text of a document with this member. Those who ask at once share the answer. Rejects with {@link KeysAway}. */
  async function get(url: string, member: 'jwks_uri' | 'keys'): Promise<string> {
    const name = `${member} ${url}`;
    const failure = failed.get(name);
    if (failure !== undefined && failure.until > clock.now()) throw failure.error;
    let answer = asking.get(name);
    if (answer === undefined) {
      answer = ask(url, member)
        .catch((error: unknown) => {
          if (!(error instanceof KeysAway)) throw error;
          hold(failed, name, { error, until: clock.now() + failureHeldMs });
          log.warn({ address: shown(url), reason: error.message }, 'the keys of an OAuth server cannot be had');
          throw error;
        })
        .finally(() => asking.delete(name));
      asking.set(name, answer);
    }
    return answer;
  }

  async function ask(url: string, member: 'jwks_uri' | 'keys'): Promise<string> {
    if (!URL.canParse(url)) throw new KeysAway('that is no address');
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
    const { status, body } = answer.value;
    if (status !== 200) throw new KeysAway(`it answered with status ${status}`);
    const text = Buffer.from(body).toString('utf8');
    const found = memberOf(text, member);
    const isUsable = found !== undefined && (member === 'keys' ? isArrayValue(found) : typeof found === 'string');
    if (!isUsable) throw new KeysAway(`its answer is no JSON with a usable '${member}'`);
    return text;
  }

  function keysAt(url: string): Keys {
    let keys = keysByUrl.get(url);
    if (keys === undefined) {
      if (!URL.canParse(url)) throw new KeysAway('that is no address');
      const fetchKeys = async (): Promise<Response> => new Response(await get(url, 'keys'));
      keys = createRemoteJWKSet(new URL(url), { [customFetch]: fetchKeys, timeoutDuration: fetchTimeoutMs });
      hold(keysByUrl, url, keys);
    }
    return keys;
  }

  /** OpenID Connect Discovery 1.0, section 4. */
  async function discover(issuer: string): Promise<string> {
    const known = discovered.get(issuer);
    if (known !== undefined && known.until > clock.now()) return known.url;
    const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const url = memberOf(await get(address, 'jwks_uri'), 'jwks_uri');
    if (typeof url !== 'string') throw new KeysAway("'jwks_uri' is no text");
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
      if (error instanceof KeysAway) return err('the keys of the issuer cannot be had at the moment');
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

/** The keys cannot be had; the message is for the log, never for the caller. */
class KeysAway extends Error {}

function memberOf(text: string, member: string): Value | undefined {
  const parsed = parseJson(text);
  return parsed.ok && isObjectValue(parsed.value) ? getKey(parsed.value, member) : undefined;
}

/** Without what may be a secret. */
function shown(url: string): string {
  return URL.canParse(url) ? `${new URL(url).origin}${new URL(url).pathname}` : '';
}

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
