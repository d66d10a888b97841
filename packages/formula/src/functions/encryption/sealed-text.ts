/**
 * The form of our own in which text is kept with proof that nobody changed it: `v1.<expiry>.<data>`.
 *
 * - expiry: milliseconds since 1970, or nothing; in the open, so that one can see it, and part of what is proved.
 * - data: Base64 for URLs of an iv of 12 bytes, the text encrypted with AES-256-GCM, and the tag of 16.
 *
 * The key of the cipher is an HMAC-SHA-256 of the purpose under the key of the caller, which may therefore have any length,
 * and what one function sealed is opened by its counterpart only.
 */
import type { CallContext, Platform } from '../definition.ts';
import { fromBase64, toUrlBase64 } from '../encoding/base64-text.ts';
import { encodeUtf8 } from '../encoding/utf8.ts';
import { joinBytes } from './byte-arguments.ts';

const form = /^v1\.(\d{0,16})\.([A-Za-z0-9_-]*)$/;
const ivBytes = 12;

export interface Lock {
  readonly platform: Platform;
  readonly key: Uint8Array;
  readonly purpose: 'AES_ENCRYPT' | 'TINES_ENCRYPT';
}

export function isSealedText(text: string): boolean {
  return text.startsWith('v1.');
}

export function sealText(lock: Lock, data: Uint8Array, expiresAt: number | null): string {
  const expiry = expiresAt === null ? '' : String(expiresAt);
  const iv = lock.platform.randomBytes(ivBytes);
  const sealed = lock.platform.seal(cipherKey(lock), iv, data, encodeUtf8(expiry));
  return `v1.${expiry}.${toUrlBase64(joinBytes(iv, sealed))}`;
}

/** The data, when the lock fits and the time has not come. */
export function openText(lock: Lock, text: string, context: CallContext): Uint8Array {
  const [, expiry, encoded] = form.exec(text.trim()) ?? [];
  const data = encoded === undefined ? undefined : fromBase64(encoded);
  if (expiry === undefined || data === undefined || data.length < ivBytes) {
    return context.fail(`the data is not what ${lock.purpose} gives`);
  }
  const [iv, sealed] = [data.subarray(0, ivBytes), data.subarray(ivBytes)];
  const opened = lock.platform.open(cipherKey(lock), iv, sealed, encodeUtf8(expiry));
  if (opened === undefined) return context.fail('the key does not fit the data, or the data was changed');
  if (expiry !== '' && context.now >= Number(expiry)) {
    return context.fail(`the data expired at ${new Date(Number(expiry)).toISOString()}`);
  }
  return opened;
}

function cipherKey({ platform, key, purpose }: Lock): Uint8Array {
  return platform.hmac('sha256', key, encodeUtf8(`fabula ${purpose} v1`));
}
