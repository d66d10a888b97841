/**
 * Undoes the Content-Encoding of a request. A few bytes can become very many, so what they become is counted like a body of
 * that size: up to 1 MiB is simply tried, beyond it the body waits for the turn of the largest one that is allowed.
 */

import type { BodyTurns, Turn } from './body-turns.ts';
import { decodeContent } from './decode-content.ts';
import { BodyRefused } from './read-body.ts';

const triedUpTo = 1024 ** 2;

export function isEncoded(encoding: string | undefined): encoding is string {
  return encoding !== undefined && encoding !== '' && encoding.trim().toLowerCase() !== 'identity';
}

export function isKnownEncoding(encoding: string): boolean {
  return encoding.split(',').every((name) => /^\s*(?:gzip|x-gzip|deflate|br|identity)\s*$/i.test(name));
}

/** null: too many bodies wait. Rejects with {@link BodyRefused}. */
export async function decodeBody(
  bytes: Uint8Array,
  encoding: string,
  { maxBytes, turns }: { readonly maxBytes: number; readonly turns: BodyTurns },
): Promise<Turn | null> {
  const letGo = (): void => undefined;
  const small = await decodeContent(bytes, encoding, Math.min(maxBytes, triedUpTo));
  if (small.ok) {
    const decoded = Buffer.from(small.value);
    const body = { size: decoded.length, bytes: decoded, load: async () => decoded, letGo };
    return turns.tryTake(body) ?? turns.wait(body);
  }
  if (small.error === 'malformed') throw new BodyRefused('malformed');
  if (maxBytes <= triedUpTo) throw new BodyRefused('too_big');
  return turns.wait({
    size: maxBytes,
    bytes: null,
    letGo,
    async load() {
      const large = await decodeContent(bytes, encoding, maxBytes);
      if (!large.ok) throw new BodyRefused(large.error === 'too_large' ? 'too_big' : 'malformed');
      return Buffer.from(large.value);
    },
  });
}
