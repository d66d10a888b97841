import { timingSafeEqual } from 'node:crypto';
import type { OptionReader } from '@fabula/engine';
import { textOption } from '../options/read-option.ts';

/**
 * Whether the caller may pass: the webhook is public or has no secret, or the secret came in the URL or as the credentials of
 * the Authorization header (any scheme; of Basic, either half). The stored names of `access_control` are unconfirmed: what
 * is not known to mean public asks for the secret.
 */
export function isAllowedIn(
  settings: OptionReader,
  urlSecret: string | null,
  authorization: string | undefined,
): boolean {
  const secret = textOption(settings, 'secret');
  if (secret === undefined || textOption(settings, 'access_control')?.trim().toLowerCase() === 'public') return true;
  return [urlSecret ?? '', ...credentialsIn(authorization)].some((candidate) => isSame(candidate, secret));
}

/** Whether the Authorization header carries the secret; it then stays out of the event. */
export function carriesSecret(settings: OptionReader, authorization: string | undefined): boolean {
  const secret = textOption(settings, 'secret');
  return secret !== undefined && credentialsIn(authorization).some((candidate) => isSame(candidate, secret));
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
function isSame(candidate: string, secret: string): boolean {
  const given = Buffer.from(candidate);
  const wanted = Buffer.from(secret);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
