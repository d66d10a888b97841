/**
 * Who may call a webhook. A secret is compared here; what needs the outside or the database (API keys, tokens of OAuth
 * servers) is asked for as an `Access` and comes back with the request as its `admission`.
 */
import { timingSafeEqual } from 'node:crypto';
import { OptionFailure, type OptionReader } from '@fabula/engine';
import { entriesOf, isArrayValue, type ObjectValue, toText } from '@fabula/formula';
import { accessControl, apiKeyTeams, oauthAudience, oauthClaims, oauthIssuer, oauthJwksUrl, secret } from './fields.ts';
import type { WebhookRequest } from './read-payload.ts';

/** What must be found out about a caller before the webhook can decide. */
export type Access =
  | { readonly kind: 'nothing' }
  /** `teams` null: those of the story's team; names or ids, `*` for all. */
  | { readonly kind: 'api_key'; readonly teams: readonly string[] | null }
  | { readonly kind: 'token'; readonly rules: TokenRules };

export interface TokenRules {
  readonly issuer: string | null;
  readonly jwksUrl: string | null;
  readonly audience: readonly string[];
  /** Name → accepted values. */
  readonly claims: readonly (readonly [string, readonly string[]])[];
}

/** What was found out. `challenge`: what WWW-Authenticate adds for one who may not come in. */
export type Admission =
  | { readonly isAdmitted: true; readonly usedHeaders: readonly string[] }
  | { readonly isAdmitted: false; readonly challenge: string };

/** Throws OptionFailure. */
export function readAccess(settings: OptionReader): Access {
  switch (accessControl.read(settings)) {
    case 'api_key':
      return { kind: 'api_key', teams: apiKeyTeams.read(settings)?.map((team) => toText(team).trim()) ?? null };
    case 'oauth':
      return { kind: 'token', rules: readTokenRules(settings) };
    case 'public':
    case 'secret':
      return { kind: 'nothing' };
  }
}

function readTokenRules(settings: OptionReader): TokenRules {
  const issuer = oauthIssuer.read(settings)?.trim() ?? null;
  const jwksUrl = oauthJwksUrl.read(settings)?.trim() ?? null;
  if (issuer === null && jwksUrl === null) {
    throw new OptionFailure("Invalid Options: 'oauth_issuer' or 'oauth_jwks_url' must be given", 'oauth_issuer');
  }
  return {
    issuer,
    jwksUrl,
    audience: oauthAudience.read(settings).map(toText),
    claims: claimsOf(oauthClaims.read(settings)),
  };
}

function claimsOf(given: ObjectValue | undefined): TokenRules['claims'] {
  if (given === undefined) return [];
  return entriesOf(given).map(([name, value]) => [name, (isArrayValue(value) ? value : [value]).map(toText)] as const);
}

export type Entrance =
  | {
      readonly isOpen: true;
      /** Lower-case names of headers that carried the key and stay out of the event. */
      readonly usedHeaders: ReadonlySet<string>;
      /** The parameter `secret` was the secret. */
      readonly usedParameter: boolean;
    }
  | {
      readonly isOpen: false;
      readonly code: 'wrong_secret' | 'wrong_key';
      readonly challenge: string;
      /** Why nobody can come in, for the owner; the caller is told of a wrong secret. */
      readonly fault?: string;
    };

const freely: Extract<Entrance, { isOpen: true }> = { isOpen: true, usedHeaders: new Set(), usedParameter: false };

const blankSecret =
  "Invalid Options: 'secret' is blank, so nobody is let in; 'access_control: public' lets everybody in";

export function enter(settings: OptionReader, request: WebhookRequest, authorization: string | undefined): Entrance {
  const mode = accessControl.read(settings);
  if (mode === 'api_key' || mode === 'oauth') {
    // Options that cannot be read are why nothing was found out: that is told.
    if (request.admission === undefined) readAccess(settings);
    const admission = request.admission ?? { isAdmitted: false, challenge: '' };
    if (!admission.isAdmitted) return { isOpen: false, code: 'wrong_key', challenge: admission.challenge };
    return { ...freely, usedHeaders: new Set(admission.usedHeaders) };
  }
  const wanted = secret.read(settings);
  if (wanted === undefined) {
    const mayBeLeftOut = mode === 'public' || !(secret.isGiven(settings) || accessControl.isGiven(settings));
    return mayBeLeftOut ? freely : { isOpen: false, code: 'wrong_secret', challenge: '', fault: blankSecret };
  }
  const isInHeader = credentialsIn(authorization).some((candidate) => isSame(candidate, wanted));
  const isInQuery = request.query.some(([name, value]) => name === 'secret' && isSame(value, wanted));
  const isInUrl = request.urlSecret !== null && isSame(request.urlSecret, wanted);
  if (mode === 'secret' && !isInHeader && !isInQuery && !isInUrl)
    return { isOpen: false, code: 'wrong_secret', challenge: '' };
  return { isOpen: true, usedHeaders: new Set(isInHeader ? ['authorization'] : []), usedParameter: isInQuery };
}

function credentialsIn(authorization: string | undefined): readonly string[] {
  if (authorization === undefined) return [];
  const header = authorization.trim();
  const [, scheme, credentials] = /^(\S+)\s+(.+)$/.exec(header) ?? [];
  if (scheme === undefined || credentials === undefined) return [header];
  if (scheme.toLowerCase() !== 'basic') return [credentials];
  const decoded = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? [credentials, decoded] : [credentials, decoded.slice(0, colon), decoded.slice(colon + 1)];
}

/** In a time that tells nothing of the secret but its length. */
function isSame(candidate: string, wanted: string): boolean {
  const given = Buffer.from(candidate);
  const known = Buffer.from(wanted);
  return given.length === known.length && timingSafeEqual(given, known);
}
